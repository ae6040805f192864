"""Reads of entries: the table of a year, one entry with its versions, and what was written about it.

Whose lines they are is part of every question.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from learnmentor.accounts.merging.queries import of_either
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdProse
from learnmentor.cpd.prose import Prose, unseal
from learnmentor.cpd.queries.in_force import OF_YEAR, standing, whose
from learnmentor.cpd.rules import CpdYear, EntryType, LedgerLine, LineKind
from learnmentor.ground.db import read
from learnmentor.ground.vault import UnreadableText, Vault

PAGE = 50
_LABELS = {str(kind): kind.label for kind in EntryType}
_entry = CpdEntry.__table__.c


class EntryRow(NamedTuple):
    """An entry as table, CSV and pack list it."""

    public_id: str
    sequence: int
    on: date
    title: str
    type: str
    provider: str
    planned_minutes: int | None
    active_minutes: int | None
    claimed_minutes: int | None
    counted_minutes: int
    basis: str
    segment_code: str | None
    revision_number: int | None
    kind: str
    attended_minutes: int | None
    confirmed_by: str | None
    files: int  # last: no fact of the line

    @classmethod
    def of(cls, line: LedgerLine, *, files: int) -> "EntryRow":
        """The row that the table has for a line."""
        return cls._make([*(getattr(line, name) for name in cls._fields[:-1]), files])

    @property
    def label(self) -> str:
        """Its type in words."""
        return _LABELS[self.type]

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken out of the sums."""
        return self.kind == LineKind.WITHDRAWAL


@dataclass(frozen=True)
class LedgerPlace:
    """Where a page of entries ends and the older ones begin; written in addresses as 2026-11-12.7."""

    on: date
    sequence: int

    @classmethod
    def from_text(cls, text: str | None) -> "LedgerPlace | None":
        """The place an address names; None, which is the beginning, when it names none."""
        on, _, sequence = (text or "").partition(".")
        try:
            return cls(date.fromisoformat(on), int(sequence)) if len(sequence) < 10 else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.on.isoformat()}.{self.sequence}"


@dataclass(frozen=True)
class Slice:
    """Some entries of a year, newest first, and where the older ones begin, if there are any."""

    rows: list[EntryRow]
    older: LedgerPlace | None


_FILES = select(func.count()).where(CpdFile.__table__.c.entry_id == _entry.id).scalar_subquery()
_ENTRIES = (
    select(*(_entry[name] for name in EntryRow._fields[:-1]), _FILES)
    .where(OF_YEAR, standing())
    .order_by(_entry.on.desc(), _entry.sequence.desc())
    .limit(bindparam("most"))
)
_OLDER_ENTRIES = _ENTRIES.where(
    or_(_entry.on < bindparam("on"), and_(_entry.on == bindparam("on"), _entry.sequence < bindparam("sequence")))
)


def entries(
    db: Session, *, person_id: int, year: CpdYear, before: LedgerPlace | None = None, limit: int = PAGE
) -> Slice:
    """The newest version of each entry of a year, withdrawn ones included, in one statement."""
    asked = {**whose(person_id, year), "most": limit + 1}
    if before is None:
        found = read(db, _ENTRIES, asked).all()
    else:
        found = read(db, _OLDER_ENTRIES, {**asked, "on": before.on, "sequence": before.sequence}).all()
    rows = [EntryRow._make(row) for row in found[:limit]]
    return Slice(rows, LedgerPlace(rows[-1].on, rows[-1].sequence) if len(found) > limit else None)


def all_entries(db: Session, *, person_id: int, year: CpdYear) -> Iterator[EntryRow]:
    """The same entries, however many there are, some hundreds at a time."""
    before: LedgerPlace | None = None
    while True:
        found = entries(db, person_id=person_id, year=year, before=before, limit=500)
        yield from found.rows
        before = found.older
        if before is None:
            return


# One entry


def entry(db: Session, public_id: str, *, owner_id: int, earlier_too: bool = False) -> CpdEntry | None:
    """A person's own line with its prose and files; `earlier_too`: or of an account that was merged into theirs."""
    mine = of_either(CpdEntry.person_id, owner_id) if earlier_too else CpdEntry.person_id == owner_id
    return db.scalar(
        select(CpdEntry)
        .where(CpdEntry.public_id == public_id, mine)
        .options(joinedload(CpdEntry.prose), selectinload(CpdEntry.files))
    )


def versions(db: Session, entry: CpdEntry) -> list[CpdEntry]:
    """The entry's lines from the first to the one in force, whichever of them is asked about."""
    columns = (CpdEntry.sequence, CpdEntry.supersedes)
    itself = select(*columns).where(CpdEntry.id == entry.id)
    earlier = itself.cte("earlier", recursive=True)
    later = itself.cte("later", recursive=True)
    mine = CpdEntry.person_id == entry.person_id
    earlier = earlier.union_all(select(*columns).where(mine, CpdEntry.sequence == earlier.c.supersedes))
    later = later.union_all(select(*columns).where(mine, CpdEntry.supersedes == later.c.sequence))
    sequences = select(earlier.c.sequence).union(select(later.c.sequence))
    found = select(CpdEntry).where(mine, CpdEntry.sequence.in_(sequences)).order_by(CpdEntry.sequence)
    return list(db.scalars(found.options(joinedload(CpdEntry.prose), selectinload(CpdEntry.files))))


def newest_versions(db: Session, *, person_id: int, sequences: Collection[int]) -> dict[int, CpdEntry]:
    """The line in force of each of a person's entries, with its prose, by the sequence asked for: in two statements."""
    mine = CpdEntry.person_id == person_id
    pairs = select(CpdEntry.supersedes, CpdEntry.sequence).where(mine, CpdEntry.supersedes.is_not(None))
    replaced_by: dict[int, int] = {before: after for before, after in db.execute(pairs) if before is not None}
    newest = {}
    for sequence in sequences:
        last = sequence
        while last in replaced_by:
            last = replaced_by[last]
        newest[sequence] = last
    found = select(CpdEntry).where(mine, CpdEntry.sequence.in_(newest.values())).options(joinedload(CpdEntry.prose))
    lines = {line.sequence: line for line in db.scalars(found)}
    return {sequence: lines[last] for sequence, last in newest.items()}


def newest_opens(db: Session, vault: Vault) -> bool:
    """Whether the keys of this server open the newest prose; True where there is none."""
    newest = select(CpdProse.body, CpdEntry.person_id, CpdEntry.sequence).join(
        CpdEntry, CpdEntry.id == CpdProse.entry_id
    )
    row = db.execute(newest.order_by(CpdProse.entry_id.desc()).limit(1)).one_or_none()
    return row is None or opened(vault, row.body, person_id=row.person_id, sequence=row.sequence) is not None


def prose_of(vault: Vault, entry: CpdEntry) -> Prose | None:
    """What was written about an entry, loaded before; None when no key of this server opens it."""
    return opened(vault, entry.prose.body if entry.prose else None, person_id=entry.person_id, sequence=entry.sequence)


def opened(vault: Vault, sealed: bytes | None, *, person_id: int, sequence: int) -> Prose | None:
    """The prose of a line that has any; None when no key of this server opens it."""
    if sealed is None:
        return Prose()
    try:
        return unseal(vault, sealed, person_id=person_id, sequence=sequence)
    except UnreadableText:
        return None
