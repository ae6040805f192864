"""The days of an academic year in England, as far as nobody says otherwise: five stretches, as half terms cut it.

A pair that teaches by other days changes them, so these are a beginning and no norm. Two weeks at Easter; half terms in
the week that holds the third Thursday of February and the last Monday of May.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
MONDAY, THURSDAY, FRIDAY = 0, 3, 4


class TermPart(StrEnum):
    """The five stretches of the Westminster partnership's schedule [LLUK App.3]."""

    AUTUMN = "autumn"
    SPRING_FIRST = "spring-first"
    SPRING_SECOND = "spring-second"
    SUMMER_FIRST = "summer-first"
    SUMMER_SECOND = "summer-second"


@dataclass(frozen=True)
class Stretch:
    """A stretch of a year, both days in it."""

    part: TermPart
    starts_on: date
    ends_on: date


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule (the computus of Butcher, 1876)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, over = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * over + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * shift) // 451
    month, day = divmod(moon + shift - 7 * late + 114, 31)
    return date(year, month, day + 1)


def year_of(on: date) -> int:
    """The year in which the academic year of a day begins, on the first of September."""
    return on.year if on.month >= 9 else on.year - 1


def academic_year(begins: int) -> tuple[Stretch, ...]:
    """The five stretches of the academic year that begins in September of that year."""
    after, sunday = begins + 1, easter(begins + 1)
    february = _weekday_on_or_after(date(after, 2, 15), THURSDAY)
    bank_holiday = _weekday_on_or_before(date(after, 5, 31), MONDAY)
    days = (
        (date(begins, 9, 1), _weekday_on_or_before(date(begins, 12, 22), FRIDAY)),
        (_weekday_on_or_after(date(after, 1, 3), MONDAY), february - 6 * _DAY),
        (february + 4 * _DAY, sunday - 3 * _DAY),
        (sunday + 15 * _DAY, bank_holiday - 3 * _DAY),
        (bank_holiday + _WEEK, _weekday_on_or_before(date(after, 7, 23), FRIDAY)),
    )
    return tuple(Stretch(part, *each) for part, each in zip(TermPart, days, strict=True))


def _weekday_on_or_after(on: date, weekday: int) -> date:
    return on + (weekday - on.weekday()) % 7 * _DAY


def _weekday_on_or_before(on: date, weekday: int) -> date:
    return on - (on.weekday() - weekday) % 7 * _DAY


def due_days(starts_on: date, ends_on: date, count: int) -> tuple[date, ...]:
    """By when each of so many is due: spread over the stretch, the last on its last day."""
    length = (ends_on - starts_on).days
    return tuple(starts_on + length * (n + 1) // count * _DAY for n in range(count))
