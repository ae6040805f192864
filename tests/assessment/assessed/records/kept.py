"""A pair with a record of each kind, and Amina's submission that takes them all."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.models import Submission
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind
from learnmentor.cpd import services as cpd
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.ground.letters import Sender
from learnmentor.mentoring.impact import services as impact
from learnmentor.mentoring.impact.form_impact import definition
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from learnmentor.mentoring.meetings import recording
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.rules import BroughtBy, MeetingMode, MeetingPlace, MeetingPlan, MeetingSaid
from learnmentor.mentoring.meetings.typed_record import TypedLine, TypedRecord
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.reviews.models import PairReview
from learnmentor.mentoring.role_declarations import services as declarations
from learnmentor.mentoring.role_declarations.form_role_declaration import F13
from learnmentor.mentoring.schedule import services as schedules
from learnmentor.mentoring.schedule.rules import SchedulePreset
from tests.assessment.assessed import works
from tests.mentoring import observing
from tests.mentoring.agreeing import VAULT, signed
from tests.mentoring.conftest import NOW, Two
from tests.mentoring.test_reviews import APART, opened, said
from tests.racing import actor

SENDER = Sender("https://learn.example.org")
ALL: dict[str, Any] = {
    **works.P1,
    "parts": [
        {"key": "all", "title": "All of it", "html": "", "takes": ["records", "witness", "text"],
         "records": [each.value for each in ReleasableKind], "words": {}, "criteria": ["P1.1-1"], "optional": False},
        *works.P1["parts"],
    ],
}  # fmt: skip


def met(db: Session, two: Two, *, text: str = "Amina Yusuf asked, Mei Tan told.", days: int = 3) -> PairMeeting:
    """A meeting that was held, with a line of each, and one that Amina holds back."""
    at = NOW - timedelta(days=days)
    said_of_it = MeetingSaid(at, 45, MeetingMode.ROOM, BroughtBy.MENTEE)
    whole = TypedRecord(
        MeetingPlan(at, "Europe/London", 45, MeetingMode.ROOM, MeetingPlace("Room 4")), said_of_it,
        lines=[TypedLine("main", text, own=False), TypedLine("learned", "I held this back.", own=True)],
    )  # fmt: skip
    by = two.mentor.id
    return recording.keep(db, VAULT, two.pair, None, whole, seen=0, token=f"of-{days}", by=by, at=NOW).meeting


def visited(db: Session, two: Two) -> Observation:
    """A visit about which both have written."""
    found = observing.agreed(db, two)
    observing.ready(db, two, found)
    observing.given(db, two, found)
    return found


def reviewed(db: Session, two: Two, *, both: bool = True) -> PairReview:
    """A review that both have answered, or Amina alone."""
    review = opened(db, two, by=two.mentor.id)
    for person in (two.mentor, two.mentee) if both else (two.mentor,):
        said(db, two, review, APART, by=person.id, seen={})
    return review


def everything(db: Session, two: Two) -> Submission:
    """A record of each kind, and a submission of Amina's with a part that takes them all."""
    works.brief(db, ALL)
    met(db, two)
    visited(db, two)
    reviewed(db, two)
    signed(db, two)
    schedules.begin(db, two.pair, begins=2026, preset=SchedulePreset.SAMPLE, public_id="ayear", at=NOW)
    declared = {"roles": [{"role": "friend", "since": "2026-09-01", "until": ""}], "decisions": "None.",
                "review_on": "2027-09-01"}  # fmt: skip
    declarations.declare(
        db, VAULT, two.pair, by_id=two.mentor.id, values=F13.empty | declared, public_id="roles", sender=SENDER, at=NOW
    )
    _of_herself(db, two)
    made = works.submission(db, two.mentor, public_id="work")
    db.commit()
    return made


def _of_herself(db: Session, two: Two) -> None:
    impact.begin(
        db, VAULT, person_id=two.mentor.id, kind=ImpactList.MENTOR, about="A year", root_id=None, counted=False,
        public_id="survey", at=NOW,
    )  # fmt: skip
    values = definition(ImpactList.MENTOR, Moment.BEFORE).empty
    impact.answer(
        db, VAULT, "survey", Moment.BEFORE, person_id=two.mentor.id, values=values, seen=None, public_id="take", at=NOW
    )
    cpd.log_activity(
        db, VAULT, learner=actor(two.mentor), files=[], source="form:one", at=NOW,
        activity=LoggedActivity(on=NOW.date(), type=EntryType.READING, title="A book", provider="", minutes=60),
        prose=Prose(reflection="Mine alone.", impact="I ask more."),
    )  # fmt: skip
