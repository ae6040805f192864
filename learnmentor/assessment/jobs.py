"""What the worker does for this room: for activities, and for assessed work."""

from learnmentor.assessment.activities import jobs as activities
from learnmentor.assessment.assessed.digests import jobs as digests
from learnmentor.assessment.assessed.moderation import jobs as moderation
from learnmentor.jobs.worker import Handler

REPEATED = (*activities.REPEATED, *moderation.REPEATED, *digests.REPEATED)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {**activities.handlers(), **moderation.handlers(), **digests.handlers()}
