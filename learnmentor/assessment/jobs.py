"""What the worker does for this room: reminders of practices, and counts of segments without names."""

from learnmentor.assessment.activities import jobs as activities
from learnmentor.assessment.statistics import jobs as statistics
from learnmentor.ground import clock
from learnmentor.jobs.worker import Handler

REPEATED = (*activities.REPEATED, *statistics.REPEATED)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {**activities.handlers(), statistics.COUNT: statistics.counting(now=clock.now)}
