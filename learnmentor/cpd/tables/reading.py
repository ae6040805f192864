"""A table of entries, pasted or from a file: read line by line, each slip named with its line, its column and a remedy.

What it understands is what the export writes, and what people make by hand: commas, semicolons or tabs, headings in any
order, dates as people write them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from learnmentor.cpd import entry_length
from learnmentor.cpd.prose import MOST_LINKS, Prose, is_address
from learnmentor.cpd.rules import LOGGABLE, Basis, EntryType, LoggedActivity
from learnmentor.ground.tables import text as table_text
from learnmentor.ground.tables.cells import as_written
from learnmentor.ground.tables.slips import HEADINGS_WITHIN, Slip, is_rule, slip_of_row, without_text_marks
from learnmentor.ground.tables.text import SEPARATORS, TableRow
from learnmentor.ground.typed import days
from learnmentor.ground.typed.days import MonthFirst, NoDay
from learnmentor.ground.typed.durations import HOUR, MINUTE, NoDuration, minutes_from
from learnmentor.ground.typed.letters import alike

MOST_LINES = 1000
MOST_COLUMNS = 200
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Date": ("date", "day", "when", "on"),
    "Activity": ("activity", "title", "what", "what did you do", "description"),
    "Type": ("type", "kind", "category"),
    "Hours": ("hours", "duration", "length"),
    "Counted minutes": ("counted minutes", "minutes"),
    "Counted as": ("counted as", "basis"),
    "Provider": ("provider", "where", "organisation", "organiser"),
    "Impact": ("impact", "what changed"),
    "Reflection": ("reflection",),
    "Links": ("links", "link"),
    "Status": ("status",),
    "Line": ("line",),
}
_OTHERWISE: Mapping[str, tuple[str, ...]] = {  # as time trackers and forms say it: read where nothing else says it
    "Date": ("start date", "date of activity", "activity date", "date completed"),
    "Activity": ("name of activity", "activity title", "course", "event"),
    "Type": ("type of activity", "activity type", "kind of activity"),
    "Hours": (
        *("cpd hours", "hrs", "number of hours", "no. of hours", "no of hours", "time spent", "time taken"),
        *(f"{what} {unit}" for what in ("duration", "length", "time") for unit in ("h", "hours", "hrs", "decimal")),
        *("hours decimal", "duration in hours", "time in hours"),
    ),
    "Counted minutes": (
        *("mins", "number of minutes", "duration in minutes", "time in minutes"),
        *(f"{what} {unit}" for what in ("duration", "length", "time") for unit in ("minutes", "mins", "min")),
    ),
    "Provider": ("organization", "organizer"),
    "Reflection": ("reflections",),
}
_KNOWN, _KNOWN_OTHERWISE = (
    {alias: name for name, aliases in said.items() for alias in aliases} for said in (HEADINGS, _OTHERWISE)
)
_NEEDED = ("Date", "Activity", "Type", "Hours")
_LONGEST = {"Activity": 200, "Provider": 200, "Impact": 10_000, "Reflection": 10_000, "Links": 20_000}
_LONGEST_OTHER = 200
_MOST_COLUMNS = 200
_ONLY_A_LEADER = (
    "attendance is confirmed by the leader of a session and enters the record by itself; to claim the time yourself, "
    "write “claimed” in the column “Counted as”"
)
_SUMS = re.compile(r"(grand |sub)?-?(total|sum)s?( hours)?")


@dataclass(frozen=True)
class LeftOutLine:
    """A line that is right and is not taken in, and why."""

    line: int
    title: str
    why: str


@dataclass(frozen=True)
class Found:
    """A line that can become an entry. `number` is its line in the ledger that it comes from, if the table says."""

    line: int
    number: int | None
    activity: LoggedActivity
    prose: Prose


@dataclass
class Table:
    """What a table holds."""

    found: list[Found] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    asides: list[LeftOutLine] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # headings that mean nothing here
    separator: str = ","  # what stands between its cells


@dataclass(frozen=True)
class Cleaning:
    """How forms tidy what is typed: in one line, and in several."""

    one_line: Callable[[str], str]
    lines: Callable[[str], str]


def read(text: str, *, first: date, today: date, cleaning: Cleaning) -> Table:
    """The entries of a table, for days from `first` to `today`."""
    table, text = Table(), table_text.with_plain_line_ends(text)
    heading = _heading(text, table)
    if heading is None:
        table.slips.append(Slip(1, "", "The table is empty. Its first line holds the headings."))
        return table
    if len(heading.cells) > MOST_COLUMNS:
        many = f"The line of headings has {len(heading.cells):,} of them. A table can have up to {MOST_COLUMNS}."
        table.slips.append(Slip(heading.line, "", many))
        return table
    columns = _columns(heading, table)
    if table.slips:
        return table
    reader = _Reader(first, today, cleaning, table, columns)
    rows = table_text.rows(
        text, table.separator, start=heading.end, line=heading.line + heading.lines, is_entry=reader.is_entry
    )
    for row in rows:
        if len(table.found) + len(table.slips) >= MOST_LINES:
            many = f"One table can hold up to {MOST_LINES:,} entries. Put the rest, from here on, into another one."
            table.slips.append(Slip(row.line, "", many))
            break
        _read_line(reader, row)
    reader.doubt_days()
    if not (table.found or table.slips or table.asides):
        table.slips.append(Slip(heading.line, "", "There are headings and nothing below them."))
    return table


def _heading(text: str, table: Table) -> TableRow | None:
    """The row of headings, wherever it stands, with what parts the cells; what stands above it is left alone."""
    told, start = table_text.told_separator(text)
    line = 2 if start else 1
    best, above = None, []
    for separator in (told,) if told else SEPARATORS:
        top = list(islice(table_text.rows(text, separator, start=start, line=line), HEADINGS_WITHIN))
        for place, row in enumerate(top):
            rank = (len(_named(row.cells)), -place, len(row.cells) if place == 0 else 0)
            if best is None or rank > best[0]:
                best, above, table.separator = (rank, row), top[:place], separator
    if best is None:
        return None
    table.asides += [LeftOutLine(row.line, _in_short(row), "above the headings, so it is not read") for row in above]
    return best[1]


def _in_short(row: TableRow) -> str:
    return next(cell.strip() for cell in row.cells if cell.strip())[:200]


def _named(headings: Sequence[str]) -> set[str]:
    """What the headings name that we read."""
    words = set(map(_words_of, headings[:_MOST_COLUMNS]))
    return {name for known in (_KNOWN, _KNOWN_OTHERWISE) for alias, name in known.items() if alias in words}


def _words_of(heading: str) -> str:
    return " ".join(re.sub(r"[()\[\]_*]", " ", alike(heading[:_LONGEST_OTHER])).split()).rstrip(" :?")


def _columns(heading: TableRow, table: Table) -> list[str]:
    """What each column holds, "" where we do not read it."""
    headings = heading.cells[:_MOST_COLUMNS]
    columns = [_KNOWN.get(_words_of(cell), "") for cell in headings]
    for place, cell in enumerate(headings):
        name = columns[place] or _KNOWN_OTHERWISE.get(_words_of(cell), "")
        if columns[place] and name in columns[:place]:
            table.slips.append(Slip(heading.line, cell.strip(), f"There are two columns for “{name}”. Take one out."))
        elif name not in columns:
            columns[place] = name
        if cell.strip() and not columns[place]:
            table.unread.append(cell.strip()[:40])
    instead = {"Hours"} if "Counted minutes" in columns else set()
    if missing := [name for name in _NEEDED if name not in {*columns, *instead}]:
        which = "first line" if heading.line == 1 else "line of headings"
        named = ", ".join(missing)
        table.slips.append(
            Slip(heading.line, "", f"The {which} needs the headings Date, Activity, Type and Hours. Missing: {named}.")
        )
    return columns


@dataclass
class _Reader:
    first: date
    today: date
    cleaning: Cleaning
    table: Table
    columns: list[str]
    either_way: dict[int, str] = field(default_factory=dict)  # lines whose day is another one with the month first
    month_first: bool = False  # whether some day of the table can only be read so

    def is_entry(self, text: str) -> bool:
        """Whether a line of text would be an entry by itself, so that no cell above may swallow it."""
        cells = [cell.strip(' "') for cell in text.split(self.table.separator)]
        here = dict(zip(self.columns, cells, strict=False))
        if not {"Date", "Activity", "Type"} <= here.keys() or not {"Hours", "Counted minutes"} & here.keys():
            return False
        dated = _reads(days.day_from, here["Date"])
        return dated and (any(map(_kind_of, cells)) or _reads(_length, here.get("Hours", "")))

    def doubt_days(self) -> None:
        """Where one day has its month first, no other day of the table is guessed."""
        if not self.month_first:
            return
        why = "“{}” can be read in two ways, and other lines of this table have the month first. Write the day first."
        doubted = [found for found in self.table.found if found.line in self.either_way]
        self.table.found = [found for found in self.table.found if found.line not in self.either_way]
        self.table.slips += [Slip(found.line, "Date", why.format(self.either_way[found.line])) for found in doubted]
        self.table.slips.sort(key=lambda slip: slip.line)


def _read_line(reader: _Reader, row: TableRow) -> None:
    table, columns = reader.table, reader.columns
    if is_rule(row):
        return
    if set(_NEEDED[:3]) <= _named(row.cells):
        table.asides.append(LeftOutLine(row.line, _in_short(row), "the headings once more"))
        return
    if slip := slip_of_row(row, columns, separator=table.separator):
        table.slips.append(slip)
        return
    line = _Line(reader, row.line, {name: cell for name, cell in zip(columns, row.cells, strict=False) if name})
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

    def aside(self) -> LeftOutLine | None:
        title = self._cell("Activity")[:200]
        if _kind_of(self._cell("Type")) == EntryType.SEGMENT:
            return LeftOutLine(self.number, title, "a segment enters itself when you finish it here")
        if alike(self._cell("Counted as")) == Basis.ATTENDED:
            return LeftOutLine(self.number, title, _ONLY_A_LEADER)
        if alike(self._cell("Status")) == "withdrawn":
            return LeftOutLine(self.number, title, "withdrawn in the record it comes from")
        first = next(text for text in map(alike, self.cells.values()) if text) if any(self.cells.values()) else ""
        if _SUMS.fullmatch(first.rstrip(" :")) and not self._cell("Type"):
            return LeftOutLine(self.number, title or first, "a sum of other lines")
        return None

    def found(self) -> Found | None:
        if self._too_long():
            return None
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
            LoggedActivity(on, kind, title, provider, minutes),
            Prose(reflection, impact, links=tuple(links)),
        )

    def _slip(self, column: str, message: str) -> None:
        self.wrong = True
        self.reader.table.slips.append(Slip(self.number, column, message))

    def _cell(self, column: str) -> str:
        """A cell in one line, without the marks by which spreadsheets are told that a figure is text: '1.5, ="1.5"."""
        return without_text_marks(self.reader.cleaning.one_line(as_written(self.cells.get(column, ""))))

    def _text(self, column: str) -> str:
        clean = self.reader.cleaning.lines if column in {"Impact", "Reflection"} else self.reader.cleaning.one_line
        text = clean(as_written(self.cells.get(column, "")))
        if len(text) > _LONGEST[column]:
            self._slip(column, f"Keep this to {_LONGEST[column]:,} characters; it has {len(text):,}.")
        return text

    def _too_long(self) -> bool:
        """Whether a cell holds far more than anybody would write there, such as half of the table."""
        for column, cell in self.cells.items():
            if column not in {"Activity", "Provider", "Impact", "Reflection"}:
                most, length = _LONGEST.get(column, _LONGEST_OTHER), len(cell.strip())
                if length > most:
                    self._slip(column, f"This cell has {length:,} characters, and at most {most:,} fit. Shorten it.")
        return self.wrong

    def _day(self) -> date | None:
        typed, reader = self._cell("Date"), self.reader
        if not typed:
            self._slip("Date", f"The date is missing. {days.EXAMPLE}")
            return None
        try:
            on = days.day_from(typed)
        except NoDay as refusal:
            reader.month_first |= isinstance(refusal, MonthFirst)
            self._slip("Date", str(refusal))
            return None
        if days.could_be_month_first(typed):
            reader.either_way[self.number] = typed
        if on > reader.today:
            self._slip("Date", f"{_long(on)} has not come yet. Bring it in when it has.")
        elif on < reader.first:
            self._slip("Date", f"{_long(on)} is too long ago. The earliest day you can log is {_long(reader.first)}.")
        else:
            return on
        return None

    def _type(self) -> EntryType | None:
        typed = self._cell("Type")
        kind = _kind_of(typed)
        if kind not in LOGGABLE:
            said = f"“{typed[:40]}” is no kind we know. " if typed else "The kind is missing. "
            self._slip("Type", f"{said}Choose one of: {', '.join(kind.value for kind in LOGGABLE)}.")
            return None
        return kind

    def _minutes(self) -> int | None:
        hours, counted = self._cell("Hours"), self._cell("Counted minutes")
        column = "Hours" if hours or "Counted minutes" not in self.cells else "Counted minutes"
        unit = HOUR if column == "Hours" else MINUTE
        if not (hours or counted):
            example = "1.5 or 0.75" if unit == HOUR else "90 or 45"
            self._slip(column, f"It is missing. Write how long it took, for example {example}.")
            return None
        try:
            minutes = minutes_from(hours or counted, limit=entry_length.ENTRY, bare=unit)
        except NoDuration as refusal:
            self._slip(column, str(refusal))
            return None
        if wrong := entry_length.fault(minutes, unit=unit):
            self._slip(column, wrong)
            return None
        return minutes

    def _links(self) -> list[str]:
        links = self.reader.cleaning.lines(as_written(self.cells.get("Links", ""))).split()
        if wrong := next((link for link in links if not is_address(link)), None):
            self._slip("Links", f"“{wrong[:60]}” is not a web address. Begin each with https://.")
        elif len(links) > MOST_LINKS:
            self._slip("Links", "An entry can have at most ten links.")
        return links


def _length(typed: str) -> int:
    return minutes_from(typed, limit=entry_length.ENTRY)


def _reads(reading: Callable[[str], object], text: str) -> bool:
    try:
        reading(text)
    except MonthFirst:
        return True
    except (NoDay, NoDuration):
        return False
    return True


def _kind_of(typed: str) -> EntryType | None:
    words = alike(typed).replace("-", " ").replace("_", " ")
    return next((kind for kind in EntryType if words in {kind.value, alike(kind.label)}), None)


def _long(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
