"""Reads of targets: those of a pair with their words and steps, one of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, TargetRelease, target_place
from learnmentor.mentoring.targets.rules import MOST_TARGETS, TargetSource, TargetState, TargetStep, TargetWords


@dataclass(frozen=True)
class StepTaken:
    """One step of a target."""

    step: TargetStep
    person_id: int
    record: str | None
    due_on: date | None
    at: datetime


@dataclass(frozen=True)
class OpenedTarget:
    """A target with its words and its steps, the oldest first."""

    public_id: str
    source: TargetSource
    record: str | None
    writer_id: int
    words: TargetWords
    due_on: date | None
    state: TargetState
    set_at: datetime
    state_at: datetime
    steps: Sequence[StepTaken] = field(default_factory=tuple)


_OF_PAIR = (
    select(PairTarget).where(PairTarget.pair_id == bindparam("pair_id")).order_by(PairTarget.id).limit(MOST_TARGETS)
)
_STEPS = (
    select(PairTargetStep)
    .join(PairTarget, PairTarget.id == PairTargetStep.target_id)
    .where(PairTarget.pair_id == bindparam("pair_id"))
    .order_by(PairTargetStep.id)
)


def targets(db: Session, vault: Vault, *, pair_id: int) -> list[OpenedTarget]:
    """The targets of a pair in the order in which they were set, each with its steps; two statements."""
    steps: dict[int, list[StepTaken]] = defaultdict(list)
    for each in db.scalars(_STEPS, {"pair_id": pair_id}):
        steps[each.target_id].append(StepTaken(each.step, each.person_id, each.record, each.due_on, each.at))
    return [opened(vault, each, steps[each.id]) for each in db.scalars(_OF_PAIR, {"pair_id": pair_id})]


def target(db: Session, public_id: str, *, pair_id: int) -> PairTarget | None:
    """One target of a pair."""
    return db.scalar(select(PairTarget).where(PairTarget.public_id == public_id, PairTarget.pair_id == pair_id))


def set_in(db: Session, vault: Vault, *, pair_id: int, record: str) -> list[OpenedTarget]:
    """The targets that were agreed in one record, without their steps."""
    there = select(PairTarget).where(PairTarget.pair_id == pair_id, PairTarget.record == record)
    return [opened(vault, each) for each in db.scalars(there.order_by(PairTarget.id).limit(MOST_TARGETS))]


def last_step(db: Session, target_id: int) -> StepTaken | None:
    """The last step that a target went."""
    taken = select(PairTargetStep).where(PairTargetStep.target_id == target_id)
    last = db.scalar(taken.order_by(PairTargetStep.id.desc()).limit(1))
    return StepTaken(last.step, last.person_id, last.record, last.due_on, last.at) if last else None


def released(db: Session, *, pair_id: int) -> frozenset[str]:
    """The public ids of the targets that the mentee lets a tutor read."""
    rows = select(PairTarget.public_id).join(TargetRelease, TargetRelease.target_id == PairTarget.id)
    return frozenset(db.scalars(rows.where(PairTarget.pair_id == pair_id)))


def release_of(db: Session, target_id: int) -> TargetRelease | None:
    """Who let a tutor read a target, and when."""
    return db.get(TargetRelease, target_id, populate_existing=True)


def open_days(db: Session, *, pair_id: int) -> Sequence[date]:
    """The days of the open targets that have one, without a word of them."""
    still = select(PairTarget.due_on).where(PairTarget.pair_id == pair_id, PairTarget.state == TargetState.OPEN)
    rows = db.scalars(still.where(PairTarget.due_on.is_not(None)).order_by(PairTarget.due_on).limit(MOST_TARGETS))
    return [day for day in rows if day]


def how_many(db: Session, *, pair_id: int) -> int:
    """How many targets a pair has set."""
    return db.scalar(select(func.count(PairTarget.id)).where(PairTarget.pair_id == pair_id)) or 0


def opened(vault: Vault, found: PairTarget, steps: Sequence[StepTaken] = ()) -> OpenedTarget:
    """A target with its words."""
    words = TargetWords(**vault.open(found.body, place=target_place(found.public_id)))
    return OpenedTarget(
        found.public_id, found.source, found.record, found.writer_id, words, found.due_on, found.state, found.set_at,
        found.state_at, steps,
    )  # fmt: skip
