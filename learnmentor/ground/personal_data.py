"""What a room says of its tables that know people: what is taken out, what goes when an account is closed, what stays.

`stories/own_data.py` and `stories/closing_account.py` go over what the rooms say here, so neither knows a room by name.
The law behind it: docs/personal-data.md.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute, Session

from learnmentor.ground.storage.archive import Archive
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault

CANNOT_BE_OPENED = "No key of this server opens this text."


@dataclass(frozen=True)
class PersonalTable:
    """One table that knows people. Its rows go when the account is closed, unless `stays` says why they do not."""

    owner: InstrumentedAttribute[Any]  # whose a row is: a person's id, or an address
    taken_as: str = ""  # the file that its rows are taken out in
    holds: str = ""  # what that file says of itself in READ-ME.txt
    not_taken: str = ""  # or why they are not
    stays: str = ""
    opened: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)  # sealed columns: where a row's lie
    without: frozenset[str] = frozenset()  # columns that are not taken out
    by_address: bool = False  # `owner` is an address
    by_hand: bool = False  # the room writes the file itself, among its `members`

    @property
    def name(self) -> str:
        """The table, as the database calls it."""
        return str(self.owner.class_.__tablename__)


@dataclass(frozen=True)
class TakingOut:
    """One person's taking out of all that is theirs, while it is written."""

    archive: Archive
    db: Session
    vault: Vault
    person_id: int
    public_id: str
    files: FileStore
    document: Callable[[Any], bytes]  # the PDF of a certificate
    missing: list[str] = field(default_factory=list)  # files that a row names and nobody has


@dataclass(frozen=True)
class Passage:
    """Something that a person wrote, to be read by people."""

    heading: str
    on: date | datetime
    texts: tuple[str, ...]


@dataclass(frozen=True)
class LeftBehind:
    """What of a closed account lies outside the database: keys of stored files, ids of sealed packs."""

    files: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonalData:
    """All that a room holds of people."""

    tables: tuple[PersonalTable, ...] = ()
    members: Callable[[TakingOut], Iterator[bytes]] | None = None  # files that are taken out beside the tables
    passages: Callable[[Session, Vault, int], Iterable[Passage]] | None = None  # of a person's id: what they wrote
    size: Callable[[Session, int], int] | None = None  # bytes of a person's files
    erase: Callable[[Session, int], LeftBehind] | None = None  # what goes besides rows of `tables`, before they go
    files_in_use: Callable[[Session, Collection[str]], set[str]] | None = None  # those of the keys that a row names


def columns(row: Any, *, without: Collection[str]) -> dict[str, Any]:
    """The values of a row by column."""
    names = (column.key for column in type(row).__mapper__.column_attrs)
    return {name: getattr(row, name) for name in names if name not in without}


def as_json(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
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
