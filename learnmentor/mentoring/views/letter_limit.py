"""How often one and the same thing may write a letter to somebody: proposed, taken back, and proposed again."""

from flask import flash

from learnmentor.accounts import throttle, tries
from learnmentor.accounts.views.coming_in import tried_at
from learnmentor.ground import clock
from learnmentor.ground.db import at_once

_SEVERAL = "You did this several times within the hour, and each time it writes a letter."


def too_many_letters(about: str) -> bool:
    """Count a letter about something, by its public id; whether there were many within the hour, which is then said.

    The request's session starts afresh by it: what was loaded before is loaded again.
    """
    at = clock.now()
    with at_once() as apart:
        wait = tries.count_try(apart, tried_at(throttle.PAIR_LETTER, about), at=at)
    if wait is not None:
        flash(f"{_SEVERAL} Try again in {throttle.wait_in_words(wait, at=at)}.", "message")
    return wait is not None
