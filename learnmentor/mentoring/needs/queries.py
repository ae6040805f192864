"""Reads of the twelve questions: what somebody answered each time, and the segments with the outcomes they serve."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Revision, Segment, Unit
from learnmentor.ground.personal_data import Passage
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.mentoring.needs.form_needs import HOPE
from learnmentor.mentoring.needs.models import NeedsTaken, needs_place
from learnmentor.mentoring.needs.recommendation import ServingSegment

_MOST_READ = 50  # more than one person keeps, also of two merged accounts


@dataclass(frozen=True)
class OpenedNeeds:
    """What was answered at one time; no values where no key of the installation opens them."""

    id: int
    at: datetime
    values: Mapping[str, Any]
    programme: str | None


_OF_PERSON = (
    select(NeedsTaken)
    .where(NeedsTaken.person_id == bindparam("person_id"))
    .order_by(NeedsTaken.taken_at, NeedsTaken.id)  # of merged accounts the keys do not tell
    .limit(_MOST_READ)
)


def rows_of(db: Session, person_id: int) -> Sequence[NeedsTaken]:
    """Every time that somebody answered, the oldest first."""
    return db.scalars(_OF_PERSON, {"person_id": person_id}).all()


def takes_of(db: Session, vault: Vault, person_id: int) -> list[OpenedNeeds]:
    """The same, opened."""
    return [OpenedNeeds(row.id, row.taken_at, opened(vault, row), row.programme) for row in rows_of(db, person_id)]


def opened(vault: Vault, row: NeedsTaken) -> Mapping[str, Any]:
    """The answers of one time; none where no key opens them."""
    try:
        values: Mapping[str, Any] = vault.open(row.body, place=needs_place(row.public_id))
    except UnreadableText:
        return {}
    return values


_SERVING = (
    select(Segment.code, Segment.title, Revision.data["outcomes"])
    .join(Unit, Unit.id == Segment.unit_id)
    .join(Revision, Revision.id == Segment.revision_id)
    .where(Unit.family == "core", Segment.withdrawn_at.is_(None))
    .order_by(Unit.position, Segment.position)
)


def serving_segments(db: Session) -> list[ServingSegment]:
    """The segments of the core units in the order of the course, each with the outcomes it serves; one statement."""
    return [
        ServingSegment(code, title, tuple(each["id"] for each in outcomes or ()))
        for code, title, outcomes in db.execute(_SERVING)
    ]


def passages(db: Session, vault: Vault, person_id: int) -> Iterator[Passage]:
    """What somebody wanted to be able to do, each time, to be read by people."""
    for take in takes_of(db, vault, person_id):
        if hope := take.values.get(HOPE):
            yield Passage("What you wanted to be able to do as a mentor", take.at, (hope,))
