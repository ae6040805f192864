"""Reads of the access log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.access_log.rules import Look
from learnmentor.accounts.models import Person
from learnmentor.ground.db import read

_record = AccessRecord.__table__.c
_LATELY = select(_record.person_id, _record.what, _record.subject).where(
    _record.viewer_id == bindparam("viewer_id"),
    _record.at > bindparam("since"),
    _record.person_id.in_(bindparam("people", expanding=True)),
)


def lately(db: Session, looks: Sequence[Look], *, since: datetime) -> set[Look]:
    """Those of one viewer's looks that were written down since then."""
    viewer = looks[0].viewer_id
    asked = {"viewer_id": viewer, "since": since, "people": sorted({look.person_id for look in looks})}
    return {Look(person_id, viewer, what, subject) for person_id, what, subject in read(db, _LATELY, asked)}


class AccessLine(NamedTuple):
    """One record as a page shows it. Without a viewer it was done by the server's command line."""

    what: str
    subject: str
    at: datetime
    owner: str
    owner_public_id: str
    viewer: str | None
    viewer_public_id: str | None


@dataclass(frozen=True)
class AccessLines:
    """Some records, the newest first, and whether there are older ones."""

    lines: Sequence[AccessLine]
    more: bool


_owner, _viewer = aliased(Person), aliased(Person)
_LINES = (
    select(
        AccessRecord.what, AccessRecord.subject, AccessRecord.at, _owner.name, _owner.public_id, _viewer.name,
        _viewer.public_id,
    )
    .join(_owner, _owner.id == AccessRecord.person_id)
    .outerjoin(_viewer, _viewer.id == AccessRecord.viewer_id)
    .order_by(AccessRecord.at.desc(), AccessRecord.id.desc())
)  # fmt: skip


def lines(
    db: Session, *, most: int, after: int = 0, owner_id: int | None = None, viewer_id: int | None = None
) -> AccessLines:
    """The newest records but for the first `after`: of what is one person's, or was opened by one, or all."""
    wanted = _LINES if owner_id is None else _LINES.where(AccessRecord.person_id == owner_id)
    wanted = wanted if viewer_id is None else wanted.where(AccessRecord.viewer_id == viewer_id)
    found = [AccessLine(*row) for row in db.execute(wanted.limit(most + 1).offset(after))]
    return AccessLines(found[:most], len(found) > most)


def all_lines(db: Session, owner_id: int) -> Iterator[AccessLine]:
    """Every record of what is one person's, the oldest first, as they are read."""
    wanted = _LINES.where(AccessRecord.person_id == owner_id).order_by(None)
    rows: Any = db.execute(wanted.order_by(AccessRecord.at, AccessRecord.id).execution_options(yield_per=500))
    return (AccessLine(*row) for row in rows)


def oldest(before: datetime, *, most: int) -> Select[int]:
    """The keys of some records from before a moment, for a statement that deletes them."""
    return select(AccessRecord.id).where(AccessRecord.at < before).order_by(AccessRecord.at).limit(most)
