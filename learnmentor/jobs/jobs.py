"""What the worker does for this room: it sends letters and forgets finished work."""

from datetime import timedelta

from learnmentor.ground import clock
from learnmentor.jobs import services
from learnmentor.jobs.mail_server import MailServer
from learnmentor.jobs.worker import Handler, Repeated, in_one_transaction, sending
from learnmentor.web import installation

TIDY = "tidy-jobs"
REPEATED = (Repeated(TIDY, timedelta(days=1)),)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    settings = installation.settings()
    server = MailServer(settings.mail_server, settings.mail_from) if settings.mail_server else None
    return {
        services.SEND: sending(server, now=clock.now),
        TIDY: in_one_transaction(services.tidy, now=clock.now),
    }
