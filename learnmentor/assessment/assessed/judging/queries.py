"""Reads of judgements by whoever wrote them: nobody else's is ever asked for here."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.judging import rules
from learnmentor.assessment.assessed.judging.rules import TypedJudgement
from learnmentor.assessment.assessed.models import Assignment, Judgement, Submission, SubmissionTry
from learnmentor.assessment.assessed.queries import judged_work
from learnmentor.assessment.assessed.rules import JudgementKind, Outcome
from learnmentor.ground.vault import Vault

PAGE = 25


_ASKED_OF = (
    select(Assignment, Judgement)
    .outerjoin(
        Judgement,
        and_(
            Judgement.try_id == Assignment.try_id,
            Judgement.assessor_id == Assignment.assessor_id,
            Judgement.kind == Assignment.kind,
        ),
    )
    .where(Assignment.try_id == bindparam("try_id"), Assignment.assessor_id == bindparam("person_id"))
    .order_by(Assignment.ended_at.is_not(None), Assignment.id.desc(), Judgement.id)
)


@dataclass(frozen=True)
class AskedToJudge:
    """That somebody was asked to judge a try, and what they wrote of it: a draft, or saved."""

    assignment: Assignment
    own: Judgement | None


def asked_to_judge(db: Session, try_id: int, person_id: int) -> list[AskedToJudge]:
    """When somebody was asked to judge a try: what is open first, then the newest. Only what they wrote themselves."""
    return [AskedToJudge(*row) for row in db.execute(_ASKED_OF, {"try_id": try_id, "person_id": person_id})]


def own_judgement(db: Session, *, try_id: int, assessor_id: int, kind: JudgementKind) -> Judgement | None:
    """What somebody wrote about a try, a draft or saved."""
    asked = select(Judgement).where(Judgement.try_id == try_id, Judgement.assessor_id == assessor_id)
    return db.scalars(asked.where(Judgement.kind == kind).order_by(Judgement.id).limit(1)).first()


def typed_of(vault: Vault, judgement: Judgement | None) -> TypedJudgement:
    """A judgement as its writer left it; empty for none."""
    if judgement is None:
        return TypedJudgement()
    outcome = Outcome(judgement.outcome) if judgement.outcome else None
    return TypedJudgement(judged_work(vault, judgement), outcome, judgement.close)


@dataclass(frozen=True)
class OwnJudgement:
    """A judgement that somebody saved, and what became of the try. `number` is that of the try."""

    judgement: Judgement
    try_id: str
    number: int
    unit_code: str
    level: int
    released: Outcome | None

    @property
    def agreed(self) -> bool | None:
        """Whether what was released is what they came to; None while nothing is."""
        return rules.agreed(self.judgement.outcome, self.released)


def _saved_by(person_id: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).where(Judgement.assessor_id == person_id, Judgement.saved_at.is_not(None))


def judged_by(db: Session, person_id: int, *, after: int = 0) -> list[OwnJudgement]:
    """What somebody saved, the newest first, a page of them."""
    columns = (Judgement, SubmissionTry.public_id, SubmissionTry.number, Submission.unit_code, Submission.level,
               SubmissionTry.outcome)  # fmt: skip
    asked = _saved_by(person_id, *columns).join(SubmissionTry, SubmissionTry.id == Judgement.try_id)
    asked = asked.join(Submission, Submission.id == SubmissionTry.submission_id)
    newest_first = asked.order_by(Judgement.saved_at.desc(), Judgement.id.desc())
    return [OwnJudgement(*row) for row in db.execute(newest_first.limit(PAGE).offset(after))]


def how_many_judged(db: Session, person_id: int) -> int:
    """How many judgements somebody saved."""
    return db.scalar(_saved_by(person_id, func.count(Judgement.id))) or 0
