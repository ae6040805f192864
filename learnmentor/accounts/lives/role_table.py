"""Who holds which role until when, as a table that opens in any spreadsheet and holds no formula."""

import csv
import io
from collections.abc import Iterable, Iterator

from learnmentor.accounts.lives.queries import RoleLine
from learnmentor.ground.tables.cells import harmless

BYTE_ORDER_MARK = "\ufeff"  # so that programs of all ages read the letters as UTF-8
COLUMNS = ("Name", "Address", "Role", "First day", "Last day", "In")
_PIECE = 32 * 1024


def as_csv(lines: Iterable[RoleLine]) -> Iterator[str]:
    """The lines as CSV, a piece at a time."""
    piece = io.StringIO()
    writer = csv.writer(piece)
    piece.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(cells(line))
        if piece.tell() > _PIECE:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def cells(line: RoleLine) -> list[str]:
    """One line, column by column; a role without a last day has an empty one."""
    last = line.ends_on.isoformat() if line.ends_on else ""
    return [
        harmless(line.name),
        harmless(line.email),
        line.role,
        line.starts_on.isoformat(),
        last,
        harmless(line.part or ""),
    ]
