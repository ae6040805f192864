"""Meetings: one for what both had at that time, lines of both, CPD for each once, and a calendar that says no more."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.cpd import services as cpd
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.rules import LineKind
from learnmentor.ground.vault import Vault
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.lines import queries as line_queries
from learnmentor.mentoring.meetings import queries, recording, services
from learnmentor.mentoring.meetings.models import CalendarFeed, PairMeeting
from learnmentor.mentoring.meetings.rules import (
    BroughtBy,
    MeetingMode,
    MeetingPlace,
    MeetingPlan,
    MeetingSaid,
    MeetingState,
)
from learnmentor.mentoring.meetings.typed_record import NewTarget, TargetOutcome, TypedLine, TypedRecord
from learnmentor.mentoring.targets import queries as target_queries
from learnmentor.mentoring.targets.rules import TargetState, TargetStep, TargetWords
from learnmentor.stories import closing_account, held_meeting
from tests.mentoring.conftest import NOW, Two, two
from tests.page import Browser
from tests.racing import actor

VAULT = Vault((b"k" * 32,))
ZONE = "Europe/London"


def plan_of(starts_at: datetime = NOW, minutes: int = 45) -> MeetingPlan:
    return MeetingPlan(starts_at, ZONE, minutes, MeetingMode.ROOM, MeetingPlace("Room 4"))


def record(db: Session, pair: Two, *, by: int, meeting: PairMeeting | None = None, **typed: Any) -> PairMeeting:
    said = typed.pop("said", MeetingSaid(NOW, 45, MeetingMode.ROOM))
    whole = TypedRecord(plan_of(said.held_at, said.minutes), said, **typed)
    return recording.keep(db, VAULT, pair.pair, meeting, whole, seen=0, token=f"form-of-{by}", by=by, at=NOW).meeting


def test_a_meeting_that_both_record_unplanned_is_one_with_the_lines_of_both(db: Session, pair: Two) -> None:
    first = record(
        db, pair, by=pair.mentor.id, said=MeetingSaid(NOW, 45, MeetingMode.ROOM, BroughtBy.MENTEE),
        lines=[TypedLine("main", "We compared two ways.", own=False), TypedLine("learned", "I talk a lot.", own=True)],
    )  # fmt: skip
    later = MeetingSaid(NOW + timedelta(minutes=5), 60, MeetingMode.VIDEO)
    second = record(
        db, pair, by=pair.mentee.id, said=later, lines=[TypedLine("main", "Begin with a question.", own=False)]
    )
    assert first.id == second.id
    assert second.said == MeetingSaid(NOW, 45, MeetingMode.ROOM, BroughtBy.MENTEE)
    assert queries.held_meetings(db, pair.pair.id) == [queries.HeldMeeting(NOW, 45)]
    assert queries.minutes_met(db, pair.pair.id) == 45

    def read_by(reader: int) -> list[str]:
        found = line_queries.lines(db, VAULT, pair_id=pair.pair.id, record=first.public_id, reader_id=reader)
        return [each.text for each in found]

    assert read_by(pair.mentee.id) == ["We compared two ways.", "Begin with a question."]
    assert "I talk a lot." in read_by(pair.mentor.id)


TYPED = st.lists(
    st.tuples(st.booleans(), st.integers(1, 3), st.text(alphabet="ab\n", min_size=1, max_size=6)), max_size=6
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=TYPED)
def test_whatever_two_people_send_from_their_devices_nothing_typed_is_lost(
    db: Session, pair: Two, typed: list[tuple[bool, int, str]]
) -> None:
    mark = hashlib.sha256(repr(typed).encode()).hexdigest()[:20]
    for is_mentor, form, text in typed:
        by = pair.mentor.id if is_mentor else pair.mentee.id
        recording.write_line(
            db, VAULT, pair.pair, TypedLine("main", text, own=False), record=mark, token=f"{mark}-{form}", by=by,
            at=NOW,
        )  # fmt: skip
    lines = line_queries.lines(db, VAULT, pair_id=pair.pair.id, record=mark, reader_id=pair.mentor.id)
    for is_mentor, _, text in typed:
        writer = pair.mentor.id if is_mentor else pair.mentee.id
        theirs = [line.text for line in lines if line.writer_id == writer]
        assert all(any(each in kept for kept in theirs) for each in text.splitlines())


def test_a_record_sets_and_steps_targets_once_and_plans_the_next_meeting(db: Session, pair: Two) -> None:
    new = NewTarget(TargetWords("Try a starter"), date(2026, 12, 4))
    first = record(db, pair, by=pair.mentor.id, targets=[new], following=plan_of(NOW + timedelta(days=14)))
    record(db, pair, by=pair.mentor.id, targets=[new], following=plan_of(NOW + timedelta(days=14)))
    (target,) = target_queries.set_in(db, VAULT, pair_id=pair.pair.id, record=first.public_id)
    (ahead,) = queries.to_come(db, pair.pair.id)
    met = TargetOutcome(target.public_id, TargetStep.MOVED, date(2026, 12, 11))
    for _ in range(2):
        record(
            db, pair, by=pair.mentee.id, meeting=ahead, said=MeetingSaid(ahead.starts_at, 30, MeetingMode.VIDEO),
            outcomes=[met],
        )  # fmt: skip
    (stands,) = target_queries.targets(db, VAULT, pair_id=pair.pair.id)
    assert (stands.state, stands.due_on) == (TargetState.OPEN, date(2026, 12, 11))
    assert [step.step for step in stands.steps] == [TargetStep.SET, TargetStep.MOVED]
    assert queries.minutes_met(db, pair.pair.id) == 75


def test_a_meeting_that_was_held_is_not_cancelled_and_one_that_was_cancelled_not_held(db: Session, pair: Two) -> None:
    held = record(db, pair, by=pair.mentor.id)
    with pytest.raises(services.MeetingStands):
        services.cancel(db, pair.pair, held, at=NOW)
    planned = services.plan(
        db, VAULT, pair.pair, plan_of(NOW + timedelta(days=1)), by=pair.mentor.id, public_id="p", at=NOW
    )
    assert services.cancel(db, pair.pair, planned, at=NOW)
    assert not services.cancel(db, pair.pair, planned, at=NOW)
    with pytest.raises(services.MeetingCancelled):
        record(db, pair, by=pair.mentee.id, meeting=planned)
    pairs.end(db, pair.pair, at=NOW)
    with pytest.raises(pairs.PairEnded):
        record(db, pair, by=pair.mentee.id)


# CPD


def take(db: Session, pair: Two, meeting: PairMeeting, *, minutes: int = 45) -> bool:
    return held_meeting.take(
        db, VAULT, meeting, learner=actor(pair.mentee), minutes=minutes, title="Meeting with my mentor", at=NOW
    )


def test_a_meeting_lands_once_in_the_record_of_each_and_not_again_once_it_is_withdrawn(db: Session, pair: Two) -> None:
    meeting = record(db, pair, by=pair.mentor.id)
    assert held_meeting.offered(db, meeting, person_id=pair.mentee.id) is not None
    assert take(db, pair, meeting)
    assert not take(db, pair, meeting, minutes=60)
    entry = db.scalars(select(CpdEntry)).one()
    assert (entry.source, entry.claimed_minutes, entry.type) == (f"meeting:{meeting.public_id}", 45, "mentoring")
    cpd.withdraw(db, VAULT, learner=actor(pair.mentee), entry=entry, explanation="", at=NOW)
    assert held_meeting.offered(db, meeting, person_id=pair.mentee.id) is None
    assert not take(db, pair, meeting)
    assert [each.kind for each in db.scalars(select(CpdEntry).order_by(CpdEntry.sequence))] == [
        LineKind.OWN, LineKind.WITHDRAWAL,
    ]  # fmt: skip
    assert held_meeting.offered(db, meeting, person_id=pair.mentor.id) is not None


def test_a_meeting_that_is_let_go_is_not_offered_and_one_that_was_not_held_is_not_entered(
    db: Session, pair: Two
) -> None:
    meeting = record(db, pair, by=pair.mentor.id)
    held_meeting.let_go(db, meeting, person_id=pair.mentee.id, at=NOW)
    assert held_meeting.offered(db, meeting, person_id=pair.mentee.id) is None
    assert take(db, pair, meeting)  # a mind may change
    planned = services.plan(
        db, VAULT, pair.pair, plan_of(NOW + timedelta(days=1)), by=pair.mentor.id, public_id="p", at=NOW
    )
    with pytest.raises(held_meeting.NotHeld):
        take(db, pair, planned)


def test_whoever_leaves_takes_the_place_that_they_wrote_and_leaves_the_meeting(db: Session, pair: Two) -> None:
    plan = plan_of(NOW + timedelta(days=1))
    made = services.plan(db, VAULT, pair.pair, plan, by=pair.mentee.id, public_id="p", at=NOW)
    assert queries.place_of(VAULT, made) == MeetingPlace("Room 4")
    services.open_feed(db, person_id=pair.mentee.id, token_sha256="0" * 64, at=NOW)
    closing_account.close(db, rooms.personal_data(), person_id=pair.mentee.id, sender=None, at=NOW, zone=ZONE)
    db.refresh(made)
    assert (made.state, queries.place_of(VAULT, made)) == (MeetingState.PLANNED, MeetingPlace())
    assert db.scalars(select(CalendarFeed)).all() == []


# The calendar


def address(browser: Browser) -> str:
    """A new address of a private calendar, as the page shows it this once."""
    shown = browser.post("/mentoring/calendar").one("#address").get_text()
    assert shown not in browser.get("/mentoring/calendar").text
    return "/calendars/" + shown.rsplit("/", 1)[1]


@pytest.mark.usefixtures("time")
def test_a_private_calendar_shows_times_and_names_until_its_address_is_renewed(
    db: Session, pair: Two, stranger: Browser
) -> None:
    other = two(db, mentee=pair.mentor, public_id="another")
    for each, days in ((pair, 7), (other, 8), (pair, 390), (pair, 420)):
        services.plan(
            db, VAULT, each.pair, plan_of(NOW + timedelta(days=days)), by=each.mentor.id, public_id=f"m{days}", at=NOW
        )
    db.commit()
    amina = Browser(stranger.app).sign_in(pair.mentor)
    leaked = address(amina)
    answer = stranger.get(leaked)
    events = Calendar.from_ical(answer.text).walk("VEVENT")
    found = {(str(event["summary"]), event.decoded("dtstart")) for event in events}
    assert found == {
        ("Meeting with Mei Tan", NOW + timedelta(days=7)), ("Meeting with Amina Yusuf", NOW + timedelta(days=8)),
        ("Meeting with Mei Tan", NOW + timedelta(days=390)),
    }  # fmt: skip
    assert "Room 4" not in answer.text
    again = stranger.client.get(leaked, headers={"If-None-Match": answer.response.headers["ETag"]})
    assert again.status_code == 304
    renewed = address(amina)
    assert stranger.get(leaked).status == 404
    assert stranger.get(renewed).status == 200
    amina.post("/mentoring/calendar/stop")
    assert stranger.get(renewed).status == 404


def test_a_calendar_replaces_what_it_has_of_a_meeting_that_moved(db: Session, pair: Two) -> None:
    made = services.plan(
        db, VAULT, pair.pair, plan_of(NOW + timedelta(days=1)), by=pair.mentor.id, public_id="p", at=NOW
    )
    assert not services.change(db, VAULT, pair.pair, made, plan_of(NOW + timedelta(days=1)), by=pair.mentor.id)
    assert services.change(db, VAULT, pair.pair, made, plan_of(NOW + timedelta(days=2)), by=pair.mentee.id)
    (shown,) = queries.shown_meetings(db, pair.mentor.id, at=NOW)
    assert (shown.changes, shown.starts_at, shown.cancelled) == (1, NOW + timedelta(days=2), False)
    record(db, pair, by=pair.mentor.id, meeting=made, said=MeetingSaid(made.starts_at, 50, MeetingMode.ROOM))
    (shown,) = queries.shown_meetings(db, pair.mentor.id, at=NOW)
    assert (shown.changes, shown.minutes) == (2, 50)


def test_what_was_planned_is_off_in_a_calendar_once_the_pair_has_ended(db: Session, pair: Two) -> None:
    held = record(db, pair, by=pair.mentor.id)
    services.plan(db, VAULT, pair.pair, plan_of(NOW + timedelta(days=1)), by=pair.mentor.id, public_id="p", at=NOW)
    pairs.end(db, pair.pair, at=NOW)
    found = queries.shown_meetings(db, pair.mentee.id, at=NOW)
    assert {each.public_id: (each.cancelled, each.changes) for each in found} == {
        "p": (True, 1), held.public_id: (False, held.changes),
    }  # fmt: skip
