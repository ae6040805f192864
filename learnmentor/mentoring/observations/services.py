"""What is done with an observation: begun, its focus agreed, written, opened. The pair's row orders it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import queries, rules
from learnmentor.mentoring.observations.form_observation import form_of
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import (
    ObservationPurpose,
    ObservationSheet,
    SheetLack,
    WatchDirection,
)
from learnmentor.mentoring.paper.definition import Values
from learnmentor.mentoring.services import hold_open
from learnmentor.mentoring.targets import services as targets
from learnmentor.mentoring.targets.models import PairTarget
from learnmentor.mentoring.targets.rules import TargetSource, TargetWords


class AssessedElsewhere(Exception):
    """An assessed observation is begun by an assessor, and not by a pair."""


class TooManyObservations(Exception):
    """A pair begins no more observations."""


class ObservationStands(Exception):
    """It stands otherwise by now, so this cannot be done with it any more, or not yet."""


class FocusMoved(Exception):
    """Another focus was proposed meanwhile, which whoever agreed has not read."""


class VisitToCome(Exception):
    """The day of the visit has not come."""


class SheetNotReady(Exception):
    """Something is lacking; `lacks` says what."""

    def __init__(self, lacks: list[SheetLack]) -> None:
        super().__init__(lacks)
        self.lacks = lacks


class EnoughTargets(Exception):
    """An observation has three targets."""


def begin(
    db: Session,
    pair: Pair,
    *,
    purpose: ObservationPurpose,
    direction: WatchDirection,
    observer_id: int,
    held_on: date,
    public_id: str,
    at: datetime,
) -> Observation:
    """Begin an observation of one of the two by the other. Its purpose is never changed.

    Raises `PairEnded`, `AssessedElsewhere`, `TooManyObservations`.
    """
    if not rules.may_begin(purpose):
        raise AssessedElsewhere(public_id)
    held = _hold_room(db, pair)
    observed = held.mentee_id if observer_id == held.mentor_id else held.mentor_id
    return _add(
        db,
        Observation(
            public_id=public_id, pair_id=held.id, purpose=purpose, direction=direction, observer_id=observer_id,
            observed_id=observed, held_on=held_on, begun_at=at,
        ),
    )  # fmt: skip


def begin_practice(
    db: Session, pair: Pair, *, record_code: str, by: int, together: bool, public_id: str, at: datetime
) -> Observation:
    """Begin a practice run on a fictional lesson, alone or with the other one; raises as `begin` does."""
    held = _hold_room(db, pair)
    other = held.mentee_id if by == held.mentor_id else held.mentor_id
    return _add(
        db,
        Observation(
            public_id=public_id, pair_id=held.id, purpose=ObservationPurpose.FORMATIVE, record_code=record_code,
            direction=WatchDirection.PARTNERS, observer_id=by, second_id=other if together else None,
            focus_agreed_at=at, begun_at=at,
        ),
    )  # fmt: skip


def _hold_room(db: Session, pair: Pair) -> Pair:
    held = hold_open(db, pair)
    if queries.how_many(db, pair_id=held.id) >= rules.MOST_OBSERVATIONS:
        raise TooManyObservations(pair.public_id)
    return held


def _add(db: Session, made: Observation) -> Observation:
    db.add(made)
    db.flush()
    return made


def hold(db: Session, pair: Pair, found: Observation) -> None:
    """Hold the pair's row, and read the observation as it is now.

    Raises `PairEnded`, and `ObservationStands` for a practice run that was deleted meanwhile.
    """
    held, public_id = hold_open(db, pair), found.public_id
    demand(queries.observation(db, public_id, pair_id=held.id) is not None)


def demand(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence: demand(may_write(…))
    """Go on only where a rule allows it; raises `ObservationStands`."""
    if not allowed:
        raise ObservationStands


# The focus


def propose_focus(
    db: Session,
    vault: Vault,
    pair: Pair,
    found: Observation,
    *,
    by: int,
    values: Values,
    seen: Mapping[str, str],
    new_id: Callable[[], str],
    at: datetime,
) -> None:
    """Propose what to look at, in place of what was proposed; raises `PairEnded`, `ObservationStands`."""
    hold(db, pair, found)
    focus = ObservationSheet.FOCUS
    _keep(db, vault, pair, found, sheet=focus, values=values, by=by, seen=seen, new_id=new_id, at=at)
    found.focus_by = "observer" if by == found.observer_id else "observed"
    found.focus_no += 1
    db.flush()


def agree_focus(db: Session, pair: Pair, found: Observation, *, by: int, seen: int, at: datetime) -> None:
    """Agree to the focus that the other one proposed; `seen` is the number of the proposal that was read.

    Raises `PairEnded`, `ObservationStands`, `FocusMoved`.
    """
    hold(db, pair, found)
    demand(rules.may_agree_focus(by, found.facts))
    if seen != found.focus_no:
        raise FocusMoved(found.public_id)
    found.focus_agreed_at = at
    db.flush()


# What is written


def keep_sheet(
    db: Session,
    vault: Vault,
    pair: Pair,
    found: Observation,
    *,
    sheet: ObservationSheet,
    values: Values,
    by: int,
    seen: Mapping[str, str],
    new_id: Callable[[], str],
    at: datetime,
) -> bool:
    """Keep what somebody wrote on a sheet; raises `PairEnded`, `ObservationStands`, `TooManyPairLines`.

    False: answers were changed on another device meanwhile, and hold both texts now.
    """
    hold(db, pair, found)
    return _keep(db, vault, pair, found, sheet=sheet, values=values, by=by, seen=seen, new_id=new_id, at=at)


def _keep(
    db: Session, vault: Vault, pair: Pair, found: Observation, *, sheet: ObservationSheet, values: Values, by: int,
    seen: Mapping[str, str], new_id: Callable[[], str], at: datetime,
) -> bool:  # fmt: skip
    demand(rules.may_write_sheet(by, sheet, found.facts))
    return lines.keep_cells(
        db, vault, pair, form_of(sheet, practice=found.facts.practice), values, record=found.public_id, writer_id=by,
        seen=seen, new_id=new_id, at=at,
    )  # fmt: skip


def say_ready(db: Session, vault: Vault, pair: Pair, found: Observation, *, by: int, on: date, at: datetime) -> None:
    """An observer says that the sheet is ready.

    Raises `PairEnded`, `ObservationStands`, `VisitToCome`, `SheetNotReady`.
    """
    hold(db, pair, found)
    facts = found.facts
    demand(rules.may_write_sheet(by, ObservationSheet.EVIDENCE, facts))
    _require_held(found, on=on)
    sheet = queries.sheet_values(db, vault, found, ObservationSheet.EVIDENCE, writer_id=by)
    lacks = rules.sheet_lacks(sheet, facts)
    if by == found.observer_id:
        told = queries.sheet_values(db, vault, found, ObservationSheet.FACTS, writer_id=by)
        lacks += rules.facts_lack(told, facts)
    if lacks:
        raise SheetNotReady(lacks)
    if by == found.observer_id:
        found.ready_at = at
    else:
        found.second_ready_at = at
    open_if_written(db, found, at=at)


def take_back(db: Session, pair: Pair, found: Observation, *, by: int) -> None:
    """An observer goes on writing, while nobody else has read the sheet; raises `PairEnded`, `ObservationStands`."""
    hold(db, pair, found)
    demand(rules.may_take_back(by, found.facts))
    if by == found.observer_id:
        found.ready_at = None
    else:
        found.second_ready_at = None
    db.flush()


def give_account(db: Session, vault: Vault, pair: Pair, found: Observation, *, by: int, on: date, at: datetime) -> None:
    """The observed says that this is their account; raises as `say_ready` does."""
    hold(db, pair, found)
    demand(rules.may_write_sheet(by, ObservationSheet.ACCOUNT, found.facts))
    _require_held(found, on=on)
    said = queries.sheet_values(db, vault, found, ObservationSheet.ACCOUNT, writer_id=by)
    if not said["account"]:
        raise SheetNotReady([SheetLack.ACCOUNT])
    found.account_at = at
    open_if_written(db, found, at=at)


def _require_held(found: Observation, *, on: date) -> None:
    if not rules.visit_has_been(found.facts, on=on):
        raise VisitToCome(found.public_id)


def open_if_written(db: Session, found: Observation, *, at: datetime) -> None:
    """Open all to all where everything is written; that moment is the copy's."""
    if found.opened_at is None and rules.opens(found.facts):
        found.opened_at = at
    db.flush()


# Afterwards


def set_target(
    db: Session, vault: Vault, pair: Pair, found: Observation, *, words: TargetWords, due_on: date, by: int,
    public_id: str, at: datetime,
) -> PairTarget | None:  # fmt: skip
    """Set one of the three targets; None for one that is set already, in the same words.

    Raises `PairEnded`, `ObservationStands`, `EnoughTargets`, `TooManyTargets`.
    """
    hold(db, pair, found)
    two = {found.observer_id, found.observed_id}
    demand(found.facts.opened and not found.facts.practice and by in two)
    there = queries.targets_of(db, vault, found)
    if any(each.words == words and each.due_on == due_on for each in there):
        return None
    if len(there) >= rules.MOST_TARGETS_OF_ONE:
        raise EnoughTargets(found.public_id)
    return targets.set_target(
        db, vault, pair, words=words, due_on=due_on, source=TargetSource.OBSERVATION, record=found.public_id, by=by,
        public_id=public_id, at=at,
    )  # fmt: skip


def evaluate(db: Session, pair: Pair, found: Observation, *, by: int, at: datetime) -> None:
    """The observed shows what the visit was worth; raises `PairEnded`, `ObservationStands`."""
    hold(db, pair, found)
    demand(rules.may_write_sheet(by, ObservationSheet.EVALUATION, found.facts))
    found.evaluated_at = at
    db.flush()


def move_day(db: Session, pair: Pair, found: Observation, *, held_on: date) -> None:
    """Move a visit to another day, while nothing says that it was; raises `PairEnded`, `ObservationStands`."""
    hold(db, pair, found)
    demand(rules.may_call_off(found.facts))
    found.held_on = held_on
    db.flush()


def call_off(db: Session, pair: Pair, found: Observation, *, at: datetime) -> None:
    """Call a visit off; it stays in the list. Raises `PairEnded`, `ObservationStands`."""
    hold(db, pair, found)
    demand(rules.may_call_off(found.facts))
    found.called_off_at = at
    db.flush()


def leave_practice(db: Session, pair: Pair, found: Observation, *, by: int, at: datetime) -> None:
    """Delete one's own words of a practice run; the run goes with them, unless the other one wrote in it."""
    hold(db, pair, found)
    demand(found.facts.practice and by in found.facts.observers)
    every = queries.lines_of(db, found)
    for line in every:
        if line.writer_id == by:
            db.delete(line)
    others = {line.writer_id for line in every} - {by}
    if others:
        _step_out(found, by=by)
        open_if_written(db, found, at=at)
    else:
        db.delete(found)
    db.flush()


def erase_practice(db: Session, person_id: int) -> None:
    """Delete the practice runs that somebody had alone, who closes the account."""
    for each in queries.left_alone(db, person_id):
        db.delete(each)
    db.flush()


def _step_out(found: Observation, *, by: int) -> None:
    if by == found.observer_id and found.second_id is not None:
        found.observer_id, found.ready_at = found.second_id, found.second_ready_at
    found.second_id, found.second_ready_at = None, None
