"""A whole ledger out as a table, and a table in: what is there already is recognised, so nothing enters twice."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import locked_person
from learnmentor.accounts.rules import Actor
from learnmentor.cpd import services
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.queries.entries import EntryRow, prose_of
from learnmentor.cpd.tables import queries, spreadsheet
from learnmentor.cpd.tables.duplicates import sort_out
from learnmentor.cpd.tables.reading import Table
from learnmentor.ground.tables.cells import harmless
from learnmentor.ground.vault import Vault

COLUMNS = (*spreadsheet.COLUMNS, "Impact", "Reflection", "Links")


def look_over(db: Session, table: Table, *, person_id: int) -> Table:
    """The table as it would enter the person's ledger now."""
    known, totals = queries.known(db, person_id)
    return sort_out(table, known, day_totals=totals)


def take_in(db: Session, vault: Vault, table: Table, *, learner: Actor, source: str, at: datetime) -> Table:
    """Enter what a table holds and the ledger does not, and say what that was. Doing it twice enters it once."""
    person = locked_person(db, learner.id)
    sorted_out = look_over(db, table, person_id=person.id)
    entries = ((f"{source}:{found.line}", found.activity, found.prose) for found in sorted_out.found)
    services.log_many(db, vault, learner=learner, entries=entries, at=at)
    return sorted_out


def as_csv(db: Session, vault: Vault, *, person_id: int) -> Iterator[str]:
    """Every entry of a ledger with what was written about it, oldest line first, a piece at a time."""
    replaced = queries.replaced(db, person_id=person_id)
    page = io.StringIO()
    writer = csv.writer(page)
    page.write(spreadsheet.BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for entry in ledger.lines(db, person_id=person_id):
        if entry.sequence not in replaced:
            writer.writerow(_cells(vault, entry))
        if page.tell() > 32 * 1024:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def _cells(vault: Vault, entry: CpdEntry) -> list[str]:
    files = len(entry.files)
    prose = prose_of(vault, entry)
    words = (prose.impact, prose.reflection, "\n".join(prose.links)) if prose else ("", "", "")
    row = EntryRow.of(entry.line, files=files)
    return [*spreadsheet.cells(row), str(files), *map(harmless, words)]
