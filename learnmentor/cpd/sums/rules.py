"""A CPD year added up: month by month and kind by kind, so that no page has to go through its lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any, Self

from learnmentor.cpd.rules import CpdYear, EntryType, LedgerLine, Sum, Totals, in_force, totals
from learnmentor.cpd.year_overview import MonthSum


@dataclass(frozen=True)
class YearAddedUp:
    """What is in force in one year; `last_on` is the newest day of it."""

    months: tuple[MonthSum, ...]  # by month and kind, each once
    last_on: date | None

    @classmethod
    def of(cls, lines: Iterable[LedgerLine]) -> Self:
        """The sums of lines that are all in force, and of one year."""
        by_month: dict[tuple[int, int], list[LedgerLine]] = defaultdict(list)
        for line in lines:
            by_month[line.on.year, line.on.month].append(line)
        months = (MonthSum(*month, each) for month, those in by_month.items() for each in totals(those).by_type)
        last_on = max((line.on for those in by_month.values() for line in those), default=None)
        return cls(tuple(sorted(months, key=_place)), last_on)

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[Any]], last_on: date | None) -> Self:
        """From what is kept: year, month, and the fields of a `Sum`."""
        return cls(tuple(MonthSum(year, month, Sum(*told)) for year, month, *told in rows), last_on)

    def with_one_more(self, line: LedgerLine) -> "YearAddedUp":
        """The same after a line that replaces none."""
        more = YearAddedUp.of([line]).months[0]
        others = [each for each in self.months if _place(each) != _place(more)]
        before = [each.sum for each in self.months if _place(each) == _place(more)]
        months = [*others, MonthSum(more.year, more.month, together([*before, more.sum]))]
        last_on = max(line.on, self.last_on or line.on)
        return YearAddedUp(tuple(sorted(months, key=_place)), last_on)

    @property
    def rows(self) -> list[list[Any]]:
        """As it is kept."""
        return [[each.year, each.month, *astuple(each.sum)] for each in self.months]

    @property
    def totals(self) -> Totals:
        """The whole year, kind by kind."""
        return totals_of(each.sum for each in self.months)

    @property
    def columns(self) -> dict[str, Any]:
        """The whole year in figures that reports add up, and the rows that they come from."""
        whole = self.totals
        return {
            "entries": whole.entries,
            "counted": whole.counted,
            "planned": whole.planned,
            "active": whole.active,
            "claimed": whole.claimed,
            "attended": whole.attended,
            "segments": whole.segments.entries,
            "sessions": whole.sessions,
            "last_on": self.last_on,
            "by_month": self.rows,
        }


EMPTY = YearAddedUp((), None)


def _place(of: MonthSum) -> tuple[int, int, str]:
    return of.year, of.month, EntryType(of.sum.type)


def together(sums: Sequence[Sum]) -> Sum:
    """Sums of one kind as one."""
    numbers = zip(*(astuple(each)[1:] for each in sums), strict=True)
    return Sum(sums[0].type, *map(sum, numbers))


def totals_of(sums: Iterable[Sum]) -> Totals:
    """Sums of several months as one of each kind."""
    by_type: dict[str, list[Sum]] = defaultdict(list)
    for each in sums:
        by_type[each.type].append(each)
    return Totals.of(together(those) for those in by_type.values())


def years_of(lines: Iterable[LedgerLine], starts: tuple[int, int]) -> Mapping[CpdYear, YearAddedUp]:
    """What a whole ledger adds up to, by the years in which something is in force."""
    by_year: dict[CpdYear, list[LedgerLine]] = defaultdict(list)
    for line in in_force(lines):
        by_year[CpdYear.of(line.on, starts)].append(line)
    return {year: YearAddedUp.of(those) for year, those in by_year.items()}
