"""Reads of who is to be asked what has come of what they logged, and of what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.cpd.models import CpdEntry, CpdPrompt, CpdPromptsStopped
from learnmentor.cpd.rules import LineKind

WEEKS = (1, 6)
_AT_THE_LATEST = timedelta(days=7)  # a letter that a resting worker missed by more than this is not sent


def _due(at: datetime) -> ColumnElement[bool]:
    """Lines logged in time, of people who can sign in and want to be asked, and not asked about yet."""
    stopped = select(CpdPromptsStopped.person_id).where(CpdPromptsStopped.person_id == CpdEntry.person_id)
    not_here = or_(Person.closed_at.is_not(None), Person.suspended_at.is_not(None))
    gone = select(Person.id).where(Person.id == CpdEntry.person_id, not_here)
    imported = CpdEntry.source.startswith("import:")
    return and_(
        CpdEntry.kind == LineKind.OWN, ~and_(CpdEntry.source.is_not(None), imported), ~stopped.exists(),
        ~gone.exists(), or_(*(_due_after(weeks, at) for weeks in WEEKS)),
    )  # fmt: skip


def _due_after(weeks: int, at: datetime) -> ColumnElement[bool]:
    moment = at - timedelta(weeks=weeks)
    asked = exists().where(CpdPrompt.entry_id == CpdEntry.id, CpdPrompt.weeks == weeks)
    return and_(CpdEntry.created_at <= moment, CpdEntry.created_at > moment - _AT_THE_LATEST, ~asked)


def people_due(db: Session, *, at: datetime) -> list[int]:
    """Everybody who is to be asked about a line of theirs."""
    return list(db.scalars(select(CpdEntry.person_id).where(_due(at)).distinct()))


def lines_due(db: Session, *, person_id: int, at: datetime) -> Sequence[CpdEntry]:
    """The lines of one person that they are to be asked about, in the order of their days."""
    mine = select(CpdEntry).where(CpdEntry.person_id == person_id, _due(at))
    return db.scalars(mine.order_by(CpdEntry.on, CpdEntry.sequence)).all()


def wanted(db: Session, *, person_id: int) -> bool:
    """Whether somebody wants such letters; they do until they say otherwise."""
    return db.get(CpdPromptsStopped, person_id) is None


@dataclass(frozen=True)
class PromptSent:
    """A letter about an entry that was sent, for its reader's own log."""

    public_id: str
    on: date
    weeks: int
    sent_at: datetime


def sent_to(db: Session, *, person_id: int, most: int = 20) -> list[PromptSent]:
    """The newest letters that somebody was sent."""
    rows = db.execute(
        select(CpdEntry.public_id, CpdEntry.on, CpdPrompt.weeks, CpdPrompt.sent_at)
        .join(CpdPrompt, CpdPrompt.entry_id == CpdEntry.id)
        .where(CpdEntry.person_id == person_id)
        .order_by(CpdPrompt.sent_at.desc(), CpdEntry.sequence.desc())
        .limit(most)
    )
    return [PromptSent(*row) for row in rows]
