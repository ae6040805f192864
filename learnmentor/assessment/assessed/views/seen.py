"""How a page of assessed work is reached: a submission by its owner, a try by whoever judges it."""

from dataclasses import dataclass

from flask import abort

from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries, rules
from learnmentor.assessment.assessed.models import Submission
from learnmentor.ground.db import db
from learnmentor.web.access import or_404, require


@dataclass(frozen=True)
class OwnSubmission:
    """A submission as its owner finds it."""

    submission: Submission
    me: Actor

    @property
    def open(self) -> bool:
        """Whether its owner changes what will be handed in."""
        return rules.may_prepare(self.me.id, self.submission.facts)


def own_submission(public_id: str) -> OwnSubmission:
    """A submission for its owner; for everybody else, whatever their role, there is none."""
    found, actor = or_404(queries.submission(db.session, public_id)), current_learner()
    if not rules.may_see_own(actor.id, found.facts):
        abort(404)
    return OwnSubmission(found, actor)


def own_submission_to_prepare(public_id: str) -> OwnSubmission:
    """A submission that its owner changes: 403 for them once it is handed in, 404 for everybody else."""
    own = own_submission(public_id)
    require(own.open)
    return own
