"""What is done with a submission as a whole: begun, given up, held while something is decided about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.assessment.assessed import queries, rules
from learnmentor.assessment.assessed.discussions.models import Discussion
from learnmentor.assessment.assessed.models import (
    Appeal,
    CriteriaShown,
    Judgement,
    PartWork,
    ReleasedRecord,
    Submission,
    SubmissionFile,
    SubmissionTry,
    WitnessNote,
)
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.assessment.assessed.rules import (
    AssignmentEnd,
    AssignmentKind,
    ConsentState,
    SubmissionKind,
    SubmissionState,
)
from learnmentor.assessment.assessed.standardisation.models import Standardisation
from learnmentor.ground.personal_data import LeftBehind

JUDGED = "assessed-work-judged"  # the job that follows when a judgement was saved: {try, judgement}


class TooManySubmissions(Exception):
    """Somebody begins no more submissions."""


class NotNow(Exception):
    """The submission is at a point, perhaps since a moment ago, at which this cannot be done."""


def begin(
    db: Session, *, person_id: int, unit_code: str, level: int, public_id: str, at: datetime,
    kind: SubmissionKind = SubmissionKind.UNIT,
) -> Submission:  # fmt: skip
    """Begin a submission in preparation; one that goes on already is the same one. Raises `TooManySubmissions`."""
    hold_person(db, person_id)
    if there := queries.going_on(db, person_id, unit_code=unit_code, level=level, kind=kind):
        return there
    if queries.how_many_of(db, person_id) >= rules.MOST_SUBMISSIONS:
        raise TooManySubmissions(person_id)
    made = Submission(
        public_id=public_id, person_id=person_id, kind=kind, unit_code=unit_code, level=level,
        state=SubmissionState.PREPARING, tries=0, begun_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def hold(db: Session, submission: Submission) -> Submission:
    """The submission, locked and as it is now."""
    return queries.locked_submission(db, submission.id)


def hold_prepared(db: Session, submission: Submission, *, by: int) -> Submission:
    """The submission, locked, for its owner to change what is prepared; raises `NotNow`."""
    held = hold(db, submission)
    if not rules.may_prepare(by, held.facts):
        raise NotNow(held.public_id)
    return held


def give_up(db: Session, submission: Submission, *, by: int, at: datetime) -> None:
    """End a submission without a decision; raises `NotNow`. Whoever was to judge it is asked no longer.

    What is prepared stays with its owner, who may begin again. An appeal about an earlier try goes on.
    """
    held = hold(db, submission)
    if not rules.may_give_up(by, held.facts):
        raise NotNow(held.public_id)
    held.state, held.ended_at = SubmissionState.GIVEN_UP, at
    for asked in queries.open_assignments(db, held.id):
        if asked.kind != AssignmentKind.APPEAL:
            asked.ended_at, asked.ended_as = at, AssignmentEnd.GIVEN_UP
    db.flush()


def end_all(db: Session, person_id: int, *, at: datetime) -> None:
    """End what goes on of somebody who closes their account: their work, their appeals, and what they judge.

    Nobody is asked about their work any more; what they had to judge waits for somebody else, without their draft.
    """
    for each in queries.submissions_of(db, person_id):
        held = hold(db, each)
        if not SubmissionState(held.state).ended:
            held.state, held.ended_at = SubmissionState.GIVEN_UP, at
        for asked in queries.open_assignments(db, held.id):
            asked.ended_at, asked.ended_as = at, AssignmentEnd.GIVEN_UP
    for appeal in queries.open_appeals_of(db, person_id):
        appeal.outcome, appeal.closed_at = "withdrawn", at
    for submission in queries.asked_to_judge(db, person_id):
        held = hold(db, submission)
        for asked in queries.open_assignments(db, held.id):
            if asked.assessor_id == person_id:
                asked.ended_at, asked.ended_as = at, AssignmentEnd.ROLE_ENDED
    db.flush()
    _run(db, delete(Judgement).where(Judgement.assessor_id == person_id, Judgement.saved_at.is_(None)))


def erase(db: Session, person_id: int) -> LeftBehind:
    """Erase the words of somebody's submissions, of what others judged of them, and copies that they released.

    What never was handed in goes altogether. Outcomes, dates and hashes stay.
    """
    mine = queries.ids_of(person_id)
    files = tuple(file.storage_key for file in queries.files_of(db, person_id))
    for kept in (PartWork, CriteriaShown, SubmissionFile, WitnessNote, ReleasedRecord):
        _run(db, delete(kept).where(kept.submission_id.in_(mine)))
    _run(db, update(Judgement).where(Judgement.try_id.in_(queries.try_ids_of(person_id))).values(body=None))
    _run(db, update(SubmissionTry).where(SubmissionTry.submission_id.in_(mine)).values(body=None))
    _run(db, update(Appeal).where(Appeal.result_id.in_(queries.result_ids_of(person_id))).values(body=None))
    tries = queries.try_ids_of(person_id)
    _run(db, update(Discussion).where(Discussion.try_id.in_(tries)).values(body=None))
    _run(db, update(AssessedVisit).where(AssessedVisit.learner_id == person_id).values(body=None, record=None))
    _run(db, update(Standardisation).where(Standardisation.person_id == person_id).values(body=None))
    copies = update(ReleasedRecord).where(ReleasedRecord.other_id == person_id)
    _run(db, copies.values(body=None, state=ConsentState.WITHDRAWN))
    _run(db, delete(Submission).where(Submission.person_id == person_id, Submission.tries == 0))
    return LeftBehind(files=files)


def _run(db: Session, statement: Any) -> None:
    db.execute(statement, execution_options={"synchronize_session": False})
