"""When a meeting can be, which two are one, what two who record it at once leave, and targets as lines in time."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring.meetings import rules
from learnmentor.mentoring.meetings.rules import (
    BroughtBy,
    MeetingFacts,
    MeetingFrame,
    MeetingMode,
    MeetingSaid,
    MeetingState,
    Unfit,
)
from learnmentor.mentoring.targets.rules import TargetState, TargetStep, fits
from learnmentor.mentoring.targets.timeline import MARGIN, WIDTH, MarkKind, StepOn, TargetDays, timeline
from learnmentor.stories.held_meeting import MeetingOffer, lengths_of

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
SAID = st.builds(
    MeetingSaid,
    held_at=st.integers(0, 300).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    minutes=st.integers(1, 720),
    mode=st.sampled_from(MeetingMode),
    brought_by=st.none() | st.sampled_from(BroughtBy),
    frame=st.none() | st.sampled_from(MeetingFrame),
)


@pytest.mark.parametrize(
    ("ahead", "minutes", "unfit"),
    [
        (timedelta(days=7), 45, None), (timedelta(days=7), 0, Unfit.LENGTH), (timedelta(days=7), 2_000, Unfit.LENGTH),
        (timedelta(minutes=-30), 45, None), (timedelta(minutes=-46), 45, Unfit.OVER),
        (timedelta(days=-36_525), 45, Unfit.OVER), (timedelta(days=800), 45, Unfit.TOO_FAR),
    ],
)  # fmt: skip
def test_a_meeting_is_planned_for_a_time_to_come(ahead: timedelta, minutes: int, unfit: Unfit | None) -> None:
    assert rules.unfit_plan(NOW + ahead, minutes, at=NOW) == unfit


@pytest.mark.parametrize(
    ("on", "ago", "minutes", "unfit"),
    [
        (TODAY, 60, 45, None), (TODAY, 60, 0, Unfit.LENGTH), (TODAY, 60, 2_000, Unfit.LENGTH),
        (TODAY, -1, 45, Unfit.NOT_YET), (date(1926, 11, 21), 60, 45, Unfit.BEFORE_THE_PAIR),
    ],
)  # fmt: skip
def test_a_meeting_is_recorded_once_it_was_and_within_the_pair(
    on: date, ago: int, minutes: int, unfit: Unfit | None
) -> None:
    held_at = NOW - timedelta(minutes=ago)
    assert rules.unfit_record(held_at, minutes, on=on, opened_on=TODAY, at=NOW) == unfit


def test_what_overlaps_is_one_meeting_and_what_follows_is_another() -> None:
    one = MeetingFacts(MeetingState.HELD, NOW, 45)
    assert rules.same_meeting(one, MeetingFacts(MeetingState.HELD, NOW + timedelta(minutes=44), 45))
    assert rules.same_meeting(one, MeetingFacts(MeetingState.PLANNED, NOW - timedelta(hours=3), 720))
    assert not rules.same_meeting(one, MeetingFacts(MeetingState.HELD, NOW + timedelta(minutes=45), 45))


def test_who_was_the_mentor_confirms_once_and_nobody_where_both_coach() -> None:
    held = MeetingFacts(MeetingState.HELD, NOW, 45)
    assert rules.may_confirm(1, held, mentor_id=1, both_coach=False)
    assert not rules.may_confirm(2, held, mentor_id=1, both_coach=False)
    assert not rules.may_confirm(1, held, mentor_id=1, both_coach=True)
    assert not rules.may_confirm(
        1, MeetingFacts(MeetingState.HELD, NOW, 45, confirmed=True), mentor_id=1, both_coach=False
    )
    assert not rules.may_confirm(1, MeetingFacts(MeetingState.PLANNED, NOW, 45), mentor_id=None, both_coach=False)


@given(first=SAID, second=SAID)
def test_what_is_said_of_a_meeting_by_two_at_once_is_not_unsaid_by_either(
    first: MeetingSaid, second: MeetingSaid
) -> None:
    for one, other in permutations((first, second)):
        stands = rules.told(one, other, alone=False)
        assert (stands.held_at, stands.minutes, stands.mode) == (one.held_at, one.minutes, one.mode)
        assert (stands.brought_by is None) == (one.brought_by is None and other.brought_by is None)
        assert (stands.frame is None) == (one.frame is None and other.frame is None)
        assert rules.told(stands, other, alone=False) == stands  # sent again, nothing changes


def test_the_agreement_is_asked_for_before_the_first_meeting_alone() -> None:
    assert rules.asks_for_agreement(agreed=False, held=0)
    assert not rules.asks_for_agreement(agreed=True, held=0)
    assert not rules.asks_for_agreement(agreed=False, held=1)


@given(st.integers(1, 720))
def test_hours_for_a_record_go_in_quarters_next_to_the_minutes(minutes: int) -> None:
    lengths = lengths_of(minutes)
    assert lengths
    assert all(each % 15 == 0 and abs(each - minutes) < 15 for each in lengths)
    assert (lengths == (minutes,)) == (minutes % 15 == 0)
    suggested = MeetingOffer(TODAY, minutes, lengths).suggested
    assert suggested <= minutes or minutes < 15, "no more is suggested than the meeting took"
    assert minutes - suggested < 15


# Targets


def test_a_target_has_a_day_to_come_and_no_far_one() -> None:
    assert fits(TODAY, since=TODAY)
    assert not fits(TODAY - timedelta(days=1), since=TODAY)
    assert not fits(date(9999, 1, 1), since=TODAY)


def days(*steps: tuple[TargetStep, int], due: int | None = None, state: TargetState = TargetState.OPEN) -> TargetDays:
    taken = [StepOn(step, TODAY + timedelta(days=day)) for step, day in steps]
    return TargetDays(state, taken[-1].on, None if due is None else TODAY + timedelta(days=due), taken)


def test_a_target_is_a_line_from_its_first_day_to_its_end_with_what_was_late() -> None:
    met = days((TargetStep.SET, -20), (TargetStep.MET, -5), due=-10, state=TargetState.MET)
    line = timeline([met, days((TargetStep.SET, 0), due=20)], on=TODAY)
    assert line is not None
    first, second = line.tracks
    assert (line.first, line.last) == (TODAY - timedelta(days=20), TODAY + timedelta(days=20))
    assert first.x1 == MARGIN
    assert first.late is not None
    assert first.x1 < first.late < first.x2 < line.today == WIDTH / 2
    assert [mark.kind for mark in first.marks] == [MarkKind.SET, MarkKind.MET, MarkKind.DUE]
    assert second.late is None
    assert second.marks[-1].x == WIDTH - MARGIN
    assert timeline([], on=TODAY) is None


STEP = st.tuples(st.sampled_from([step for step in TargetStep if step != TargetStep.SET]), st.integers(-400, 0))


@given(st.lists(st.tuples(st.lists(STEP, max_size=4), st.none() | st.integers(-400, 1_200)), min_size=1, max_size=5))
def test_every_line_lies_within_the_drawing(given_steps: list[tuple[list[tuple[TargetStep, int]], int | None]]) -> None:
    targets = [
        days((TargetStep.SET, -400), *sorted(steps, key=lambda step: step[1]), due=due) for steps, due in given_steps
    ]
    line = timeline(targets, on=TODAY)
    assert line is not None
    for track in line.tracks:
        xs = [track.x1, track.x2, line.today, *(mark.x for mark in track.marks), *([track.late] if track.late else [])]
        assert all(MARGIN <= x <= WIDTH - MARGIN for x in xs)
        assert track.x1 <= track.x2
