"""Packs of somebody whose accounts were merged: each record in a folder of its own, with what both come to.

Each folder is a pack by itself, so whatever checks packs checks each chain against its own head.
"""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.cpd.earlier.queries import counted_twice
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.sums.queries import added_up
from learnmentor.cpd.tables import spreadsheet
from learnmentor.evidence.packs.contents import Contents
from learnmentor.ground.words import hours, plural

BOTH = "all-records.csv"
_TWICE = "in another record too, where it counts"


def folder_of(year: CpdYear, number: int = 0) -> str:
    """The folder of a record: the one that goes on, or the first, second … of those that were merged into it."""
    return year.label if not number else f"{year.label}-earlier-account" + (f"-{number}" if number > 1 else "")


@dataclass(frozen=True)
class YearTogether:
    """What a year of all records comes to, and the lines of it that stand in two, by the account and their number."""

    counted: int
    twice: frozenset[tuple[int, int]]


def together(db: Session, person_id: int, year: CpdYear) -> YearTogether:
    """As the page of the year counts them: a segment or a session that is in two records once."""
    found = added_up(db, person_id=person_id, starts=year.starts, only=year).get(year)
    twice = ((owner, line.sequence) for owner, line in counted_twice(db, person_id) if year.contains(line.on))
    return YearTogether(found.totals.counted if found else 0, frozenset(twice))


def said(year: CpdYear, of: YearTogether, *, earlier: int, number: int) -> str:
    """That there are other records, for the document and the guide of one of them."""
    one = (
        "This is the record of an earlier account of the same person, which was merged."
        if number
        else ("An earlier account of the same person was merged into this one, and has a record of its own.")
    )
    others = ", ".join(folder_of(year, each) for each in range(earlier + 1) if each != number)
    twice = (
        f" {plural(len(of.twice), 'line stands', 'lines stand')} in two of them, and only the earlier counts."
        if of.twice
        else ""
    )
    where = f"The other {'record is' if earlier == 1 else 'records are'} in {others}."
    return f"{one} {where} Together they come to {hours(of.counted)} in {year.label}.{twice}"


@dataclass
class RecordsTold:
    """What is told of all records beside their folders: the heads of the ledgers, and one table of all entries."""

    heads: list[dict[str, Any]] = field(default_factory=list)
    _packed: list[tuple[str, Contents, frozenset[tuple[int, int]]]] = field(default_factory=list)

    def add(self, folder: str, contents: Contents, twice: frozenset[tuple[int, int]] = frozenset()) -> None:
        """One more folder."""
        at = contents.of_year.at
        self.heads.append({"folder": folder, "start": contents.start, "head": contents.head, "lines": at.last})
        self._packed.append((folder, contents, twice))

    def table(self) -> Iterator[bytes]:
        """Every entry of all folders, with the record that it stands in."""
        yield (spreadsheet.BYTE_ORDER_MARK + _line(["Record", *spreadsheet.COLUMNS])).encode()
        for folder, contents, twice in self._packed:
            for row in contents.of_year.rows():
                cells = spreadsheet.cells(row)
                if (contents.of_year.at.person_id, row.sequence) in twice:
                    cells[_STATUS] = _TWICE
                yield _line([folder, *cells, str(row.files)]).encode()


_STATUS = spreadsheet.COLUMNS.index("Status")


def _line(cells: Sequence[str] | Collection[str]) -> str:
    page = io.StringIO()
    csv.writer(page).writerow(cells)
    return page.getvalue()
