"""Reads of somebody's own work. Bodies come sealed; only the owner's page opens them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.activities import retakes
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.statistics.models import JudgementSpread
from learnmentor.assessment.statistics.spread import PrintedSpread
from learnmentor.courses.catalogue.models import Segment
from learnmentor.ground.db import read
from learnmentor.ground.personal_data import CANNOT_BE_OPENED, Passage
from learnmentor.ground.vault import UnreadableText, Vault


@dataclass(frozen=True)
class ActivityState:
    """One response as stored: its state, and its body still sealed."""

    state: str
    updated_at: datetime
    body: bytes | None
    counted: str | None = None  # the wording of which its writer lets it be counted
    spread: tuple[str, PrintedSpread] | None = None  # how others judged in the same activity: of which wording, what


_response, _spread = Response.__table__.c, JudgementSpread.__table__.c
_MINE = (_response.person_id == bindparam("person_id"), _response.segment_id == bindparam("segment_id"))
_STATES = (
    select(
        _response.activity, _response.state, _response.updated_at, _response.body, _response.counted, _spread.wording,
        _spread.printed,
    )
    .select_from(Response.__table__)
    .outerjoin(
        JudgementSpread.__table__,
        and_(_spread.segment_id == _response.segment_id, _spread.activity == _response.activity),
    )
    .where(*_MINE)
)  # fmt: skip
_STATE = select(_response.state, _response.updated_at, _response.body).where(
    *_MINE, _response.activity == bindparam("activity")
)


def states(db: Session, *, person_id: int, segment_id: int) -> dict[str, ActivityState]:
    """A person's work on one segment by activity, in one statement."""
    rows = read(db, _STATES, {"person_id": person_id, "segment_id": segment_id})
    return {
        activity: ActivityState(state, at, body, counted, (wording, printed) if wording else None)
        for activity, state, at, body, counted, wording, printed in rows
    }


def state(db: Session, *, person_id: int, segment_id: int, activity: str) -> ActivityState | None:
    """A person's work on one activity."""
    row = read(db, _STATE, {"person_id": person_id, "segment_id": segment_id, "activity": activity}).one_or_none()
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


def newest_opens(db: Session, vault: Vault) -> bool:
    """Whether the keys of this server open the newest body; True where none of the newest responses has one."""
    newest = select(Response).order_by(Response.id.desc()).limit(200).subquery()
    asked = select(newest.c.body, newest.c.person_id, newest.c.segment_id, newest.c.activity)
    row = db.execute(asked.where(newest.c.body.is_not(None)).order_by(newest.c.id.desc()).limit(1)).one_or_none()
    return row is None or vault.opens(row[0], place=response_place(*row[1:]))


def passages(db: Session, vault: Vault, person_id: int) -> Iterator[Passage]:
    """What somebody wrote and chose in activities, to be read by people."""
    asked = select(Response, Segment.code).join(Segment).where(Response.person_id == person_id).order_by(Response.id)
    for row, code in db.execute(asked):
        heading = f"{code}, {row.activity} ({row.kind})"
        for at, work in _works(row, _opened(vault, row)):
            if texts := tuple(_texts(work)):
                yield Passage(heading, at, texts)


def _works(row: Response, body: object) -> Iterator[tuple[datetime, object]]:
    """The work in a row, and when; of an audit each time that it was answered."""
    if row.kind != "audit" or not isinstance(body, Mapping):
        yield row.updated_at, body
        return
    for take in retakes.takes(body, was=None, saved_at=None):
        yield take.at, take.answers
    if "taken_at" not in body:
        yield row.updated_at, body.get("answers")


def _opened(vault: Vault, row: Response) -> object:
    try:
        return (
            None
            if row.body is None
            else vault.open(row.body, place=response_place(row.person_id, row.segment_id, row.activity))
        )
    except UnreadableText:
        return CANNOT_BE_OPENED


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
