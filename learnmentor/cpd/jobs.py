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
from learnmentor.cpd.targets import queries as targets
from learnmentor.cpd.targets.services import RECOUNT
from learnmentor.ground import clock
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.web import installation

FOLLOW = "follow-organisations"
REPEATED = tuple(Repeated(kind, timedelta(days=1)) for kind in (integrity.CHECK, prompts.ASK, FOLLOW))


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    vault = installation.vault()
    return {
        integrity.CHECK: integrity.checking(vault, now=clock.now),
        RECOUNT: recount_years,
        FOLLOW: recount_years,  # memberships begin and end by the calendar
        prompts.ASK: prompts.prompting(installation.sender(), vault=vault, secret=installation.secret(), now=clock.now),
    }


def recount_years(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    """Add up anew the years of everybody whose profile begins them on another day now."""
    with database.session(writes=False) as db:
        profiles = targets.profiles_of_many(db, on=clock.now().date())
        begun = kept_sums.starts_of_many(db)
    whose = [person for person, starts in begun.items() if starts != profiles.of(person).starts]
    for_each_apart(database, whose, _as_profile_begins, work=RECOUNT)


def _as_profile_begins(db: Session, person_id: int) -> None:
    hold_person(db, person_id)
    sums.as_profile_begins(db, person_id=person_id, on=clock.now().date())
