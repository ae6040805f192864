"""What is promised of meetings holds at the same moment too: one meeting, one entry, one of held and cancelled."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.cpd.models import CpdEntry
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.meetings import recording, services
from learnmentor.mentoring.meetings.models import CalendarFeed, PairMeeting
from learnmentor.mentoring.meetings.rules import MeetingMode, MeetingPlace, MeetingPlan, MeetingSaid
from learnmentor.mentoring.meetings.typed_record import TypedLine, TypedRecord
from learnmentor.mentoring.models import Pair
from learnmentor.stories import held_meeting
from tests import racing
from tests.mentoring.conftest import NOW, Two

VAULT = Vault((b"k" * 32,))
PLAN = MeetingPlan(NOW, "Europe/London", 45, MeetingMode.ROOM, MeetingPlace())


def recorded(db: Session, by: int, text: str) -> PairMeeting:
    typed = TypedRecord(PLAN, MeetingSaid(NOW, 45, MeetingMode.ROOM), [TypedLine("main", text, own=False)])
    pair = db.scalars(select(Pair)).one()
    return recording.keep(db, VAULT, pair, None, typed, seen=0, token="a-token", by=by, at=NOW).meeting


def test_two_who_record_at_once_a_meeting_that_nobody_planned_have_one(base: Database, db: Session, pair: Two) -> None:
    mentor, mentee = pair.mentor.id, pair.mentee.id
    outcomes = racing.done(
        base, lambda s: recorded(s, mentor, "We compared.").id, lambda s: recorded(s, mentee, "Begin.").id
    )
    assert outcomes[0] == outcomes[1]
    assert racing.number_of(db, PairMeeting) == 1
    assert racing.number_of(db, PairLine) == 2


def test_a_record_that_is_pressed_twice_at_once_has_each_line_once(base: Database, db: Session, pair: Two) -> None:
    mentor = pair.mentor.id
    racing.done(base, *[lambda s: recorded(s, mentor, "We compared.").id] * 2)
    assert (racing.number_of(db, PairMeeting), racing.number_of(db, PairLine)) == (1, 1)


def test_a_meeting_is_held_or_cancelled_and_not_both(base: Database, db: Session, pair: Two) -> None:
    services.plan(db, VAULT, pair.pair, PLAN, by=pair.mentor.id, public_id="planned", at=NOW - timedelta(hours=1))
    db.commit()
    mentee = pair.mentee.id

    def cancelled(s: Session) -> bool:
        return services.cancel(s, s.scalars(select(Pair)).one(), s.scalars(select(PairMeeting)).one(), at=NOW)

    outcomes = racing.done(base, lambda s: recorded(s, mentee, "We met.").id, cancelled)
    db.rollback()
    states = sorted(db.scalars(select(PairMeeting.state)))
    # Whoever came second: a cancellation of a held meeting is refused, a record of a cancelled one is another meeting.
    assert states == (["held"] if "MeetingStands" in racing.kinds(outcomes) else ["cancelled", "held"])


def test_an_entry_that_is_taken_from_two_tabs_at_once_lands_once(base: Database, db: Session, pair: Two) -> None:
    recorded(db, pair.mentor.id, "We compared.")
    db.commit()
    learner = racing.actor(pair.mentee)

    def taken(s: Session) -> bool:
        meeting = s.scalars(select(PairMeeting)).one()
        return held_meeting.take(s, VAULT, meeting, learner=learner, minutes=45, title="Meeting", at=NOW)

    assert sorted(map(str, racing.done(base, taken, taken))) == ["False", "True"]
    assert racing.number_of(db, CpdEntry) == 1


def test_a_calendar_that_is_made_from_two_tabs_at_once_has_one_address(base: Database, db: Session, pair: Two) -> None:
    person = pair.mentor.id
    db.commit()

    tabs = [lambda s, digit=digit: _made(s, person, digit).token_sha256 for digit in "12"]
    assert racing.kinds(racing.done(base, *tabs)) == ["done", "done"]
    assert racing.number_of(db, CalendarFeed) == 1


def _made(db: Session, person_id: int, digit: str) -> CalendarFeed:
    hold_person(db, person_id)
    return services.open_feed(db, person_id=person_id, token_sha256=digit * 64, at=NOW)
