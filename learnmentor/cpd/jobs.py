"""What the worker does for this room: checks every ledger, asks what came of an entry, adds years up anew."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.cpd import integrity
from learnmentor.cpd.prompts import services as prompts
from learnmentor.cpd.sums import queries as kept_sums
from learnmentor.cpd.sums import services as sums
from learnmentor.cpd.targets.services import RECOUNT
from learnmentor.ground import clock
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.web import installation

REPEATED = (Repeated(integrity.CHECK, timedelta(days=1)), Repeated(prompts.ASK, timedelta(days=1)))


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    vault = installation.vault()
    return {
        integrity.CHECK: integrity.checking(vault, now=clock.now),
        RECOUNT: recount_years,
        prompts.ASK: prompts.prompting(installation.sender(), vault=vault, secret=installation.secret(), now=clock.now),
    }


def recount_years(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    """Add up anew the years of everybody who goes by the default, where it begins them on another day now."""
    with database.session(writes=False) as db:
        whose = kept_sums.without_own_profile(db)
    for_each_apart(database, whose, _as_profile_begins, work=RECOUNT)


def _as_profile_begins(db: Session, person_id: int) -> None:
    hold_person(db, person_id)
    sums.as_profile_begins(db, person_id=person_id)
