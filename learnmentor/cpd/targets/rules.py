"""What a year asks of a person, from a profile and their posts and absences; `working.py` says it in words.

All of it is exact (fractions of posts and of months) until the result is rounded to a minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from learnmentor.cpd.rules import SEPTEMBER, CpdYear

MONTHS = 12
LONG_ABSENCE = 3  # months; the regulations name this length, and not clearly for which absences [SI 2007/2116 reg 4(4)]


class ProfileKind(StrEnum):
    """Whose rule a year follows."""

    IFL = "ifl"
    SET = "set"
    CUSTOM = "custom"

    @property
    def label(self) -> str:
        """The profile as a page names it."""
        return {"ifl": "IfL 2007-12", "set": "SET", "custom": "Custom"}[self]


@dataclass(frozen=True)
class Profile:
    """What a full-time year asks for, when it starts, and what counts."""

    kind: ProfileKind
    minutes: int | None  # None: no number
    floor_minutes: int = 0  # the least that a share of a post comes to, before absence
    starts: tuple[int, int] = SEPTEMBER
    categories: tuple[str, ...] = ()  # types of entry that count; none named: all of them
    own: bool = False  # chosen by the person rather than for everybody

    def year_of(self, on: date) -> CpdYear:
        """The year in which a day lies."""
        return CpdYear.of(on, self.starts)

    def year_named(self, label: str) -> CpdYear | None:
        """The year that an address names; None when it names none."""
        return CpdYear.from_label(label, self.starts)


IFL = Profile(ProfileKind.IFL, minutes=30 * 60, floor_minutes=6 * 60)  # [SI 2007/2116 reg 4(1), (2)]
SET = Profile(ProfileKind.SET, minutes=None, starts=(4, 1))  # the membership year [SET]


@dataclass(frozen=True)
class Post:
    """A post: minutes of teaching against those of a full-time teacher in the same institution [reg 4(2)].

    Both are of the same span, a week or a year. Without a first or last day it has always been or goes on.
    """

    teaching: int
    full_time: int
    begins: date | None = None
    ends: date | None = None
    name: str = ""  # for its owner alone; no working repeats it

    @property
    def share(self) -> Fraction:
        """Of a full post; more than 1 where somebody teaches more than full-time."""
        return Fraction(self.teaching, self.full_time)

    def held_on(self, day: date) -> bool:
        """Whether the post is in force on that day."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Absence:
    """Days away, both included. Why is nobody's business, so it is not asked."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Circumstances:
    """What makes a person's share differ from a full-time year."""

    posts: tuple[Post, ...] = ()
    absences: tuple[Absence, ...] = ()


NONE = Circumstances()


@dataclass(frozen=True)
class Reckoning:
    """What a year asks of somebody and how it comes to that, in exact minutes at each step.

    Without a number in the profile, or without a post in the year, the steps after that are not taken and are None.
    """

    profile: Profile
    circumstances: Circumstances
    year: CpdYear
    measured: "Measured"
    by_share: Fraction | None = None  # of a full-time year
    before_absence: Fraction | None = None  # not below the floor
    owed: Fraction | None = None  # less what absence takes off

    @property
    def floored(self) -> bool:
        """Whether the share comes to less than the floor."""
        return self.by_share is not None and self.by_share < self.profile.floor_minutes

    @property
    def away(self) -> Fraction:
        """Months away or without a post."""
        return MONTHS - self.measured.present

    @property
    def minutes(self) -> int | None:
        """Minutes owed; None where the profile asks for no number."""
        if self.profile.minutes is None:
            return None
        return round_half_up(self.owed) if self.owed is not None else 0


def reckon(profile: Profile, circumstances: Circumstances, year: CpdYear) -> Reckoning:
    """What `year` asks of somebody: their share of a full-time year, the floor, then less for absence."""
    measured = _measure(circumstances, year)
    begun = Reckoning(profile, circumstances, year, measured)
    if profile.minutes is None or not measured.held:
        return begun
    full = Fraction(profile.minutes)
    by_share = full * measured.share if circumstances.posts else full
    before = max(by_share, Fraction(min(profile.floor_minutes, profile.minutes))) if circumstances.posts else by_share
    return replace(begun, by_share=by_share, before_absence=before, owed=before * measured.present / MONTHS)


# Measuring a year


@dataclass(frozen=True)
class Measured:
    """A year in months: each month is a twelfth, and a day is its share of the month that it lies in."""

    held: Fraction  # months with a post, or 12 where none was entered
    present: Fraction  # months with a post and not away
    share: Fraction  # of a full post, on average over the months with one
    days_away: int
    capped: bool  # at times, more than a full post
    overlap: bool  # at times, two absences


def _measure(circumstances: Circumstances, year: CpdYear) -> Measured:
    posts, absences = circumstances.posts, circumstances.absences
    held = present = weighted = Fraction(0)
    days_away, capped, overlap = 0, False, False
    for first, days, weight in _spans(circumstances, year):
        shares = [post.share for post in posts if post.held_on(first)]
        away = sum(absence.covers(first) for absence in absences)
        has_post, share = bool(shares) or not posts, sum(shares, Fraction(0))
        held += weight if has_post else 0
        weighted += weight * min(share, Fraction(1))
        present += weight if has_post and not away else 0
        days_away += 0 if has_post and not away else days
        capped, overlap = capped or share > 1, overlap or away > 1
    return Measured(held, present, weighted / held if held else Fraction(0), days_away, capped, overlap)


def _spans(circumstances: Circumstances, year: CpdYear) -> Iterator[tuple[date, int, Fraction]]:
    """The year cut where anything changes: first day, number of days, and weight in months of each piece."""
    firsts = [month_of(year, number) for number in range(MONTHS + 1)]
    changes = {day for day in _changes(circumstances) if year.contains(day)}
    for month, following in pairwise(firsts):
        cuts = sorted({month, following, *(day for day in changes if month < day < following)})
        for first, end in pairwise(cuts):
            days = (end - first).days
            yield first, days, Fraction(days, (following - month).days)


def month_of(year: CpdYear, number: int) -> date:
    """The first day of the year's month, counted from 0; 12 is the first of the next year."""
    month, day = year.starts
    later, month = divmod(month - 1 + number, MONTHS)
    return date(year.begins + later, month + 1, day)


def _changes(circumstances: Circumstances) -> Iterator[date]:
    for post in circumstances.posts:
        yield from (day for day in (post.begins, post.ends and _after(post.ends)) if day)
    for absence in circumstances.absences:
        yield from (absence.first, _after(absence.last))


def _after(day: date) -> date:
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)


def in_year(post: Post, year: CpdYear) -> bool:
    """Whether some of the post falls into the year."""
    return (post.begins or date.min) <= year.last and (post.ends or date.max) >= year.first


def all_year(post: Post, year: CpdYear) -> bool:
    """Whether the post is held from the first day of the year to the last."""
    return post.held_on(year.first) and post.held_on(year.last)


def round_half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
