"""Reads for evidence packs: a year of a ledger as it stood at one line, some rows at a time, and what was asked for.

A pack may be on its way for an hour, and no session is kept open for that. What holds it together is that the ledger
only grows: every statement here leaves out what came after the line that was the last when the pack was begun.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, not_, null, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.merging.queries import earlier_accounts
from learnmentor.accounts.models import Person
from learnmentor.cpd.chain import ChainLink
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdPack, CpdProse
from learnmentor.cpd.queries.entries import EntryRow, LedgerPlace
from learnmentor.cpd.queries.files import weight_of_years
from learnmentor.cpd.rules import CpdYear, LedgerLine, LineKind, Sum, Totals
from learnmentor.ground.attachments.file_kinds import KeptFile

PAGE = 250  # rows that are held at once


class OwnerLeft(Exception):
    """The person closed their account while the pack was made: the words of their lines are gone."""


@dataclass(frozen=True)
class Standpoint:
    """Whose year is read, and the line up to which their ledger is: its number, its hash."""

    person_id: int
    year: CpdYear
    last: int
    head: str

    @property
    def top(self) -> LedgerPlace:
        """Where the table of the year begins, its newest entries first."""
        return LedgerPlace(self.year.last + timedelta(days=1), 0)

    @property
    def bounds(self) -> dict[str, Any]:
        """What every statement is asked with."""
        year = self.year
        return {"person": self.person_id, "first": year.first, "until": year.last, "last": self.last}


@dataclass(frozen=True)
class PackLine:
    """A line in its place. Of another year it has its hashes alone; `stands`: no later line of its year replaces it."""

    link: ChainLink
    salt: bytes = b""
    sealed: bytes | None = None
    stands: bool = False


_IN_YEAR = CpdEntry.on.between(bindparam("first"), bindparam("until"))
_OF_LEDGER = and_(CpdEntry.person_id == bindparam("person"), CpdEntry.sequence <= bindparam("last"))
_LATER = aliased(CpdEntry)
_STANDS = ~(
    select(_LATER.id)
    .where(_LATER.person_id == CpdEntry.person_id, _LATER.supersedes == CpdEntry.sequence)
    .where(_LATER.sequence <= bindparam("last"), _LATER.on.between(bindparam("first"), bindparam("until")))
    .exists()
)  # as the lines of the year tell by themselves: whoever checks a pack has only those
_FACTS = tuple(field.name for field in fields(LedgerLine))
_TABLE = EntryRow._fields[:-1]  # all but the number of files

_LAST = (
    select(CpdEntry.sequence, CpdEntry.hash)
    .where(CpdEntry.person_id == bindparam("person"))
    .order_by(CpdEntry.sequence.desc())
    .limit(1)
)
_LINES = (
    select(
        CpdEntry.previous_hash, CpdEntry.hash, _IN_YEAR, CpdEntry.prose_salt, CpdProse.body, _STANDS,
        *(getattr(CpdEntry, name) for name in _FACTS),
    )
    .outerjoin(CpdProse, and_(CpdProse.entry_id == CpdEntry.id, _IN_YEAR))
    .where(_OF_LEDGER, CpdEntry.sequence > bindparam("after"))
    .order_by(CpdEntry.sequence)
    .limit(PAGE)
)  # fmt: skip
_OLDER = and_(
    CpdEntry.on.between(bindparam("first"), bindparam("on")),
    not_(and_(CpdEntry.on == bindparam("on"), CpdEntry.sequence >= bindparam("before"))),
)
_TABLE_ROWS = (
    select(*(getattr(CpdEntry, name) for name in _TABLE))
    .where(_OF_LEDGER, _STANDS, _OLDER)
    .order_by(CpdEntry.on.desc(), CpdEntry.sequence.desc())
    .limit(PAGE)
)
_ROWS = _TABLE_ROWS.add_columns(null())
_ROWS_WITH_WORDS = _TABLE_ROWS.add_columns(CpdProse.body).outerjoin(CpdProse, CpdProse.entry_id == CpdEntry.id)
_FILES = (
    select(CpdEntry.sequence, *(getattr(CpdFile, field.name) for field in fields(KeptFile)))
    .join(CpdFile.entry)
    .where(_OF_LEDGER, _IN_YEAR, _STANDS)
    .order_by(CpdEntry.on.desc(), CpdEntry.sequence.desc(), CpdFile.id)
)
_MINUTES = (
    CpdEntry.counted_minutes, CpdEntry.planned_minutes, CpdEntry.active_minutes, CpdEntry.claimed_minutes,
    CpdEntry.attended_minutes, case((CpdEntry.kind == LineKind.SESSION, 1), else_=0),
)  # fmt: skip
_SUMS = (
    select(CpdEntry.type, func.count(), *(func.sum(func.coalesce(minutes, 0)) for minutes in _MINUTES))
    .where(_OF_LEDGER, _IN_YEAR, _STANDS, CpdEntry.kind != LineKind.WITHDRAWAL)
    .group_by(CpdEntry.type)
)
_COUNT = select(func.count()).select_from(CpdEntry).where(_OF_LEDGER, _IN_YEAR, _STANDS)
_HASHES = select(CpdEntry.hash).where(_OF_LEDGER, _IN_YEAR).order_by(CpdEntry.sequence)


def standpoint(db: Session, *, person_id: int, year: CpdYear, start: str) -> Standpoint:
    """The ledger as it is now; before its first line it ends at its `start`."""
    found = db.execute(_LAST, {"person": person_id}).first()
    return Standpoint(person_id, year, *(found or (0, start)))


def lines(db: Session, of: Standpoint, *, after: int) -> list[PackLine]:
    """The lines after one, in the order of the ledger. Raises `OwnerLeft`."""
    return [_line(row) for row in db.execute(_LINES, {**of.bounds, "after": after})]


def _line(row: Iterable[Any]) -> PackLine:
    previous, own, in_year, salt, sealed, stands, *values = row
    facts = dict(zip(_FACTS, values, strict=True))
    if not in_year:
        return PackLine(ChainLink(facts["sequence"], previous, own, None))
    if not facts["title"]:
        raise OwnerLeft
    return PackLine(ChainLink(facts["sequence"], previous, own, LedgerLine(**facts)), salt, sealed, stands)


def rows(
    db: Session, of: Standpoint, *, older: LedgerPlace, words: bool, files: Mapping[int, int]
) -> list[tuple[EntryRow, bytes | None]]:
    """The entries of the year that are older than one, newest first, withdrawn ones too; sealed `words` if wanted.

    `files` says how many files a line has, by its number. Raises `OwnerLeft`.
    """
    asked = {**of.bounds, "on": older.on, "before": older.sequence}
    read = []
    for *values, sealed in db.execute(_ROWS_WITH_WORDS if words else _ROWS, asked):
        facts = dict(zip(_TABLE, values, strict=True))
        if not facts["title"]:
            raise OwnerLeft
        read.append((EntryRow(**facts, files=files.get(facts["sequence"], 0)), sealed))
    return read


def files(db: Session, of: Standpoint) -> dict[int, list[KeptFile]]:
    """The files of the entries of the year, in the order of its table, by the number of their line."""
    found: dict[int, list[KeptFile]] = defaultdict(list)
    for sequence, *values in db.execute(_FILES, of.bounds):
        found[sequence].append(KeptFile(*values))
    return found


def totals(db: Session, of: Standpoint) -> Totals:
    """What the lines of the year that are in force add up to."""
    sums = db.execute(_SUMS, of.bounds)
    return Totals.of(Sum(row[0], *(int(number) for number in row[1:])) for row in sums)


def count(db: Session, of: Standpoint) -> int:
    """How many entries the year's table has, withdrawn ones too."""
    return db.execute(_COUNT, of.bounds).scalar_one()


def hashes(db: Session, of: Standpoint) -> list[str]:
    """The hashes of all lines of the year, replaced and withdrawn ones too."""
    return list(db.scalars(_HASHES, of.bounds))


# Records of accounts that were merged into one


def earlier_with_lines(db: Session, person_id: int, years: Collection[CpdYear]) -> dict[CpdYear, list[Person]]:
    """The accounts that were merged into one, by the years in which their records hold something."""
    found: dict[CpdYear, list[Person]] = defaultdict(list)
    for account in earlier_accounts(db, person_id):
        for year in years:
            if weight_of_years(db, person_id=account.id, years=[year]).lines:
                found[year].append(account)
    return found


# Packs that the worker makes

UNFINISHED = ("waiting", "making")


def unfinished_packs(db: Session, person_id: int) -> Sequence[CpdPack]:
    """The packs of a person that are not made yet."""
    return db.scalars(select(CpdPack).where(CpdPack.person_id == person_id, CpdPack.state.in_(UNFINISHED))).all()


def pack_of(db: Session, public_id: str, *, owner_id: int) -> CpdPack | None:
    """A pack of the person's own."""
    return db.scalar(select(CpdPack).where(CpdPack.public_id == public_id, CpdPack.person_id == owner_id))


def packs_to_show(db: Session, person_id: int) -> Sequence[CpdPack]:
    """The packs of a person that wait, are ready or failed, the newest first; a ready one may be over by now."""
    mine = (CpdPack.person_id == person_id, CpdPack.state.in_((*UNFINISHED, "ready", "failed")))
    return db.scalars(select(CpdPack).where(*mine).order_by(CpdPack.asked_at.desc(), CpdPack.id.desc())).all()


def pack_to_make(db: Session, pack_id: int) -> tuple[CpdPack, Person] | None:
    """A pack that is not made yet, held, and whose it is; None when it is, or when its owner left."""
    row = db.execute(
        select(CpdPack, Person)
        .join(Person, Person.id == CpdPack.person_id)
        .where(CpdPack.id == pack_id, CpdPack.state.in_(UNFINISHED), Person.closed_at.is_(None))
        .with_for_update(of=CpdPack)
    ).first()
    return (row[0], row[1]) if row else None


def old_packs(db: Session, *, before: datetime) -> Sequence[CpdPack]:
    """Packs that are gone or failed and were asked for until then."""
    return db.scalars(select(CpdPack).where(CpdPack.state.in_(("gone", "failed")), CpdPack.asked_at <= before)).all()


def kept_files(db: Session) -> frozenset[str]:
    """The public ids of packs whose files are on offer or under way."""
    return frozenset(db.scalars(select(CpdPack.public_id).where(CpdPack.state.in_((*UNFINISHED, "ready")))))


def ids_of_packs(db: Session, person_id: int) -> tuple[str, ...]:
    """The public ids of all packs of a person."""
    return tuple(db.scalars(select(CpdPack.public_id).where(CpdPack.person_id == person_id)))
