"""What a year asks of a person: a profile, their posts and absences, and the working in words. Pure.

All of it is exact (fractions of posts and of months) until the result is rounded to a minute.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from learnmentor.cpd.rules import SEPTEMBER, CpdTarget, CpdYear
from learnmentor.ground.words import hours, long_date, plural

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


def target(profile: Profile, circumstances: Circumstances, year: CpdYear) -> CpdTarget:
    """What `year` asks of somebody: their share of a full-time year, the floor, then less for absence."""
    return _of_everybody(profile, year) if circumstances == NONE else _target(profile, circumstances, year)


@lru_cache(maxsize=256)
def _of_everybody(profile: Profile, year: CpdYear) -> CpdTarget:
    # Kept, as home and the year ask it every time. Nobody's own posts and absences are kept so: they are private.
    return _target(profile, NONE, year)


def _target(profile: Profile, circumstances: Circumstances, year: CpdYear) -> CpdTarget:
    kinds = _kinds(profile)
    if profile.minutes is None:
        return CpdTarget(None, _asks_nothing(profile, year), (_span(year), *kinds), profile.categories)
    owed, steps = _worked_out(profile, profile.minutes, circumstances, year)
    minutes = round_half_up(owed)
    return CpdTarget(minutes, _result(profile, minutes, year), (*steps, *kinds), profile.categories)


def _worked_out(profile: Profile, full: int, circumstances: Circumstances, year: CpdYear) -> tuple[Fraction, list[str]]:
    measured = _measure(circumstances, year)
    steps = [f"A full-time year, {_days(year)}, asks for {hours(full)}."]
    owed = Fraction(full)
    if not circumstances.posts:
        steps.append("No posts were entered, so it is taken as full-time.")
    elif not measured.held:
        return Fraction(0), [*steps, "No post that was entered falls into this year, so nothing is owed for it."]
    else:
        owed = full * measured.share
        steps += _share_steps(circumstances.posts, measured, year)
        if measured.share < 1:
            steps.append(f"{hours(full)} × {_number(measured.share)} = {_hours(owed)}.")
        if owed < profile.floor_minutes:
            owed = Fraction(min(profile.floor_minutes, full))
            steps.append(f"That is below the least that a part-time share comes to, so it is {_hours(owed)}.")
    if away := MONTHS - measured.present:
        before, owed = owed, owed * measured.present / MONTHS
        steps += _absence_steps(profile, circumstances, measured, before=before, after=owed, away=away)
    return owed, steps


def _share_steps(posts: Sequence[Post], measured: "_Measured", year: CpdYear) -> Iterator[str]:
    held = [post for post in posts if _in_year(post, year)]
    for number, post in enumerate(held, 1):
        which = f"Post {number}" if len(held) > 1 else "The post"
        until = "" if _all_year(post, year) else f", {_dates_of(post, year)},"
        yield (
            f"{which}{until} has {hours(post.teaching)} of teaching; full-time at the same institution is "
            f"{hours(post.full_time)}. That is {_number(post.share)} of a full post."
        )
    if len(held) > 1 and all(_all_year(post, year) for post in held):
        together = sum((post.share for post in held), Fraction(0))
        yield f"Together: {' + '.join(_number(post.share) for post in held)} = {_number(together)} of a full post."
    elif not all(_all_year(post, year) for post in held):
        yield f"Over the months with a post that comes to {_number(measured.share)} of a full post on average."
    if measured.capped:
        yield "No more than one full post counts at a time."


def _absence_steps(
    profile: Profile,
    circumstances: Circumstances,
    measured: "_Measured",
    *,
    before: Fraction,
    after: Fraction,
    away: Fraction,
) -> Iterator[str]:
    several = " Days in two of them count once." if measured.overlap else ""
    without = "Away or without a post" if measured.held < MONTHS else "Away"
    days = plural(measured.days_away, "day", "days")
    yield f"{without} for {days}, {_number(away)} of the year's 12 months.{several}"
    yield f"{_hours(before)} × (12 − {_number(away, bare=True)}) ÷ 12 = {_hours(after)}."
    if after < profile.floor_minutes <= before:
        yield f"Absence comes off after the floor of {hours(profile.floor_minutes)}, so it may end below it."
    if profile.kind is ProfileKind.IFL and circumstances.absences and away <= LONG_ABSENCE:
        yield (
            "Regulation 4(4) speaks of a total absence of more than three months. Which absences that limits was not "
            "clear to us, so all are taken off here."
        )


# Measuring a year


@dataclass(frozen=True)
class _Measured:
    """A year in months: each month is a twelfth, and a day is its share of the month that it lies in."""

    held: Fraction  # months with a post, or 12 where none was entered
    present: Fraction  # months with a post and not away
    share: Fraction  # of a full post, on average over the months with one
    days_away: int
    capped: bool  # at times, more than a full post
    overlap: bool  # at times, two absences


def _measure(circumstances: Circumstances, year: CpdYear) -> _Measured:
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
    return _Measured(held, present, weighted / held if held else Fraction(0), days_away, capped, overlap)


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


def _in_year(post: Post, year: CpdYear) -> bool:
    return (post.begins or date.min) <= year.last and (post.ends or date.max) >= year.first


def _all_year(post: Post, year: CpdYear) -> bool:
    return post.held_on(year.first) and post.held_on(year.last)


# Words


def _result(profile: Profile, minutes: int, year: CpdYear) -> str:
    if profile.kind is ProfileKind.IFL:
        source = "by the 2007 regulations for teachers in further education (SI 2007/2116)"
    else:
        source = "by a personal target" if profile.own else "by the target set here for everybody"
    return f"{hours(minutes)} for the year {year.label}, {source}."


def _asks_nothing(profile: Profile, year: CpdYear) -> str:
    if profile.kind is ProfileKind.SET:
        return (
            f"No number of hours for the year {year.label}: the Society for Education and Training (SET) asks its "
            "members to keep developing, and its page on CPD names no hours."
        )
    source = "a personal target" if profile.own else "the target set here for everybody"
    return f"No number of hours for the year {year.label}: {source} asks for none."


def _span(year: CpdYear) -> str:
    return f"The year runs from {_days(year)}. Hours add up without a goal."


def _kinds(profile: Profile) -> Iterable[str]:
    if profile.categories:
        yield f"These kinds of activity count toward it: {', '.join(profile.categories)}. Others are kept and shown."


def _days(year: CpdYear) -> str:
    return f"{long_date(year.first)} to {long_date(year.last)}"


def _dates_of(post: Post, year: CpdYear) -> str:
    first, last = max(post.begins or year.first, year.first), min(post.ends or year.last, year.last)
    return f"held {long_date(first)} to {long_date(last)}"


def _number(value: Fraction, *, bare: bool = False) -> str:
    """A number with at most three decimals, and "about" where that is not all of it."""
    thousandths = round_half_up(value * 1000)
    text = f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".")
    return text if bare or Fraction(thousandths, 1000) == value else f"about {text}"


def _hours(minutes: Fraction) -> str:
    return hours(round_half_up(minutes))


def round_half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
