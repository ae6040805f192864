"""Giving a try to somebody to judge, and ending that."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import services as submissions
from learnmentor.assessment.assessed.assessors.rules import Conflict
from learnmentor.assessment.assessed.assignments import queries, rules
from learnmentor.assessment.assessed.assignments.rules import Refusal
from learnmentor.assessment.assessed.models import Assignment, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, SubmissionState


class ConflictOfInterest(Exception):
    """Somebody is mentor, mentee or manager of the learner, or was within a year; `conflict` says which."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(conflict.value)
        self.conflict = conflict


class MayNotJudge(Exception):
    """Somebody is not one who may judge this; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class AlreadyAssigned(Exception):
    """Somebody else is asked for this judgement already, perhaps since a moment ago."""


def assign(
    db: Session, tried: SubmissionTry, *, to: int, kind: AssignmentKind, by: int | None, on: date, at: datetime
) -> Assignment:
    """Ask somebody, by key, for a judgement of a try; `by`: who assigns it, None from the queue.

    Whoever is asked for it already is asked once. Somebody who may not judge any more is asked no longer.
    Raises `NotNow`, `AlreadyAssigned`, `ConflictOfInterest` or `MayNotJudge`.
    """
    held = queries.submission_of(db, tried.id)
    held = submissions.hold(db, held)
    if not waits(tried, held, kind) or queries.second_there(db, tried.id, kind):
        raise submissions.NotNow(held.public_id)
    if there := _still_asked(db, tried, held, kind, on=on, at=at):
        if there.assessor_id == to:
            return there
        raise AlreadyAssigned(tried.public_id)
    ask_whether_may(db, tried, held, person_id=to, kind=kind, on=on)
    made = Assignment(try_id=tried.id, assessor_id=to, kind=kind, by_id=by, assigned_at=at)
    db.add(made)
    db.flush()
    return made


def waits(tried: SubmissionTry, held: Submission, kind: AssignmentKind) -> bool:
    """Whether a try is at the point at which this judgement is asked for."""
    return rules.waits(
        kind,
        state=SubmissionState(held.state),
        latest=tried.number == held.tries,
        released=tried.released_at is not None,
    )


def _still_asked(
    db: Session, tried: SubmissionTry, held: Submission, kind: AssignmentKind, *, on: date, at: datetime
) -> Assignment | None:
    for asked in queries.open_of_kind(db, tried.id, kind):
        over = queries.over_as(db, tried, held, asked, on=on)
        if over is None:
            return asked
        _end(asked, as_=over, at=at)
    return None


def ask_whether_may(
    db: Session, tried: SubmissionTry, held: Submission, *, person_id: int, kind: AssignmentKind, on: date
) -> None:
    """Raises `ConflictOfInterest` or `MayNotJudge` where somebody may not judge a try on a day."""
    found = queries.refusal(db, tried, held, person_id=person_id, kind=kind, on=on)
    if isinstance(found, Conflict):
        raise ConflictOfInterest(found)
    if found is not None:
        raise MayNotJudge(found)


def end(db: Session, assignment: Assignment, *, as_: AssignmentEnd, at: datetime) -> bool:
    """End an assignment; False where it had ended, perhaps a moment ago, and stays as it ended then."""
    submissions.hold(db, queries.submission_of(db, assignment.try_id))
    now = queries.assignment_now(db, assignment.id)
    if now.ended_at is not None:
        return False
    _end(now, as_=as_, at=at)
    db.flush()
    return True


def _end(assignment: Assignment, *, as_: AssignmentEnd, at: datetime) -> None:
    assignment.ended_at, assignment.ended_as = at, as_


def ended_by_itself(
    db: Session, tried: SubmissionTry, assignment: Assignment, *, on: date, at: datetime
) -> AssignmentEnd | None:
    """End an open assignment whose assessor is in a conflict or able no more, and say how; None: it goes on.

    Asked under the submission's row whenever something is saved about it, and every day.
    """
    held = submissions.hold(db, queries.submission_of(db, tried.id))
    now = queries.assignment_now(db, assignment.id)
    if now.ended_at is not None:
        return AssignmentEnd(str(now.ended_as))
    over = queries.over_as(db, tried, held, now, on=on)
    if over is not None:
        _end(now, as_=over, at=at)
        db.flush()
    return over


class TooManyOpen(Exception):
    """Somebody has as many open as anybody takes at a time."""


def take(db: Session, tried: SubmissionTry, *, by: int, on: date, at: datetime) -> Assignment:
    """Take a try from the queue; as `assign`, and raises `TooManyOpen`."""
    if queries.how_many_open(db, by) >= rules.MOST_OPEN and not queries.open_assignment(db, tried.id, by):
        raise TooManyOpen(by)
    return assign(db, tried, to=by, kind=AssignmentKind.FIRST, by=None, on=on, at=at)


def reassign(
    db: Session, tried: SubmissionTry, *, to: int, instead_of: int | None, by: int, on: date, at: datetime
) -> Assignment:
    """Ask somebody for the first judgement in place of whom the page named (by key; None: nobody).

    Raises as `assign`: `AlreadyAssigned` where it is with somebody else by now.
    """
    held = submissions.hold(db, queries.submission_of(db, tried.id))
    ask_whether_may(db, tried, held, person_id=to, kind=AssignmentKind.FIRST, on=on)
    for asked in queries.open_of_kind(db, tried.id, AssignmentKind.FIRST):
        if asked.assessor_id == instead_of and asked.assessor_id != to:
            _end(asked, as_=AssignmentEnd.REASSIGNED, at=at)
    db.flush()
    return assign(db, tried, to=to, kind=AssignmentKind.FIRST, by=by, on=on, at=at)
