"""What the worker does for this room: it issues late, reminds of renewals, and makes and notes documents."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import AccountClosed
from learnmentor.certificates import queries, services
from learnmentor.certificates.documents.fingerprints import RECORD
from learnmentor.certificates.documents.recorder import RECORD_ALL, Recorder
from learnmentor.certificates.renewals import services as renewals
from learnmentor.certificates.renewals.schedule import REMIND
from learnmentor.certificates.services import ISSUE_LATE
from learnmentor.certificates.views.certificates import press_for
from learnmentor.ground import clock
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.web import installation

REPEATED = (Repeated(RECORD_ALL, timedelta(days=1)),)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    zone, made_by = installation.zone(), press_for(installation.settings())
    recorder = Recorder(made_by.documents, made_by.name, now=clock.now)
    return {
        services.ISSUE_LATE: issuing(issuer=installation.name(), zone=zone, now=clock.now),
        REMIND: renewals.reminding(installation.sender(), zone=zone, now=clock.now),
        RECORD: recorder.one,
        RECORD_ALL: recorder.all,
    }


def issuing(*, issuer: str, zone: str, now: Callable[[], datetime]) -> Handler:
    """Certificates for people who met an award without finishing anything just then.

    Its rule was published later, or a segment that they had left was withdrawn. One transaction a person, so that
    nobody waits for all the others or goes without.
    """

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        with database.session(writes=False) as db:
            waiting = {
                person_id for rule in queries.awards_in_force(db) for person_id in queries.without(db, rule.code)
            }

        def issue(db: Session, person_id: int) -> None:
            with suppress(AccountClosed):
                services.issue_due(db, person_id=person_id, at=now(), zone=zone, issuer=issuer)

        for_each_apart(database, sorted(waiting), issue, work=ISSUE_LATE)

    return handle
