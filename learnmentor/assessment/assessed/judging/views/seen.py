"""How a try is reached by whoever judges it: nobody's judgement but their own is loaded on the way."""

from dataclasses import dataclass

from flask import abort

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened
from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.assessors.queries import conflict
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.judging import queries, wording
from learnmentor.assessment.assessed.models import Assignment, Judgement
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.reading.rules import lets_read
from learnmentor.assessment.assessed.reading.work import OpenedWork, opened_work
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind
from learnmentor.assessment.assessed.views.names import learner_called
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class JudgedTry:
    """A try as somebody who is asked to judge it finds it, or has judged it; `own`: their draft, or what they saved."""

    found: TryFound
    asked: Assignment
    own: Judgement | None
    brief: AssessedBrief
    me: Actor
    learner: str

    @property
    def open(self) -> bool:
        """Whether they are asked now."""
        return self.asked.ended_at is None

    @property
    def kind(self) -> AssignmentKind:
        """What they are asked for."""
        return AssignmentKind(self.asked.kind)

    @property
    def title(self) -> str:
        """The work in a line."""
        return f"{self.found.submission.unit_code} at level {self.found.submission.level}"

    @property
    def conflict(self) -> bool:
        """Whether they may not judge this learner by today, though they are asked."""
        learner_id, on = self.found.submission.person_id, installation.today()
        return self.open and conflict(db.session, assessor_id=self.me.id, learner_id=learner_id, on=on) is not None

    def work(self) -> OpenedWork:
        """What was handed in, with what stands in its files."""
        return opened_work(
            db.session, installation.vault(), self.found.tried, brief=self.brief, level=self.found.submission.level,
            files=installation.files(),
        )  # fmt: skip


def try_to_judge(public_id: str) -> JudgedTry:
    """A try for whoever is asked to judge it or did, written down as opened; for everybody else there is none.

    Whoever is asked no longer is told why.
    """
    found, me = or_404(submissions.try_found(db.session, public_id)), current_learner()
    asked = queries.asked_to_judge(db.session, found.tried.id, me.id)
    if not asked or me.id == found.submission.person_id:  # nobody judges themselves, however it came to be
        abort(404)
    mine = next((each for each in asked if lets_read(each.assignment.ended_as)), None)
    if mine is None:
        abort(404, wording.over(AssignmentEnd(str(asked[0].assignment.ended_as))))
    opened(found.submission.person_id, AccessTo.SUBMISSION, found.submission.unit_code)
    return JudgedTry(found, mine.assignment, mine.own, brief_of(found.tried), me, learner_called(found))
