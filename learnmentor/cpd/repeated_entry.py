"""What was done before and is done once more: an earlier entry as the beginning of a new one."""

from typing import Any

from sqlalchemy.orm import Session

from learnmentor.cpd import entry_length
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.queries.entries import EntryRow, entries, versions
from learnmentor.cpd.rules import CpdYear, EntryType, LineKind
from learnmentor.ground.typed.letters import alike

_LOOKED_AT, _OFFERED = 30, 3


def facts_of(db: Session, entry: CpdEntry) -> dict[str, Any]:
    """What a new form takes from an entry: not the day, and nothing that was thought about it.

    A withdrawal has no hours, so they come from the line that it took out.
    """
    counted = next(
        (line.counted_minutes for line in reversed(versions(db, entry)) if line.kind != LineKind.WITHDRAWAL),
        None,
    )
    kind = EntryType.OTHER if entry.type == EntryType.SEGMENT else entry.type
    touched = (
        counted in entry_length.OFFERED
    )  # the box beside stays empty, since what is typed there goes before a touch
    length = {"length": str(counted)} if touched else {"hours": counted}
    return {"title": entry.title, "type": kind, "provider": entry.provider, **length}


def lately(db: Session, *, person_id: int, year: CpdYear) -> list[EntryRow]:
    """The last few different things that somebody logged in a year, to log again."""
    rows = entries(db, person_id=person_id, year=year, limit=_LOOKED_AT).rows
    own = [row for row in rows if row.kind in {LineKind.OWN, LineKind.CORRECTION}]
    newest = {alike(row.title): row for row in reversed(own)}
    return [row for row in own if newest[alike(row.title)] is row][:_OFFERED]
