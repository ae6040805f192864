"""Reads about work and mail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from learnmentor.jobs import rules
from learnmentor.jobs.models import Job, OutgoingMail


def anything_due(db: Session, *, at: datetime) -> bool:
    """Whether there is work, by reading alone: a worker with nothing to do takes no lock."""
    ready = and_(Job.state == "ready", Job.run_at <= at)
    lost = and_(Job.state == "running", Job.locked_at <= at - rules.LOCK)
    return bool(db.scalar(select(exists().where(or_(ready, lost)))))


def letter(db: Session, mail_id: int) -> OutgoingMail | None:
    """One letter."""
    return db.get(OutgoingMail, mail_id)


@dataclass(frozen=True)
class JobTrouble:
    """A job that failed: given up, or to be tried again at `again_at`. `fault` is a kind and a place, no text."""

    id: int
    kind: str
    tries: int
    fault: str
    again_at: datetime | None


def troubles(db: Session, *, most: int) -> list[JobTrouble]:
    """Jobs that failed lately and were not done since, newest first."""
    failed = select(Job.id, Job.kind, Job.tries, Job.fault, Job.state, Job.run_at).where(
        Job.fault.is_not(None), Job.state.in_(("failed", "ready", "running"))
    )
    rows = db.execute(failed.order_by(Job.id.desc()).limit(most))
    return [
        JobTrouble(id_, kind, tries, fault or "", None if state == "failed" else run_at)
        for id_, kind, tries, fault, state, run_at in rows
    ]


def letters_to(db: Session, addresses: Collection[str]) -> dict[tuple[str, datetime], OutgoingMail]:
    """The letters that wait, left or were given up for these addresses, by address and moment of writing."""
    rows = db.scalars(select(OutgoingMail).where(OutgoingMail.to_address.in_(addresses)).order_by(OutgoingMail.id))
    return {(letter.to_address, letter.created_at): letter for letter in rows}


def kept_letters(db: Session, *, most: int) -> Sequence[OutgoingMail]:
    """The newest letters that were kept rather than sent."""
    kept = (OutgoingMail.sent_at.is_(None), OutgoingMail.given_up_at.is_(None))
    newest = select(OutgoingMail).where(*kept).order_by(OutgoingMail.id.desc())
    return db.scalars(newest.limit(most)).all()
