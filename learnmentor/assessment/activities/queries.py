"""Reads of somebody's own work. Bodies come sealed; only the owner's page opens them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.activities.models import Response
from learnmentor.courses.models import Segment


@dataclass(frozen=True)
class ActivityState:
    """One response as stored: its state, and its body still sealed."""

    state: str
    updated_at: datetime
    body: bytes | None


_response = Response.__table__.c
_MINE = (_response.person_id == bindparam("person_id"), _response.segment_id == bindparam("segment_id"))
_STATES = select(_response.activity, _response.state, _response.updated_at, _response.body).where(*_MINE)
_STATE = select(_response.state, _response.updated_at, _response.body).where(
    *_MINE, _response.activity == bindparam("activity")
)


def states(db: Session, *, person_id: int, segment_id: int) -> dict[str, ActivityState]:
    """A person's work on one segment by activity, in one statement."""
    rows = db.execute(_STATES, {"person_id": person_id, "segment_id": segment_id})
    return {activity: ActivityState(state, updated_at, body) for activity, state, updated_at, body in rows}


def state(db: Session, *, person_id: int, segment_id: int, activity: str) -> ActivityState | None:
    """A person's work on one activity."""
    row = db.execute(_STATE, {"person_id": person_id, "segment_id": segment_id, "activity": activity}).one_or_none()
    return ActivityState(*row) if row else None


@dataclass(frozen=True)
class WaitingPractice:
    """A practice that was put off: whose, and of which segment."""

    email: str
    segment_code: str
    segment_title: str


def waiting_practice(db: Session, *, person_id: int, segment_id: int, activity: str) -> WaitingPractice | None:
    """A practice that is still put off, of somebody whose account is open."""
    row = db.execute(
        select(Person.email, Segment.code, Segment.title)
        .join(Response, Response.person_id == Person.id)
        .join(Segment, Segment.id == Response.segment_id)
        .where(
            Person.id == person_id, Person.closed_at.is_(None), Segment.id == segment_id,
            Response.activity == activity, Response.state == "not_yet",
        )
    ).one_or_none()  # fmt: skip
    return WaitingPractice(*row) if row else None
