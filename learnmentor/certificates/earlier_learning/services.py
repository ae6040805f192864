"""What is done about earlier learning: a claim is begun, and goes the way of any submission."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import services as assessed
from learnmentor.assessment.assessed.models import Submission
from learnmentor.assessment.assessed.rules import SubmissionKind
from learnmentor.certificates import queries
from learnmentor.certificates.awards import queries as awards
from learnmentor.certificates.earlier_learning import rules


class NothingCounts(Exception):
    """No award has a place for this unit at this level by earlier learning."""


def begin_claim(db: Session, *, person_id: int, unit_code: str, level: int, public_id: str, at: datetime) -> Submission:
    """Begin a claim; one that goes on is the same. Raises `NothingCounts`, `TooManySubmissions`."""
    found = rules.claimable(queries.awards_in_force(db), awards.assessed_versions(db))
    if not any((each.unit, each.version.level) == (unit_code, level) for each in found):
        raise NothingCounts(unit_code)
    return assessed.begin(
        db, person_id=person_id, unit_code=unit_code, level=level, public_id=public_id, at=at,
        kind=SubmissionKind.EARLIER_LEARNING,
    )  # fmt: skip
