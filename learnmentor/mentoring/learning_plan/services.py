"""What is done with a learning plan: a gap becomes a line of it. The pair's row orders it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.learning_plan import queries
from learnmentor.mentoring.learning_plan.models import LearningPlanLine, plan_place
from learnmentor.mentoring.learning_plan.rules import PlanWords
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.services import hold_open
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.targets import services as targets
from learnmentor.mentoring.targets.rules import TargetSource, TargetWords


@dataclass(frozen=True)
class LineIds:
    """The ids that a line and its target get."""

    line: str
    target: str


def make_line(
    db: Session,
    vault: Vault,
    pair: Pair,
    sheet: Sheet,
    *,
    area: str,
    words: PlanWords,
    objective: TargetWords,
    due_on: date | None,
    by: int,
    ids: LineIds,
    at: datetime,
) -> bool:
    """Make a gap a target of the plan; False where it was made one before. Raises `PairEnded`, `TooManyTargets`."""
    held = hold_open(db, pair)
    if queries.line_of(db, sheet_id=sheet.id, area=area) is not None:
        return False
    target = targets.set_target(
        db, vault, pair, words=objective, due_on=due_on, source=TargetSource.AUDIT, record=sheet.public_id, by=by,
        public_id=ids.target, at=at,
    )  # fmt: skip
    made = LearningPlanLine(
        public_id=ids.line, pair_id=held.id, sheet_id=sheet.id, area=area, target_id=target.id, writer_id=by,
        body=vault.seal(asdict(words), place=plan_place(ids.line)), made_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return True
