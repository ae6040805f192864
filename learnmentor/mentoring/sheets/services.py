"""What is done with sheets: begun, kept, finished, shown to a pair, taken back, deleted. A sheet's row orders it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.paper.definition import FormDefinition
from learnmentor.mentoring.services import hold_open
from learnmentor.mentoring.sheets import queries, rules
from learnmentor.mentoring.sheets.merged_answers import MergedAnswers, merge
from learnmentor.mentoring.sheets.models import Sheet, sheet_place
from learnmentor.mentoring.sheets.rules import SheetKind


class TooManySheets(Exception):
    """One person keeps no more of them."""


class SheetGone(Exception):
    """It was deleted a moment ago, in another window."""


class SheetFinished(Exception):
    """It is finished, so nothing is written on it."""


class SheetEmpty(Exception):
    """Nothing is written on it, so there is nothing to finish."""


class BoundToPair(Exception):
    """It was begun in another pair, in which somebody may write a view of it."""


class ViewWasRead(Exception):
    """The other's view of it can be read by now, so it stays as it was finished."""


def begin(
    db: Session,
    vault: Vault,
    *,
    owner_id: int,
    kind: SheetKind,
    pair: Pair | None,
    public_id: str,
    at: datetime,
    overlays: Sheet | None = None,
) -> Sheet:
    """Begin a sheet; one that was begun and has no answer yet is the same sheet.

    Raises `PairEnded`, `TooManySheets`.
    """
    hold_person(db, owner_id)
    pair_id = hold_open(db, pair).id if pair else None
    overlays_id = overlays.id if overlays else None
    there = queries.untouched(db, owner_id=owner_id, kind=kind, pair_id=pair_id, overlays_id=overlays_id)
    if there is not None:
        return there
    if queries.how_many(db, owner_id=owner_id) >= rules.MOST_SHEETS:
        raise TooManySheets(owner_id)
    made = Sheet(
        public_id=public_id, owner_id=owner_id, kind=kind, pair_id=pair_id, overlays_id=overlays_id,
        body=vault.seal({}, place=sheet_place(public_id)), begun_at=at, changed_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def keep(
    db: Session,
    vault: Vault,
    sheet: Sheet,
    *,
    definition: FormDefinition,
    typed: Mapping[str, Any],
    seen: Mapping[str, str],
    at: datetime,
) -> MergedAnswers:
    """Keep what was typed, joined with what was kept meanwhile from elsewhere (`seen`: marks of what the page had).

    Raises `SheetGone`, `SheetFinished`.
    """
    held = _held(db, sheet)
    if held.finished_at is not None:
        raise SheetFinished(held.public_id)
    kept = queries.answers(vault, held)
    new = merge(definition, kept, typed, seen)
    if new.answers != kept:
        held.body = vault.seal(new.answers, place=sheet_place(held.public_id))
        held.changes, held.changed_at = held.changes + 1, at
        db.flush()
    return new


def finish(db: Session, sheet: Sheet, *, at: datetime) -> None:
    """Finish a sheet, once. Raises `SheetGone`, `SheetEmpty`."""
    held = _held(db, sheet)
    if not held.changes:
        raise SheetEmpty(held.public_id)
    if held.finished_at is None:
        held.finished_at = at
        db.flush()


def reopen(db: Session, sheet: Sheet) -> None:
    """Write on a finished sheet again. Raises `SheetGone`, `ViewWasRead`."""
    held = _held(db, sheet)
    view = queries.view_of(db, held)
    if held.finished_at is None:
        return
    if not rules.may_reopen(held.facts, view.facts if view else None):
        raise ViewWasRead(held.public_id)
    held.finished_at = None
    db.flush()


def share(db: Session, sheet: Sheet, pair: Pair, *, at: datetime) -> None:
    """Show a sheet to the other of a pair, and to nobody else any more.

    Raises `PairEnded`, `SheetGone`, `BoundToPair`.
    """
    pair_id = hold_open(db, pair).id
    held = _held(db, sheet)
    if not rules.may_share_with(held.facts, pair_id=pair_id):
        raise BoundToPair(held.public_id)
    if held.shared_at is None or held.pair_id != pair_id:
        held.pair_id, held.shared_at = pair_id, at
        db.flush()


def take_back(db: Session, sheet: Sheet) -> None:
    """Show it to nobody any more, also after the pair's end. Raises `SheetGone`."""
    _held(db, sheet).shared_at = None
    db.flush()


def delete(db: Session, sheet: Sheet) -> None:
    """Delete a sheet; a view that the other wrote of it stays with its writer. Raises `SheetGone`."""
    db.delete(_held(db, sheet))
    db.flush()


def _held(db: Session, sheet: Sheet) -> Sheet:
    found = queries.held_sheet(db, sheet.id)
    if found is None:
        raise SheetGone(sheet.public_id)
    return found
