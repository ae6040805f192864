"""Reads of kept sums, and of the lines that they are added up from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, bindparam, case, func, literal, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from learnmentor.cpd.earlier import queries as earlier
from learnmentor.cpd.models import CpdEntry, CpdYearSum
from learnmentor.cpd.queries.in_force import COUNTS, OF_YEAR
from learnmentor.cpd.queries.ledger import ENTERED, HEAD
from learnmentor.cpd.rules import CpdYear, LineKind
from learnmentor.cpd.sums.rules import YearAddedUp, together
from learnmentor.ground.db import read

_entry, _sum = CpdEntry.__table__.c, CpdYearSum.__table__.c
ADDED_UP = (
    func.count(),
    func.sum(_entry.counted_minutes),
    func.coalesce(func.sum(_entry.planned_minutes), 0),
    func.coalesce(func.sum(_entry.active_minutes), 0),
    func.coalesce(func.sum(_entry.claimed_minutes), 0),
    func.coalesce(func.sum(_entry.attended_minutes), 0),
    func.sum(case((_entry.kind == LineKind.SESSION, 1), else_=0)),
)  # in the order of `rules.Sum`


# Kept


_KEPT = (
    select(_sum.begins, _sum.by_month, _sum.last_on)
    .where(_sum.person_id == bindparam("person_id"))
    .order_by(_sum.begins)
)


def kept(db: Session, *, person_id: int) -> Mapping[CpdYear, YearAddedUp]:
    """The kept sums of a person, by year; all years of one person begin on the same day."""
    rows = read(db, _KEPT, {"person_id": person_id}).all()
    return {_year(begins): YearAddedUp(by_month, last_on) for begins, by_month, last_on in rows}


_LATEST = _KEPT.where(_sum.begins <= bindparam("on")).order_by(None).order_by(_sum.begins.desc()).limit(1)


def newest_kept(db: Session, on: date, *, person_id: int) -> tuple[CpdYear, YearAddedUp] | None:
    """The newest year up to a day of which anything is kept; the day may lie in a later one."""
    row = read(db, _LATEST, {"person_id": person_id, "on": on}).first()
    return None if row is None else (_year(row.begins), YearAddedUp(row.by_month, row.last_on))


@dataclass(frozen=True)
class BeforeLine:
    """What a new line of a ledger has to know: whether it came before, what it follows, and what is kept of its year.

    `newest` is the newest year up to the line's day of which anything is kept.
    """

    entered: bool
    after: tuple[int, str] | None  # sequence and hash; None before the first line
    newest: tuple[CpdYear, YearAddedUp] | None


_nothing = select(literal(1)).subquery()
_last, _newest = HEAD.subquery(), _LATEST.subquery()
_BEFORE_LINE = select(
    ENTERED.exists(), _last.c.sequence, _last.c.hash, _newest.c.begins, _newest.c.by_month, _newest.c.last_on
).select_from(_nothing.outerjoin(_last, true()).outerjoin(_newest, true()))


def before_line(db: Session, *, person_id: int, source: str, on: date) -> BeforeLine:
    """All of it in one statement: a segment that is finished asks for it."""
    asked = {"person_id": person_id, "source": source, "on": on}
    entered, sequence, last, begins, by_month, last_on = read(db, _BEFORE_LINE, asked).one()
    newest = None if begins is None else (_year(begins), YearAddedUp(by_month, last_on))
    return BeforeLine(bool(entered), None if sequence is None else (sequence, last), newest)


def starts(db: Session, *, person_id: int) -> tuple[int, int] | None:
    """The month and day on which the kept years of a person begin; None where none are kept."""
    begins = db.execute(select(_sum.begins).where(_sum.person_id == person_id).limit(1)).scalar()
    return begins and (begins.month, begins.day)


def _year(begins: date) -> CpdYear:
    return CpdYear(begins.year, (begins.month, begins.day))


# Added up


class _DayAsText(FunctionElement[str]):
    """A date as 2026-11-21. SQLite keeps dates so: to take one apart with its functions costs as much as to add up."""

    type = Text()
    inherit_cache = True


@compiles(_DayAsText)
def _to_char(element: _DayAsText, compiler: SQLCompiler, **how: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **how)}, 'YYYY-MM-DD')"


@compiles(_DayAsText, "sqlite")
def _as_kept(element: _DayAsText, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


_day = _DayAsText(_entry.on)
_month = func.substr(_day, 1, len("2026-11")).label("month")
_begun = case((func.substr(_day, len("2026-1")) >= bindparam("start"), 1), else_=0).label("begun")
_ADDED_UP = (
    select(_month, _begun, _entry.type, func.max(_entry.on), *ADDED_UP)
    .where(OF_YEAR, COUNTS)
    .group_by("month", "begun", _entry.type)
)


def added_up(
    db: Session, *, person_id: int, starts: tuple[int, int], only: CpdYear | None = None
) -> Mapping[CpdYear, YearAddedUp]:
    """What the lines of all years come to, or of one. Flush first what this session changed.

    Those of accounts that were merged into this one count too, and what stands in both counts once.
    """
    own = of_ledger(db, person_id=person_id, starts=starts, only=only)
    if not (beside := earlier.ids_of_earlier(db, person_id)):
        return own
    ledgers = [own, *(of_ledger(db, person_id=each, starts=starts, only=only) for each in beside)]
    twice = (line for _, line in earlier.counted_twice(db, person_id) if only is None or only.contains(line.on))
    return together(ledgers, without=twice, starts=starts)


def of_ledger(
    db: Session, *, person_id: int, starts: tuple[int, int], only: CpdYear | None = None
) -> Mapping[CpdYear, YearAddedUp]:
    """The same of one ledger alone, in one statement."""
    first, last = (only.first, only.last) if only else (date.min, date.max)
    asked = {"person_id": person_id, "first": first, "last": last, "start": f"{starts[0]:02}-{starts[1]:02}"}
    rows: dict[CpdYear, list[list[Any]]] = defaultdict(list)
    newest: dict[CpdYear, date] = {}
    for text, begun, kind, on, *numbers in db.execute(_ADDED_UP, asked).all():
        year, month = map(int, text.split("-"))
        of = CpdYear(year if begun else year - 1, starts)
        rows[of].append([year, month, kind, *map(int, numbers)])
        newest[of] = max(on, newest.get(of, on))
    return {of: YearAddedUp(sorted(rows[of]), newest[of]) for of in rows}


# Whose


def everybody(db: Session) -> Sequence[int]:
    """Everybody who has a ledger."""
    return db.scalars(select(_entry.person_id).distinct().order_by(_entry.person_id)).all()


def starts_of_many(db: Session) -> dict[int, tuple[int, int]]:
    """The month and day on which the kept years of everybody begin, by person."""
    rows = db.execute(select(_sum.person_id, func.min(_sum.begins)).group_by(_sum.person_id).order_by(_sum.person_id))
    return {person_id: (begins.month, begins.day) for person_id, begins in rows}
