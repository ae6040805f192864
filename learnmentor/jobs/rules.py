"""When work is tried again, when it is given up, and how long its traces are kept."""

from datetime import datetime, timedelta
from enum import Enum

MOST_TRIES = 3
LOCK = timedelta(minutes=10)  # a worker that has not answered for so long is taken for dead
LETTER_IS_STALE = timedelta(days=4)  # longer than it is tried
KEPT = timedelta(days=30)

_PAUSES = (timedelta(minutes=1), timedelta(minutes=15))
# A mail server may be down over a weekend: more and more rarely, every four hours at last, for about three days.
_PAUSES_OF_LETTERS = (*(timedelta(minutes=n) for n in (1, 5, 15, 30, 60, 120)), *[timedelta(hours=4)] * 17)
MOST_TRIES_OF_LETTERS = len(_PAUSES_OF_LETTERS) + 1


def next_run(tries: int, *, at: datetime, letter: bool = False) -> datetime | None:
    """When work that failed for the `tries`-th time is tried again, or None to give it up."""
    pauses = _PAUSES_OF_LETTERS if letter else _PAUSES
    return at + pauses[tries - 1] if tries <= len(pauses) else None


def worth_sending(created_at: datetime, worth_until: datetime | None, *, at: datetime) -> bool:
    """Whether a letter still says what is true: its link is not over, nor is it from before there was a mail server."""
    return created_at > at - LETTER_IS_STALE and (worth_until is None or at < worth_until)


class Fate(Enum):
    """How it stands with a letter."""

    SENT = "sent"  # the mail server took it
    WAITING = "waiting"  # for its first try
    TRYING = "trying"  # the mail server has not taken it yet
    GIVEN_UP = "given up"


def fate(*, sent: bool, given_up: bool, tries: int) -> Fate:
    """What became of a letter so far."""
    if sent:
        return Fate.SENT
    if given_up:
        return Fate.GIVEN_UP
    return Fate.TRYING if tries else Fate.WAITING


def pause(idle_rounds: int, *, shortest: float = 0.5, longest: float = 5.0) -> float:
    """Seconds to wait after so many rounds in a row without work: doubling, to a ceiling."""
    return min(longest, shortest * (1 << min(idle_rounds, 30)))
