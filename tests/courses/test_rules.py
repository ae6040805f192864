"""What counts as studied."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.study import rules as study_rules
from learnmentor.courses.study.rules import Clock, SegmentProgress, Sitting, Stop

START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MINUTES = {"reading": 10, "activity": 12, "practice": 0, "reflection": 8}
ACTIVITIES = [
    {"id": "q", "kind": "quiz", "title": "What for?", "required": True},
    {"id": "p", "kind": "practice", "title": "Ask", "required": True},
]
DONE = {"q": "done", "p": "done"}


def beats(*moments: tuple[float, str, int, bool]) -> list[int]:
    """The seconds credited to a series of beats: seconds after the start, tab, segment, starting."""
    clock: Clock | None = None
    credited = []
    for after, tab, segment, starting in moments:
        at = START + timedelta(seconds=after)
        clock, seconds = study_rules.credited(clock, tab=tab, segment_id=segment, starting=starting, at=at)
        credited.append(seconds)
    return credited


def test_beats_credit_the_time_between_them() -> None:
    assert beats((0, "a", 1, True), (30, "a", 1, False), (60, "a", 1, False)) == [0, 30, 30]


def test_a_late_beat_is_credited_up_to_the_cap() -> None:
    assert beats((0, "a", 1, True), (600, "a", 1, False)) == [0, 45]


def test_a_second_tab_is_not_counted_beside_the_first() -> None:
    assert beats((0, "a", 1, True), (15, "b", 1, False), (30, "a", 1, False), (45, "b", 1, False)) == [0, 0, 30, 0]


def test_another_tab_takes_over_by_starting_and_is_credited_from_then_on() -> None:
    assert beats((0, "a", 1, True), (20, "b", 1, True), (30, "a", 1, False), (50, "b", 1, False)) == [0, 0, 0, 30]


def test_another_tab_takes_over_when_the_owner_was_silent() -> None:
    assert beats((0, "a", 1, True), (46, "b", 1, False), (76, "b", 1, False)) == [0, 0, 30]


def test_coming_back_to_a_tab_does_not_count_the_time_away() -> None:
    assert beats((0, "a", 1, True), (30, "a", 1, False), (60, "a", 1, True), (90, "a", 1, False)) == [0, 30, 0, 30]


def test_one_tab_at_two_segments_counts_one_of_them() -> None:
    assert beats((0, "a", 1, True), (20, "a", 2, False), (30, "a", 1, False)) == [0, 0, 30]


def test_a_clock_that_jumps_back_credits_nothing_until_it_has_caught_up() -> None:
    went_back = beats(
        (3600, "a", 1, True), (3630, "a", 1, False), (0, "a", 1, False), (30, "a", 1, True), (3640, "a", 1, False)
    )
    assert went_back == [0, 30, 0, 0, 10]


def test_fractions_of_seconds_are_not_lost() -> None:
    assert sum(beats(*((n * 1.5, "a", 1, n == 0) for n in range(101)))) == 150


MOMENTS = st.lists(
    st.tuples(
        st.floats(-7200, 7200, allow_nan=False), st.sampled_from("abc"), st.sampled_from([1, 2]), st.booleans()
    ),
    min_size=1,
    max_size=60,
)  # fmt: skip


@given(MOMENTS)
def test_active_time_never_exceeds_the_time_on_the_wall(moments: list[tuple[float, str, int, bool]]) -> None:
    credited = beats(*moments)
    assert all(0 <= seconds <= study_rules.BEAT_CAP_SECONDS for seconds in credited)
    latest = max(after for after, *_ in moments)
    assert sum(credited) <= latest - moments[0][0] + 1e-6


@given(MOMENTS)
def test_nor_does_it_between_any_two_beats(moments: list[tuple[float, str, int, bool]]) -> None:
    forwards = sorted(moments)
    credited = beats(*forwards)
    for first in range(len(forwards)):
        for last in range(first + 1, len(forwards)):
            assert sum(credited[first + 1 : last + 1]) <= forwards[last][0] - forwards[first][0] + 1


def left(**more: Any) -> list[study_rules.Remaining]:
    """What is left, with nothing done unless said otherwise."""
    given = {"minutes": MINUTES, "activities": ACTIVITIES, "states": {}, "active_minutes": 0, "claimed_minutes": None}
    return study_rules.what_is_left(**{**given, **more})


def done(**more: Any) -> bool:
    """Whether the segment is done, with everything done unless said otherwise."""
    given = {
        "minutes": MINUTES,
        "activities": ACTIVITIES,
        "states": DONE,
        "active_minutes": 15,
        "claimed_minutes": None,
    }
    return study_rules.segment_done(**{**given, **more})


def test_a_segment_is_done_when_its_activities_are_and_half_the_time_was_given() -> None:
    assert done()


def test_a_segment_without_enough_time_is_not_done() -> None:
    assert not done(active_minutes=14)


def test_a_segment_with_an_activity_begun_is_not_done() -> None:
    assert not done(states={**DONE, "q": "begun"})


def test_a_practice_put_off_holds_nothing_up() -> None:
    assert done(states={**DONE, "p": "not_yet"})


def test_claimed_minutes_serve_where_nothing_was_measured() -> None:
    assert done(active_minutes=0, claimed_minutes=15)
    assert not done(active_minutes=0, claimed_minutes=14)


def test_measured_and_claimed_minutes_serve_together() -> None:
    assert done(active_minutes=5, claimed_minutes=10)


def test_minutes_away_from_the_screen_are_not_asked_for_on_it() -> None:
    assert study_rules.needed_minutes({"practice": 10}) == 10
    assert study_rules.needed_minutes({"practice": 5}) == 13  # half of 25, rounded up


def test_nothing_done_is_all_to_do() -> None:
    assert [line.state for line in left()] == [SegmentProgress.TODO] * 3


def test_reading_is_begun_at_once_and_done_after_half_its_minutes() -> None:
    assert left(active_minutes=1)[0].state == SegmentProgress.BEGUN
    assert left(active_minutes=5)[0].state == SegmentProgress.DONE


def test_what_is_left_names_each_activity_and_leads_to_it() -> None:
    assert [(line.label, line.href) for line in left()] == [
        ("Read (10 min)", "#reading"),
        ("Quick check", "#activity-q"),
        ("Practice", "#activity-p"),
    ]


def test_two_quizzes_are_told_apart_by_their_numbers() -> None:
    twice = [{**ACTIVITIES[0], "id": "a", "title": "One"}, {**ACTIVITIES[0], "id": "b", "title": "Two"}]
    assert [line.label for line in left(activities=twice)][1:] == ["Quick check 1", "Quick check 2"]


def test_a_practice_put_off_says_that_a_reminder_comes() -> None:
    assert "remind" in left(states={"p": "not_yet"})[2].label


def test_a_learner_under_way_keeps_their_revision() -> None:
    sitting = Sitting(studied=1, completed=False, current=3, last_major=3)
    assert study_rules.keeps_own_revision(sitting)
    assert study_rules.newer_waits(sitting)
    assert not study_rules.changed_since_finished(sitting)


def test_after_finishing_a_small_change_is_simply_shown() -> None:
    sitting = Sitting(studied=2, completed=True, current=3, last_major=2)
    assert not study_rules.keeps_own_revision(sitting)
    assert not study_rules.changed_since_finished(sitting)


def test_after_finishing_a_major_change_is_announced_and_the_studied_one_kept() -> None:
    sitting = Sitting(studied=1, completed=True, current=3, last_major=2)
    assert study_rules.keeps_own_revision(sitting)
    assert study_rules.changed_since_finished(sitting)


def test_a_stranger_to_a_segment_reads_the_newest() -> None:
    assert not study_rules.keeps_own_revision(Sitting(studied=None, completed=False, current=3, last_major=3))


def stop(code: str, state: SegmentProgress = SegmentProgress.TODO, minutes_ago: int | None = None) -> Stop:
    """A stop on somebody's way."""
    touched = None if minutes_ago is None else START - timedelta(minutes=minutes_ago)
    return Stop(code, code[:2], code, state, touched)


def test_where_you_stopped_is_the_unfinished_segment_touched_last() -> None:
    stops = [
        stop("C1-S1", SegmentProgress.DONE, 1),
        stop("C1-S2", SegmentProgress.BEGUN, 50),
        stop("C1-S3", SegmentProgress.BEGUN, 5),
        stop("C1-S4"),
    ]
    found = study_rules.where_you_stopped(stops)
    assert found
    assert found.code == "C1-S3"
    assert study_rules.where_you_stopped([stop("C1-S1", SegmentProgress.DONE, 1)]) is None


def test_the_next_stop_follows_the_one_just_finished_and_wraps_round() -> None:
    stops = [stop("C1-S1"), stop("C1-S2", SegmentProgress.DONE), stop("C1-S3", SegmentProgress.DONE)]
    found = study_rules.next_stop(stops, after="C1-S2")
    assert found
    assert found.code == "C1-S1"
    assert study_rules.next_stop([stop("C1-S1", SegmentProgress.DONE)]) is None


@pytest.mark.parametrize(
    ("hour", "greeting"), [(3, "evening"), (4, "morning"), (11, "morning"), (12, "afternoon"), (18, "evening")]
)
def test_people_are_greeted_by_their_own_time_of_day(hour: int, greeting: str) -> None:
    assert study_rules.part_of_day(datetime(2026, 11, 21, hour, 30, tzinfo=UTC), "Europe/London") == greeting


def test_neighbours_stop_at_the_ends_of_a_unit() -> None:
    assert catalogue_rules.neighbours(["a", "b", "c"], "a") == (None, "b")
    assert catalogue_rules.neighbours(["a", "b", "c"], "c") == ("b", None)
    assert catalogue_rules.neighbours(["a"], "gone") == (None, None)
