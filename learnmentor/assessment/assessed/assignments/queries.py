"""Reads about assignments: whose a try is, whether somebody may have it, and the queue."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assessors import rules as scopes
from learnmentor.assessment.assessed.assessors.rules import Conflict
from learnmentor.assessment.assessed.assignments import rules
from learnmentor.assessment.assessed.assignments.rules import Refusal
from learnmentor.assessment.assessed.models import Assignment, Judgement, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind


def open_assignment(db: Session, try_id: int, assessor_id: int) -> Assignment | None:
    """That somebody is asked to judge a try, now."""
    asked = select(Assignment).where(Assignment.try_id == try_id, Assignment.assessor_id == assessor_id)
    return db.scalar(asked.where(Assignment.ended_at.is_(None)).order_by(Assignment.id.desc()).limit(1))


def open_of_kind(db: Session, try_id: int, kind: AssignmentKind) -> Sequence[Assignment]:
    """Who is asked for a judgement of a kind of a try, now."""
    asked = select(Assignment).where(Assignment.try_id == try_id, Assignment.kind == kind)
    return db.scalars(asked.where(Assignment.ended_at.is_(None)).order_by(Assignment.id)).all()


def assignment_now(db: Session, assignment_id: int) -> Assignment:
    """An assignment as it is now. Whoever asks holds the submission."""
    asked = select(Assignment).where(Assignment.id == assignment_id).execution_options(populate_existing=True)
    return db.scalars(asked).one()


def submission_of(db: Session, try_id: int) -> Submission:
    """The submission of a try."""
    asked = select(Submission).join(SubmissionTry, SubmissionTry.submission_id == Submission.id)
    return db.scalars(asked.where(SubmissionTry.id == try_id)).one()


def recognised(db: Session, submission_id: int, person_id: int) -> bool:
    """Whether somebody withdrew from a submission because they recognised it."""
    asked = select(Assignment.id).join(SubmissionTry, SubmissionTry.id == Assignment.try_id)
    theirs = asked.where(SubmissionTry.submission_id == submission_id, Assignment.assessor_id == person_id)
    return db.scalar(theirs.where(Assignment.ended_as == AssignmentEnd.RECOGNISED).limit(1)) is not None


def judged_it(db: Session, try_id: int, person_id: int) -> bool:
    """Whether somebody saved a judgement of a try."""
    asked = select(Judgement.id).where(Judgement.try_id == try_id, Judgement.assessor_id == person_id)
    return db.scalar(asked.where(Judgement.saved_at.is_not(None)).limit(1)) is not None


def refusal(
    db: Session, tried: SubmissionTry, submission: Submission, *, person_id: int, kind: AssignmentKind, on: date
) -> Conflict | Refusal | None:
    """Why somebody does not judge a try on a day: a conflict first; None where they may."""
    if conflict := assessors.conflict(db, assessor_id=person_id, learner_id=submission.person_id, on=on):
        return conflict
    held = [each.scope for each in assessors.scopes_in_force(db, on=on, person_id=person_id)]
    paths = assessors.paths_of(db, submission.person_id, on=on)
    able = scopes.judges(
        held, roles=rules.ROLES_FOR[kind], unit_code=submission.unit_code, level=submission.level, paths=paths
    )
    return rules.refused(
        able=able,
        recognised=recognised(db, submission.id, person_id),
        judged_it=judged_it(db, tried.id, person_id),
    )


def over_as(
    db: Session, tried: SubmissionTry, submission: Submission, assignment: Assignment, *, on: date
) -> AssignmentEnd | None:
    """How an open assignment has to end, because its assessor is in a conflict or able no more; None: it goes on."""
    found = refusal(
        db, tried, submission, person_id=assignment.assessor_id, kind=AssignmentKind(assignment.kind), on=on
    )
    return rules.ends_as(found)
