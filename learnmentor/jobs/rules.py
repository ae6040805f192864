"""When work is tried again, when it is given up, and how long its traces are kept."""

from datetime import datetime, timedelta

MOST_TRIES = 3
LOCK = timedelta(minutes=10)  # a worker that has not answered for so long is taken for dead
LETTER_IS_STALE = timedelta(days=2)  # links in letters are over by then
KEPT = timedelta(days=30)

_PAUSES = (timedelta(minutes=1), timedelta(minutes=15))


def next_run(tries: int, *, at: datetime) -> datetime | None:
    """When work that failed for the `tries`-th time is tried again, or None to give it up."""
    return at + _PAUSES[tries - 1] if tries < MOST_TRIES else None


def worth_sending(created_at: datetime, *, at: datetime) -> bool:
    """Whether a letter still says what is true; one kept since before there was a mail server does not."""
    return created_at > at - LETTER_IS_STALE


def pause(idle_rounds: int, *, shortest: float = 0.5, longest: float = 5.0) -> float:
    """Seconds to wait after so many rounds in a row without work: doubling, to a ceiling."""
    return min(longest, shortest * (1 << min(idle_rounds, 30)))
