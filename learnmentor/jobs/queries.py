"""Reads about work and mail."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, and_, exists, or_, select
from sqlalchemy.orm import Session

from learnmentor.jobs import rules
from learnmentor.jobs.models import Job, OutgoingMail


def anything_due(db: Session, *, at: datetime) -> bool:
    """Whether there is work, by reading alone: a worker with nothing to do takes no lock."""
    ready = and_(Job.state == "ready", Job.run_at <= at)
    lost = and_(Job.state == "running", Job.locked_at <= at - rules.LOCK)
    return bool(db.scalar(select(exists().where(or_(ready, lost)))))


def next_due_id(at: datetime) -> ScalarSelect[int]:
    """The key of the job that is due next, held, for the statement that takes it; what others hold is skipped."""
    due = select(Job.id).where(Job.state == "ready", Job.run_at <= at).order_by(Job.run_at, Job.id)
    return due.limit(1).with_for_update(skip_locked=True).scalar_subquery()


def lost_work(db: Session, *, at: datetime, kind: str, tries: int) -> Sequence[Mapping[str, Any]]:
    """What jobs of a kind were about whose worker died with them, and which were tried so often or more."""
    lost = (Job.state == "running", Job.locked_at <= at - rules.LOCK)
    return db.scalars(select(Job.args).where(*lost, Job.tries >= tries, Job.kind == kind)).all()


def waits(db: Session, kind: str) -> bool:
    """Whether a job of this kind waits or is being done."""
    return bool(db.scalar(select(exists().where(Job.kind == kind, Job.state.in_(("ready", "running"))))))


def last_finished(db: Session, kind: str) -> datetime | None:
    """When a job of this kind was finished last."""
    finished = select(Job.finished_at).where(Job.kind == kind, Job.finished_at.is_not(None))
    return db.scalar(finished.order_by(Job.finished_at.desc()).limit(1))


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
