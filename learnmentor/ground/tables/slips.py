"""What can be wrong with a line of a table whatever it is about, and the marks that spreadsheets leave in cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from learnmentor.ground.tables.text import SEPARATORS, TableRow

HEADINGS_WITHIN = 30  # lines among which the headings are looked for
_RULE = re.compile(r"[\s:=_-]*")
_FORCED_TEXT = re.compile(r'="([^"]*)"')


@dataclass(frozen=True)
class Slip:
    """Something wrong in one place of a table, and what to do about it."""

    line: int
    column: str
    message: str


def is_rule(row: TableRow) -> bool:
    """Whether a line is one that was drawn, as below headings."""
    return all(map(_RULE.fullmatch, row.cells))


def slip_of_row(row: TableRow, columns: Sequence[str], *, separator: str) -> Slip | None:
    """What is wrong with a line before its cells are read: a quotation mark that none closes, or too many cells."""
    if row.unclosed is not None:
        column = columns[row.unclosed] if row.unclosed < len(columns) else ""
        said = "A quotation mark opens here, and none closes the cell in this line. Take it out, or close the cell."
        return Slip(row.line, column, said)
    if any(cell.strip() for cell in row.cells[len(columns) :]):
        more = "This line has more cells than there are headings. Put text that holds {} into quotation marks."
        return Slip(row.line, "", more.format(SEPARATORS.get(separator, f"“{separator}”")))
    return None


def without_text_marks(cell: str) -> str:
    """A cell without the marks by which spreadsheets are told that a figure is text: '1.5, ="1.5"."""
    forced = _FORCED_TEXT.fullmatch(cell)
    return forced[1] if forced else cell.removeprefix("'")
