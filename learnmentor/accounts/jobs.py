"""What the worker does for this room: it forgets what is over, and the files of closed accounts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts import services
from learnmentor.accounts.access_log import services as access_log
from learnmentor.accounts.lives import services as lives
from learnmentor.accounts.merging import services as merging
from learnmentor.evidence.packs.views import packs_for
from learnmentor.ground import clock
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase, in_one_transaction
from learnmentor.stories import closing_account, stored_files
from learnmentor.web import installation

TIDY = "tidy-accounts"
TIDY_ACCESS_LOG = "tidy-access-log"
REPEATED = (
    Repeated(TIDY, timedelta(days=1)), Repeated(TIDY_ACCESS_LOG, timedelta(days=1)),
    Repeated(stored_files.SETTLE, timedelta(hours=1)),
)  # fmt: skip


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    files, packs = installation.files(), packs_for(installation.settings())
    return {
        TIDY: in_one_transaction(_tidy, now=clock.now),
        TIDY_ACCESS_LOG: _tidy_access_log,
        closing_account.FORGET: closing_account.forgetting(files, packs, in_use=rooms.files_in_use),
        stored_files.SETTLE: stored_files.settling(files, in_use=rooms.files_in_use, now=clock.now),
    }


def _tidy(db: Session, *, at: datetime) -> None:
    services.tidy(db, at=at)
    lives.tidy(db, at=at)
    merging.tidy(db, at=at)


def _tidy_access_log(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
    """Forget old records some at a time, so that nobody who writes has to wait for all of them."""
    left = access_log.AT_ONCE
    while left == access_log.AT_ONCE:
        with database.transaction() as db:
            left = access_log.forget_oldest(db, at=clock.now())
