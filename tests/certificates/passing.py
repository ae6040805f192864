"""Units passed the whole way: studied by rows, handed in by rows, released by the story."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries
from learnmentor.assessment.assessed.models import Judgement, Result
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.rules import Outcome, SubmissionKind
from learnmentor.courses.catalogue.models import Unit
from learnmentor.ground.vault import Vault
from learnmentor.stories import released_result
from tests import factories
from tests.assessment.assessed import works
from tests.certificates.test_services import finish

ZONE = "Europe/London"
ISSUER = "Northfield College"
CONFIRMS = {"P1", "P2", "P5"}


def brief_of(unit: str, *, credits_: dict[int, int]) -> dict[str, Any]:
    """What P1's brief asks, as that of another unit with other sizes by level."""
    versions = [
        {"level": level, "credits": worth, "hours": 10 * worth, "split": {}} for level, worth in credits_.items()
    ]
    return {**works.P1, "unit": unit, "title": f"Assessed version of {unit}", "versions": versions,
            "confirms_core": unit in CONFIRMS}  # fmt: skip


def published(db: Session, code: str, *, segments: int = 5) -> Unit:
    """A unit, published once."""
    found = db.scalar(select(Unit).where(Unit.code == code))
    return found or factories.unit(db, code, segments=segments)


def studied(db: Session, learner: Person, *codes: str, at: datetime = works.NOW) -> None:
    """Units all of whose segments are done."""
    for code in codes:
        finish(db, learner, published(db, code), at=at)


def judged(
    db: Session, vault: Vault, learner: Person, assessor: Person, unit: str = "P1", *, level: int = 4,
    credits_: int = 1, outcome: Outcome = Outcome.PASS, kind: SubmissionKind = SubmissionKind.UNIT,
    at: datetime = works.NOW,
) -> tuple[TryFound, Judgement]:  # fmt: skip
    """A try with its first judgement, not released yet."""
    published(db, unit, segments=0)
    works.brief(db, brief_of(unit, credits_={level: credits_}))
    tried = works.handed_in(db, vault, works.submission(db, learner, unit=unit, level=level, kind=kind), at=at)
    tried.rule = brief_of(unit, credits_={level: credits_})
    judgement = works.judged(db, vault, tried, assessor, outcome=outcome, at=at)
    found = queries.try_found(db, tried.public_id)
    assert found is not None
    return found, judgement


def passed(db: Session, vault: Vault, learner: Person, assessor: Person, unit: str = "P1", **more: Any) -> Result:
    """A unit that was judged and released, a pass if no other outcome is asked."""
    found, judgement = judged(db, vault, learner, assessor, unit, **more)
    at = more.get("at", works.NOW)
    return released_result.release(db, found, judgement=judgement, at=at, zone=ZONE, issuer=ISSUER)
