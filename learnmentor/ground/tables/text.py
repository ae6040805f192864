"""A table as text, before anything in it means something: its letters, its line ends, its cells.

A quotation mark is a mark like any other unless it opens a cell and another one closes that cell: what spreadsheets put
on the clipboard doubles no marks. No cell swallows the entries below it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

SEPARATORS = {"\t": "a tab", ";": "a semicolon", ",": "a comma", "|": "a bar"}
_LOOKED_AT = 2000  # lines of one cell among which entries are looked for
_TOLD = re.compile(r'"?sep=(?P<separator>[^\n])"?[ ,;\t]*(?:\n|$)')  # a line by which Excel is told the separator


@dataclass(frozen=True)
class TableRow:
    """One line of a table, or several where a cell in marks holds line breaks. `end` is where the next one begins.

    `unclosed` is the place of the cell in which a quotation mark opens for nothing, None in a row that can be read.
    """

    line: int
    cells: list[str]
    end: int
    lines: int = 1
    unclosed: int | None = None


def with_plain_line_ends(text: str) -> str:
    """Text as a browser sends it back: line ends of Windows and of old Macs as one character, no mark in front."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")


def told_separator(text: str) -> tuple[str, int]:
    """What the first line says that parts the cells, "" if it says nothing, and where the text goes on."""
    found = _TOLD.match(text)
    return (found["separator"], found.end()) if found else ("", 0)


def rows(
    text: str, separator: str, *, start: int = 0, line: int = 1, is_entry: Callable[[str], bool] = lambda _line: False
) -> Iterator[TableRow]:
    """Each row with something in it, from a place on; `is_entry` knows a line that would be an entry by itself."""
    empty = re.compile(rf"[\s{re.escape(separator)}]*\n")  # lines with nothing in them, at one go
    while start < len(text):
        if nothing := empty.match(text, start):
            start, line = nothing.end(), line + nothing[0].count("\n")
            continue
        row = _row(text, separator, start, line)
        below = text[start : row.end].split("\n", _LOOKED_AT)[1 : row.lines] if row.lines > 1 else ()
        if any(map(is_entry, below[:_LOOKED_AT])):
            row = _row(text, separator, start, line, one_line=True)
        if any(cell.strip() for cell in row.cells):
            yield row
        start, line = row.end, line + row.lines


def _row(text: str, separator: str, start: int, line: int, *, one_line: bool = False) -> TableRow:
    closed, open_ = _cell_patterns(separator, one_line=one_line)
    cells: list[str] = []
    at, lines, unclosed = start, 1, None
    while True:
        if found := closed.match(text, at):
            cells.append(found[1].replace('""', '"'))
            lines += found[1].count("\n")
        else:
            found = open_.match(text, at)
            cells.append(found[0] if found else "")
            if separator != "\t" and unclosed is None and _opens_for_nothing(cells[-1]):
                unclosed = len(cells) - 1
        at = found.end() if found else at
        if text[at : at + 1] != separator:
            return TableRow(line, cells, at + 1, lines, unclosed)
        at += 1


def _opens_for_nothing(cell: str) -> bool:
    """Whether a mark opens a cell and none closes it: “"Stretch" twilight” is text, “"Stretch” half of one."""
    return cell.lstrip(" ").startswith('"') and cell.count('"') % 2 == 1


@cache
def _cell_patterns(separator: str, *, one_line: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A cell in marks, and one without. Between marks a clipboard has line breaks and no tabs, a CSV file has both."""
    apart = re.escape(separator)
    never = '"' + ("\\t" if separator == "\t" else "") + ("\\n" if one_line else "")
    closed = rf' *"((?:[^{never}]++|"")*+)" *(?={apart}|\n|\Z)'
    return re.compile(closed), re.compile(rf"[^{apart}\n]*")
