"""What the worker does for this room: it writes to both of a pair that is silent, and forgets old invitations."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.ground import clock
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase, in_one_transaction
from learnmentor.mentoring.checks import queries as checks
from learnmentor.mentoring.checks import services
from learnmentor.mentoring.invitations import services as invitations
from learnmentor.web import installation

TIDY = "tidy-pairs"
REPEATED = (Repeated(services.ASK, timedelta(days=1)), Repeated(TIDY, timedelta(days=1)))


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {services.ASK: _write_about_silences, TIDY: in_one_transaction(_tidy, now=clock.now)}


def _write_about_silences(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    today = installation.today()
    with database.session(writes=False) as db:
        quiet = checks.quiet_pairs(db, on=today)

    def write(db: Session, pair_id: int) -> None:
        services.write_about_silence(
            db, pair_id, sender=installation.sender(), secret=installation.secret(), on=today, at=clock.now(),
            zone=installation.zone(),
        )  # fmt: skip

    for_each_apart(database, quiet, write, work=services.ASK)


def _tidy(db: Session, *, at: datetime) -> None:
    invitations.tidy(db, at=at)
