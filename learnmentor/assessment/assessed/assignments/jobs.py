"""What the worker does about assignments: those that cannot go on end, and the work goes back to the queue."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.assignments import queries, services
from learnmentor.ground import clock
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.web import installation

SWEEP = "assessment-sweep"
REPEATED = (Repeated(SWEEP, timedelta(days=1)),)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {SWEEP: _sweep}


def _sweep(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    """End what somebody may judge no more: they became mentor or manager of the learner, or their role is over."""
    today = installation.today()
    with database.session(writes=False) as db:
        over = queries.over_today(db, on=today)

    def end(db: Session, assignment_id: int) -> None:
        found, tried = queries.assignment_found(db, assignment_id)
        services.ended_by_itself(db, tried, found, on=today, at=clock.now())

    for_each_apart(database, over, end, work=SWEEP)
