"""What the worker does for this room: it makes long packs, and takes away those whose time is over."""

from datetime import timedelta

from learnmentor.evidence.packs.services import MAKE
from learnmentor.evidence.packs.views import maker_for, packs_for
from learnmentor.ground import clock
from learnmentor.jobs.worker import Handler, Repeated
from learnmentor.stories import taking_out
from learnmentor.web import installation

TIDY = "tidy-packs"
REPEATED = (Repeated(TIDY, timedelta(hours=1)),)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    settings = installation.settings()
    packs = packs_for(settings)
    return {
        MAKE: taking_out.making(maker_for(settings), packs, sender=installation.sender(), now=clock.now),
        TIDY: taking_out.tidying(packs, now=clock.now),
    }
