"""What is done with targets: set, and each step after. The pair's row orders it."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.services import hold_open
from learnmentor.mentoring.targets import queries, rules
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, TargetRelease, target_place
from learnmentor.mentoring.targets.rules import TargetSource, TargetState, TargetStep, TargetWords


class TooManyTargets(Exception):
    """A pair sets no more targets."""


class NoSuchStep(Exception):
    """The target stands otherwise by now, so this step is none of it."""


def set_target(
    db: Session,
    vault: Vault,
    pair: Pair,
    *,
    words: TargetWords,
    due_on: date | None,
    source: TargetSource,
    record: str | None,
    by: int,
    public_id: str,
    at: datetime,
) -> PairTarget:
    """Set a target; raises `PairEnded`, `TooManyTargets`."""
    held = hold_open(db, pair)
    if queries.how_many(db, pair_id=held.id) >= rules.MOST_TARGETS:
        raise TooManyTargets(pair.public_id)
    made = PairTarget(
        public_id=public_id, pair_id=held.id, source=source, record=record, writer_id=by, due_on=due_on,
        body=vault.seal(asdict(words), place=target_place(public_id)), state=TargetState.OPEN, set_at=at, state_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    _note(db, made, TargetStep.SET, by=by, record=record, at=at)
    return made


def step(
    db: Session,
    pair: Pair,
    target: PairTarget,
    step: TargetStep,
    *,
    by: int,
    at: datetime,
    record: str | None = None,
    due_on: date | None = None,
) -> None:
    """Take a step of a target; `due_on` is its new day where it is moved. Raises `PairEnded`, `NoSuchStep`.

    Met or dropped twice, by two people at once, is done once.
    """
    hold_open(db, pair)
    db.refresh(target)
    if rules.STATE_AFTER[step] == target.state != TargetState.OPEN:
        return
    if not rules.may_step(target.state, step):
        raise NoSuchStep(target.public_id)
    if step == TargetStep.MOVED:
        target.due_on = due_on
    if rules.STATE_AFTER[step] != target.state:
        target.state, target.state_at = rules.STATE_AFTER[step], at
    db.flush()
    _note(db, target, step, by=by, record=record, at=at)


def release(db: Session, pair: Pair, target: PairTarget, *, released: bool, by: int, at: datetime) -> None:
    """Let a tutor read this one target, or let them no more; twice is once. Raises `PairEnded`."""
    hold_open(db, pair)
    there = queries.release_of(db, target.id)
    if released and there is None:
        db.add(TargetRelease(target_id=target.id, person_id=by, at=at))
    elif there is not None and not released:
        db.delete(there)
    db.flush()


def _note(db: Session, target: PairTarget, step: TargetStep, *, by: int, record: str | None, at: datetime) -> None:
    db.add(PairTargetStep(target_id=target.id, step=step, person_id=by, record=record, due_on=target.due_on, at=at))
    db.flush()
