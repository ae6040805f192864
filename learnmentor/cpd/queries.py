"""Reads of the ledger. Whose lines they are is part of every question."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from learnmentor.accounts.models import Person
from learnmentor.cpd.attachments.file_kinds import KeptFile
from learnmentor.cpd.charts import RingPart, ring_of
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdProse
from learnmentor.cpd.prose import Prose, unseal
from learnmentor.cpd.rules import CpdYear, EntryType, LedgerLine, LineKind, Sum, Totals
from learnmentor.cpd.targets.queries import terms_of
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.ground.zones import day_of

PAGE = 50


# Which lines count


_entry = CpdEntry.__table__.c  # statements of the table alone are quicker than those of the class


def _standing() -> ColumnElement[bool]:
    """No later line of the same person takes this one's place."""
    later = CpdEntry.__table__.alias().c
    replaced = select(later.id).where(later.person_id == _entry.person_id, later.supersedes == _entry.sequence)
    return ~replaced.exists()


def _in_force() -> ColumnElement[bool]:
    """As `rules.in_force`, in the database."""
    return and_(CpdEntry.kind != LineKind.WITHDRAWAL, _standing())


def _in_year(person_id: int, year: CpdYear) -> ColumnElement[bool]:
    return and_(CpdEntry.person_id == person_id, CpdEntry.on.between(year.first, year.last))


# What is asked again and again is put together once, here and below: building a statement takes longer than its answer.

_OF_YEAR = and_(_entry.person_id == bindparam("person_id"), _entry.on.between(bindparam("first"), bindparam("last")))


_later = CpdEntry.__table__.alias().c
COUNTS = (
    and_(  # as `_in_force`; quicker where many lines of one person are read, as what was replaced is looked up once
        _entry.kind != LineKind.WITHDRAWAL,
        _entry.sequence.not_in(
            select(_later.supersedes).where(_later.person_id == bindparam("person_id"), _later.supersedes.is_not(None))
        ),
    )
)


def _whose(person_id: int, year: CpdYear) -> dict[str, Any]:
    """What `_OF_YEAR` asks for."""
    return {"person_id": person_id, "first": year.first, "last": year.last}


# The year


_SUMS_OF_YEAR = (
    select(
        _entry.type,
        func.count(),
        func.sum(_entry.counted_minutes),
        func.coalesce(func.sum(_entry.planned_minutes), 0),
        func.coalesce(func.sum(_entry.active_minutes), 0),
        func.coalesce(func.sum(_entry.claimed_minutes), 0),
    )
    .where(_OF_YEAR, COUNTS)
    .group_by(_entry.type)
)


def year_totals(db: Session, *, person_id: int, year: CpdYear) -> Totals:
    """What a person's year adds up to, in one statement."""
    rows = db.execute(_SUMS_OF_YEAR, _whose(person_id, year))
    return Totals.of(Sum(row[0], *(int(number) for number in row[1:])) for row in rows)


_HASHES_OF_YEAR = select(_entry.hash).where(_OF_YEAR).order_by(_entry.sequence)


def hashes_of_year(db: Session, *, person_id: int, year: CpdYear) -> list[str]:
    """The hashes of all lines of a year, replaced and withdrawn ones too, in the order of the ledger."""
    return list(db.scalars(_HASHES_OF_YEAR, _whose(person_id, year)).all())


def wordless(db: Session, *, person_id: int, year: CpdYear) -> int:
    """Entries of the person's own, in force, beside which nothing at all was written."""
    silent = and_(CpdEntry.kind != LineKind.SEGMENT, ~CpdEntry.prose.has())
    found = select(func.count()).select_from(CpdEntry).where(_in_year(person_id, year), _in_force(), silent)
    return db.scalar(found) or 0


@dataclass(frozen=True)
class HomeYear:
    """The CPD year in short, for the home page."""

    label: str
    counted_minutes: int  # toward the target
    target_minutes: int | None  # None: no number is asked for
    parts: list[RingPart]


_COUNTED = select(
    func.coalesce(func.sum(case((_entry.type == EntryType.SEGMENT, _entry.counted_minutes))), 0),
    func.coalesce(func.sum(_entry.counted_minutes), 0),
).where(_OF_YEAR, COUNTS)
_COUNTED_OF_TYPES = _COUNTED.where(_entry.type.in_(bindparam("types", expanding=True)))


def home_summary(db: Session, vault: Vault, *, person_id: int, on: date) -> HomeYear:
    """The person's year in which `on` lies, in two statements: what it asks for, and what it holds."""
    terms = terms_of(db, vault, person_id=person_id)
    year = terms.profile.year_of(on)
    target = terms.target(year)
    asked = _COUNTED_OF_TYPES if target.categories else _COUNTED
    studied, counted = map(int, db.execute(asked, {**_whose(person_id, year), "types": target.categories}).one())
    return HomeYear(year.label, counted, target.minutes, ring_of(studied, counted - studied))


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
    files: int  # last: no fact of the line

    @classmethod
    def of(cls, line: LedgerLine, *, files: int) -> "EntryRow":
        """The row that the table has for a line."""
        return cls._make([*(getattr(line, name) for name in cls._fields[:-1]), files])

    @property
    def label(self) -> str:
        """Its type in words."""
        return EntryType(self.type).label

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
    .where(_OF_YEAR, _standing())
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
    asked = {**_whose(person_id, year), "most": limit + 1}
    if before is None:
        found = db.execute(_ENTRIES, asked).all()
    else:
        found = db.execute(_OLDER_ENTRIES, {**asked, "on": before.on, "sequence": before.sequence}).all()
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


def entry(db: Session, public_id: str, *, owner_id: int) -> CpdEntry | None:
    """A person's own line with its prose and files."""
    return db.scalar(
        select(CpdEntry)
        .where(CpdEntry.public_id == public_id, CpdEntry.person_id == owner_id)
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


def file(db: Session, public_id: str, *, owner_id: int) -> CpdFile | None:
    """A file of one of the person's own entries."""
    return db.scalar(
        select(CpdFile).join(CpdFile.entry).where(CpdFile.public_id == public_id, CpdEntry.person_id == owner_id)
    )


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


def files_of_year(db: Session, *, person_id: int, year: CpdYear) -> list[KeptFile]:
    """The files of the entries in force."""
    named = (CpdFile.name, CpdFile.media_type, CpdFile.size, CpdFile.sha256, CpdFile.storage_key)
    return [
        KeptFile(*row)
        for row in db.execute(select(*named).join(CpdFile.entry).where(_in_year(person_id, year), _in_force()))
    ]


@dataclass(frozen=True)
class Weight:
    """How much the packs of some years have to carry."""

    lines: int
    file_bytes: int


def weight_of_years(db: Session, *, person_id: int, years: Collection[CpdYear]) -> Weight:
    """Lines of these years and the bytes of their files, in one statement."""
    of_them = or_(false(), *(_in_year(person_id, year) for year in years))
    lines = select(func.count()).select_from(CpdEntry).where(of_them).scalar_subquery()
    size = select(func.sum(CpdFile.size)).join(CpdFile.entry).where(of_them).scalar_subquery()
    row = db.execute(select(lines, size)).one()
    return Weight(int(row[0]), int(row[1] or 0))


_JOINED = select(Person.__table__.c.created_at).where(Person.__table__.c.id == bindparam("person_id"))


def joined_on(db: Session, *, person_id: int, zone: str) -> date:
    """The day a person's account was made."""
    moment = db.execute(_JOINED, {"person_id": person_id}).scalar_one()
    return day_of(moment, zone)


def minutes_between(db: Session, *, person_id: int, first: date, last: date) -> int:
    """Minutes in force from the first day to the last, both included."""
    within = (CpdEntry.person_id == person_id, CpdEntry.on.between(first, last), _in_force())
    return int(db.scalar(select(func.sum(CpdEntry.counted_minutes)).where(*within)) or 0)


def minutes_on(db: Session, on: date, *, person_id: int, apart_from: int | None = None) -> int:
    """Minutes in force on a day, leaving out the line with the sequence `apart_from`."""
    total = db.scalar(
        select(func.sum(CpdEntry.counted_minutes)).where(
            CpdEntry.person_id == person_id, CpdEntry.on == on, CpdEntry.sequence != (apart_from or 0), _in_force()
        )
    )
    return int(total or 0)


def files_of(db: Session, *, person_id: int) -> Sequence[CpdFile]:
    """Every file that somebody added, in order."""
    asked = select(CpdFile).join(CpdFile.entry).where(CpdEntry.person_id == person_id).order_by(CpdFile.id)
    return db.scalars(asked).all()


def size_of_files(db: Session, *, person_id: int) -> int:
    """The bytes of all files of a person."""
    return sum(db.scalars(select(CpdFile.size).join(CpdFile.entry).where(CpdEntry.person_id == person_id)))


def files_in_use(db: Session, keys: Collection[str]) -> set[str]:
    """Those of the stored files that are evidence of an entry."""
    return set(db.scalars(select(CpdFile.storage_key).where(CpdFile.storage_key.in_(keys))))
