"""LearnMentor promises that a target follows its rule to the minute, and shows its working."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.cpd.rules import CpdTarget, CpdYear, EntryType, Sum, Totals, progress
from learnmentor.cpd.targets import rules as target_rules
from learnmentor.cpd.targets import working
from learnmentor.cpd.targets.rules import IFL, NONE, SET, Absence, Circumstances, Post, Profile, ProfileKind
from learnmentor.ground.words import hours
from learnmentor.ground.zones import day_of

YEAR = CpdYear(2026)
HALF = Post(12 * 60, 24 * 60)
FULL = 24 * 60  # hours that full-time teachers teach at this college


def share(tenths: int, **more: date) -> Post:
    return Post(tenths * FULL // 10, FULL, **more)


def asks(*posts: Post, away: tuple[Absence, ...] = (), profile: Profile = IFL, year: CpdYear = YEAR) -> int | None:
    return working.target(profile, Circumstances(posts, away), year).minutes


def works_out(*posts: Post, away: tuple[Absence, ...] = (), profile: Profile = IFL) -> str:
    target = working.target(profile, Circumstances(posts, away), YEAR)
    return " ".join([target.explanation, *target.steps])


FOUR_MONTHS = Absence(date(2026, 9, 1), date(2026, 12, 31))
SIX_MONTHS = Absence(date(2026, 12, 1), date(2027, 5, 31))

# The rule of 2007


@pytest.mark.parametrize(
    ("posts", "away", "owes"),
    [
        ((), (), 30),
        ((share(10),), (), 30),
        ((share(5),), (), 15),
        ((share(6),), (), 18),
        ((share(1),), (), 6),
        ((), (FOUR_MONTHS,), 20),
        ((share(10),), (FOUR_MONTHS,), 20),
        ((share(5),), (SIX_MONTHS,), 7.5),
    ],
)
def test_known_cases_come_out_as_the_regulations_are_read(
    posts: tuple[Post, ...], away: tuple[Absence, ...], owes: float
) -> None:
    assert asks(*posts, away=away) == owes * 60


def test_a_tenth_of_a_post_owes_the_six_hour_floor_and_says_what_it_was_before() -> None:
    said = works_out(share(1))
    assert "30 h × 0.1 = 3 h." in said
    assert "so it is 6 h." in said


def test_posts_at_several_institutions_are_apportioned_and_the_floor_applies_once() -> None:
    assert asks(share(1), share(1)) == 6 * 60
    assert asks(share(3), Post(10 * 60, 20 * 60)) == 24 * 60
    assert "0.3 + 0.5 = 0.8 of a full post" in works_out(share(3), Post(10 * 60, 20 * 60))


def test_more_than_one_full_post_owes_no_more_than_one() -> None:
    assert asks(share(8), share(4)) == asks(share(13)) == 30 * 60
    assert "No more than one full post counts" in works_out(share(8), share(4))


def test_absence_comes_off_after_the_floor_and_may_end_below_it() -> None:
    assert asks(share(1), away=(SIX_MONTHS,)) == 3 * 60
    assert "may end below it" in works_out(share(1), away=(SIX_MONTHS,))


def test_a_whole_year_away_owes_nothing() -> None:
    assert asks(HALF, away=(Absence(date(2020, 1, 1), date(2030, 1, 1)),)) == 0


def test_absences_that_overlap_are_counted_once() -> None:
    later = Absence(date(2026, 11, 1), date(2026, 12, 31))
    assert asks(away=(FOUR_MONTHS, later, FOUR_MONTHS)) == 20 * 60
    assert "Days in two of them count once" in works_out(away=(FOUR_MONTHS, later))


def test_part_of_a_year_in_post_counts_like_absence() -> None:
    from_january = Post(FULL, FULL, begins=date(2027, 1, 1))
    assert asks(from_january) == 20 * 60
    assert asks(from_january, away=(FOUR_MONTHS,)) == 20 * 60
    assert "without a post for 122 days, 4 of the year's 12 months" in works_out(from_january)


def test_a_share_that_changes_during_the_year_is_averaged_over_its_months() -> None:
    first, then = share(5, ends=date(2026, 12, 31)), share(10, begins=date(2027, 1, 1))
    assert asks(first, then) == 25 * 60
    assert "about 0.833 of a full post on average" in works_out(first, then)


def test_a_year_before_the_first_post_owes_nothing_and_says_so() -> None:
    assert asks(share(5, begins=date(2027, 9, 1))) == 0
    assert "No post that was entered falls into this year" in works_out(share(5, begins=date(2027, 9, 1)))


def test_a_share_that_no_decimal_holds_is_exact_in_the_result() -> None:
    assert asks(Post(7 * 60, 24 * 60)) == 8 * 60 + 45
    assert "30 h × about 0.292 = 8 h 45 min." in works_out(Post(7 * 60, 24 * 60))


def test_the_working_names_no_post_and_no_reason() -> None:
    assert "Northfield" not in works_out(replace(HALF, name="Northfield College"), away=(SIX_MONTHS,))


# Shapes

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
POSTS = st.builds(Post, st.integers(15, 2000), st.integers(60, 2000), st.none() | DAYS, st.none() | DAYS)
ABSENCES = st.tuples(DAYS, DAYS).map(lambda days: Absence(min(days), max(days)))
SOME = st.builds(
    Circumstances,
    st.lists(POSTS, max_size=3).map(tuple),
    st.lists(ABSENCES, max_size=4).map(tuple),
)
STARTS = st.tuples(st.integers(1, 12), st.integers(1, 28))
CUSTOM = st.builds(Profile, st.just(ProfileKind.CUSTOM), st.integers(0, 6000), st.integers(0, 360), STARTS)


@given(SOME, CUSTOM)
def test_nobody_owes_less_than_nothing_or_more_than_a_full_year(some: Circumstances, profile: Profile) -> None:
    target = working.target(profile, some, profile.year_of(date(2027, 2, 1)))
    assert target.minutes is not None
    assert profile.minutes is not None
    assert 0 <= target.minutes <= profile.minutes


@given(SOME, CUSTOM)
def test_the_working_ends_where_the_target_is(some: Circumstances, profile: Profile) -> None:
    target = working.target(profile, some, profile.year_of(date(2027, 2, 1)))
    assert target.explanation.startswith(hours(target.minutes) + " for the year")
    assert hours(target.minutes) in " ".join(target.steps) or not target.minutes


@given(SOME, ABSENCES)
def test_an_absence_more_never_asks_for_more(some: Circumstances, absence: Absence) -> None:
    before, after = asks(*some.posts, away=some.absences), asks(*some.posts, away=(*some.absences, absence))
    assert before is not None
    assert after is not None
    assert after <= before


@given(SOME, ABSENCES, st.integers(0, 500))
def test_an_absence_entered_in_two_parts_is_the_same_absence(some: Circumstances, absence: Absence, days: int) -> None:
    middle = min(absence.last, absence.first + timedelta(days=days))
    rest = () if middle == absence.last else (Absence(middle + timedelta(days=1), absence.last),)
    parts = (Absence(absence.first, middle), *rest)
    whole = asks(*some.posts, away=(*some.absences, absence))
    assert asks(*some.posts, away=(*parts, *some.absences)) == whole
    assert asks(*some.posts, away=(*some.absences, absence, *parts)) == whole


@given(ABSENCES)
def test_an_absence_over_the_turn_of_the_year_is_shared_between_the_years(absence: Absence) -> None:
    def taken_off(away: tuple[Absence, ...]) -> int:
        years = [CpdYear(begins) for begins in range(2024, 2030)]
        return sum(30 * 60 - (asks(away=away, year=year) or 0) for year in years)

    turn = date(2027, 8, 31)
    parts = [Absence(absence.first, min(absence.last, turn)), Absence(max(absence.first, turn), absence.last)]
    assert taken_off((absence,)) == taken_off(tuple(each for each in parts if each.first <= each.last))


@given(st.integers(2000, 2100), STARTS, st.integers(0, 11), st.integers(1, 12))
def test_whole_months_are_twelfths_whichever_they_are(
    begins: int, starts: tuple[int, int], first: int, months: int
) -> None:
    year = CpdYear(begins, starts)
    end = min(first + months, 12)
    away = Absence(target_rules.month_of(year, first), target_rules.month_of(year, end) - timedelta(days=1))
    profile = replace(IFL, starts=starts)
    assert asks(away=(away,), profile=profile, year=year) == 30 * 60 * (12 - (end - first)) // 12


@given(st.integers(1, 10), st.integers(1, 10))
def test_two_posts_owe_what_one_of_their_size_owes(one: int, other: int) -> None:
    assert asks(share(one), share(other)) == asks(share(min(10, one + other)))


@given(st.integers(1, 2000), st.integers(1, 2000), st.integers(1, 2000))
def test_more_teaching_never_owes_less(less: int, more: int, full_time: int) -> None:
    low, high = asks(Post(min(less, more), full_time)), asks(Post(max(less, more), full_time))
    assert low is not None
    assert high is not None
    assert 6 * 60 <= low <= high <= 30 * 60


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_a_share_is_rounded_to_the_nearest_minute(teaching: int, full_time: int) -> None:
    exact = max(Fraction(6 * 60), min(Fraction(1), Fraction(teaching, full_time)) * 30 * 60)
    assert abs((asks(Post(teaching, full_time)) or 0) - exact) <= Fraction(1, 2)


# Other profiles


def test_set_asks_for_no_number_and_its_year_starts_in_april() -> None:
    target = working.target(SET, Circumstances((HALF,)), SET.year_of(date(2026, 11, 21)))
    assert target.minutes is None
    assert "1 April 2026 to 31 March 2027" in " ".join(target.steps)
    assert "names no hours" in target.explanation


def test_without_a_number_nothing_is_missing_and_nothing_to_spare() -> None:
    totals = Totals.of([Sum(EntryType.READING, 1, 90, 0, 0, 90)])
    found = progress(YEAR, totals, target=CpdTarget(None, ""), today=date(2026, 11, 21))
    assert (found.counted, found.target, found.missing, found.to_spare) == (90, None, 0, 0)


def test_a_custom_profile_has_its_own_hours_floor_and_dates() -> None:
    custom = Profile(ProfileKind.CUSTOM, 20 * 60, 10 * 60, (1, 1))
    year = custom.year_of(date(2026, 11, 21))
    assert (year.label, year.first, year.last) == ("2026", date(2026, 1, 1), date(2026, 12, 31))
    assert asks(share(1), profile=custom, year=year) == 10 * 60
    assert "by the target set here for everybody" in works_out(profile=custom)
    assert "by a personal target" in works_out(profile=replace(custom, own=True))


def test_only_the_kinds_that_a_profile_names_count_toward_it() -> None:
    custom = Profile(ProfileKind.CUSTOM, 600, categories=(EntryType.WORKSHOP, EntryType.MENTORING))
    target = working.target(custom, NONE, YEAR)
    totals = Totals.of([Sum(EntryType.WORKSHOP, 1, 90, 0, 0, 90), Sum(EntryType.READING, 2, 60, 0, 0, 60)])
    assert totals.toward(target).counted == 90
    assert progress(YEAR, totals, target=target, today=date(2026, 11, 21)).missing == 510
    assert "workshop, mentoring" in " ".join(target.steps)


# When a year turns


@given(STARTS, st.dates(date(2001, 1, 1), date(2990, 1, 1)))
def test_every_day_lies_in_one_year_of_any_start_and_its_label_finds_it(starts: tuple[int, int], on: date) -> None:
    year = CpdYear.of(on, starts)
    following = CpdYear(year.begins + 1, starts)
    assert year.contains(on)
    assert not following.contains(on)
    assert year.last + timedelta(days=1) == following.first
    assert CpdYear.from_label(year.label, starts) == year


@given(STARTS, st.integers(2000, 2200))
def test_a_year_of_any_start_has_twelve_months_that_leave_no_day_out(starts: tuple[int, int], begins: int) -> None:
    year = CpdYear(begins, starts)
    firsts = [target_rules.month_of(year, number) for number in range(13)]
    assert (firsts[0], firsts[-1]) == (year.first, year.last + timedelta(days=1))
    assert firsts == sorted(set(firsts))


@pytest.mark.parametrize(
    ("moment", "zone", "label"),
    [  # 1 April 2027 is four days into summer time in London
        (datetime(2027, 3, 31, 22, 59, tzinfo=UTC), "Europe/London", "2026-27"),
        (datetime(2027, 3, 31, 23, 0, tzinfo=UTC), "Europe/London", "2027-28"),
        (datetime(2027, 3, 31, 23, 0, tzinfo=UTC), "UTC", "2026-27"),
        (datetime(2027, 3, 31, 11, 0, tzinfo=UTC), "Pacific/Auckland", "2027-28"),  # summer time there until 4 April
        (datetime(2027, 4, 1, 6, 59, tzinfo=UTC), "America/Los_Angeles", "2026-27"),
        (datetime(2027, 4, 1, 7, 0, tzinfo=UTC), "America/Los_Angeles", "2027-28"),
    ],
)
def test_a_year_that_starts_in_april_turns_at_midnight_on_the_wall(moment: datetime, zone: str, label: str) -> None:
    assert SET.year_of(day_of(moment, zone)).label == label


def test_days_away_over_a_change_of_the_clocks_are_still_days() -> None:
    week = Absence(date(2027, 3, 25), date(2027, 3, 31))  # the clocks go forward on the 28th
    assert "for 7 days, about 0.226 of the year's 12 months" in works_out(away=(week,))


def test_one_day_away_is_a_day() -> None:
    assert "Away for 1 day, about" in works_out(away=(Absence(date(2026, 9, 1), date(2026, 9, 1)),))


def test_the_leap_day_belongs_to_its_february() -> None:
    february = Absence(date(2028, 2, 1), date(2028, 2, 29))
    assert asks(away=(february,), year=CpdYear(2027)) == 27.5 * 60
    assert asks(away=(replace(february, last=date(2028, 2, 28)),), year=CpdYear(2027)) != 27.5 * 60
