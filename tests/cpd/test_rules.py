"""LearnMentor promises that…"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES
from learnmentor.cpd import rules
from learnmentor.cpd.rules import CpdTarget, CpdYear, EntryType, LineKind, LoggedActivity, Sum, Totals
from learnmentor.ground.zones import day_of
from tests.cpd.lines import STUDIED, line

YEAR = CpdYear(2026)
DAYS = st.dates(date(2000, 9, 1), date(2998, 8, 31))


# The year


@pytest.mark.parametrize(
    ("on", "label"),
    [
        (date(2026, 8, 31), "2025-26"),
        (date(2026, 9, 1), "2026-27"),
        (date(2027, 8, 31), "2026-27"),
        (date(1999, 12, 31), "1999-00"),
        (date(2099, 9, 1), "2099-00"),
    ],
)
def test_the_year_runs_from_the_first_of_september_to_the_end_of_august(on: date, label: str) -> None:
    assert CpdYear.of(on).label == label


@given(DAYS)
def test_every_day_lies_in_exactly_one_year(on: date) -> None:
    year = CpdYear.of(on)
    assert year.contains(on)
    assert not CpdYear(year.begins - 1).contains(on)
    assert not CpdYear(year.begins + 1).contains(on)
    assert CpdYear(year.begins - 1).last + timedelta(days=1) == year.first


@given(DAYS)
def test_a_year_is_found_again_by_its_label(on: date) -> None:
    assert CpdYear.from_label(CpdYear.of(on).label) == CpdYear.of(on)


@pytest.mark.parametrize(
    "label",
    ["", "2026", "2026-28", "2026-2027", "26-27", "2026-27 ", "1999-00", "0000-01", "٢٠٢٦-٢٧", "entries"],
)
def test_an_address_that_names_no_year_finds_none(label: str) -> None:
    assert CpdYear.from_label(label) is None


@pytest.mark.parametrize(
    ("moment", "zone", "label"),
    [
        (
            datetime(2026, 8, 31, 22, 59, 59, tzinfo=UTC),
            "Europe/London",
            "2025-26",
        ),  # 23:59:59 by the summer clock
        (
            datetime(2026, 8, 31, 23, 0, tzinfo=UTC),
            "Europe/London",
            "2026-27",
        ),  # midnight by the summer clock
        (datetime(2026, 8, 31, 23, 30, tzinfo=UTC), "UTC", "2025-26"),
        (
            datetime(2026, 8, 31, 12, 0, tzinfo=UTC),
            "Pacific/Auckland",
            "2026-27",
        ),  # midnight there, winter time
        (datetime(2026, 9, 1, 6, 30, tzinfo=UTC), "America/Los_Angeles", "2025-26"),
    ],
)
def test_the_year_turns_at_midnight_on_the_wall_of_the_installation(moment: datetime, zone: str, label: str) -> None:
    assert CpdYear.of(day_of(moment, zone)).label == label


@pytest.mark.parametrize(
    "moment", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
)
def test_the_hour_that_comes_twice_when_the_clocks_go_back_is_one_day(moment: datetime) -> None:
    assert CpdYear.of(day_of(moment, "Europe/London")) == YEAR


def test_a_person_may_log_back_to_the_year_before_they_joined() -> None:
    open_years = rules.years_open(joined=date(2025, 10, 3), today=date(2026, 11, 21))
    assert [year.label for year in open_years] == ["2026-27", "2025-26", "2024-25"]


def test_nothing_can_be_logged_ahead_of_time_nor_after_the_year() -> None:
    assert YEAR.last_day_to_log(date(2026, 11, 21)) == date(2026, 11, 21)
    assert YEAR.last_day_to_log(date(2028, 1, 1)) == date(2027, 8, 31)


# The target and the way to it


THIRTY_HOURS = CpdTarget(30 * 60, "30 h.")


def _totals(counted: int) -> Totals:
    return Totals.of([Sum(EntryType.READING, 1, counted, 0, 0, counted)])


def test_a_shortfall_says_what_would_close_it() -> None:
    progress = rules.progress(YEAR, _totals(12 * 60 + 40), target=THIRTY_HOURS, today=date(2027, 8, 18))
    assert progress.missing == 17 * 60 + 20
    assert progress.segments == 35
    assert progress.days_left == 14
    assert progress.minutes_a_week == 520


def test_a_target_that_was_passed_leaves_nothing_missing() -> None:
    progress = rules.progress(YEAR, _totals(31 * 60), target=THIRTY_HOURS, today=date(2027, 1, 1))
    assert (progress.missing, progress.segments, progress.to_spare) == (0, 0, 60)


def test_a_year_that_is_over_has_no_days_left() -> None:
    assert rules.progress(YEAR, _totals(0), target=THIRTY_HOURS, today=date(2027, 8, 31)).days_left == 1
    assert rules.progress(YEAR, _totals(0), target=THIRTY_HOURS, today=date(2027, 9, 1)).days_left == 0


@given(st.integers(0, 60 * 60), DAYS)
def test_the_weekly_share_is_enough(counted: int, today: date) -> None:
    progress = rules.progress(YEAR, _totals(counted), target=THIRTY_HOURS, today=today)
    weeks = max(progress.days_left, 7) / 7
    assert progress.minutes_a_week * weeks >= progress.missing
    assert progress.segments * SEGMENT_MINUTES >= progress.missing


# Sums


def test_only_lines_in_force_count() -> None:
    lines = [
        line(1, minutes=60),
        line(2, minutes=30),
        line(3, LineKind.CORRECTION, supersedes=1, minutes=45),
        line(4, LineKind.WITHDRAWAL, supersedes=2, minutes=0),
        line(5, LineKind.SEGMENT, **STUDIED),
    ]
    assert [each.sequence for each in rules.in_force(lines)] == [3, 5]
    added = rules.totals(lines)
    assert (added.entries, added.counted, added.logged) == (2, 75, 45)
    assert (added.segments.planned, added.segments.active, added.segments.claimed) == (30, 22, 0)


def test_a_year_without_segments_has_an_empty_sum_of_them() -> None:
    assert rules.totals([line(1, minutes=60)]).segments.entries == 0


def test_types_are_listed_by_the_time_they_took() -> None:
    added = rules.totals([line(1, minutes=30), line(2, minutes=90, type=EntryType.WORKSHOP), line(3, minutes=15)])
    assert [(each.label, each.counted, each.entries) for each in added.by_type] == [
        ("Workshop", 90, 1),
        ("Reading", 45, 2),
    ]


# What may be logged, and who may do what


@pytest.mark.parametrize(
    ("minutes", "right"),
    [(0, False), (10, False), (15, True), (50, False), (1440, True), (1455, False), (-15, False)],
)
def test_hours_come_in_quarters_up_to_a_day(minutes: int, right: bool) -> None:
    assert rules.is_quarter_hours(minutes) is right


def test_a_day_has_twenty_four_hours_whatever_is_logged_in_it() -> None:
    assert rules.fits_in_day(22 * 60, already=2 * 60)
    assert not rules.fits_in_day(22 * 60, already=2 * 60 + 15)


def test_segments_are_credited_and_never_logged_by_hand() -> None:
    assert EntryType.SEGMENT not in rules.LOGGABLE
    assert len(rules.LOGGABLE) == len(EntryType) - 1


@pytest.mark.parametrize(
    ("kind", "superseded", "may"),
    [
        (LineKind.OWN, False, True),
        (LineKind.CORRECTION, False, True),
        (LineKind.OWN, True, False),
        (LineKind.WITHDRAWAL, False, False),
        (LineKind.SEGMENT, False, False),
    ],
)
def test_only_a_line_that_one_logged_and_that_stands_can_be_changed(
    kind: LineKind, superseded: bool, may: bool
) -> None:
    assert rules.may_change(line(2, kind), superseded=superseded) is may


def test_a_changed_form_is_not_the_same_activity() -> None:
    logged = line(1, minutes=60)
    same = LoggedActivity(logged.on, EntryType(logged.type), logged.title, logged.provider, 60)
    assert rules.same_activity(logged, same)
    assert not rules.same_activity(logged, LoggedActivity(same.on, same.type, same.title, same.provider, 75))
