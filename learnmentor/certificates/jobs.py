"""Certificates for people who met an award without finishing anything just then.

Its rule was published later, or a segment that they had left was withdrawn.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import AccountClosed
from learnmentor.certificates import queries, services
from learnmentor.certificates.services import ISSUE_LATE
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Database, Handler


def issuing(*, issuer: str, zone: str, now: Callable[[], datetime]) -> Handler:
    """The worker's handler: one transaction a person, so that nobody waits for all the others or goes without."""

    def handle(database: Database, _args: Mapping[str, Any]) -> None:
        with database.session(writes=False) as db:
            waiting = {
                person_id for rule in queries.awards_in_force(db) for person_id in queries.without(db, rule.code)
            }

        def issue(db: Session, person_id: int) -> None:
            with suppress(AccountClosed):
                services.issue_due(db, person_id=person_id, at=now(), zone=zone, issuer=issuer)

        for_each_apart(database, sorted(waiting), issue, work=ISSUE_LATE)

    return handle
