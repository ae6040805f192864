"""How long judging takes, in working days: of how many pieces of work, the middle one, and how many were late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median_low

from learnmentor.ground.calendars.working_days import is_working_day, working_days_between

FEWEST = 5  # pieces of work behind a median: of fewer it says nothing, and nearly names whose they were


def late_since(on: date) -> date:
    """The last working day up to `on`: what was due before it is late."""
    while not is_working_day(on):
        on -= timedelta(days=1)
    return on


class Period(StrEnum):
    """Over which time turnaround is counted, up to today."""

    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


_DAYS = {Period.QUARTER: 91, Period.YEAR: 365}


def begins(period: Period, *, on: date) -> date | None:
    """The first day of a period that ends on a day; None: from the beginning."""
    days = _DAYS.get(period)
    return None if days is None else on - timedelta(days=days)


@dataclass(frozen=True)
class Took:
    """When a piece of work was handed in, was due and was released."""

    handed_in_on: date
    due_on: date
    released_on: date


@dataclass(frozen=True)
class Turnaround:
    """How long judging took, in working days: of how many, the middle one, and how many were late."""

    number: int
    median: int
    late: int


def turnaround(took: Collection[Took]) -> Turnaround | None:
    """How long judging took; None of fewer than `FEWEST`."""
    if len(took) < FEWEST:
        return None
    days = [working_days_between(each.handed_in_on, each.released_on) for each in took]
    late = sum(working_days_between(each.due_on, each.released_on) > 0 for each in took)
    return Turnaround(len(took), median_low(days), late)
