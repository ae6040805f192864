"""Reads of a CPD year and of all years of a person: what they add up to, for the ring, the months and the home page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, func, not_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.merging.queries import of_either
from learnmentor.accounts.models import Person
from learnmentor.cpd.charts import RingPart, ring
from learnmentor.cpd.earlier.queries import counted_twice, ids_of_earlier
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.queries.in_force import COUNTS, OF_YEAR, in_force, in_year, whose
from learnmentor.cpd.rules import CpdYear, LineKind, Sum, Totals
from learnmentor.cpd.sums import queries as sums
from learnmentor.cpd.sums.rules import YearAddedUp
from learnmentor.cpd.targets.queries import terms_of
from learnmentor.cpd.year_overview import MonthSum
from learnmentor.ground.db import read
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of

_NOTHING = Totals(())
_entry = CpdEntry.__table__.c


# One year


_SUMS_OF_YEAR = select(_entry.type, *sums.ADDED_UP).where(OF_YEAR, COUNTS).group_by(_entry.type)


def year_totals(db: Session, *, person_id: int, year: CpdYear) -> Totals:
    """What the lines of a person's year add up to, in one statement: what is declared is not taken from kept sums."""
    rows = db.execute(_SUMS_OF_YEAR, whose(person_id, year))
    return Totals.of(Sum(row[0], *(int(number) for number in row[1:])) for row in rows)


_HASHES_OF_YEAR = select(_entry.hash).where(OF_YEAR).order_by(_entry.sequence)


def hashes_of_year(db: Session, *, person_id: int, year: CpdYear) -> list[str]:
    """The hashes of all lines of a year, replaced and withdrawn ones too, in the order of the ledger."""
    return list(db.scalars(_HASHES_OF_YEAR, whose(person_id, year)).all())


_AFTER = select(func.count()).select_from(CpdEntry.__table__).where(OF_YEAR, _entry.sequence > bindparam("after"))


def lines_after(db: Session, after: int, *, person_id: int, year: CpdYear) -> int:
    """How many lines of a year came after a line of the ledger."""
    return int(read(db, _AFTER, {**whose(person_id, year), "after": after}).scalar_one())


def wordless(db: Session, *, person_id: int, year: CpdYear) -> int:
    """Entries of the person's own, in force, beside which nothing at all was written."""
    silent = and_(CpdEntry.kind.in_((LineKind.OWN, LineKind.CORRECTION)), ~CpdEntry.prose.has())
    found = select(func.count()).select_from(CpdEntry).where(in_year(person_id, year), in_force(), silent)
    return db.scalar(found) or 0


@dataclass(frozen=True)
class HomeYear:
    """The CPD year in short, for the home page."""

    label: str
    counted_minutes: int  # toward the target
    target_minutes: int | None  # None: no number is asked for
    parts: list[RingPart]
    invited: bool = False  # to some part of an organisation: said by the statement that asks for the target
    paired: bool = False  # in a pair, or asked into one: the same
    belongs: bool = True  # to an organisation: the same
    preparing: bool = False  # assessed work that goes on: the same


def home_summary(db: Session, vault: Vault, *, person_id: int, on: date) -> HomeYear:
    """The person's year in which `on` lies, in two statements: what it asks for, and what it holds."""
    terms = terms_of(db, vault, person_id=person_id, on=on)
    year = terms.profile.year_of(on)
    target = terms.target(year)
    kept = sums.newest_kept(db, on, person_id=person_id)
    known = kept is not None and kept[0] == year  # else nothing is kept, or of years that begin on another day
    if kept and known:
        totals = kept[1].totals
    elif terms.earlier:
        totals = year_sums(db, person_id=person_id, shown=year).of(year)
    else:
        totals = year_totals(db, person_id=person_id, year=year)
    toward = totals.toward(target)
    return HomeYear(
        year.label, toward.counted, target.minutes, ring(toward), terms.invited, terms.paired, terms.belongs,
        terms.preparing,
    )  # fmt: skip


_JOINED = select(Person.__table__.c.created_at).where(Person.__table__.c.id == bindparam("person_id"))


def joined_on(db: Session, *, person_id: int, zone: str) -> date:
    """The day a person's account was made."""
    moment = db.execute(_JOINED, {"person_id": person_id}).scalar_one()
    return day_of(moment, zone)


def minutes_between(db: Session, *, person_id: int, first: date, last: date) -> int:
    """Minutes in force from the first day to the last, both included; what stands in two records counts once."""
    within = (of_either(CpdEntry.person_id, person_id), CpdEntry.on.between(first, last), in_force())
    total = int(db.scalar(select(func.sum(CpdEntry.counted_minutes)).where(*within)) or 0)
    twice = counted_twice(db, person_id) if ids_of_earlier(db, person_id) else []
    return total - sum(line.counted_minutes for _, line in twice if first <= line.on <= last)


def minutes_on(db: Session, on: date, *, person_id: int, apart_from: int | None = None) -> int:
    """Minutes in force on a day, leaving out the line with the sequence `apart_from`."""
    left_out = and_(CpdEntry.person_id == person_id, CpdEntry.sequence == (apart_from or 0))
    total = db.scalar(
        select(func.sum(CpdEntry.counted_minutes)).where(
            of_either(CpdEntry.person_id, person_id), CpdEntry.on == on, not_(left_out), in_force()
        )
    )
    return int(total or 0)


# All years of a person


@dataclass(frozen=True)
class YearSums:
    """The sums of every year in which a person has entries in force, and of the months of one of them."""

    by_year: Mapping[CpdYear, Totals]
    months: Sequence[MonthSum]

    def of(self, year: CpdYear) -> Totals:
        """What a year adds up to; an empty one adds up to nothing."""
        return self.by_year.get(year, _NOTHING)


def year_sums(db: Session, *, person_id: int, shown: CpdYear) -> YearSums:
    """What a person's years add up to, where years start as the one that is `shown` does."""
    found = _years(db, person_id=person_id, starts=shown.starts)
    by_year = {year: each.totals for year, each in found.items()}
    return YearSums(by_year, found[shown].months if shown in found else ())


def _years(db: Session, *, person_id: int, starts: tuple[int, int]) -> Mapping[CpdYear, YearAddedUp]:
    """As they are kept; from the lines where the kept ones begin on another day, which a job is about to mend."""
    kept = sums.kept(db, person_id=person_id)
    if all(year.starts == starts for year in kept):
        return kept
    return sums.added_up(db, person_id=person_id, starts=starts)
