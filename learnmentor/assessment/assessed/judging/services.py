"""What is done with a judgement: kept while it is written, and saved once. The submission's row orders both."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as tries
from learnmentor.assessment.assessed import services as submissions
from learnmentor.assessment.assessed.assignments import queries as assignments
from learnmentor.assessment.assessed.assignments import rules as assigning
from learnmentor.assessment.assessed.assignments.services import end, ended_by_itself
from learnmentor.assessment.assessed.judging import queries, rules
from learnmentor.assessment.assessed.judging.form_judgement import answers_of, judgement_form, typed_judgement
from learnmentor.assessment.assessed.judging.rules import LackFound, TypedJudgement
from learnmentor.assessment.assessed.models import Assignment, Judgement, Submission, SubmissionTry, judgement_place
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, JudgementKind, SubmissionState
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief
from learnmentor.ground.vault import Vault
from learnmentor.jobs.services import enqueue
from learnmentor.mentoring.sheets.merged_answers import MergedAnswers, merge


class AssignmentOver(Exception):
    """Whoever writes is asked no longer, perhaps since a moment ago; `ended_as` says why."""

    def __init__(self, ended_as: AssignmentEnd) -> None:
        super().__init__(ended_as.value)
        self.ended_as = ended_as


class NothingToJudge(Exception):
    """The try is judged no longer: what it held was erased with its writer's account, or its time is over."""


class DraftMovedOn(Exception):
    """The draft was changed in another window since it was looked over."""


class JudgementLacking(Exception):
    """Something is missing before a judgement can be saved."""

    def __init__(self, found: Sequence[LackFound]) -> None:
        super().__init__(", ".join(each.lack for each in found))
        self.found = found


def kind_of(assignment: Assignment) -> JudgementKind:
    """Which judgement an assignment asks for."""
    return rules.JUDGEMENT_OF[AssignmentKind(assignment.kind)]


# While it is written


def keep_draft(
    db: Session, vault: Vault, assignment: Assignment, *, brief: AssessedBrief, answers: Mapping[str, Any],
    seen: Mapping[str, str], public_id: str, at: datetime,
) -> MergedAnswers:  # fmt: skip
    """Keep what was written so far, joined with what came from another window. Raises `AssignmentOver`."""
    _hold_open(db, assignment)
    draft = _own(db, assignment)
    kept = answers_of(brief, queries.typed_of(vault, draft))
    new = merge(judgement_form(brief), kept, answers, seen)
    if new.answers != kept:
        draft = draft or _begun(db, assignment, public_id=public_id, at=at)
        _write(vault, draft, typed_judgement(brief, new.answers), at=at)
        db.flush()
    return new


def _hold_open(db: Session, assignment: Assignment) -> Submission:
    held = submissions.hold(db, assignments.submission_of(db, assignment.try_id))
    now = assignments.assignment_now(db, assignment.id)
    if now.ended_as is not None:
        raise AssignmentOver(AssignmentEnd(now.ended_as))
    return held


def _own(db: Session, assignment: Assignment) -> Judgement | None:
    return queries.own_judgement(
        db, try_id=assignment.try_id, assessor_id=assignment.assessor_id, kind=kind_of(assignment)
    )


def _begun(db: Session, assignment: Assignment, *, public_id: str, at: datetime) -> Judgement:
    made = Judgement(
        public_id=public_id, try_id=assignment.try_id, assessor_id=assignment.assessor_id, kind=kind_of(assignment),
        changes=0, changed_at=at,
    )  # fmt: skip
    db.add(made)
    return made


def _write(vault: Vault, draft: Judgement, typed: TypedJudgement, *, at: datetime) -> None:
    draft.body = vault.seal(tries.as_json(typed.work), place=judgement_place(draft.public_id))
    draft.outcome, draft.close, draft.not_met = typed.outcome, typed.close, typed.work.not_met
    draft.changes, draft.changed_at = (draft.changes or 0) + 1, at


# Saved


def save(
    db: Session, vault: Vault, tried: SubmissionTry, assignment: Assignment, *, brief: AssessedBrief, seen: int,
    on: date, at: datetime,
) -> Judgement:  # fmt: skip
    """Save the draft as it was looked over (`seen`: its changes); saved twice it is once. It is never changed again.

    Whether its assessor may judge is asked again, as of `on`; where not, the assignment ends, which the caller keeps.
    Raises `AssignmentOver`, `NothingToJudge`, `DraftMovedOn`, `JudgementLacking`.
    """
    held = submissions.hold(db, assignments.submission_of(db, tried.id))
    draft = _own(db, assignment)
    if draft is not None and draft.saved_at is not None:
        return draft
    if (over := ended_by_itself(db, tried, assignment, on=on, at=at)) is not None:
        raise AssignmentOver(over)
    _ask_whether_it_waits(db, held, tried, assignment)
    draft = _whole(vault, draft, brief, seen=seen)
    draft.saved_at = at
    end(db, assignment, as_=AssignmentEnd.JUDGED, at=at)
    if draft.kind == JudgementKind.FIRST:
        held.state = SubmissionState.JUDGED
    db.flush()
    enqueue(db, kind=submissions.JUDGED, args={"try": tried.id, "judgement": draft.id}, run_at=at)
    return draft


def _ask_whether_it_waits(db: Session, held: Submission, tried: SubmissionTry, assignment: Assignment) -> None:
    now = tries.try_by_id(db, tried.id)
    waits = now is not None and assigning.waits(
        AssignmentKind(assignment.kind), state=SubmissionState(held.state), latest=now.tried.number == held.tries,
        released=now.tried.released_at is not None,
    )  # fmt: skip
    if now is None or not waits or now.tried.body is None:
        raise NothingToJudge(tried.public_id)


def _whole(vault: Vault, draft: Judgement | None, brief: AssessedBrief, *, seen: int) -> Judgement:
    found = rules.lacks(queries.typed_of(vault, draft), [each.key for each in brief.criteria])
    if draft is None or found:
        raise JudgementLacking(found)
    if draft.changes != seen:
        raise DraftMovedOn(draft.public_id)
    return draft
