"""The target of a year with its working, in sentences that page, pack and declaration repeat."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from learnmentor.cpd.rules import CpdTarget, CpdYear
from learnmentor.cpd.targets.rules import (
    LONG_ABSENCE,
    MONTHS,
    NONE,
    Circumstances,
    Post,
    Profile,
    ProfileKind,
    Reckoning,
    all_year,
    in_year,
    reckon,
    round_half_up,
)
from learnmentor.ground.words import hours, long_date, plural


def target(profile: Profile, circumstances: Circumstances, year: CpdYear) -> CpdTarget:
    """What `year` asks of somebody, with the working."""
    if circumstances == NONE:
        return _of_everybody(profile, year)
    return in_words(reckon(profile, circumstances, year))


@lru_cache(maxsize=256)
def _of_everybody(profile: Profile, year: CpdYear) -> CpdTarget:
    # Kept, as home and the year ask it every time. Nobody's own posts and absences are kept so: they are private.
    return in_words(reckon(profile, NONE, year))


def in_words(made: Reckoning) -> CpdTarget:
    """A reckoning as pages show it: the result and its source, then each step with its numbers."""
    profile, year, minutes = made.profile, made.year, made.minutes
    steps = (_span(year),) if minutes is None else tuple(_steps(made))
    said = _asks_nothing(profile, year) if minutes is None else _result(profile, minutes, year)
    return CpdTarget(minutes, said, (*steps, *_kinds(profile)), profile.categories)


def _steps(made: Reckoning) -> Iterator[str]:
    full = hours(made.profile.minutes or 0)
    yield f"A full-time year, {_days(made.year)}, asks for {full}."
    if not made.circumstances.posts:
        yield "No posts were entered, so it is taken as full-time."
    elif made.by_share is None:
        yield "No post that was entered falls into this year, so nothing is owed for it."
        return
    else:
        yield from _share_steps(made)
        if made.measured.share < 1:
            yield f"{full} × {_number(made.measured.share)} = {_hours(made.by_share)}."
        if made.floored:
            yield f"That is below the least that a part-time share comes to, so it is {_hours(made.before_absence)}."
    if made.away:
        yield from _absence_steps(made)


def _share_steps(made: Reckoning) -> Iterator[str]:
    year = made.year
    held = [post for post in made.circumstances.posts if in_year(post, year)]
    for number, post in enumerate(held, 1):
        which = f"Post {number}" if len(held) > 1 else "The post"
        until = "" if all_year(post, year) else f", {_dates_of(post, year)},"
        yield (
            f"{which}{until} has {hours(post.teaching)} of teaching; full-time at the same institution is "
            f"{hours(post.full_time)}. That is {_number(post.share)} of a full post."
        )
    if len(held) > 1 and all(all_year(post, year) for post in held):
        together = sum((post.share for post in held), Fraction(0))
        yield f"Together: {' + '.join(_number(post.share) for post in held)} = {_number(together)} of a full post."
    elif not all(all_year(post, year) for post in held):
        yield f"Over the months with a post that comes to {_number(made.measured.share)} of a full post on average."
    if made.measured.capped:
        yield "No more than one full post counts at a time."


def _absence_steps(made: Reckoning) -> Iterator[str]:
    measured, floor = made.measured, made.profile.floor_minutes
    several = " Days in two of them count once." if measured.overlap else ""
    without = "Away or without a post" if measured.held < MONTHS else "Away"
    days = plural(measured.days_away, "day", "days")
    before, after = made.before_absence or Fraction(0), made.owed or Fraction(0)
    yield f"{without} for {days}, {_number(made.away)} of the year's 12 months.{several}"
    yield f"{_hours(before)} × (12 − {_number(made.away, bare=True)}) ÷ 12 = {_hours(after)}."
    if after < floor <= before:
        yield f"Absence comes off after the floor of {hours(floor)}, so it may end below it."
    if made.profile.kind is ProfileKind.IFL and made.circumstances.absences and made.away <= LONG_ABSENCE:
        yield (
            "Regulation 4(4) speaks of a total absence of more than three months. Which absences that limits was not "
            "clear to us, so all are taken off here."
        )


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


def _hours(minutes: Fraction | None) -> str:
    return hours(round_half_up(minutes or Fraction(0)))
