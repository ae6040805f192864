"""The year of a pair: days of terms, what is due by when, and that nothing done is lost or counted twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring.schedule import rules
from learnmentor.mentoring.schedule.rules import (
    DoneThing,
    DueState,
    PeriodFault,
    PlannedKind,
    PlannedPeriod,
    SchedulePreset,
)
from learnmentor.mentoring.schedule.terms import TermPart, academic_year, due_days, easter, year_of

YEARS = st.integers(1950, 2300)
PRESETS = st.sampled_from(SchedulePreset)
WATCHED = (PlannedKind.MENTOR_WATCHES, PlannedKind.MENTEE_WATCHES, PlannedKind.ELSEWHERE, PlannedKind.JOINT)


@pytest.mark.parametrize(
    ("year", "day"), [(1954, (4, 18)), (2000, (4, 23)), (2008, (3, 23)), (2038, (4, 25)), (2285, (3, 22))]
)
def test_easter_is_where_tables_have_it(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


def test_the_year_of_2026_has_the_days_of_english_schools() -> None:
    days = [(each.starts_on, each.ends_on) for each in academic_year(2026)]
    assert days == [
        (date(2026, 9, 1), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
        (date(2027, 2, 22), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 5, 28)),
        (date(2027, 6, 7), date(2027, 7, 23)),
    ]


@given(YEARS)
def test_in_any_year_terms_follow_each_other_and_easter_lies_between_two(begins: int) -> None:
    year = academic_year(begins)
    assert [each.part for each in year] == list(TermPart)
    days = [day for each in year for day in (each.starts_on, each.ends_on)]
    assert days == sorted(set(days))  # none overlaps, none is empty
    assert year[2].ends_on < easter(begins + 1) < year[3].starts_on
    assert {year_of(day) for day in days} == {begins}
    assert easter(begins + 1).weekday() == 6


@given(YEARS, st.integers(0, 4), st.integers(1, 40))
def test_what_is_due_is_due_within_its_stretch_and_the_last_on_its_last_day(begins: int, n: int, count: int) -> None:
    stretch = academic_year(begins)[n]
    days = due_days(stretch.starts_on, stretch.ends_on, count)
    assert len(days) == count
    assert list(days) == sorted(days)
    assert stretch.starts_on <= days[0]
    assert days[-1] == stretch.ends_on


def test_presets_say_what_their_sources_say() -> None:
    def total(preset: SchedulePreset) -> tuple[int, int, int]:
        periods = rules.preset_periods(preset, 2026)
        counted = [sum(each.count(kind) for each in periods) for kind in (PlannedKind.TALK, PlannedKind.REPORT)]
        return counted[0], sum(each.count(kind) for each in periods for kind in WATCHED), counted[1]

    assert {preset.value: total(preset) for preset in SchedulePreset} == {
        "pre-service": (10, 5, 3), "in-service": (0, 1, 1), "sample": (0, 3, 0), "blank": (0, 0, 0),
    }  # fmt: skip


THINGS = st.lists(
    st.builds(
        DoneThing, st.sampled_from(PlannedKind), st.dates(date(2026, 7, 1), date(2027, 10, 31)), ticked=st.booleans()
    ),
    max_size=30,
)


@given(PRESETS, THINGS, st.dates(date(2026, 8, 1), date(2027, 9, 30)))
def test_whatever_took_place_counts_once_in_its_period_or_stands_outside(
    preset: SchedulePreset, done: list[DoneThing], on: date
) -> None:
    periods = rules.preset_periods(preset, 2026)
    year = rules.year_standing(periods, done, on=on)
    placed = sum(each.done for period in year.periods for each in period.kinds.values())
    assert placed + len(year.outside) == len(rules.counted_once(done))
    recorded = [each for each in done if not each.ticked]
    assert placed + len(year.outside) >= len(recorded)  # nothing that was recorded is lost
    for n, period in enumerate(year.periods):
        after = year.periods[n + 1].period.starts_on if n < 4 else date(2027, 9, 30)
        assert all(period.period.starts_on <= day < after for each in period.kinds.values() for day in each.days)
        assert all((each.state == DueState.DONE) == (0 < each.planned <= each.done) for each in period.kinds.values())


PERIOD = PlannedPeriod(date(2026, 9, 1), date(2026, 12, 18), planned={PlannedKind.TALK: 3})


@pytest.mark.parametrize(
    ("held", "on", "state", "by"),
    [
        ([], date(2026, 8, 1), DueState.LATER, date(2026, 10, 7)),
        ([], date(2026, 9, 1), DueState.DUE, date(2026, 10, 7)),
        ([date(2026, 9, 20)], date(2026, 12, 18), DueState.DUE, date(2026, 11, 12)),
        ([date(2026, 9, 20)], date(2026, 12, 19), DueState.OVERDUE, date(2026, 11, 12)),
        ([date(2026, 9, 20)] * 2 + [date(2026, 12, 28)], date(2027, 1, 5), DueState.DONE, None),  # in the holidays
    ],
)
def test_what_is_planned_is_later_due_overdue_or_done(
    held: list[date], on: date, state: DueState, by: date | None
) -> None:
    done = [DoneThing(PlannedKind.TALK, day) for day in held]
    standing = rules.year_standing([PERIOD], done, on=on).periods[0].kinds[PlannedKind.TALK]
    assert (standing.state, standing.next_due_on) == (state, by)


def test_a_tick_beside_a_record_of_the_same_day_counts_nothing() -> None:
    day = date(2026, 9, 20)
    both = [DoneThing(PlannedKind.TALK, day), DoneThing(PlannedKind.TALK, day, ticked=True)]
    assert len(rules.counted_once(both)) == 1
    other = [*both, DoneThing(PlannedKind.REPORT, day, ticked=True)]
    assert len(rules.counted_once(other)) == 2


@pytest.mark.parametrize(
    ("starts", "ends", "fault"),
    [
        (0, 30, None),
        (-1, 30, PeriodFault.OVERLAP),
        (30, 20, PeriodFault.BACKWARDS),
        (600, 700, PeriodFault.LONG),
    ],
)
def test_periods_come_one_after_the_other(starts: int, ends: int, fault: PeriodFault | None) -> None:
    begin = PERIOD.ends_on + timedelta(days=1)
    after = PlannedPeriod(begin + timedelta(days=starts), begin + timedelta(days=ends))
    assert rules.period_faults([PERIOD, after]) == ([(1, fault)] if fault else [])


@given(PRESETS, YEARS)
def test_every_preset_is_a_plan_without_faults(preset: SchedulePreset, begins: int) -> None:
    assert rules.period_faults(rules.preset_periods(preset, begins)) == []
