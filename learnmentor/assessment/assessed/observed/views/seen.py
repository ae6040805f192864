"""How an assessed visit is reached: by whoever judges its try, by its learner, by the mentee who will be there."""

from dataclasses import dataclass

from flask import abort

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened
from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.assignments.queries import open_assignment
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.observed import queries
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.reading.queries import may_read
from learnmentor.assessment.assessed.rules import AssignmentKind
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class VisitedTry:
    """A try as somebody who reads it to judge it finds it. `mine`: it is with them for the first judgement."""

    found: TryFound
    brief: AssessedBrief
    me: Actor
    mine: bool

    @property
    def title(self) -> str:
        """The work in a line."""
        return f"{self.found.submission.unit_code} at level {self.found.submission.level}"

    def visit(self, public_id: str) -> AssessedVisit:
        """A visit of this try."""
        there = or_404(queries.visit(db.session, public_id))
        return or_404(there if there.try_id == self.found.tried.id else None)

    def own_visit(self, public_id: str) -> AssessedVisit:
        """A visit of this try that they proposed themselves, and still have it to judge."""
        there = self.visit(public_id)
        return or_404(there if self.mine and there.assessor_id == self.me.id else None)


def visited_try(public_id: str) -> VisitedTry:
    """A try for those who read it to judge it, written down as opened; for everybody else there is none."""
    found, me = or_404(submissions.try_found(db.session, public_id)), current_learner()
    if me.id == found.submission.person_id or not may_read(db.session, found, me, on=installation.today()):
        abort(404)
    asked = open_assignment(db.session, found.tried.id, me.id)
    mine = asked is not None and asked.kind == AssignmentKind.FIRST
    opened(found.submission.person_id, AccessTo.SUBMISSION, found.submission.unit_code)
    return VisitedTry(found, brief_of(found.tried), me, mine)
