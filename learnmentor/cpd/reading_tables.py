"""A table of entries, pasted or from a file: read line by line, each slip named with its line, its column and a remedy.

What it understands is what the export writes, and what people make by hand: commas, semicolons or tabs, headings in any
order, dates as people write them.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from learnmentor.cpd import rules
from learnmentor.cpd.cells import as_written
from learnmentor.cpd.durations import minutes_from
from learnmentor.cpd.prose import MOST_LINKS, Prose, is_address
from learnmentor.cpd.rules import LOGGABLE, Activity, EntryType

MOST_LINES = 1000
MOST_COLUMNS = 200
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Date": ("date", "day", "when", "on"),
    "Activity": ("activity", "title", "what", "what did you do", "description"),
    "Type": ("type", "kind", "category"),
    "Hours": ("hours", "duration", "length"),
    "Counted minutes": ("counted minutes", "minutes"),
    "Provider": ("provider", "where", "organisation", "organiser"),
    "Impact": ("impact", "what changed"),
    "Reflection": ("reflection",),
    "Links": ("links", "link"),
    "Status": ("status",),
    "Line": ("line",),
}
_DAYS = (
    *("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"),
    *("%d/%m/%y", "%d-%b-%y", "%d-%b-%Y"),
)
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")  # what a database or a spreadsheet writes behind a day
_SEPARATORS = {"\t": "a tab", ";": "a semicolon", ",": "a comma"}
_LONGEST = {"Activity": 200, "Provider": 200, "Impact": 10_000, "Reflection": 10_000}


@dataclass(frozen=True)
class Slip:
    """Something wrong in one place of the table, and what to do about it."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class Aside:
    """A line that is right and is not taken in, and why."""

    line: int
    title: str
    why: str


@dataclass(frozen=True)
class Found:
    """A line that can become an entry. `number` is its line in the ledger that it comes from, if the table says."""

    line: int
    number: int | None
    activity: Activity
    prose: Prose


@dataclass
class Table:
    """What a table holds."""

    found: list[Found] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # headings that mean nothing here
    separator: str = ","  # what stands between its cells


@dataclass(frozen=True)
class Cleaning:
    """How forms tidy what is typed: in one line, and in several."""

    one_line: Callable[[str], str]
    lines: Callable[[str], str]


def read(text: str, *, first: date, today: date, cleaning: Cleaning) -> Table:
    """The entries of a table, for days from `first` to `today`."""
    table = Table()
    rows = _rows(text, table)
    heading = next(rows, None)
    if heading is None:
        if not table.slips:
            table.slips.append(Slip(1, "", "The table is empty. Its first line holds the headings."))
        return table
    if len(heading[1]) > MOST_COLUMNS:
        many = f"The first line has {len(heading[1]):,} headings. A table can have up to {MOST_COLUMNS}."
        table.slips.append(Slip(1, "", many))
        return table
    columns = _columns(heading[1], table)
    if table.slips:
        return table
    reader = _Reader(first, today, cleaning, table)
    for number, cells in rows:
        if len(table.found) + len(table.slips) >= MOST_LINES:
            many = f"One table can hold up to {MOST_LINES:,} entries. Put the rest, from here on, into another one."
            table.slips.append(Slip(number, "", many))
            break
        _read_line(reader, number, cells, columns)
    if not (table.found or table.slips or table.asides):
        table.slips.append(Slip(1, "", "There are headings and nothing below them."))
    return table


def _rows(text: str, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Each row with something in it, and the line on which it begins."""
    text = text.removeprefix("\ufeff")
    begins = next((line for line in text.splitlines() if line.strip()), "")
    table.separator = max(_SEPARATORS, key=begins.count)
    reader, before = csv.reader(io.StringIO(text, newline=""), delimiter=table.separator, strict=True), 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            wrong = (
                "From here on the table cannot be read, and what follows was not looked at. "
                "Text in quotation marks has one at its beginning and one at its end, and a mark inside it is doubled."
            )
            table.slips.append(Slip(before + 1, "", wrong))
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield before + 1, cells
        before = reader.line_num


def _columns(headings: Sequence[str], table: Table) -> list[str]:
    """What each column holds, "" where we do not read it."""
    known = {alias: name for name, aliases in HEADINGS.items() for alias in aliases}
    columns: list[str] = []
    for heading in headings:
        name = known.get(_plain(heading), "")
        if name and name in columns:
            table.slips.append(Slip(1, heading.strip(), f"There are two columns for “{name}”. Take one out."))
        if not name and heading.strip():
            table.unread.append(heading.strip()[:40])
        columns.append(name)
    missing = [name for name in ("Date", "Activity", "Type") if name not in columns]
    if not set(columns) & {"Hours", "Counted minutes"}:
        missing.append("Hours")
    if missing:
        named = ", ".join(missing)
        table.slips.append(
            Slip(1, "", f"The first line needs the headings Date, Activity, Type and Hours. Missing: {named}.")
        )
    return columns


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().rstrip(" :?").split())


@dataclass
class _Reader:
    first: date
    today: date
    cleaning: Cleaning
    table: Table


def _read_line(reader: _Reader, number: int, cells: list[str], columns: list[str]) -> None:
    table = reader.table
    if any(cell.strip() for cell in cells[len(columns) :]):
        more = "This line has more cells than there are headings. Put text that holds {} into quotation marks."
        table.slips.append(Slip(number, "", more.format(_SEPARATORS[table.separator])))
        return
    line = _Line(reader, number, {name: cell for name, cell in zip(columns, cells, strict=False) if name})
    if aside := line.aside():
        table.asides.append(aside)
    elif found := line.found():
        table.found.append(found)


@dataclass
class _Line:
    """One line of the table while it is read."""

    reader: _Reader
    number: int
    cells: dict[str, str]
    wrong: bool = False

    def aside(self) -> Aside | None:
        title = self._cell("Activity")[:200]
        if _plain(self._cell("Type")) == EntryType.SEGMENT:
            return Aside(self.number, title, "a segment enters itself when you finish it here")
        if _plain(self._cell("Status")) == "withdrawn":
            return Aside(self.number, title, "withdrawn in the record it comes from")
        return None

    def found(self) -> Found | None:
        on, kind, minutes = self._day(), self._type(), self._minutes()
        title, provider = self._text("Activity"), self._text("Provider")
        impact, reflection, links = self._text("Impact"), self._text("Reflection"), self._links()
        if not title:
            self._slip("Activity", "Say in a few words what you did.")
        if self.wrong or on is None or kind is None or minutes is None:
            return None
        own_number = self._cell("Line")
        return Found(
            self.number,
            int(own_number) if re.fullmatch(r"[0-9]{1,9}", own_number) else None,
            Activity(on, kind, title, provider, minutes),
            Prose(reflection, impact, links=tuple(links)),
        )

    def _slip(self, column: str, message: str) -> None:
        self.wrong = True
        self.reader.table.slips.append(Slip(self.number, column, message))

    def _cell(self, column: str) -> str:
        return self.reader.cleaning.one_line(as_written(self.cells.get(column, "")))

    def _text(self, column: str) -> str:
        clean = self.reader.cleaning.lines if column in {"Impact", "Reflection"} else self.reader.cleaning.one_line
        text = clean(as_written(self.cells.get(column, "")))
        if len(text) > _LONGEST[column]:
            self._slip(column, f"Keep this to {_LONGEST[column]:,} characters; it has {len(text):,}.")
        return text

    def _day(self) -> date | None:
        typed = self._cell("Date")
        on = _day_from(typed)
        if on is None:
            said = f"“{typed[:40]}” is no date we can read. " if typed else "The date is missing. "
            self._slip("Date", f"{said}Write day, month, year: 12/11/2026.")
        elif on > self.reader.today:
            self._slip("Date", f"{_long(on)} has not come yet. Bring it in when it has.")
        elif on < self.reader.first:
            self._slip(
                "Date", f"{_long(on)} is too long ago. The earliest day you can log is {_long(self.reader.first)}."
            )
        else:
            return on
        return None

    def _type(self) -> EntryType | None:
        typed = self._cell("Type")
        kind = next((kind for kind in LOGGABLE if _plain(typed) == kind.value), None)
        if kind is None:
            said = f"“{typed[:40]}” is no kind we know. " if typed else "The kind is missing. "
            self._slip("Type", f"{said}Choose one of: {', '.join(kind.value for kind in LOGGABLE)}.")
        return kind

    def _minutes(self) -> int | None:
        hours, counted = self._cell("Hours"), self._cell("Counted minutes")
        column = "Hours" if hours or "Counted minutes" not in self.cells else "Counted minutes"
        if column == "Hours":
            minutes = minutes_from(hours) if hours else None
        else:
            minutes = int(counted) if re.fullmatch(r"[0-9]{1,6}", counted) else None
        if minutes is None:
            typed = hours or counted
            said = f"“{typed[:40]}” is no number we can read. " if typed else "It is missing. "
            example = "1.5 or 0.75" if column == "Hours" else "90 or 45"
            self._slip(column, f"{said}Write how long it took, for example {example}.")
        elif not rules.is_quarter_hours(minutes):
            quarters = "Time is logged in quarters of an hour, from a quarter to 24 hours on one day"
            example = "0.25, 1.5, 2" if column == "Hours" else "15, 90, 120"
            self._slip(column, f"{quarters}: {example}.")
            return None
        return minutes

    def _links(self) -> list[str]:
        links = self.reader.cleaning.lines(as_written(self.cells.get("Links", ""))).split()
        if wrong := next((link for link in links if not is_address(link)), None):
            self._slip("Links", f"“{wrong[:60]}” is not a web address. Begin each with https://.")
        elif len(links) > MOST_LINKS:
            self._slip("Links", "An entry can have at most ten links.")
        return links


def _day_from(typed: str) -> date | None:
    typed = _MIDNIGHT.sub("", typed)
    for pattern in _DAYS:
        try:
            return datetime.strptime(typed, pattern).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None


def _long(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


# Nothing twice


Facts = tuple[date, str, str, str, int]


def facts_of(activity: Activity) -> Facts:
    """What makes two entries one and the same; capitals do not tell them apart."""
    return (
        activity.on, str(activity.type), activity.title.casefold(), activity.provider.casefold(), activity.minutes,
    )  # fmt: skip


@dataclass(frozen=True)
class Known:
    """An entry of the ledger: everything it ever said, and what it says now (None when it was withdrawn)."""

    ever: frozenset[Facts]
    now: Facts | None


def sort_out(table: Table, known: Sequence[Known], *, day_totals: Mapping[date, int]) -> Table:
    """The table without what the ledger has or had, without its own repeats, and without days over 24 hours.

    Each entry of the ledger answers for one line of the table, so that two equal hours of one day stay two.
    """
    sorted_out = Table([], list(table.slips), list(table.asides), table.unread)
    open_entries, days = list(known), dict(day_totals)
    seen: dict[Facts, list[Found]] = {}
    for found in sorted(table.found, key=lambda each: (each.number is None, each.number or each.line)):
        facts = facts_of(found.activity)
        if (twin := _repeated(found, seen.setdefault(facts, []))) is not None:
            why = f"the same as line {twin.line} of this table"
        elif (entry := _there(facts, open_entries)) is not None:
            open_entries.remove(entry)
            why = _why_there(facts, entry)
        else:
            why = ""
        seen[facts].append(found)
        if why:
            sorted_out.asides.append(Aside(found.line, found.activity.title, why))
            continue
        on, minutes = found.activity.on, found.activity.minutes
        if not rules.fits_in_day(minutes, already=days.get(on, 0)):
            full = f"With this, {_long(on)} would hold more than 24 hours."
            sorted_out.slips.append(Slip(found.line, "Hours", f"{full} Check the date and the hours."))
            continue
        days[on] = days.get(on, 0) + minutes
        sorted_out.found.append(found)
    sorted_out.slips.sort(key=lambda slip: slip.line)
    sorted_out.asides.sort(key=lambda aside: aside.line)
    return sorted_out


def _repeated(found: Found, before: Sequence[Found]) -> Found | None:
    """The earlier line that this one repeats; lines with numbers of their own are as many entries."""
    alike = (each for each in before if found.number is None or each.number in {None, found.number})
    return next(alike, None)


def _there(facts: Facts, entries: Sequence[Known]) -> Known | None:
    standing = (entry for entry in entries if entry.now == facts)
    earlier = (entry for entry in entries if facts in entry.ever)
    return next(standing, None) or next(earlier, None)


def _why_there(facts: Facts, entry: Known) -> str:
    if entry.now == facts:
        return "in your record already"
    return "in your record, and withdrawn since" if entry.now is None else "in your record, and corrected since"
