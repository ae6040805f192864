"""Reads of somebody's own work. Bodies come sealed; only the owner's page opens them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.models import Response


@dataclass(frozen=True)
class ActivityState:
    """One response as stored: its state, and its body still sealed."""

    state: str
    updated_at: datetime
    body: bytes | None


def states(db: Session, *, person_id: int, segment_id: int) -> dict[str, ActivityState]:
    """A person's work on one segment by activity, in one statement."""
    rows = db.execute(
        select(Response.activity, Response.state, Response.updated_at, Response.body).where(
            Response.person_id == person_id, Response.segment_id == segment_id
        )
    )
    return {activity: ActivityState(state, updated_at, body) for activity, state, updated_at, body in rows}


def state(db: Session, *, person_id: int, segment_id: int, activity: str) -> ActivityState | None:
    """A person's work on one activity."""
    row = db.execute(
        select(Response.state, Response.updated_at, Response.body).where(
            Response.person_id == person_id, Response.segment_id == segment_id, Response.activity == activity
        )
    ).one_or_none()
    return ActivityState(*row) if row else None
