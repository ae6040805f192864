"""What all years of a person add up to, in one statement: the year that is shown by its months, the others whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, bindparam, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.queries import COUNTS
from learnmentor.cpd.rules import CpdYear, Sum, Totals
from learnmentor.cpd.year_overview import MonthSum

_NOTHING = Totals(())


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


_entry = CpdEntry.__table__.c
_day = _DayAsText(_entry.on)
_MONTH, _YEAR, _YEAR_BEFORE = len("2026-11"), len("2026"), len("2026-")  # what a span is told by
_span = case(
    (_entry.on.between(bindparam("first"), bindparam("last")), func.substr(_day, 1, _MONTH)),
    (func.substr(_day, 6) >= bindparam("start"), func.substr(_day, 1, _YEAR)),
    else_=func.substr(_day, 1, _YEAR_BEFORE),
).label("span")  # of the shown year 2026-11; of others 2025, or 2025- before the day on which the year starts
_SUMS = (
    select(
        _span,
        _entry.type,
        func.count(),
        func.sum(_entry.counted_minutes),
        func.coalesce(func.sum(_entry.planned_minutes), 0),
        func.coalesce(func.sum(_entry.active_minutes), 0),
        func.coalesce(func.sum(_entry.claimed_minutes), 0),
    )
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
