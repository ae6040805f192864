"""Certificates for people who met an award without finishing anything just then.

Its rule was published later, or a segment that they had left was withdrawn.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from learnmentor.certificates import queries, services
from learnmentor.jobs.worker import Database, Handler

ISSUE_LATE = "issue-certificates"  # the kind of the job


def issuing(*, issuer: str, zone: str, now: Callable[[], datetime]) -> Handler:
    """The worker's handler: one transaction a person, so that nobody waits for all the others."""

    def handle(database: Database, _args: Mapping[str, Any]) -> None:
        with database.transaction() as db:
            waiting = {
                person_id for rule in queries.awards_in_force(db) for person_id in queries.without(db, rule.code)
            }
        for person_id in sorted(waiting):
            with database.transaction() as db:
                services.issue_due(db, person_id=person_id, at=now(), zone=zone, issuer=issuer)

    return handle
