"""What the worker does for this room: it forgets what is over, and the files of closed accounts."""

from datetime import timedelta

from learnmentor import rooms
from learnmentor.accounts import services
from learnmentor.evidence.packs.views import packs_for
from learnmentor.ground import clock
from learnmentor.jobs.worker import Handler, Repeated, in_one_transaction
from learnmentor.stories import closing_account, stored_files
from learnmentor.web import installation

TIDY = "tidy-accounts"
REPEATED = (Repeated(TIDY, timedelta(days=1)), Repeated(stored_files.SETTLE, timedelta(hours=1)))


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    files, packs = installation.files(), packs_for(installation.settings())
    return {
        TIDY: in_one_transaction(services.tidy, now=clock.now),
        closing_account.FORGET: closing_account.forgetting(files, packs, in_use=rooms.files_in_use),
        stored_files.SETTLE: stored_files.settling(files, in_use=rooms.files_in_use, now=clock.now),
    }
