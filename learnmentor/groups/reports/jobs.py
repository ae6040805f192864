"""What the worker does for reports, once a day: it prints the counts that pages then read."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of
from learnmentor.groups.reports import services
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase

PUBLISH = "publish-counts"
REPEATED = (Repeated(PUBLISH, timedelta(days=1)),)


def publishing(vault: Vault, *, zone: str, now: Callable[[], datetime]) -> Handler:
    """The worker's handler. Done twice on a day it comes to the same."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        services.publish(database, vault, on=day_of(now(), zone), at=now())

    return handle
