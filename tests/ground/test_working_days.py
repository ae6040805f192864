"""Working days: counted on and between."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.calendars.working_days import after_working_days, is_working_day, working_days_between

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_a_weekend_is_not_counted() -> None:
    friday = date(2026, 11, 27)
    assert after_working_days(friday, 1) == date(2026, 11, 30)
    assert working_days_between(friday, date(2026, 11, 29)) == 0
    assert working_days_between(friday, date(2026, 12, 4)) == 5


@given(DAYS, st.integers(1, 400))
def test_counting_on_and_counting_between_agree(on: date, days: int) -> None:
    then = after_working_days(on, days)
    assert is_working_day(then)
    assert working_days_between(on, then) == days
    assert working_days_between(on, then - timedelta(days=1)) == days - 1
