"""The year as a spreadsheet: the rows of the screen, safe to open in any program."""

import csv
import io
from collections.abc import Iterable, Iterator

from learnmentor.cpd.queries.entries import EntryRow
from learnmentor.cpd.rules import EntryType, LedgerLine, LineKind
from learnmentor.ground.tables.cells import harmless

BYTE_ORDER_MARK = "\ufeff"  # so that programs of all ages read the letters as UTF-8
COLUMNS = (
    *("Date", "Activity", "Type", "Provider", "Counted minutes", "Counted as"),
    *("Planned minutes", "Active minutes", "Claimed minutes", "Attended minutes", "Confirmed by"),
    *("Segment", "Version", "Status", "Line", "Files"),
)


def cells(entry: EntryRow | LedgerLine) -> list[str]:
    """An entry column by column, without the number of its files."""
    found = (
        entry.on.isoformat(),
        harmless(entry.title),
        EntryType(entry.type).label,
        harmless(entry.provider),
        entry.counted_minutes,
        entry.basis,
        entry.planned_minutes,
        entry.active_minutes,
        entry.claimed_minutes,
        entry.attended_minutes,
        harmless(entry.confirmed_by or ""),
        entry.segment_code,
        entry.revision_number,
        "withdrawn" if entry.kind == LineKind.WITHDRAWAL else "counts",
        entry.sequence,
    )
    return ["" if cell is None else str(cell) for cell in found]


def as_csv(rows: Iterable[EntryRow]) -> Iterator[str]:
    """The rows as CSV, a piece at a time."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([*cells(row), row.files])
        if page.tell() > 32 * 1024:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()
