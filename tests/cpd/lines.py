"""Lines of a ledger as values, for tests that need no database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from learnmentor.cpd import chain
from learnmentor.cpd.rules import Basis, EntryType, LedgerLine, LineKind

_PLAIN = LedgerLine(
    sequence=1,
    public_id="entry0000001",
    kind=LineKind.OWN,
    on=date(2026, 11, 12),
    type=EntryType.READING,
    title="Read about questioning",
    provider="Library",
    claimed_minutes=60,
    counted_minutes=60,
    basis=Basis.CLAIMED,
    prose_digest="0" * 64,
    created_at=datetime(2026, 11, 21, 10, 0, tzinfo=UTC),
)
STUDIED: dict[str, Any] = {
    "type": EntryType.SEGMENT,
    "minutes": 30,
    "planned_minutes": 30,
    "active_minutes": 22,
    "claimed_minutes": None,
    "basis": Basis.PLANNED,
}

ATTENDED: dict[str, Any] = {
    "type": EntryType.WORKSHOP,
    "minutes": 90,
    "attended_minutes": 90,
    "claimed_minutes": None,
    "basis": Basis.ATTENDED,
    "confirmed_by": "Tom Bell",
}


def line(sequence: int, kind: LineKind = LineKind.OWN, *, minutes: int = 60, **facts: Any) -> LedgerLine:
    """A line that claims `minutes`; other facts by name. `**STUDIED` makes it a segment that was done."""
    own = {"counted_minutes": minutes, "claimed_minutes": minutes, "public_id": f"entry{sequence:07}"}
    return replace(_PLAIN, sequence=sequence, kind=kind, **{**own, **facts})


def linked(lines: list[LedgerLine], *, owner: str = "amina") -> list[chain.ChainLink]:
    """The lines threaded into a ledger of `owner`."""
    links: list[chain.ChainLink] = []
    previous = chain.genesis(owner)
    for each in lines:
        links.append(chain.ChainLink(each.sequence, previous, chain.hash_of(each, previous=previous), each))
        previous = links[-1].hash
    return links
