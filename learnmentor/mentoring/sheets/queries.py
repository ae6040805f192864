"""Reads of sheets: one's own, those of a pair, the newest that is finished, one form over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.sheets.models import Sheet, sheet_place
from learnmentor.mentoring.sheets.rules import MOST_SHEETS, MOST_TAKES, SheetKind


@dataclass(frozen=True)
class FilledSheet:
    """A sheet with its answers by key."""

    public_id: str
    kind: SheetKind
    owner_id: int
    begun_at: datetime
    finished_at: datetime | None
    answers: dict[str, Any]


_OF_OWNER = select(Sheet).where(Sheet.owner_id == bindparam("owner_id")).order_by(Sheet.id.desc()).limit(MOST_SHEETS)
_OF_PAIR = select(Sheet).where(Sheet.pair_id == bindparam("pair_id")).order_by(Sheet.id.desc()).limit(MOST_SHEETS)


def sheets_of(db: Session, owner_id: int) -> Sequence[Sheet]:
    """All that somebody filled in, the newest first."""
    return db.scalars(_OF_OWNER, {"owner_id": owner_id}).all()


def sheets_in_pair(db: Session, pair_id: int) -> Sequence[Sheet]:
    """Sheets of both that were begun in a pair or are shared with it, the newest first; who may read one is asked."""
    return db.scalars(_OF_PAIR, {"pair_id": pair_id}).all()


def own_sheet(db: Session, public_id: str, *, owner_id: int) -> Sheet | None:
    """A sheet of one's own."""
    return db.scalar(select(Sheet).where(Sheet.public_id == public_id, Sheet.owner_id == owner_id))


def sheet_in_pair(db: Session, public_id: str, *, pair_id: int) -> Sheet | None:
    """A sheet of one of the two."""
    return db.scalar(select(Sheet).where(Sheet.public_id == public_id, Sheet.pair_id == pair_id))


def view_of(db: Session, sheet: Sheet) -> Sheet | None:
    """The view that the other of the pair writes of a sheet."""
    return db.scalar(select(Sheet).where(Sheet.overlays_id == sheet.id).limit(1))


def held_sheet(db: Session, sheet_id: int) -> Sheet | None:
    """A sheet's row, held until the transaction ends; None once it is deleted."""
    held = select(Sheet).where(Sheet.id == sheet_id).with_for_update().execution_options(populate_existing=True)
    return db.scalar(held)


def untouched(
    db: Session, *, owner_id: int, kind: SheetKind, pair_id: int | None, overlays_id: int | None
) -> Sheet | None:
    """A sheet of that kind that was begun and has no answer yet; of a view, the one that there is."""
    theirs = select(Sheet).where(Sheet.owner_id == owner_id, Sheet.kind == kind)
    if overlays_id is not None:
        return db.scalar(theirs.where(Sheet.overlays_id == overlays_id))
    there = theirs.where(Sheet.overlays_id.is_(None), Sheet.changes == 0, Sheet.finished_at.is_(None))
    same = Sheet.pair_id.is_(None) if pair_id is None else Sheet.pair_id == pair_id
    return db.scalar(there.where(same).order_by(Sheet.id.desc()).limit(1))


def how_many(db: Session, *, owner_id: int) -> int:
    """How many sheets somebody keeps."""
    return db.scalar(select(func.count(Sheet.id)).where(Sheet.owner_id == owner_id)) or 0


def answers(vault: Vault, sheet: Sheet) -> dict[str, Any]:
    """What is written on a sheet, by key."""
    found: dict[str, Any] = vault.open(sheet.body, place=sheet_place(sheet.public_id))
    return found


def filled(vault: Vault, sheet: Sheet) -> FilledSheet:
    """A sheet with its answers."""
    return FilledSheet(
        sheet.public_id, SheetKind(sheet.kind), sheet.owner_id, sheet.begun_at, sheet.finished_at,
        answers(vault, sheet),
    )  # fmt: skip


def takes(db: Session, vault: Vault, *, owner_id: int, kind: SheetKind, most: int = MOST_TAKES) -> list[FilledSheet]:
    """The newest sheets of a form that somebody finished, in the order in which they did."""
    finished = select(Sheet).where(Sheet.owner_id == owner_id, Sheet.kind == kind, Sheet.finished_at.is_not(None))
    newest = db.scalars(finished.order_by(Sheet.id.desc()).limit(most)).all()
    return [filled(vault, each) for each in reversed(newest)]
