"""The year at a glance: its months, the pace that would close the gap, and other years beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from learnmentor.cpd.charts import Bar, RingPart, parts_of, ring
from learnmentor.cpd.rules import CpdTarget, CpdYear, Sum, Totals
from learnmentor.ground.words import short_date

A_WEEK = 7
_NOT_BEFORE = 28  # days after which a pace says something about the year


class MonthSum(NamedTuple):
    """What is in force of one type in one calendar month."""

    year: int
    month: int
    sum: Sum


@dataclass(frozen=True)
class Month:
    """A calendar month, as far as it lies in the CPD year."""

    first: date
    last: date
    studied: int = 0
    attended: int = 0
    logged: int = 0
    needed: int = 0  # what the rest of it would have to bring, for an even pace to the target

    @property
    def counted(self) -> int:
        """Minutes toward the target."""
        return self.studied + self.attended + self.logged

    @property
    def name(self) -> str:
        """The month in words, such as November 2026."""
        return _names(self.first)[1]

    @property
    def parts(self) -> list[RingPart]:
        """The month as a picture has it, from the ground up."""
        so_far = parts_of(self.studied, self.attended, self.logged)
        return [*so_far, RingPart("Needed for an even pace", self.needed, "open")]


@lru_cache(maxsize=512)
def _names(first: date) -> tuple[str, str]:
    return f"{first:%b}", f"{first:%B %Y}"  # kept: to spell a month takes longer than to add it up


@lru_cache(maxsize=512)
def day_in_one_piece(on: date) -> str:
    """A day as the table of entries names it. Kept, as a page names fifty, and each takes longer than its entry."""
    return short_date(on).replace(" ", "\u00a0")


def months(year: CpdYear, sums: Iterable[MonthSum], *, target: CpdTarget, today: date) -> list[Month]:
    """The months of a year in order; what is missing to the target is spread over the days left, today included."""
    found: dict[tuple[int, int], list[Sum]] = defaultdict(list)
    for each in sums:
        if target.counts(each.sum.type):
            found[each.year, each.month].append(each.sum)
    spans = _spans(year)
    missing = max(0, (target.minutes or 0) - sum(each.counted for month in found.values() for each in month))
    needed = _spread(missing, [_days_left(*span, today=today) for span in spans])
    return [
        _month(first, last, found.get((first.year, first.month), ()), needed=still)
        for (first, last), still in zip(spans, needed, strict=True)
    ]


@dataclass(frozen=True)
class Column:
    """A month in the picture."""

    label: str
    long: str
    parts: list[RingPart]
    total: int
    now: bool

    @property
    def height(self) -> int:
        """Minutes from the ground up, with those that are still to come."""
        return sum(part.minutes for part in self.parts)


def column(month: Month, *, today: date) -> Column:
    """The month as a column of the picture."""
    return Column(*_names(month.first), month.parts, month.counted, month.first <= today <= month.last)


@lru_cache(maxsize=256)
def _spans(year: CpdYear) -> Sequence[tuple[date, date]]:
    """First and last day of each calendar month that the year touches, cut at the year's own ends."""
    spans, first = [], year.first
    while first <= year.last:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        spans.append((first, min(year.last, following - timedelta(days=1))))
        first = following
    return spans


def _days_left(first: date, last: date, *, today: date) -> int:
    return max(0, (last - max(first, today)).days + 1)


def _spread(minutes: int, days: Sequence[int]) -> list[int]:
    """Whole minutes in proportion to days, adding up to `minutes`; nothing where no day is left."""
    whole, gone, given = sum(days), 0, 0
    shares = []
    for each in days:
        gone += each
        upto = minutes * gone // whole if whole else 0
        shares.append(upto - given)
        given = upto
    return shares


def _month(first: date, last: date, sums: Sequence[Sum], *, needed: int) -> Month:
    return Month(
        first,
        last,
        studied=sum(each.studied for each in sums),
        attended=sum(each.attended for each in sums),
        logged=sum(each.logged for each in sums),
        needed=needed,
    )


# The pace


@dataclass(frozen=True)
class YearPace:
    """Minutes a week: how the year has gone, and how the rest of it would have to go."""

    so_far: int | None  # None while the year is too young to tell
    needed: int | None  # None when nothing is missing, when there is no number, or when no time is left

    @property
    def keeping(self) -> bool:
        """Whether going on as before is enough."""
        return self.needed is not None and self.so_far is not None and self.so_far >= self.needed


def pace(year: CpdYear, *, counted: int, target: int | None, today: date) -> YearPace:
    """The pace of a year, seen today."""
    gone = (min(today, year.last) - year.first).days + 1
    left = max(0, (year.last - max(today, year.first)).days + 1)
    missing = max(0, (target or 0) - counted)
    return YearPace(
        so_far=counted * A_WEEK // gone if gone >= _NOT_BEFORE else None,
        needed=-(-missing * A_WEEK // max(left, A_WEEK)) if missing and left else None,
    )


# Years beside each other


@dataclass(frozen=True)
class YearBeside:
    """One of several years: what counts in it, and what was asked."""

    year: CpdYear
    totals: Totals  # toward the target
    target: int | None

    @property
    def bar(self) -> Bar:
        """The year as a bar, in the ring's colours."""
        return Bar(self.year.label, ring(self.totals), self.totals.counted)
