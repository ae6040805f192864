"""What the worker does about assessed work: one letter a day at most to whoever something new waits for."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.digests import queries, rules, services
from learnmentor.assessment.assessed.digests.rules import News, NewsKind
from learnmentor.ground import clock
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.web import installation

REPEATED = (Repeated(services.ASK, timedelta(days=1)),)


def handlers() -> dict[str, Handler]:
    """The handler of digests."""
    return {services.ASK: write_digests}


def write_digests(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    """Write to everybody for whom something is new, each in a transaction of their own."""
    with database.session(writes=False) as db:
        counts = counted(db)

    def write(db: Session, person_id: int) -> None:
        services.write_digest(
            db, person_id=person_id, counts=counts[person_id], sender=installation.sender(),
            secret=installation.secret(), at=clock.now(),
        )  # fmt: skip

    for_each_apart(database, sorted(counts), write, work=services.ASK)


def counted(db: Session) -> dict[int, Mapping[NewsKind, int]]:
    """What a letter to each person would count, of those for whom something is new."""
    now = clock.now()
    by_person: dict[int, list[News]] = defaultdict(list)
    for each in queries.all_news(db, on=installation.today(), at=now):
        by_person[each.person_id].append(each)
    last = queries.willing(db, sorted(by_person))
    told = {person: rules.told(by_person[person], last=sent, at=now) for person, sent in last.items()}
    return {person: counts for person, counts in told.items() if counts}
