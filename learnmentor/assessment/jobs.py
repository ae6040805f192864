"""What the worker does for this room: for activities, and for each part of assessed work."""

from learnmentor.assessment.activities import jobs as activities
from learnmentor.assessment.assessed.assignments import jobs as assignments
from learnmentor.assessment.assessed.digests import jobs as digests
from learnmentor.assessment.assessed.moderation import jobs as moderation
from learnmentor.jobs.worker import Handler

_PARTS = (activities, assignments, moderation, digests)
REPEATED = tuple(work for part in _PARTS for work in part.REPEATED)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {kind: handler for part in _PARTS for kind, handler in part.handlers().items()}
