"""The words of reports, and the tables that page and CSV both show: the same numbers in both."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from learnmentor.ground.tables.cells import harmless
from learnmentor.ground.words import decimal_hours
from learnmentor.groups.reports.models import PublishedCounts
from learnmentor.groups.reports.queries import PrintedPart
from learnmentor.groups.reports.rules import (
    CAME,
    CERTIFIED,
    PEOPLE,
    GroupStanding,
    HourBasis,
    MemberStanding,
    PrintedCounts,
)

STANDINGS: Mapping[GroupStanding, str] = {
    GroupStanding.NOT_BEGUN: "Not begun", GroupStanding.UNDER_WAY: "Under way", GroupStanding.FINISHED: "Finished",
    GroupStanding.STALLED: "Stalled",
}  # fmt: skip
BASES: Mapping[HourBasis, str] = {
    HourBasis.COUNTED: "Hours that count", HourBasis.PLANNED: "Planned", HourBasis.ACTIVE: "Active",
    HourBasis.CLAIMED: "Claimed", HourBasis.ATTENDED: "Attended",
}  # fmt: skip
HIDDEN = "hidden"  # in a CSV, where a page says why
_COUNTS = (PEOPLE, *map(str, GroupStanding), CERTIFIED, CAME)
COUNTED = {
    PEOPLE: "People", **{each.value: words for each, words in STANDINGS.items()}, CERTIFIED: "With a certificate",
    CAME: "Came to a session",
}  # fmt: skip


@dataclass(frozen=True)
class FigureLine:
    """One printed figure with its words; None where it is hidden."""

    label: str
    printed: int | None


def people_lines(table: PrintedCounts) -> list[FigureLine]:
    """People by what is counted, in the order of a page."""
    return [FigureLine(words, table.counts.get(what)) for what, words in COUNTED.items()]


def hour_lines(table: PrintedCounts) -> list[FigureLine]:
    """Hours by basis, which are never added up."""
    return [FigureLine(words, table.hours.get(basis.value)) for basis, words in BASES.items()]


# CSV


def _csv(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    page = io.StringIO("\ufeff")
    page.seek(0, io.SEEK_END)
    writer = csv.writer(page)
    for row in rows:
        writer.writerow([HIDDEN if cell is None else harmless(cell) if isinstance(cell, str) else cell for cell in row])
        if page.tell() > 32 * 1024:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def group_csv(members: Iterable[MemberStanding], counts: PublishedCounts | None) -> Iterator[str]:
    """The report of a group: a line a member who is seen by name, then the counts of the others as they are printed."""
    return _csv((*_member_rows(members), *_count_rows(counts)))


_MEMBER_COLUMNS = (
    "Name", "Stands", "Parts done", "Parts given", "Last active", *BASES.values(), "Target hours", "Certificates",
    "Sessions came", "Sessions held",
)  # fmt: skip


def _member_rows(members: Iterable[MemberStanding]) -> Iterator[Sequence[object]]:
    yield _MEMBER_COLUMNS
    for each in members:
        yield (
            each.name, STANDINGS[each.standing], each.done, each.given,
            each.last_on.isoformat() if each.last_on else "",
            *(decimal_hours(each.minutes[basis]) for basis in BASES),
            "" if each.target_minutes is None else decimal_hours(each.target_minutes),
            "; ".join(f"{one.title} ({one.on.isoformat()})" for one in each.certificates),
            each.sessions_came, each.sessions_held,
        )  # fmt: skip


def _count_rows(counts: PublishedCounts | None) -> Iterator[Sequence[object]]:
    if counts is None or not counts.printed.shown:
        return
    yield ()
    yield (f"Those who are only counted, as of {counts.as_of.isoformat()}, to the nearest five",)
    for line in (*people_lines(counts.printed), *hour_lines(counts.printed)):
        yield line.label, line.printed


def organisation_csv(parts: Iterable[PrintedPart]) -> Iterator[str]:
    """The report of an organisation's year: a line a part, as printed, and the same of those who are seen by name."""
    named = ("By name: people", "By name: with a certificate", *(f"By name: {words}" for words in BASES.values()))
    head = ("Part", "Year", "As of", *COUNTED.values(), *BASES.values(), *named)
    return _csv((head, *(row for part in parts for row in _part_rows(part))))


def _part_rows(part: PrintedPart) -> Iterator[Sequence[object]]:
    yield _part_row(part.part.name, part.whole)
    if part.directly is not None and part.directly.printed.shown and part.splits:
        yield _part_row(f"{part.part.name}, in no part of it", part.directly)


def _part_row(name: str, row: PublishedCounts) -> Sequence[object]:
    figures = [line.printed for line in (*people_lines(row.printed), *hour_lines(row.printed))]
    return (name, row.year, row.as_of.isoformat(), *figures, *named_figures(row))


def named_figures(row: PublishedCounts) -> list[int | None]:
    """Of those whom a leader sees by name: people, those with a certificate, hours by basis; None where hidden."""
    table = row.printed_named
    return [table.counts.get(PEOPLE), table.counts.get(CERTIFIED), *(table.hours.get(basis.value) for basis in BASES)]


# Pictures


@dataclass(frozen=True)
class BarPiece:
    """A piece of a bar; its tone is a colour of the style sheet."""

    label: str
    minutes: int  # what the components call any length
    tone: str


@dataclass(frozen=True)
class ReportBar:
    """A bar of a picture."""

    label: str
    parts: Sequence[BarPiece]
    total: int


_TONES = {
    GroupStanding.FINISHED: "teal", GroupStanding.UNDER_WAY: "sage", GroupStanding.NOT_BEGUN: "open",
    GroupStanding.STALLED: "sun",
}  # fmt: skip


def standing_bars(counts: Mapping[GroupStanding, int | None]) -> list[ReportBar]:
    """How many stand where, a bar each; hidden ones are not drawn."""
    return [
        ReportBar(STANDINGS[each], [BarPiece(STANDINGS[each], counts[each] or 0, tone)], counts[each] or 0)
        for each, tone in _TONES.items()
        if counts.get(each) is not None
    ]


def hour_bars(parts: Iterable[PrintedPart]) -> list[ReportBar]:
    """Hours that count, a bar a part: of those who are counted, and of those who are shown by name."""
    found = []
    for each in parts:
        counted = each.whole.hours.get(HourBasis.COUNTED.value) or 0
        named = each.whole.printed_named.hours.get(HourBasis.COUNTED.value) or 0
        pieces = [BarPiece("Counted", counted * 60, "teal"), BarPiece("By name", named * 60, "sun")]
        found.append(ReportBar(each.part.name, pieces, (counted + named) * 60))
    return found


@dataclass(frozen=True)
class ReportWords:
    """What templates of reports say, and ask for."""

    standings: Mapping[GroupStanding, str]
    bases: Mapping[HourBasis, str]
    counted: Mapping[str, str]
    people_lines: Callable[[PrintedCounts], list[FigureLine]] = people_lines
    hour_lines: Callable[[PrintedCounts], list[FigureLine]] = hour_lines
    standing_bars: Callable[[Mapping[GroupStanding, int | None]], list[ReportBar]] = standing_bars
    hour_bars: Callable[[Iterable[PrintedPart]], list[ReportBar]] = hour_bars


WORDS = ReportWords(STANDINGS, BASES, COUNTED)
