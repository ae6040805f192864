"""Reads of the ledger. Whose lines they are is part of every question."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, case, extract, false, func, or_, select, text
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from learnmentor.accounts.models import Person
from learnmentor.cpd.attachments.file_kinds import KeptFile
from learnmentor.cpd.chain import Link
from learnmentor.cpd.charts import Part, ring
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdProse
from learnmentor.cpd.prose import Prose, unseal
from learnmentor.cpd.rules import SEPTEMBER, CpdYear, EntryType, Kind, Line, Sum, Totals
from learnmentor.cpd.targets.queries import terms_of
from learnmentor.cpd.year_overview import MonthSum
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.ground.zones import day_of

PAGE = 50


# Which lines count


def _standing() -> ColumnElement[bool]:
    """No later line of the same person takes this one's place."""
    later = aliased(CpdEntry)
    replaced = select(later.id).where(later.person_id == CpdEntry.person_id, later.supersedes == CpdEntry.sequence)
    return ~replaced.exists()


def _in_force() -> ColumnElement[bool]:
    """As `rules.in_force`, in the database."""
    return and_(CpdEntry.kind != Kind.WITHDRAWAL, _standing())


def _in_year(person_id: int, year: CpdYear) -> ColumnElement[bool]:
    return and_(CpdEntry.person_id == person_id, CpdEntry.on.between(year.first, year.last))


# The year


_SUMS = (  # the columns of a Sum
    CpdEntry.type,
    func.count(),
    func.sum(CpdEntry.counted_minutes),
    func.sum(func.coalesce(CpdEntry.planned_minutes, 0)),
    func.sum(func.coalesce(CpdEntry.active_minutes, 0)),
    func.sum(func.coalesce(CpdEntry.claimed_minutes, 0)),
)
_SUMS_OF_YEAR = (  # made once: the home page asks it every time, and building it takes longer than its answer
    select(*_SUMS)
    .where(CpdEntry.person_id == bindparam("person_id"), CpdEntry.on.between(bindparam("first"), bindparam("last")))
    .where(_in_force())
    .group_by(CpdEntry.type)
)


def year_totals(db: Session, *, person_id: int, year: CpdYear) -> Totals:
    """What a person's year adds up to, in one statement."""
    rows = db.execute(_SUMS_OF_YEAR, {"person_id": person_id, "first": year.first, "last": year.last})
    return Totals.of(Sum(row[0], *(int(number) for number in row[1:])) for row in rows)


def sums_by_month(db: Session, *, person_id: int, year: CpdYear) -> list[MonthSum]:
    """What the calendar months of a year hold, by type."""
    month = (extract("year", CpdEntry.on), extract("month", CpdEntry.on), CpdEntry.type)
    rows = db.execute(
        select(*month, func.sum(CpdEntry.counted_minutes))
        .where(_in_year(person_id, year), _in_force())
        .group_by(*month)
    )
    return [MonthSum(int(row[0]), int(row[1]), row[2], int(row[3])) for row in rows]


def hashes_of_year(db: Session, *, person_id: int, year: CpdYear) -> list[str]:
    """The hashes of all lines of a year, replaced and withdrawn ones too, in the order of the ledger."""
    return list(db.scalars(select(CpdEntry.hash).where(_in_year(person_id, year)).order_by(CpdEntry.sequence)))


def wordless(db: Session, *, person_id: int, year: CpdYear) -> int:
    """Entries of the person's own, in force, beside which nothing at all was written."""
    silent = and_(CpdEntry.kind != Kind.SEGMENT, ~CpdEntry.prose.has())
    found = select(func.count()).select_from(CpdEntry).where(_in_year(person_id, year), _in_force(), silent)
    return db.scalar(found) or 0


def totals_by_year(db: Session, *, person_id: int, years: Collection[CpdYear]) -> dict[CpdYear, Totals]:
    """What each of these years adds up to, in one statement; an empty one adds up to nothing."""
    if not years:
        return {}
    begins = case(*((CpdEntry.on.between(year.first, year.last), year.begins) for year in years)).label("begins")
    rows = db.execute(
        select(begins, *_SUMS)
        .where(CpdEntry.person_id == person_id, _in_force())
        .group_by(text("begins"), CpdEntry.type)  # by its name: written out again, PostgreSQL takes it for another
    ).all()
    return {
        year: Totals.of(Sum(row[1], *(int(n) for n in row[2:])) for row in rows if row[0] == year.begins)
        for year in years
    }


@dataclass(frozen=True)
class HomeYear:
    """The CPD year in short, for the home page."""

    label: str
    counted_minutes: int  # toward the target
    target_minutes: int | None  # None: no number is asked for
    parts: list[Part]


def home_summary(db: Session, vault: Vault, *, person_id: int, on: date) -> HomeYear:
    """The person's year in which `on` lies, in two statements: what it asks for, and what it holds."""
    terms = terms_of(db, vault, person_id=person_id)
    year = terms.profile.year_of(on)
    target = terms.target(year)
    totals = year_totals(db, person_id=person_id, year=year).toward(target)
    return HomeYear(year.label, totals.counted, target.minutes, ring(totals))


@dataclass(frozen=True)
class YearKept:
    """A year in which a person's ledger has entries."""

    year: CpdYear
    entries: int
    counted: int


def years_kept(db: Session, *, person_id: int, starts: tuple[int, int] = SEPTEMBER) -> list[YearKept]:
    """Every year with entries in force, newest first, where years start on this month and day."""
    month, day = starts
    day_of_year = extract("month", CpdEntry.on) * 100 + extract("day", CpdEntry.on)
    begins = extract("year", CpdEntry.on) - case((day_of_year < month * 100 + day, 1), else_=0)
    rows = db.execute(
        select(begins, func.count(), func.sum(CpdEntry.counted_minutes))
        .where(CpdEntry.person_id == person_id, _in_force())
        .group_by(begins)
        .order_by(begins.desc())
    )
    return [YearKept(CpdYear(int(year), starts), entries, int(counted)) for year, entries, counted in rows]


@dataclass(frozen=True)
class Row:
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
    files: int

    @classmethod
    def of(cls, line: Line, *, files: int) -> "Row":
        """The row that the table has for a line."""
        return cls(**{name: getattr(line, name) for name in cls.__dataclass_fields__ if name != "files"}, files=files)

    @property
    def label(self) -> str:
        """Its type in words."""
        return EntryType(self.type).label

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken out of the sums."""
        return self.kind == Kind.WITHDRAWAL


@dataclass(frozen=True)
class Place:
    """Where a page of entries ends and the older ones begin; written in addresses as 2026-11-12.7."""

    on: date
    sequence: int

    @classmethod
    def from_text(cls, text: str | None) -> "Place | None":
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

    rows: list[Row]
    older: Place | None


def entries(db: Session, *, person_id: int, year: CpdYear, before: Place | None = None, limit: int = PAGE) -> Slice:
    """The newest version of each entry of a year, withdrawn ones included, in one statement."""
    files = select(func.count()).where(CpdFile.entry_id == CpdEntry.id).scalar_subquery().label("files")
    named = [getattr(CpdEntry, name) for name in Row.__dataclass_fields__ if name != "files"]
    asked = select(*named, files).where(_in_year(person_id, year), _standing())
    if before is not None:
        same_day = and_(CpdEntry.on == before.on, CpdEntry.sequence < before.sequence)
        asked = asked.where(or_(CpdEntry.on < before.on, same_day))
    newest_first = asked.order_by(CpdEntry.on.desc(), CpdEntry.sequence.desc()).limit(limit + 1)
    found = db.execute(newest_first).all()
    rows = [Row(**row._asdict()) for row in found[:limit]]
    return Slice(rows, Place(rows[-1].on, rows[-1].sequence) if len(found) > limit else None)


def all_entries(db: Session, *, person_id: int, year: CpdYear) -> Iterator[Row]:
    """The same entries, however many there are, some hundreds at a time."""
    before: Place | None = None
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


def joined_on(db: Session, *, person_id: int, zone: str) -> date:
    """The day a person's account was made."""
    moment = db.execute(select(Person.created_at).where(Person.id == person_id)).scalar_one()
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


@dataclass(frozen=True)
class YearLine:
    """A line of a year with what belongs to it, as the evidence pack needs it: a thousand of them cost little."""

    link: Link
    line: Line
    salt: bytes
    sealed: bytes | None
    files: list[KeptFile]


def lines_of_year(db: Session, *, person_id: int, year: CpdYear) -> list[YearLine]:
    """Every line of a year, replaced and withdrawn ones too, in the order of the ledger."""
    files: dict[int, list[KeptFile]] = defaultdict(list)
    of_year = select(CpdFile).join(CpdFile.entry).where(_in_year(person_id, year)).order_by(CpdFile.id)
    for file in db.scalars(of_year):
        files[file.entry_id].append(file.kept)
    facts = [getattr(CpdEntry, field.name) for field in fields(Line)]
    more = (CpdEntry.id, CpdEntry.previous_hash, CpdEntry.hash, CpdEntry.prose_salt, CpdProse.body)
    rows = db.execute(
        select(*facts, *more)
        .outerjoin(CpdProse, CpdProse.entry_id == CpdEntry.id)
        .where(_in_year(person_id, year))
        .order_by(CpdEntry.sequence)
    )
    names = [field.name for field in fields(Line)]
    found = []
    for *values, entry_id, previous, own, salt, sealed in rows:
        line = Line(**dict(zip(names, values, strict=True)))
        found.append(YearLine(Link(line.sequence, previous, own, line), line, salt, sealed, files[entry_id]))
    return found


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
