"""Reads of handing in: what would go now, the bytes of a try, and what its learner is told of it."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.briefs import OpenedBrief, current_brief
from learnmentor.assessment.assessed.handing_in import contents
from learnmentor.assessment.assessed.handing_in.contents import HandInGap
from learnmentor.assessment.assessed.models import (
    Appeal,
    Assignment,
    Judgement,
    ReleasedRecord,
    Result,
    Submission,
    SubmissionFile,
    SubmissionTry,
    WitnessNote,
    try_place,
    witness_place,
)
from learnmentor.assessment.assessed.rules import (
    AssignmentKind,
    ConsentState,
    CriterionShown,
    HandedInFile,
    HandedInPart,
    HandedInRecord,
    HandedInWork,
    JudgementKind,
)
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
    """What would go now; None where the unit has no assessed version any more."""
    opened = current_brief(db, submission.unit_code)
    if opened is None:
        return None
    parts, shown = _prepared(db, vault, submission)
    work = contents.contents(opened.brief, parts, shown)
    held_back = [each for each in assessed.released_records(db, submission.id) if _held_back(each)]
    return ToHandIn(
        opened, submission.tries + 1, work, contents.left_over(opened.brief, parts), tuple(held_back),
        contents.gaps(opened.brief, work, units=()),
    )  # fmt: skip


def _held_back(record: ReleasedRecord) -> bool:
    return record.removed_at is None and not ConsentState(record.state).goes_in


def _prepared(
    db: Session, vault: Vault, submission: Submission
) -> tuple[dict[str, HandedInPart], Sequence[CriterionShown]]:
    """What is prepared, by part, whether the brief still asks for it or not; and where criteria are said to be shown."""
    words = assessed.prepared_words(db, vault, submission)
    shown = [CriterionShown(key, tuple(said["parts"]), said["where"]) for key, said in words.pop("criteria", {}).items()]
    files, records = _files(db, submission.id), _records(db, vault, submission.id)
    witness = _witness(db, vault, submission.id)
    return {
        key: HandedInPart(
            key, key, words.get(key, {}).get("text", ""), tuple(words.get(key, {}).get("links", ())),
            files=tuple(files[key]), records=tuple(records[key]), witness=tuple(witness[key]),
        )
        for key in dict.fromkeys([*words, *files, *records, *witness])
    }, shown  # fmt: skip


def _files(db: Session, submission_id: int) -> Mapping[str, list[HandedInFile]]:
    asked = select(SubmissionFile).where(SubmissionFile.submission_id == submission_id)
    found: dict[str, list[HandedInFile]] = defaultdict(list)
    for each in db.scalars(asked.where(SubmissionFile.removed_at.is_(None)).order_by(SubmissionFile.id)):
        found[each.part].append(HandedInFile(each.public_id, each.name, each.media_type, each.size, each.sha256))
    return found


def _records(db: Session, vault: Vault, submission_id: int) -> Mapping[str, list[HandedInRecord]]:
    found: dict[str, list[HandedInRecord]] = defaultdict(list)
    for each in assessed.released_records(db, submission_id):
        sheet = assessed.released_sheet(vault, each)
        if sheet and each.removed_at is None and ConsentState(each.state).goes_in:
            found[each.part].append(HandedInRecord(each.public_id, each.kind, sheet["title"], each.sha256))
    return found


def _witness(db: Session, vault: Vault, submission_id: int) -> Mapping[str, list[HandedInRecord]]:
    asked = select(WitnessNote).where(WitnessNote.submission_id == submission_id, WitnessNote.written_at.is_not(None))
    found: dict[str, list[HandedInRecord]] = defaultdict(list)
    for each in db.scalars(asked.where(WitnessNote.withdrawn_at.is_(None)).order_by(WitnessNote.id)):
        if each.body and each.sha256:
            note = vault.open(each.body, place=witness_place(each.public_id))
            found[each.part].append(HandedInRecord(each.public_id, "witness", note["name"], each.sha256))
    return found


# A try


def try_of(db: Session, submission_id: int, number: int) -> SubmissionTry | None:
    """The try of a submission with this number."""
    asked = select(SubmissionTry).where(SubmissionTry.submission_id == submission_id, SubmissionTry.number == number)
    return db.scalar(asked)


def work_json(vault: Vault, tried: SubmissionTry) -> bytes | None:
    """The work of a try, to the byte as it was hashed; None once its writer's account was closed."""
    return contents.canonical(vault.open(tried.body, place=try_place(tried.public_id))) if tried.body else None


def with_assessor(db: Session, try_id: int) -> bool:
    """Whether somebody has been asked for the first judgement of a try and is still."""
    asked = select(Assignment.id).where(Assignment.try_id == try_id, Assignment.kind == AssignmentKind.FIRST)
    return db.scalar(asked.where(Assignment.ended_at.is_(None)).limit(1)) is not None


def judged(db: Session, try_id: int) -> bool:
    """Whether a first judgement of a try was saved."""
    return assessed.saved_judgement(db, try_id, JudgementKind.FIRST) is not None


@dataclass(frozen=True)
class ResultTold:
    """A result with the judgement that it rests on and the appeal about it."""

    result: Result
    judgement: Judgement | None
    appeal: Appeal | None


def results_told(db: Session, try_id: int) -> list[ResultTold]:
    """The results of a try, the first one first: a later one stands beside it."""
    rows = db.execute(
        select(Result, Judgement, Appeal)
        .outerjoin(Judgement, Judgement.id == Result.judgement_id)
        .outerjoin(Appeal, Appeal.result_id == Result.id)
        .where(Result.try_id == try_id)
        .order_by(Result.id)
    )
    return [ResultTold(*row) for row in rows]
