"""What the worker does for this room: it checks every ledger, and asks what has come of an entry."""

from datetime import timedelta

from learnmentor.cpd import integrity
from learnmentor.cpd.prompts import services as prompts
from learnmentor.ground import clock
from learnmentor.jobs.worker import Handler, Repeated
from learnmentor.web import installation

REPEATED = (Repeated(integrity.CHECK, timedelta(days=1)), Repeated(prompts.ASK, timedelta(days=1)))


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    vault = installation.vault()
    return {
        integrity.CHECK: integrity.checking(vault, now=clock.now),
        prompts.ASK: prompts.prompting(installation.sender(), vault=vault, secret=installation.secret(), now=clock.now),
    }
