"""A CPD year added up: month by month and kind by kind, so that no page has to go through its lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add
from typing import Any, Self

from learnmentor.cpd.rules import CpdYear, EntryType, LedgerLine, LineKind, Sum, Totals, in_force
from learnmentor.cpd.year_overview import MonthSum

Row = Sequence[Any]
"""Year, month, and the fields of a `Sum`, as they are kept."""
_NUMBERS = 3  # where those begin that are added up
FIGURES = ("entries", "counted", "planned", "active", "claimed", "attended", "segments", "sessions")  # of a whole year


@dataclass(frozen=True)
class YearAddedUp:
    """What is in force in one year; `last_on` is the newest day of it."""

    rows: Sequence[Row]  # a list for each month and kind, in this order
    last_on: date | None

    @classmethod
    def of(cls, lines: Iterable[LedgerLine]) -> Self:
        """The sums of lines that are all in force, and of one year."""
        rows: dict[tuple[int, int, str], list[Any]] = {}
        last_on = None
        for line in lines:
            _add_to(rows, _row(line))
            last_on = max(line.on, last_on or line.on)
        return cls([rows[place] for place in sorted(rows)], last_on)

    def with_one_more(self, line: LedgerLine) -> "YearAddedUp":
        """The same after a line that replaces none."""
        more, rows = _row(line), list(self.rows)
        at = next((n for n, row in enumerate(rows) if row[:_NUMBERS] == more[:_NUMBERS]), None)
        if at is None:
            rows = sorted([*rows, more], key=_place)
        else:
            rows[at] = [*more[:_NUMBERS], *map(add, rows[at][_NUMBERS:], more[_NUMBERS:])]
        return YearAddedUp(rows, max(line.on, self.last_on or line.on))

    @property
    def months(self) -> list[MonthSum]:
        """The same for the picture of the months."""
        return [MonthSum(row[0], row[1], Sum._make(row[2:])) for row in self.rows]

    @property
    def totals(self) -> Totals:
        """The whole year, kind by kind."""
        return Totals.of(Sum(kind, *numbers) for kind, numbers in self._by_type().items())

    def _by_type(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, Sequence[int]] = {}
        for row in self.rows:
            kind, numbers = row[2], row[_NUMBERS:]
            found[kind] = list(map(add, found[kind], numbers)) if kind in found else numbers
        return found

    @property
    def columns(self) -> dict[str, Any]:
        """The whole year in figures that reports add up, and the rows that they come from."""
        by_type = self._by_type()
        names = ("entries", "counted", "planned", "active", "claimed", "attended", "sessions")
        figures = dict(zip(names, map(sum, zip(*by_type.values(), strict=True)), strict=True))
        segments = by_type.get(EntryType.SEGMENT, (0,))[0]
        return {**figures, "segments": segments, "last_on": self.last_on, "by_month": list(self.rows)}


EMPTY = YearAddedUp([], None)


def _place(row: Row) -> tuple[int, int, str]:
    return row[0], row[1], row[2]


def _row(line: LedgerLine) -> list[Any]:
    return [
        *(line.on.year, line.on.month, str(line.type), 1, line.counted_minutes, line.planned_minutes or 0),
        *(line.active_minutes or 0, line.claimed_minutes or 0, line.attended_minutes or 0),
        int(line.kind == LineKind.SESSION),
    ]


def _add_to(rows: dict[tuple[int, int, str], list[Any]], more: list[Any]) -> None:
    year, month, kind, *numbers = more
    before = rows.get((year, month, kind))
    together = numbers if before is None else map(add, before[_NUMBERS:], numbers)
    rows[year, month, kind] = [year, month, kind, *together]


def together(
    ledgers: Iterable[Mapping[CpdYear, YearAddedUp]], *, without: Iterable[LedgerLine], starts: tuple[int, int]
) -> Mapping[CpdYear, YearAddedUp]:
    """What several ledgers of one person come to, without lines that stand in another of them too."""
    rows: dict[CpdYear, dict[tuple[int, int, str], list[Any]]] = defaultdict(dict)
    newest: dict[CpdYear, date | None] = {}
    for found in ledgers:
        for year, of in found.items():
            for row in of.rows:
                _add_to(rows[year], list(row))
            newest[year] = max(filter(None, (of.last_on, newest.get(year))), default=None)
    for line in without:
        year, month, kind, *numbers = _row(line)
        _add_to(rows[CpdYear.of(line.on, starts)], [year, month, kind, *(-number for number in numbers)])
    left = {year: [row for _, row in sorted(of.items()) if row[_NUMBERS]] for year, of in rows.items()}
    return {year: YearAddedUp(of, newest.get(year)) for year, of in left.items() if of}


def years_of(lines: Iterable[LedgerLine], starts: tuple[int, int]) -> Mapping[CpdYear, YearAddedUp]:
    """What a whole ledger adds up to, by the years in which something is in force."""
    by_year: dict[CpdYear, list[LedgerLine]] = defaultdict(list)
    for line in in_force(lines):
        by_year[CpdYear.of(line.on, starts)].append(line)
    return {year: YearAddedUp.of(those) for year, those in by_year.items()}
