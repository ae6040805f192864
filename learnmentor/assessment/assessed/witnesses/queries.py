"""Reads about witness notes: those of a part, the one of a link, what goes in."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.models import Submission, SubmissionTry, WitnessNote, witness_place
from learnmentor.assessment.assessed.rules import HandedInRecord, SubmissionState
from learnmentor.assessment.assessed.witnesses.rules import MOST_ASKED, WitnessFacts
from learnmentor.ground.vault import UnreadableText, Vault

KIND = "witness"  # of what is handed in


@dataclass(frozen=True)
class AskedWitness:
    """Who is asked for a note, and what about."""

    name: str
    address: str
    about: str


@dataclass(frozen=True)
class WrittenNote:
    """A note: the name as its writer gives it, in what role they saw it, and their words."""

    name: str
    role: str
    text: str

    @property
    def sha256(self) -> str:
        """The digest of the note, which stands in what is handed in."""
        plain = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


def asked_of(vault: Vault, row: WitnessNote) -> AskedWitness:
    """Who was asked; nobody by name, where that is gone."""
    if row.asked is None:
        return AskedWitness("", "", "")
    kept = vault.open(row.asked, place=witness_place(row.public_id))
    return AskedWitness(kept["name"], kept["address"], kept["about"])


def note(vault: Vault, row: WitnessNote) -> WrittenNote | None:
    """The note; None where none was written, or it was taken back."""
    if row.body is None:
        return None
    kept = vault.open(row.body, place=witness_place(row.public_id))
    return WrittenNote(kept["name"], kept["role"], kept["text"])


_OF_SUBMISSION = (
    select(WitnessNote)
    .where(WitnessNote.submission_id == bindparam("submission_id"))
    .order_by(WitnessNote.part, WitnessNote.id)
    .limit(MOST_ASKED)
    .execution_options(populate_existing=True)
)


def of_submission(db: Session, submission_id: int) -> Sequence[WitnessNote]:
    """Every note that was asked for a submission, by part."""
    return db.scalars(_OF_SUBMISSION, {"submission_id": submission_id}).all()


def of_part(db: Session, submission_id: int, part: str) -> Sequence[WitnessNote]:
    """Those of one part."""
    return db.scalars(_OF_SUBMISSION.where(WitnessNote.part == part), {"submission_id": submission_id}).all()


def witness(db: Session, public_id: str, *, submission_id: int) -> WitnessNote | None:
    """One note of a submission, as it is now."""
    found = select(WitnessNote).where(WitnessNote.public_id == public_id, WitnessNote.submission_id == submission_id)
    return db.scalar(found.execution_options(populate_existing=True))


def letters_since(db: Session, person_id: int, since: datetime) -> int:
    """How many notes somebody asked for, or asked for again, since a moment."""
    counted = select(func.count(WitnessNote.id)).join(Submission, Submission.id == WitnessNote.submission_id)
    return db.scalar(counted.where(Submission.person_id == person_id, WitnessNote.asked_at > since)) or 0


@dataclass(frozen=True)
class FoundWitness:
    """A note with the work that it is for, and of whom."""

    note: WitnessNote
    submission: Submission
    learner: Person


_BY_TOKEN = (
    select(WitnessNote, Submission, Person)
    .join(Submission, Submission.id == WitnessNote.submission_id)
    .join(Person, Person.id == Submission.person_id)
    .where(WitnessNote.token_sha256 == bindparam("token_sha256"))
    .execution_options(populate_existing=True)
)


def by_token(db: Session, token_sha256: str) -> FoundWitness | None:
    """The note that is asked for by a link; None where the link was replaced, or the work is gone."""
    row = db.execute(_BY_TOKEN, {"token_sha256": token_sha256}).one_or_none()
    return FoundWitness(*row) if row else None


def facts_of(db: Session, vault: Vault, row: WitnessNote, submission: Submission) -> WitnessFacts:
    """A note as rules see it."""
    handed_in = row.body is not None and in_a_try(db, vault, row)
    ended = SubmissionState(submission.state).ended
    return WitnessFacts(
        row.worth_until, row.asked_at, row.body is not None, row.withdrawn_at is not None, ended, handed_in
    )


def in_a_try(db: Session, vault: Vault, row: WitnessNote) -> bool:
    """Whether it was handed in once; also where a try cannot be opened, which may hold it."""
    return any(_holds(vault, tried, row.public_id) for tried in submissions.tries_of(db, row.submission_id))


def _holds(vault: Vault, tried: SubmissionTry, public_id: str) -> bool:
    try:
        work = submissions.work_of(vault, tried)
    except UnreadableText:
        return True
    return work is not None and any(each.public_id == public_id for part in work.parts for each in part.witness)


def to_hand_in(db: Session, vault: Vault, submission_id: int) -> dict[str, tuple[HandedInRecord, ...]]:
    """The notes that go in, by part, as they are now: whoever hands in holds the submission's row."""
    rows = [each for each in of_submission(db, submission_id) if each.body is not None and each.withdrawn_at is None]
    return {part: tuple(_handed_in(vault, each) for each in rows) for part, rows in groupby(rows, lambda one: one.part)}


def _handed_in(vault: Vault, row: WitnessNote) -> HandedInRecord:
    found = note(vault, row)
    return HandedInRecord(row.public_id, KIND, f"Note of {found.name}" if found else "A note", row.sha256 or "")
