"""All that is somebody's, room by room: what they take out, as files that people and programs can read.

What each room adds, and what it leaves out and why, stands in its manifest; a test holds them to it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.models import Person
from learnmentor.courses.catalogue.queries import segment_codes
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.programmes.models import Programme
from learnmentor.courses.study.queries import versions_studied
from learnmentor.evidence.packs import signatures
from learnmentor.ground.personal_data import (
    CANNOT_BE_OPENED,
    Passage,
    PersonalData,
    PersonalTable,
    TakingOut,
    as_json,
    columns,
)
from learnmentor.ground.storage.archive import Archive
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.groups import queries as groups
from learnmentor.groups.sessions import queries as sessions

FORMAT, VERSION = "learnmentor personal data", 1


def size_of(db: Session, rooms: Sequence[PersonalData], *, person_id: int) -> int:
    """The bytes of all files of a person, those of accounts that were merged into theirs too."""
    ids = [person_id, *(each.id for each in merging.earlier_accounts(db, person_id))]
    return sum(room.size(db, each) for room in rooms if room.size for each in ids)


def members(
    archive: Archive,
    db: Session,
    vault: Vault,
    rooms: Sequence[PersonalData],
    *,
    person: Person,
    files: FileStore,
    document: Callable[[Any], bytes],
) -> Iterator[bytes]:
    """Everything that is this person's, put into an archive: private reflections too, since it is theirs alone.

    `document` makes the PDF of a certificate. What stayed with accounts that were merged lies in a folder for each.
    """
    merged = {f"earlier-account-{n}": each for n, each in enumerate(merging.earlier_accounts(db, person.id), 1)}
    yield from _of_one(archive, db, vault, rooms, person=person, files=files, document=document, folders=tuple(merged))
    for folder, earlier in merged.items():
        archive.begin(folder)
        yield from _of_one(archive, db, vault, rooms, person=earlier, files=files, document=document)


def _of_one(
    archive: Archive,
    db: Session,
    vault: Vault,
    rooms: Sequence[PersonalData],
    *,
    person: Person,
    files: FileStore,
    document: Callable[[Any], bytes],
    folders: Sequence[str] = (),
) -> Iterator[bytes]:
    out = TakingOut(archive, db, vault, person.id, person.public_id, files, document)
    yield from archive.add("READ-ME.txt", [guide(person, rooms, made_at=archive.made_at, folders=folders).encode()])
    for room in rooms:
        for table in room.tables:
            if table.taken_as and not table.by_hand:
                yield from archive.add(f"{table.taken_as}.json", as_json(rows(db, vault, table, person.id)))
    yield from archive.add("in-my-words.txt", _in_words(db, vault, rooms, person))
    for room in rooms:
        if room.members:
            yield from room.members(out)
    told = {
        "format": FORMAT, "version": VERSION, "person": person.name, "members": archive.members, "missing": out.missing,
    }  # fmt: skip
    yield from signatures.closing_list(archive, told, signer=None)


def rows(db: Session, vault: Vault, table: PersonalTable, person_id: int) -> Iterator[dict[str, Any]]:
    """A person's rows of one table, opened and in words."""
    names = _Known(db, person_id)
    asked = select(table.owner.class_).where(table.owner == person_id)
    for row in db.scalars(asked.order_by(*table.owner.class_.__mapper__.primary_key)):
        told = columns(row, without=table.without | set(table.opened))
        for column, place in table.opened.items():
            told[column] = _opened(vault, getattr(row, column), place=place(row))
        yield names.instead_of_keys(row, told)


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
        if "session_id" in told:
            plain["session"], plain["group"] = self._sessions[told["session_id"]]
        if "group_id" in told:
            plain["group"] = self._groups[told["group_id"]]
        if isinstance(row, Programme):
            plain["segments"] = self._picked[row.id]
        return plain

    @cached_property
    def _segments(self) -> dict[int, str]:
        return segment_codes(self._db)

    @cached_property
    def _versions(self) -> dict[int, int]:
        return versions_studied(self._db, self._person_id)

    @cached_property
    def _followed(self) -> dict[int, str]:
        return programmes.titles_followed(self._db, self._person_id)

    @cached_property
    def _groups(self) -> dict[int, str]:
        return groups.titles_of(self._db, self._person_id)

    @cached_property
    def _sessions(self) -> dict[int, tuple[str, str]]:
        return sessions.titles_attended(self._db, self._person_id)

    @cached_property
    def _picked(self) -> dict[int, list[str]]:
        picked = programmes.segments_picked(self._db, self._person_id)
        found: dict[int, list[str]] = defaultdict(list)
        for programme_id, segment_id in picked:
            found[programme_id].append(self._segments[segment_id])
        return found


# For people to read


def _in_words(db: Session, vault: Vault, rooms: Sequence[PersonalData], person: Person) -> Iterator[bytes]:
    yield f"What {person.name} wrote in LearnMentor\n\n".encode()
    for room in rooms:
        for passage in room.passages(db, vault, person.id) if room.passages else ():
            yield _passage(passage)


def _passage(passage: Passage) -> bytes:
    body = "\n\n".join(passage.texts)
    return f"{passage.heading}, {passage.on.day} {passage.on:%B %Y}\n{'-' * 40}\n{body}\n\n\n".encode()


def guide(person: Person, rooms: Sequence[PersonalData], *, made_at: datetime, folders: Sequence[str] = ()) -> str:
    """READ-ME.txt. `folders` are those of accounts that were merged into this one."""
    files = [("in-my-words.txt", "what you wrote, to be read")]
    files += [(f"{table.taken_as}.json", table.holds) for room in rooms for table in room.tables if table.taken_as]
    files += [("manifest.json", "the SHA-256 of each of these files")]
    files += [(f"{name}/", "what stayed with an account that was merged into this one") for name in folders]
    listed = "\n".join(f"  {name:<25}{says}" for name, says in files)
    return f"""All that is yours in LearnMentor
{person.name}, {made_at.astimezone(UTC):%d %B %Y at %H:%M} UTC

This holds your private reflections in the open. Keep it where only you can read it.

{listed}

A .json file opens in a browser or a text editor. An evidence pack for others is made on the page of your CPD year.
"""
