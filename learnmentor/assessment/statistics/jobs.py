"""What the worker does for statistics, once a day: answers are folded into tallies, and studies are counted again."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from learnmentor.assessment.statistics import services
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase

COUNT = "segment-statistics"
REPEATED = (Repeated(COUNT, timedelta(days=1)),)


def counting(*, now: Callable[[], datetime]) -> Handler:
    """The worker's handler. Done twice it comes to the same."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        folded = 1
        while folded:
            with database.transaction() as db:
                folded = services.fold(db)
        services.count_studies(database, at=now())

    return handle
