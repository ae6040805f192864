"""Which files are kept: one lies under a pending name until a row names it, and goes when none came or the last went.

The worker looks every hour at what is pending for an hour or more: whoever stored it is long done or was stopped.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.ground.storage.files import FileStore, Pending
from learnmentor.jobs.batches import for_each
from learnmentor.jobs.worker import Handler, WorkerDatabase

InUse = Callable[[Session, Collection[str]], set[str]]
"""Those of the stored files that a row of any room names."""

SETTLE = "settle-files"  # the kind of the job
UNDER_WAY = timedelta(hours=1)  # so long a file may wait for its row


def settling(files: FileStore, *, in_use: InUse, now: Callable[[], datetime]) -> Handler:
    """The worker's handler: pending files that a row names get their place, the others go."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        def settle(waiting: Pending) -> None:
            with database.session(writes=False) as db:
                wanted = waiting.key is not None and bool(in_use(db, [waiting.key]))
            files.settle(waiting) if wanted else files.drop(waiting)

        pending = files.pending(before=now() - UNDER_WAY)
        for_each(pending, settle, work=SETTLE, named=lambda waiting: waiting.path.name[:8])

    return handle
