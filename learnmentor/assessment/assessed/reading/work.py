"""A try opened to be read: each part with what was asked, and what was handed in for it.

A released record whose consent was withdrawn since is a hash, and nothing of it says who took it out or why.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.models import (
    ReleasedRecord,
    SubmissionFile,
    SubmissionTry,
    WitnessNote,
    witness_place,
)
from learnmentor.assessment.assessed.reading import queries, rules
from learnmentor.assessment.assessed.reading.rules import ShownAs
from learnmentor.assessment.assessed.records.queries import sheet
from learnmentor.assessment.assessed.rules import HandedInFile, HandedInPart, HandedInRecord, HandedInWork
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, Criterion
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.tables.encodings import decoded
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.markup.found import count_words
from learnmentor.mentoring.paper.sheet import PaperSheet


@dataclass(frozen=True)
class OpenedFile:
    """A file of a part. `text`: the beginning of one that is text; `whole`: all of it; `lost`: the store has it not."""

    file: HandedInFile
    shown: ShownAs
    text: str = ""
    whole: bool = True
    lost: bool = False


@dataclass(frozen=True)
class OpenedRecord:
    """A released record; no sheet where it was taken out."""

    record: HandedInRecord
    sheet: PaperSheet | None


@dataclass(frozen=True)
class OpenedNote:
    """A witness note: who wrote it, in which role, and what; no text where it was taken out."""

    record: HandedInRecord
    name: str = ""
    role: str = ""
    text: str = ""


@dataclass(frozen=True)
class OpenedCriterion:
    """A criterion, and where the learner says that it shows: keys and titles of parts, and a line."""

    criterion: Criterion
    parts: tuple[tuple[str, str], ...] = ()
    where: str = ""


@dataclass(frozen=True)
class OpenedPart:
    """A part as it was handed in. `asked` is HTML of the brief; `criteria`: those that the learner answers with it."""

    key: str
    title: str
    asked: str = ""
    asked_words: int | None = None
    text: str = ""
    words: int = 0
    links: tuple[str, ...] = ()
    files: tuple[OpenedFile, ...] = ()
    records: tuple[OpenedRecord, ...] = ()
    notes: tuple[OpenedNote, ...] = ()
    criteria: tuple[Criterion, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was handed in for it."""
        return not (self.text.strip() or self.links or self.files or self.records or self.notes)


@dataclass(frozen=True)
class OpenedWork:
    """All of a try. `gone`: its writer's account was closed; `locked`: no key of this installation opens it."""

    try_id: str  # its public id
    number: int
    parts: tuple[OpenedPart, ...] = ()
    criteria: tuple[OpenedCriterion, ...] = ()
    gone: bool = False
    locked: bool = False

    @property
    def readable(self) -> bool:
        """Whether there is something to judge."""
        return not (self.gone or self.locked)


def opened_work(
    db: Session, vault: Vault, tried: SubmissionTry, *, brief: AssessedBrief, level: int = 0,
    files: FileStore | None = None,
) -> OpenedWork:  # fmt: skip
    """What was handed in with a try, opened. `brief`: as of that day.

    With `level` each part says how long it was to be; with `files` text stands in it, and what the store lost is said.
    """
    try:
        work = submissions.work_of(vault, tried)
        return _opened(_Rows.of(db, vault, tried, work, files), tried, work, brief, level)
    except UnreadableText:
        return OpenedWork(tried.public_id, tried.number, locked=True)


@dataclass(frozen=True)
class _Rows:
    """Where the pieces of a try lie, each read by one statement."""

    vault: Vault
    store: FileStore | None
    files: Mapping[str, SubmissionFile]
    records: Mapping[str, ReleasedRecord]
    notes: Mapping[str, WitnessNote]

    @classmethod
    def of(
        cls, db: Session, vault: Vault, tried: SubmissionTry, work: HandedInWork | None, store: FileStore | None
    ) -> "_Rows":
        parts = work.parts if work else ()
        return cls(
            vault,
            store,
            queries.files_named(
                db, [each.public_id for part in parts for each in part.files], submission_id=tried.submission_id
            ),
            queries.records_named(db, [each.public_id for part in parts for each in part.records]),
            queries.notes_named(db, [each.public_id for part in parts for each in part.witness]),
        )


def _opened(
    rows: _Rows, tried: SubmissionTry, work: HandedInWork | None, brief: AssessedBrief, level: int
) -> OpenedWork:
    if work is None:
        return OpenedWork(tried.public_id, tried.number, gone=True)
    titles = {part.key: part.title for part in work.parts}
    return OpenedWork(
        tried.public_id,
        tried.number,
        tuple(_part(rows, each, work, brief, level) for each in work.parts),
        tuple(_criterion(each, work, titles) for each in brief.criteria),
    )


def _part(rows: _Rows, part: HandedInPart, work: HandedInWork, brief: AssessedBrief, level: int) -> OpenedPart:
    asked = brief.part(part.key)
    return OpenedPart(
        key=part.key,
        title=part.title,
        asked=asked.html if asked else "",
        asked_words=asked.words_at(level) if asked else None,
        text=part.text,
        words=count_words(part.text),
        links=part.links,
        files=tuple(_file(rows, each) for each in part.files),
        records=tuple(_record(rows, each) for each in part.records),
        notes=tuple(_note(rows, each) for each in part.witness),
        criteria=tuple(each for each in brief.criteria if part.key in _pointed_at(each, work)),
    )


def _criterion(criterion: Criterion, work: HandedInWork, titles: Mapping[str, str]) -> OpenedCriterion:
    where = next((each.where for each in work.shown if each.criterion == criterion.key), "")
    parts = tuple((key, titles[key]) for key in _pointed_at(criterion, work) if key in titles)
    return OpenedCriterion(criterion, parts, where)


def _pointed_at(criterion: Criterion, work: HandedInWork) -> tuple[str, ...]:
    return next((each.parts for each in work.shown if each.criterion == criterion.key), ())


def _file(rows: _Rows, file: HandedInFile) -> OpenedFile:
    row, kind = rows.files.get(file.public_id), rules.shown_as(file.media_type)
    if row is None or (rows.store and not rows.store.exists(row.storage_key)):
        return OpenedFile(file, kind, lost=True)
    if rows.store is None or kind != ShownAs.TEXT:
        return OpenedFile(file, kind)
    content = _beginning(rows.store, row.storage_key)
    return OpenedFile(file, kind, text=decoded(content) or "", whole=len(content) >= file.size)


def _beginning(store: FileStore, key: str) -> bytes:
    return next(store.read(key), b"")[: rules.MOST_TEXT]


def _record(rows: _Rows, record: HandedInRecord) -> OpenedRecord:
    row = rows.records.get(record.public_id)
    return OpenedRecord(record, sheet(rows.vault, row) if row else None)


def _note(rows: _Rows, record: HandedInRecord) -> OpenedNote:
    row = rows.notes.get(record.public_id)
    if row is None or row.body is None:
        return OpenedNote(record)
    words = rows.vault.open(row.body, place=witness_place(row.public_id))
    return OpenedNote(record, words["name"], words["role"], words["text"])
