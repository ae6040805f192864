"""A table of people, from a file or pasted: read line by line, each slip with its line, its column and a remedy.

What it understands is what the export writes, and what personnel systems and people make: commas, semicolons or tabs,
headings in any order and by many names, a title above them, dates as people write them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from learnmentor.accounts.rules import LONGEST_ADDRESS, RoleName, clean_address, clean_name, name_fault
from learnmentor.ground.tables import text as table_text
from learnmentor.ground.tables.cells import as_written
from learnmentor.ground.tables.slips import HEADINGS_WITHIN, Slip, is_rule, slip_of_row, without_text_marks
from learnmentor.ground.tables.text import SEPARATORS, TableRow
from learnmentor.ground.typed import days
from learnmentor.ground.typed.days import NoDay
from learnmentor.ground.typed.letters import alike

MOST_LINES = 10_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 4_000_000
MOST_SLIPS = 1000
REPEATED = "The same person and part as in line {}. Take one of the lines out."
LONGEST_GROUP = 120
COLUMNS = ("Name", "Email", "Roles", "Part", "Group", "Manager's email", "First day", "Last day")
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Name": ("name", "full name", "person", "teacher", "member", "display name"),
    "Given": ("first name", "forename", "given name", "forenames"),
    "Family": ("last name", "surname", "family name"),
    "Email": ("email", "e-mail", "email address", "e-mail address", "mail", "work email"),
    "Roles": ("role", "roles", "role s"),
    "Part": ("part", "department", "dept", "site", "faculty", "school", "team", "area", "organisation"),
    "Group": ("group", "groups", "cohort"),
    "Manager's email": (
        *("manager's email", "manager email", "manager", "line manager", "line manager's email"),
        *("line manager email", "managers email", "manager's address"),
    ),
    "First day": ("first day", "start date", "start", "from", "starts on", "joined", "joins"),
    "Last day": ("last day", "end date", "end", "to", "until", "ends on", "leaves", "left"),
}
_KNOWN = {alias: name for name, aliases in _HEADINGS.items() for alias in aliases}
_NO_ROLE = {"", "learner", "member", "none", "-"}
_BETWEEN_ROLES = re.compile(r"[,;/|+&\n]| and ")
_ADDRESS = re.compile(r"[^@\s<>\",;:()\[\]\\]+@[^@\s<>\",;:()\[\]\\]+\.[^@\s<>\",;:()\[\]\\.]+")
_NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>]+)>")
_LONGEST_CELL = 400


@dataclass(frozen=True)
class PersonLine:
    """One person in one part, as a line of the table says. Days that it leaves empty are None."""

    line: int
    email: str
    name: str = ""
    roles: tuple[RoleName, ...] = ()
    part: str = ""
    group: str = ""
    manager: str = ""
    first: date | None = None
    last: date | None = None


@dataclass
class PeopleTable:
    """What a table holds, and what of it cannot be read."""

    found: list[PersonLine] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # headings that mean nothing here
    above: int = 0  # lines above the headings, or headings once more, that are left alone
    separator: str = ","
    places: dict[tuple[str, str], int] = field(default_factory=dict)  # the line of each address and part


def read(text: str) -> PeopleTable:
    """The people of a table. Too long a table has one slip and nobody in it."""
    table, text = PeopleTable(), table_text.with_plain_line_ends(text)
    if too_long := _too_long(text):
        table.slips.append(Slip(1, "", too_long))
        return table
    heading = _heading(text, table)
    if heading is None:
        table.slips.append(Slip(1, "", "The table is empty. Its first line holds the headings."))
        return table
    columns = _columns(heading, table)
    if not table.slips:
        _read_lines(text, heading, columns, table)
    if not (table.found or table.slips):
        table.slips.append(Slip(heading.line, "", "There are headings and nobody below them."))
    return table


def _too_long(text: str) -> str | None:
    lines = sum(1 for line in text.split("\n") if line.strip(' \t,;|"'))
    if lines > MOST_LINES + HEADINGS_WITHIN or len(text) > MOST_CHARACTERS:
        return (
            f"This file has {lines:,} lines. One file can hold up to {MOST_LINES:,} people: split it, and bring in one "
            "after the other."
        )
    return None


def _heading(text: str, table: PeopleTable) -> TableRow | None:
    """The row of headings, wherever it stands among the first, with what parts the cells."""
    told, start = table_text.told_separator(text)
    line = 2 if start else 1
    best: tuple[tuple[int, int, int], TableRow] | None = None
    for separator in (told,) if told else SEPARATORS:
        for place, row in enumerate(islice(table_text.rows(text, separator, start=start, line=line), HEADINGS_WITHIN)):
            rank = (len(_named(row.cells)), -place, len(row.cells) if place == 0 else 0)
            if best is None or rank > best[0]:
                best, table.separator, table.above = (rank, row), separator, place
    return best[1] if best else None


def _named(cells: Sequence[str]) -> set[str]:
    return {name for cell in cells[:MOST_COLUMNS] if (name := _KNOWN.get(_words_of(cell)))}


def _words_of(heading: str) -> str:
    plain = alike(heading[:_LONGEST_CELL]).replace("’", "'")
    return " ".join(re.sub(r"[()\[\]_*]", " ", plain).split()).rstrip(" :?")


def _columns(heading: TableRow, table: PeopleTable) -> list[str]:
    """What each column holds, "" where it is not read."""
    columns: list[str] = []
    for cell in heading.cells[:MOST_COLUMNS]:
        name = _KNOWN.get(_words_of(cell), "")
        if name and name in columns:
            twice = f"There are two columns for “{name}”. Take one out."
            table.slips.append(Slip(heading.line, cell.strip()[:40], twice))
        elif cell.strip() and not name:
            table.unread.append(cell.strip()[:40])
        columns.append(name)
    if "Email" not in columns:
        table.slips.append(
            Slip(
                heading.line, "", "No column has the heading Email. Write the headings into the first line: "
                f"{', '.join(COLUMNS)}. All but Email may be left out.",
            )
        )  # fmt: skip
    return columns


def _read_lines(text: str, heading: TableRow, columns: list[str], table: PeopleTable) -> None:
    place = columns.index("Email")

    def is_entry(line: str) -> bool:
        cells = line.split(table.separator)
        return place < len(cells) and _ADDRESS.fullmatch(cells[place].strip(' "')) is not None

    start, number = heading.end, heading.line + heading.lines
    for row in table_text.rows(text, table.separator, start=start, line=number, is_entry=is_entry):
        if len(table.found) >= MOST_LINES:
            table.found, table.slips = [], [Slip(row.line, "", _more_than_fit())]
            return
        if len(table.slips) >= MOST_SLIPS:
            many = "There are more slips than this. Mend these first, and look the table over again."
            table.slips.append(Slip(row.line, "", many))
            return
        _read_line(row, columns, table)


def _more_than_fit() -> str:
    return f"One file can hold up to {MOST_LINES:,} people. Put those from this line on into another one."


def _read_line(row: TableRow, columns: list[str], table: PeopleTable) -> None:
    if is_rule(row):
        return
    if "Email" in _named(row.cells):
        table.above += 1  # the headings once more
        return
    if slip := slip_of_row(row, columns, separator=table.separator):
        table.slips.append(slip)
        return
    cells = {name: _cell(cell) for name, cell in zip(columns, row.cells, strict=False) if name}
    if found := _Line(row.line, cells, table).found():
        before = table.places.setdefault((found.email, alike(found.part)), found.line)
        if before == found.line:
            table.found.append(found)
        else:
            table.slips.append(Slip(row.line, "Email", REPEATED.format(before)))


def _cell(text: str) -> str:
    """A cell in one line, without the marks by which spreadsheets are told that it is text."""
    return without_text_marks(clean_name(as_written(text.strip()[: _LONGEST_CELL + 1])))


@dataclass
class _Line:
    """One line of the table while it is read."""

    number: int
    cells: dict[str, str]
    table: PeopleTable
    wrong: bool = False

    def found(self) -> PersonLine | None:
        if any(len(cell) > _LONGEST_CELL for cell in self.cells.values()):
            column = next(name for name, cell in self.cells.items() if len(cell) > _LONGEST_CELL)
            self._slip(column, f"This cell is longer than {_LONGEST_CELL} characters. Shorten it.")
            return None
        email, name = self._address("Email", needed=True), self._name()
        roles, manager = self._roles(), self._address("Manager's email")
        first, last = self._day("First day"), self._day("Last day")
        group = self.cells.get("Group", "")
        if len(group) > LONGEST_GROUP:
            self._slip("Group", f"Use at most {LONGEST_GROUP} characters. This name has {len(group)}.")
        if first and last and last < first:
            self._slip("Last day", "The last day is before the first. Check both.")
        if manager and manager == email:
            self._slip("Manager's email", "Nobody manages themselves. Take the address out, or write another.")
        if self.wrong:
            return None
        part = self.cells.get("Part", "")
        return PersonLine(self.number, email, name, roles, part, group, manager, first, last)

    def _slip(self, column: str, message: str) -> None:
        self.wrong = True
        self.table.slips.append(Slip(self.number, column, message))

    def _address(self, column: str, *, needed: bool = False) -> str:
        typed = self.cells.get(column, "")
        named = _NAMED_ADDRESS.fullmatch(typed)
        address = clean_address(named[1] if named else typed).removeprefix("mailto:")
        if not address and needed:
            self._slip(column, "The address is missing. Everybody is known by their address.")
        elif " " in address:
            self._slip(column, f"“{typed[:60]}” has a space in it. An address has none: take it out.")
        elif address and (not _ADDRESS.fullmatch(address) or len(address) > LONGEST_ADDRESS):
            self._slip(column, f"“{typed[:60]}” is no mail address. Write it as name@example.ac.uk.")
        return address

    def _name(self) -> str:
        both = f"{self.cells.get('Given', '')} {self.cells.get('Family', '')}".strip()
        name = self.cells.get("Name") or both
        if name and (fault := name_fault(name)):
            self._slip("Name", fault)
        return name

    def _roles(self) -> tuple[RoleName, ...]:
        typed = (" ".join(word.split()) for word in _BETWEEN_ROLES.split(self.cells.get("Roles", "").casefold()))
        roles: list[RoleName] = []
        for word in typed:
            name = word.removesuffix("s")
            if name in set(RoleName):
                roles.append(RoleName(name))
            elif name not in _NO_ROLE:
                known = ", ".join(RoleName)
                self._slip("Roles", f"“{word[:40]}” is no role. Leave it empty for a learner, or choose of: {known}.")
        return tuple(dict.fromkeys(roles))

    def _day(self, column: str) -> date | None:
        typed = self.cells.get(column, "")
        if typed in {"", "-", "–"}:
            return None
        try:
            return days.day_from(typed)
        except NoDay as refusal:
            self._slip(column, str(refusal))
            return None
