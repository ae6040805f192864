"""All that is somebody's, room by room: what they take out, as files that people and programs can read.

Every table that knows people is named here or in `NOT_TAKEN`, with the reason; a test holds us to it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from learnmentor.accounts.models import Person, Role, SignIn
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.authoring.models import Draft
from learnmentor.certificates import queries as certificates
from learnmentor.certificates.models import Certificate, HandedOut
from learnmentor.courses.models import Enrolment, Programme, ProgrammeItem, Revision, Segment, Study, claim_place
from learnmentor.cpd import ledger, queries
from learnmentor.cpd.models import (
    CpdCircumstances,
    CpdDeclaration,
    CpdEntry,
    CpdFile,
    CpdPack,
    CpdProfile,
    CpdPromptsStopped,
    circumstances_place,
    declaration_place,
)
from learnmentor.evidence.packs import signatures
from learnmentor.evidence.packs.contents import Names
from learnmentor.ground.archive import Archive
from learnmentor.ground.files import FileStore
from learnmentor.ground.vault import UnreadableText, Vault

FORMAT, VERSION = "learnmentor personal data", 1
NOT_TAKEN = {
    "password_reset": "a key to the account, good for two hours",
    "study_clock": "where the last tab was; the minutes stand in studies.json",
    "revision": "the course, which is published; drafts.json has what an author has not published",
    "invitation": "somebody else's address",
    "certificate_event": "what an administrator did to certificates; one's own are in certificates.json",
}
CANNOT_BE_OPENED = "No key of this server opens this text."


@dataclass(frozen=True)
class Part:
    """The rows of one table that are somebody's: `opened` names where its sealed columns lie, by row."""

    name: str
    table: type[Any]
    owner: InstrumentedAttribute[Any]
    opened: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    without: frozenset[str] = frozenset()


PARTS = (
    Part("account", Person, Person.id, without=frozenset({"password_hash", "password_changes"})),
    Part("roles", Role, Role.person_id),
    Part("signed-in", SignIn, SignIn.person_id, without=frozenset({"token_sha256"})),
    Part(
        "studies",
        Study,
        Study.person_id,
        {"claim_sentence": lambda row: claim_place(row.person_id, row.segment_id)},
    ),
    Part(
        "activities",
        Response,
        Response.person_id,
        {"body": lambda row: response_place(row.person_id, row.segment_id, row.activity)},
    ),
    Part("programmes", Programme, Programme.owner_id),
    Part("programmes-followed", Enrolment, Enrolment.person_id),
    Part("drafts", Draft, Draft.author_id),
    Part("target", CpdProfile, CpdProfile.person_id),
    Part(
        "circumstances",
        CpdCircumstances,
        CpdCircumstances.person_id,
        {"body": lambda row: circumstances_place(row.person_id)},
    ),
    Part(
        "declarations",
        CpdDeclaration,
        CpdDeclaration.person_id,
        {"working": lambda row: declaration_place(row.public_id)},
    ),
    Part("letters-stopped", CpdPromptsStopped, CpdPromptsStopped.person_id),
    Part("downloads", CpdPack, CpdPack.person_id),
    Part("documents", HandedOut, HandedOut.person_id),
)
_BY_HAND = {CpdEntry.__tablename__: "ledger.json", Certificate.__tablename__: "certificates.json"}


def taken() -> dict[str, str]:
    """The file in which each table's rows go out."""
    return {part.table.__tablename__: f"{part.name}.json" for part in PARTS} | _BY_HAND


def size_of(db: Session, *, person_id: int) -> int:
    """The bytes of all files of a person."""
    found = db.scalars(select(CpdFile.size).join(CpdFile.entry).where(CpdEntry.person_id == person_id))
    return sum(found)


def members(
    archive: Archive,
    db: Session,
    vault: Vault,
    *,
    person: Person,
    files: FileStore,
    certificate_pdf: Callable[[Certificate], bytes],
) -> Iterator[bytes]:
    """Everything that is this person's, put into an archive: private reflections too, since it is theirs alone."""
    name_in_zip, missing = Names("files"), []
    yield from archive.add("READ-ME.txt", [guide(person, made_at=archive.made_at).encode()])
    for part in PARTS:
        yield from archive.add(f"{part.name}.json", _as_json(_rows(db, vault, part, person.id)))
    kept = {file.id: name_in_zip(file.name) for file in _files(db, person.id)}
    yield from archive.add("ledger.json", _as_json(_lines(db, vault, person, kept)))
    yield from archive.add("in-my-words.txt", _in_words(db, vault, person))
    mine = certificates.certificates_of(db, person.id)
    yield from archive.add(
        "certificates.json", _as_json(_columns(each, frozenset({"id", "person_id"})) for each in mine)
    )
    for each in mine:
        yield from archive.add(f"certificates/{each.number}.pdf", [certificate_pdf(each)], packed=False)
    for file in _files(db, person.id):
        if files.exists(file.storage_key):
            yield from archive.add(kept[file.id], files.read(file.storage_key), packed=False, size=file.size)
        else:
            missing.append(kept[file.id])
    told = {"format": FORMAT, "version": VERSION, "person": person.name, "members": archive.members, "missing": missing}
    yield from signatures.closing_list(archive, told, signer=None)


def _rows(db: Session, vault: Vault, part: Part, person_id: int) -> Iterator[dict[str, Any]]:
    names = _Known(db, person_id)
    for row in db.scalars(
        select(part.table).where(part.owner == person_id).order_by(*part.table.__mapper__.primary_key)
    ):
        told = _columns(row, part.without | set(part.opened))
        for column, place in part.opened.items():
            told[column] = _opened(vault, getattr(row, column), place=place(row))
        yield names.instead_of_keys(row, told)


def _columns(row: Any, without: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _names(type(row)) if name not in set(without)}


def _names(table: type[Any]) -> list[str]:
    return [column.key for column in table.__mapper__.column_attrs]


def _opened(vault: Vault, sealed: bytes | None, *, place: str) -> Any:
    if sealed is None:
        return None
    try:
        return vault.open(sealed, place=place)
    except UnreadableText:
        return CANNOT_BE_OPENED


class _Known:
    """Words for the keys of other tables: a reader has no use for numbers that only our database knows."""

    def __init__(self, db: Session, person_id: int) -> None:
        self._db, self._person_id = db, person_id

    def instead_of_keys(self, row: Any, told: dict[str, Any]) -> dict[str, Any]:
        """The row without keys, and what they stand for."""
        plain = {name: value for name, value in told.items() if name != "id" and not name.endswith("_id")}
        if "public_id" in told:
            plain["public_id"] = told["public_id"]
        if "segment_id" in told:
            plain["segment"] = self._segments[told["segment_id"]]
        if "revision_id" in told:
            plain["version"] = self._versions[told["revision_id"]]
        if "programme_id" in told:
            plain["programme"] = self._followed[told["programme_id"]]
        if isinstance(row, Programme):
            plain["segments"] = self._picked[row.id]
        return plain

    @cached_property
    def _segments(self) -> dict[int, str]:
        return dict(self._db.execute(select(Segment.id, Segment.code)).all())

    @cached_property
    def _versions(self) -> dict[int, int]:
        studied = select(Study.revision_id).where(Study.person_id == self._person_id)
        return dict(self._db.execute(select(Revision.id, Revision.number).where(Revision.id.in_(studied))).all())

    @cached_property
    def _followed(self) -> dict[int, str]:
        followed = select(Enrolment.programme_id).where(Enrolment.person_id == self._person_id)
        return dict(self._db.execute(select(Programme.id, Programme.title).where(Programme.id.in_(followed))).all())

    @cached_property
    def _picked(self) -> dict[int, list[str]]:
        mine = select(ProgrammeItem.programme_id, ProgrammeItem.segment_id).join(ProgrammeItem.programme)
        found: dict[int, list[str]] = defaultdict(list)
        for programme_id, segment_id in self._db.execute(
            mine.where(Programme.owner_id == self._person_id).order_by(ProgrammeItem.position)
        ):
            found[programme_id].append(self._segments[segment_id])
        return found


def _files(db: Session, person_id: int) -> Iterable[CpdFile]:
    return db.scalars(
        select(CpdFile).join(CpdFile.entry).where(CpdEntry.person_id == person_id).order_by(CpdFile.id)
    ).all()


def _lines(db: Session, vault: Vault, person: Person, kept: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for entry in ledger.lines(db, person_id=person.id):
        prose = queries.prose_of(vault, entry)
        written = CANNOT_BE_OPENED if prose is None else prose.__dict__
        told = _columns(entry, {"id", "person_id", "prose_salt"})
        yield {**told, "written": written, "files": [kept[file.id] for file in entry.files]}


# For people to read


def _in_words(db: Session, vault: Vault, person: Person) -> Iterator[bytes]:
    yield f"What {person.name} wrote in LearnMentor\n\n".encode()
    for row in _rows(db, vault, next(part for part in PARTS if part.name == "activities"), person.id):
        if texts := list(_texts(row["body"])):
            yield _passage(f"{row['segment']}, {row['activity']} ({row['kind']})", row["updated_at"], texts)
    for entry in ledger.lines(db, person_id=person.id):
        prose = queries.prose_of(vault, entry)
        if prose is not None and not prose.empty:
            texts = [each for each in (prose.reflection, prose.impact, prose.explanation, *prose.links) if each]
            yield _passage(f"{entry.title} ({entry.type})", entry.on, texts)


def _passage(heading: str, on: date | datetime, texts: Iterable[str]) -> bytes:
    body = "\n\n".join(texts)
    return f"{heading}, {on.day} {on:%B %Y}\n{'-' * 40}\n{body}\n\n\n".encode()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _as_json(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """A list, row by row, however many there are."""
    begun = False
    for row in rows:
        yield ((",\n" if begun else "[\n") + json.dumps(row, ensure_ascii=False, default=_spelled)).encode()
        begun = True
    yield b"\n]\n" if begun else b"[]\n"


def _spelled(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} cannot be taken out")


def guide(person: Person, *, made_at: datetime) -> str:
    """READ-ME.txt."""
    return f"""All that is yours in LearnMentor
{person.name}, {made_at.astimezone(UTC):%d %B %Y at %H:%M} UTC

This holds your private reflections in the open. Keep it where only you can read it.

  in-my-words.txt          what you wrote, to be read
  account.json, roles.json who you are here, and in which roles
  signed-in.json           the browsers in which you are signed in, and since when
  studies.json             segments: when, how long, which version, finished or not
  activities.json          your work on their activities, private reflections too
  ledger.json, files/      every line of your CPD record with what you wrote about it, and the files you added
  target.json, circumstances.json, declarations.json
                           what your years ask for, posts and absences you entered, years you declared
  certificates.json, certificates/
                           your certificates, as data and as PDF
  programmes.json, programmes-followed.json, drafts.json, letters-stopped.json, downloads.json, documents.json
                           programmes you picked and follow, texts you have not published, settings, packs like this
                           one, the SHA-256 of transcripts and evidence that you fetched
  manifest.json            the SHA-256 of each of these files

A .json file opens in a browser or a text editor. An evidence pack for others is made on the page of your CPD year.
"""
