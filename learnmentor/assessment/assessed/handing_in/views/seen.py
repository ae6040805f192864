"""A try as its owner finds it, by its number."""

from flask import abort

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.views.seen import OwnSubmission
from learnmentor.ground.db import db


def try_seen(own: OwnSubmission, number: int) -> SubmissionTry:
    """A try of one's own; 404 for none."""
    for each in assessed.tries_of(db.session, own.submission.id):
        if each.number == number:
            return each
    abort(404)
