"""The year as a spreadsheet: the rows of the screen, safe to open in any program."""

import csv
import io
from collections.abc import Iterable, Iterator

from learnmentor.cpd.queries import Row

BYTE_ORDER_MARK = "\ufeff"  # so that programs of all ages read the letters as UTF-8
COLUMNS = (
    *("Date", "Activity", "Type", "Provider", "Counted minutes", "Counted as"),
    *("Planned minutes", "Active minutes", "Claimed minutes", "Segment", "Version", "Files", "Status", "Line"),
)
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as CSV, a piece at a time."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(_cells(row))
        if page.tell() > 32 * 1024:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def _cells(row: Row) -> list[object]:
    return [
        row.on.isoformat(),
        harmless(row.title),
        row.label,
        harmless(row.provider),
        row.counted_minutes,
        row.basis,
        row.planned_minutes,
        row.active_minutes,
        row.claimed_minutes,
        row.segment_code,
        row.revision_number,
        row.files,
        "withdrawn" if row.withdrawn else "counts",
        row.sequence,
    ]
