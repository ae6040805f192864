"""Reads of handing in: what would go now, the bytes of a try, and what its learner is told of it."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.briefs import OpenedBrief, current_brief
from learnmentor.assessment.assessed.handing_in import contents
from learnmentor.assessment.assessed.handing_in.contents import GapKind, HandInGap
from learnmentor.assessment.assessed.models import (
    Appeal,
    Assignment,
    Judgement,
    ReleasedRecord,
    Result,
    Submission,
    SubmissionFile,
    SubmissionTry,
    try_place,
)
from learnmentor.assessment.assessed.preparing import queries as preparing
from learnmentor.assessment.assessed.preparing.queries import PreparedWork
from learnmentor.assessment.assessed.records import queries as released
from learnmentor.assessment.assessed.rules import (
    AssignmentKind,
    ConsentState,
    HandedInFile,
    HandedInPart,
    HandedInRecord,
    HandedInWork,
    SubmissionKind,
)
from learnmentor.assessment.assessed.witnesses import queries as witnesses
from learnmentor.ground.vault import Vault


@dataclass(frozen=True)
class ToHandIn:
    """What would go if it were handed in now, by the brief in force.

    `left_over`: prepared for parts that are not asked for any more. `held_back`: records without a consent.
    """

    opened: OpenedBrief
    number: int
    work: HandedInWork
    left_over: tuple[HandedInPart, ...]
    held_back: tuple[ReleasedRecord, ...]
    gaps: tuple[HandInGap, ...]

    @property
    def plain(self) -> dict[str, Any]:
        """The work as it is sealed and hashed."""
        return assessed.as_json(self.work)

    @property
    def sha256(self) -> str:
        """The number of its receipt."""
        return contents.digest(self.plain)

    @property
    def mark(self) -> str:
        """What tells that all of it is as it was looked over: the work, and what it is judged by."""
        return hashlib.sha256(f"{self.opened.revision.id} {self.sha256}".encode()).hexdigest()


def to_hand_in(db: Session, vault: Vault, submission: Submission) -> ToHandIn | None:
    """What would go now; None where the unit has no assessed version at its level any more."""
    opened = current_brief(db, submission.unit_code, submission.kind)
    if opened is None or opened.brief.version(submission.level) is None:
        return None
    found = preparing.prepared(db, vault, submission)
    records = released.prepared(db, submission.id)
    parts = _parts(db, vault, submission.id, found, released.going_in(vault, records))
    work = contents.contents(opened.brief, parts, found.shown)
    return ToHandIn(
        opened,
        submission.tries + 1,
        work,
        contents.left_over(opened.brief, parts),
        tuple(each for each in records if not ConsentState(each.state).goes_in),
        (*_units(db, submission), *contents.gaps(opened.brief, work)),
    )


def _units(db: Session, submission: Submission) -> list[HandInGap]:
    """Units to be finished, and practice of which work is to be begun, before this is handed in."""
    kind = SubmissionKind(submission.kind)
    found = preparing.lacking(db, submission.person_id, submission.unit_code, kind=kind)
    return [
        *(HandInGap(GapKind.UNIT, each.code, each.title) for each in found.to_finish),
        *(HandInGap(GapKind.PRACTICE, each.code, each.title) for each in found.to_begin),
    ]


def _parts(
    db: Session, vault: Vault, submission_id: int, found: PreparedWork, records: dict[str, tuple[HandedInRecord, ...]]
) -> dict[str, HandedInPart]:
    """What is prepared, by part, whether the brief still asks for it or not."""
    notes = witnesses.to_hand_in(db, vault, submission_id)
    return {
        key: HandedInPart(
            key, key, found.part(key).text, found.part(key).links, tuple(map(_file, found.part(key).files)),
            records.get(key, ()), notes.get(key, ()),
        )
        for key in dict.fromkeys([*found.parts, *records, *notes])
    }  # fmt: skip


def _file(row: SubmissionFile) -> HandedInFile:
    return HandedInFile(row.public_id, row.name, row.media_type, row.size, row.sha256)


# A try


def work_json(vault: Vault, tried: SubmissionTry) -> bytes | None:
    """The work of a try, to the byte as it was hashed; None once its writer's account was closed."""
    return contents.canonical(vault.open(tried.body, place=try_place(tried.public_id))) if tried.body else None


def with_assessor(db: Session, try_id: int) -> bool:
    """Whether somebody is asked for the first judgement of a try."""
    asked = select(Assignment.id).where(Assignment.try_id == try_id, Assignment.kind == AssignmentKind.FIRST)
    return db.scalar(asked.where(Assignment.ended_at.is_(None)).limit(1)) is not None


def outcomes_now(db: Session, submission_id: int) -> dict[int, str]:
    """What each released try of a submission came to as it stands now, by the try's key."""
    rows = db.execute(
        select(Result.try_id, Result.outcome)
        .join(SubmissionTry, SubmissionTry.id == Result.try_id)
        .where(SubmissionTry.submission_id == submission_id)
        .order_by(Result.id)
    )
    return {try_id: str(outcome) for try_id, outcome in rows}  # of a try, the last result is in force


@dataclass(frozen=True)
class ResultTold:
    """A result with the judgement that it rests on, who made that, and the appeal about the result."""

    result: Result
    judgement: Judgement | None
    assessor: Person | None
    appeal: Appeal | None


def results_told(db: Session, try_id: int) -> list[ResultTold]:
    """The results of a try, the first one first; the last one is in force, and the others stand beside it."""
    rows = db.execute(
        select(Result, Judgement, Person, Appeal)
        .outerjoin(Judgement, Judgement.id == Result.judgement_id)
        .outerjoin(Person, Person.id == Judgement.assessor_id)
        .outerjoin(Appeal, Appeal.result_id == Result.id)
        .where(Result.try_id == try_id)
        .order_by(Result.id)
    )
    return [ResultTold(*row) for row in rows]
