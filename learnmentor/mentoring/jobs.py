"""What the worker does for this room: it forgets invitations some months after their end."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnmentor.ground import clock
from learnmentor.jobs.worker import Handler, Repeated, in_one_transaction
from learnmentor.mentoring.invitations import services as invitations

TIDY = "tidy-pairs"
REPEATED = (Repeated(TIDY, timedelta(days=1)),)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {TIDY: in_one_transaction(_tidy, now=clock.now)}


def _tidy(db: Session, *, at: datetime) -> None:
    invitations.tidy(db, at=at)
