"""Reads of a whole ledger, for what is compared with a table or written as one."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.rules import LineKind
from learnmentor.cpd.tables.duplicates import Facts, KnownLines, facts

_OWN = (LineKind.OWN, LineKind.CORRECTION, LineKind.WITHDRAWAL)


def replaced(db: Session, *, person_id: int) -> set[int]:
    """The sequences of the lines whose place another line took."""
    asked = select(CpdEntry.supersedes).where(CpdEntry.person_id == person_id, CpdEntry.supersedes.is_not(None))
    return {sequence for sequence in db.scalars(asked) if sequence is not None}


def known(db: Session, person_id: int) -> tuple[list[KnownLines], dict[date, int]]:
    """The entries that a person logged, each with all it ever said, and how much each day holds."""
    columns = (
        CpdEntry.sequence, CpdEntry.supersedes, CpdEntry.kind, CpdEntry.on, CpdEntry.type, CpdEntry.title,
        CpdEntry.provider, CpdEntry.counted_minutes,
    )  # fmt: skip
    asked = select(*columns).where(CpdEntry.person_id == person_id).order_by(CpdEntry.sequence)
    ever: dict[int, set[Facts]] = {}
    now: dict[int, Facts | None] = {}
    root: dict[int, int] = {}
    minutes: dict[int, tuple[date, int]] = {}
    for sequence, supersedes, kind, on, type_, title, provider, counted in db.execute(asked):
        minutes[sequence] = (on, counted)
        minutes.pop(supersedes or 0, None)
        if kind not in _OWN:
            continue
        first = root[sequence] = root[supersedes] if supersedes else sequence
        said = facts(on, type_, title, provider, counted)
        if kind == LineKind.WITHDRAWAL:
            now[first] = None
        else:
            ever.setdefault(first, set()).add(said)
            now[first] = said
    totals: dict[date, int] = defaultdict(int)
    for on, counted in minutes.values():
        totals[on] += counted
    return [KnownLines(frozenset(ever[first]), now[first]) for first in ever], dict(totals)
