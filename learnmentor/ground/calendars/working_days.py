"""Working days: Monday to Friday. Which days an organisation is closed is not known here."""

from datetime import date, timedelta

_FRIDAY = 4


def is_working_day(on: date) -> bool:
    """Whether a day is from Monday to Friday."""
    return on.weekday() <= _FRIDAY


def after_working_days(on: date, days: int) -> date:
    """The working day that is so many working days after `on`."""
    while days > 0:
        on += timedelta(days=1)
        days -= is_working_day(on)
    return on


def working_days_between(first: date, last: date) -> int:
    """How many working days `last` is after `first`; 0 where it is not after it."""
    whole, rest = divmod(max(0, (last - first).days), 7)
    odd = sum(is_working_day(first + timedelta(days=whole * 7 + each)) for each in range(1, rest + 1))
    return whole * 5 + odd
