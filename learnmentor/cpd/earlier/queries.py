"""Reads of ledgers that are closed because their account was merged, and of what stands in both ledgers."""

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.merging.queries import earlier_ids, of_either
from learnmentor.accounts.merging.rules import Achievement, counted_once
from learnmentor.cpd.models import CpdClosedLedger, CpdEntry
from learnmentor.cpd.queries.in_force import in_force
from learnmentor.cpd.rules import LedgerLine, LineKind

_FACTS = [getattr(CpdEntry, field.name) for field in fields(LedgerLine)]


def closed_ledger(db: Session, person_id: int) -> CpdClosedLedger | None:
    """Where the ledger of a merged account ends; None while a ledger goes on."""
    return db.scalar(select(CpdClosedLedger).where(CpdClosedLedger.person_id == person_id))


def ids_of_earlier(db: Session, person_id: int) -> Sequence[int]:
    """The accounts whose ledgers stand beside this one."""
    return db.scalars(earlier_ids(person_id).order_by("goes_id")).all()


def counted_twice(db: Session, person_id: int) -> list[tuple[int, LedgerLine]]:
    """Lines in force, and whose they are, of what somebody did in two accounts: all but the earliest of each.

    The same segment, or the same session, is told by the source of its line.
    """
    twofold = (CpdEntry.kind.in_((LineKind.SEGMENT, LineKind.SESSION)), CpdEntry.source.is_not(None), in_force())
    rows = db.execute(
        select(CpdEntry.person_id, CpdEntry.source, *_FACTS)
        .where(of_either(CpdEntry.person_id, person_id), *twofold)
        .order_by(CpdEntry.person_id, CpdEntry.sequence)
    ).all()
    lines = {(owner, facts[0]): LedgerLine.of_facts(_named(facts)) for owner, _, *facts in rows}
    had = [
        Achievement(owner, sequence, _once(source), lines[owner, sequence].created_at)
        for owner, source, sequence, *_ in rows
    ]
    once = set(counted_once(had))
    return [(each.person_id, lines[each.person_id, each.sequence]) for each in had if each not in once]


def _named(facts: Sequence[object]) -> list[tuple[str, object]]:
    return [(column.key, value) for column, value in zip(_FACTS, facts, strict=True)]


def _once(source: str) -> str:
    """What a line is for; a session that was taken back and credited again has "#2" behind it."""
    return source.partition("#")[0]
