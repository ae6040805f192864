"""Members as a table with the columns that come in again, safe to open in any program."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from learnmentor.accounts.rules import RoleName
from learnmentor.ground.tables.cells import harmless
from learnmentor.organisations.tables.queries import MemberLine
from learnmentor.organisations.tables.reading import COLUMNS

BYTE_ORDER_MARK = "\ufeff"  # so that programs of all ages read the letters as UTF-8
_PIECE = 32 * 1024


def as_csv(
    rows: Iterable[MemberLine], *, labels: Mapping[int, str], roles: Mapping[tuple[int, int | None], Sequence[RoleName]]
) -> Iterator[str]:
    """The rows as CSV, a piece at a time. `labels` are the names of parts, `roles` those held by person and part."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for row in rows:
        held = [*roles.get((row.person_id, row.part_id), ()), *roles.get((row.person_id, None), ())]
        writer.writerow(
            (
                harmless(row.name), harmless(row.email), ", ".join(held), harmless(labels.get(row.part_id, "")),
                harmless(row.group or ""), harmless(row.manager or ""), row.starts_on.isoformat(),
                row.ends_on.isoformat() if row.ends_on else "",
            )
        )  # fmt: skip
        if page.tell() > _PIECE:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()
