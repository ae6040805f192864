"""Reads of a CPD year and of all years of a person: what they add up to, for the ring, the months and the home page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, and_, bindparam, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from learnmentor.accounts.models import Person
from learnmentor.cpd.charts import RingPart, ring_of
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.queries.in_force import COUNTS, OF_YEAR, in_force, in_year, whose
from learnmentor.cpd.rules import CpdYear, EntryType, LineKind, Sum, Totals
from learnmentor.cpd.targets.queries import terms_of
from learnmentor.cpd.year_overview import MonthSum
from learnmentor.ground.vault import Vault
from learnmentor.ground.zones import day_of

_NOTHING = Totals(())
_entry = CpdEntry.__table__.c
_ADDED_UP = (
    func.count(),
    func.sum(_entry.counted_minutes),
    func.coalesce(func.sum(_entry.planned_minutes), 0),
    func.coalesce(func.sum(_entry.active_minutes), 0),
    func.coalesce(func.sum(_entry.claimed_minutes), 0),
)


# One year


_SUMS_OF_YEAR = select(_entry.type, *_ADDED_UP).where(OF_YEAR, COUNTS).group_by(_entry.type)


def year_totals(db: Session, *, person_id: int, year: CpdYear) -> Totals:
    """What a person's year adds up to, in one statement."""
    rows = db.execute(_SUMS_OF_YEAR, whose(person_id, year))
    return Totals.of(Sum(row[0], *(int(number) for number in row[1:])) for row in rows)


_HASHES_OF_YEAR = select(_entry.hash).where(OF_YEAR).order_by(_entry.sequence)


def hashes_of_year(db: Session, *, person_id: int, year: CpdYear) -> list[str]:
    """The hashes of all lines of a year, replaced and withdrawn ones too, in the order of the ledger."""
    return list(db.scalars(_HASHES_OF_YEAR, whose(person_id, year)).all())


def wordless(db: Session, *, person_id: int, year: CpdYear) -> int:
    """Entries of the person's own, in force, beside which nothing at all was written."""
    silent = and_(CpdEntry.kind != LineKind.SEGMENT, ~CpdEntry.prose.has())
    found = select(func.count()).select_from(CpdEntry).where(in_year(person_id, year), in_force(), silent)
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
).where(OF_YEAR, COUNTS)
_COUNTED_OF_TYPES = _COUNTED.where(_entry.type.in_(bindparam("types", expanding=True)))


def home_summary(db: Session, vault: Vault, *, person_id: int, on: date) -> HomeYear:
    """The person's year in which `on` lies, in two statements: what it asks for, and what it holds."""
    terms = terms_of(db, vault, person_id=person_id)
    year = terms.profile.year_of(on)
    target = terms.target(year)
    asked = _COUNTED_OF_TYPES if target.categories else _COUNTED
    studied, counted = map(int, db.execute(asked, {**whose(person_id, year), "types": target.categories}).one())
    return HomeYear(year.label, counted, target.minutes, ring_of(studied, counted - studied))


_JOINED = select(Person.__table__.c.created_at).where(Person.__table__.c.id == bindparam("person_id"))


def joined_on(db: Session, *, person_id: int, zone: str) -> date:
    """The day a person's account was made."""
    moment = db.execute(_JOINED, {"person_id": person_id}).scalar_one()
    return day_of(moment, zone)


def minutes_between(db: Session, *, person_id: int, first: date, last: date) -> int:
    """Minutes in force from the first day to the last, both included."""
    within = (CpdEntry.person_id == person_id, CpdEntry.on.between(first, last), in_force())
    return int(db.scalar(select(func.sum(CpdEntry.counted_minutes)).where(*within)) or 0)


def minutes_on(db: Session, on: date, *, person_id: int, apart_from: int | None = None) -> int:
    """Minutes in force on a day, leaving out the line with the sequence `apart_from`."""
    total = db.scalar(
        select(func.sum(CpdEntry.counted_minutes)).where(
            CpdEntry.person_id == person_id, CpdEntry.on == on, CpdEntry.sequence != (apart_from or 0), in_force()
        )
    )
    return int(total or 0)


# All years of a person, in one statement: the year that is shown by its months, the others whole


class _DayAsText(FunctionElement[str]):
    """A date as 2026-11-21. SQLite keeps dates so; to take one apart with its functions costs as much as to add up."""

    type = Text()
    inherit_cache = True


@compiles(_DayAsText)
def _to_char(element: _DayAsText, compiler: SQLCompiler, **how: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **how)}, 'YYYY-MM-DD')"


@compiles(_DayAsText, "sqlite")
def _as_kept(element: _DayAsText, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


_day = _DayAsText(_entry.on)
_MONTH, _YEAR, _YEAR_BEFORE = len("2026-11"), len("2026"), len("2026-")  # what a span is told by
_span = case(
    (_entry.on.between(bindparam("first"), bindparam("last")), func.substr(_day, 1, _MONTH)),
    (func.substr(_day, 6) >= bindparam("start"), func.substr(_day, 1, _YEAR)),
    else_=func.substr(_day, 1, _YEAR_BEFORE),
).label("span")  # of the shown year 2026-11; of others 2025, or 2025- before the day on which the year starts
_SUMS = (
    select(_span, _entry.type, *_ADDED_UP)
    .where(_entry.person_id == bindparam("person_id"), COUNTS)
    .group_by("span", _entry.type)
)


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
    month, day = shown.starts
    asked = {"person_id": person_id, "first": shown.first, "last": shown.last, "start": f"{month:02}-{day:02}"}
    months: list[MonthSum] = []
    parts: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for span, kind, *numbers in db.execute(_SUMS, asked).all():  # all at once: row by row takes twice as long
        year = int(span[:_YEAR])
        if len(span) == _MONTH:
            months.append(MonthSum(year, int(span[_YEAR_BEFORE:]), kind, int(numbers[1])))
            year = shown.begins
        parts[year - 1 if len(span) == _YEAR_BEFORE else year][kind].append(numbers)
    by_year = {
        begins: Totals.of(_together(kind, rows) for kind, rows in kinds.items()) for begins, kinds in parts.items()
    }
    return YearSums({CpdYear(begins, shown.starts): totals for begins, totals in by_year.items()}, months)


def _together(kind: str, rows: Sequence[Sequence[Any]]) -> Sum:
    return Sum(kind, *(int(sum(numbers)) for numbers in zip(*rows, strict=True)))
