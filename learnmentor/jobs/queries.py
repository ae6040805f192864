"""Reads about work and mail."""

from collections.abc import Sequence
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


def kept_letters(db: Session, *, most: int) -> Sequence[OutgoingMail]:
    """The newest letters that were kept rather than sent."""
    newest = select(OutgoingMail).where(OutgoingMail.sent_at.is_(None)).order_by(OutgoingMail.id.desc())
    return db.scalars(newest.limit(most)).all()
