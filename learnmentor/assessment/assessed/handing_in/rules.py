"""Decisions about a try: when a decision is due, where the work is, and what its learner is told of it."""

from datetime import date
from enum import StrEnum

from learnmentor.assessment.assessed.rules import MOST_TRIES


class Whereabouts(StrEnum):
    """Where a try is, as far as its learner is told: never with whom, nor which judgement is made."""

    WAITING = "waiting"  # for an assessor
    WITH_ASSESSOR = "with-assessor"
    CHECKED = "checked"  # judged, and not released
    RELEASED = "released"
    ENDED = "ended"  # given up, so that nobody decides any more
    OVERTAKEN = "overtaken"  # an appeal passed an earlier try meanwhile

    @property
    def waits(self) -> bool:
        """Whether a decision is still to come."""
        return self in {Whereabouts.WAITING, Whereabouts.WITH_ASSESSOR, Whereabouts.CHECKED}


def whereabouts(*, assigned: bool, judged: bool, released: bool, ended: bool, passed: bool) -> Whereabouts:
    """Where a try is. `ended` and `passed` are of its submission."""
    if released:
        return Whereabouts.RELEASED
    if ended:
        return Whereabouts.OVERTAKEN if passed else Whereabouts.ENDED
    if judged:
        return Whereabouts.CHECKED
    return Whereabouts.WITH_ASSESSOR if assigned else Whereabouts.WAITING


def late(due_on: date, *, on: date, where: Whereabouts) -> bool:
    """Whether a decision should have been there before today."""
    return where.waits and on > due_on


def tries_left(tries: int) -> int:
    """How often the work can still be handed in."""
    return max(0, MOST_TRIES - tries)


def handed_in_already(number: int, *, tries: int) -> bool:
    """Whether the try that somebody is about to hand in has been: in another tab, or by a second click."""
    return 1 <= number <= tries
