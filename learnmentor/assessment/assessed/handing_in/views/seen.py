"""A try as its owner finds it, by its number."""

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.views.seen import OwnSubmission
from learnmentor.ground.db import db
from learnmentor.web.access import or_404


def try_seen(own: OwnSubmission, number: int) -> SubmissionTry:
    """A try of one's own; 404 for none."""
    tries = assessed.tries_of(db.session, own.submission.id)
    return or_404(next((each for each in tries if each.number == number), None))
