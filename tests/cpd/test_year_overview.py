"""LearnMentor promises that the year at a glance adds up, and asks for no more than what is missing."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from learnmentor.cpd import year_overview
from learnmentor.cpd.rules import CpdTarget, CpdYear, EntryType, Sum
from learnmentor.cpd.year_overview import MonthSum, YearPace

YEAR = CpdYear(2026)
THIRTY = CpdTarget(1800, "")
days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
starts = st.tuples(st.integers(1, 12), st.integers(1, 28))


def _sum(year: int, month: int, minutes: int, kind: EntryType = EntryType.READING) -> MonthSum:
    return MonthSum(year, month, Sum(kind, 1, minutes, 0, 0, 0))


def test_a_september_year_has_twelve_months_from_september_to_august() -> None:
    found = year_overview.months(YEAR, [], target=THIRTY, today=date(2026, 11, 21))
    assert [f"{each.first:%b %Y}" for each in found][::11] == ["Sep 2026", "Aug 2027"]
    assert len(found) == 12


def test_a_year_that_begins_within_a_month_shows_that_month_at_both_ends() -> None:
    found = year_overview.months(CpdYear(2026, (4, 6)), [], target=THIRTY, today=date(2026, 11, 21))
    assert (found[0].first, found[0].last) == (date(2026, 4, 6), date(2026, 4, 30))
    assert (found[-1].first, found[-1].last) == (date(2027, 4, 1), date(2027, 4, 5))


def test_a_month_keeps_what_was_studied_apart_from_what_was_logged() -> None:
    sums = [_sum(2026, 10, 60), _sum(2026, 10, 30, EntryType.SEGMENT), _sum(2027, 10, 999)]
    october = year_overview.months(YEAR, sums, target=THIRTY, today=date(2026, 11, 21))[1]
    assert (october.studied, october.logged, october.counted) == (30, 60, 90)


def test_a_month_keeps_what_was_attended_apart_from_both() -> None:
    sums = [MonthSum(2026, 10, Sum(EntryType.WORKSHOP, 3, 200, 0, 0, 80, attended=120, sessions=2))]
    october = year_overview.months(YEAR, sums, target=THIRTY, today=date(2026, 11, 21))[1]
    assert (october.studied, october.attended, october.logged, october.counted) == (0, 120, 80, 200)
    assert [part.label for part in october.parts][1] == "Sessions you attended"


def test_kinds_that_do_not_count_toward_the_target_are_not_in_the_months() -> None:
    target = CpdTarget(1800, "", categories=("reading",))
    sums = [_sum(2026, 10, 60), _sum(2026, 10, 90, EntryType.WORKSHOP)]
    assert sum(each.counted for each in year_overview.months(YEAR, sums, target=target, today=date(2026, 11, 21))) == 60


@given(starts, days, st.integers(0, 40_000), st.integers(0, 2_000))
def test_what_the_months_still_need_is_exactly_what_is_missing(
    start: tuple[int, int], today: date, target: int, counted: int
) -> None:
    year = CpdYear(2026, start)
    sums = [_sum(year.first.year, year.first.month, counted)]
    found = year_overview.months(year, sums, target=CpdTarget(target, ""), today=today)
    needed = sum(each.needed for each in found)
    assert needed == (max(0, target - counted) if today <= year.last else 0)
    assert all(each.needed >= 0 for each in found)
    assert all(not each.needed for each in found if each.last < today)


@given(starts, days)
def test_the_months_are_the_year_and_nothing_else(start: tuple[int, int], today: date) -> None:
    year = CpdYear(2026, start)
    found = year_overview.months(year, [], target=THIRTY, today=today)
    assert (found[0].first, found[-1].last) == (year.first, year.last)
    for one, following in pairwise(found):
        assert following.first - one.last == timedelta(days=1)


def test_the_pace_says_how_it_went_and_how_it_would_have_to_go() -> None:
    halfway = date(2027, 3, 1)  # 182 days gone, 184 left with today
    assert year_overview.pace(YEAR, counted=600, target=1800, today=halfway) == YearPace(so_far=23, needed=46)


def test_going_on_as_before_can_be_enough() -> None:
    assert year_overview.pace(YEAR, counted=1000, target=1800, today=date(2027, 3, 1)).keeping
    assert not year_overview.pace(YEAR, counted=600, target=1800, today=date(2027, 3, 1)).keeping


def test_a_year_of_three_weeks_has_no_pace_yet() -> None:
    assert year_overview.pace(YEAR, counted=600, target=1800, today=date(2026, 9, 20)).so_far is None


def test_nothing_is_needed_where_nothing_is_missing_asked_for_or_left_to_do() -> None:
    assert year_overview.pace(YEAR, counted=1800, target=1800, today=date(2027, 3, 1)).needed is None
    assert year_overview.pace(YEAR, counted=0, target=None, today=date(2027, 3, 1)).needed is None
    assert year_overview.pace(YEAR, counted=0, target=1800, today=date(2027, 9, 1)).needed is None


def test_in_the_last_days_the_week_is_not_asked_for_more_than_is_missing() -> None:
    assert year_overview.pace(YEAR, counted=1740, target=1800, today=date(2027, 8, 30)).needed == 60
