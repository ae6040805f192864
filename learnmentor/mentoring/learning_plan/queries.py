"""Reads of the learning plan: its lines with their targets, and whether a gap is in it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.learning_plan.models import LearningPlanLine, plan_place
from learnmentor.mentoring.learning_plan.rules import PlanWords
from learnmentor.mentoring.targets.models import PairTarget
from learnmentor.mentoring.targets.queries import OpenedTarget, opened
from learnmentor.mentoring.targets.rules import MOST_TARGETS


@dataclass(frozen=True)
class PlanLine:
    """A line of the plan as both read it."""

    public_id: str
    area: str
    sheet_id: int | None
    writer_id: int
    words: PlanWords
    target: OpenedTarget


_OF_PAIR = (
    select(LearningPlanLine, PairTarget)
    .join(PairTarget, PairTarget.id == LearningPlanLine.target_id)
    .where(LearningPlanLine.pair_id == bindparam("pair_id"))
    .order_by(LearningPlanLine.id)
    .limit(MOST_TARGETS)
)


def plan(db: Session, vault: Vault, *, pair_id: int) -> list[PlanLine]:
    """The lines of a pair's plan, in the order in which they were made."""
    return [_line(vault, line, target) for line, target in db.execute(_OF_PAIR, {"pair_id": pair_id})]


def line_of(db: Session, *, sheet_id: int, area: str) -> LearningPlanLine | None:
    """The line that an area of an audit became."""
    made = select(LearningPlanLine).where(LearningPlanLine.sheet_id == sheet_id, LearningPlanLine.area == area)
    return db.scalar(made)


def _line(vault: Vault, line: LearningPlanLine, target: PairTarget) -> PlanLine:
    words = PlanWords(**vault.open(line.body, place=plan_place(line.public_id)))
    return PlanLine(line.public_id, line.area, line.sheet_id, line.writer_id, words, opened(vault, target))
