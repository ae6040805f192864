"""Record a validation, and end one; both hold the installation. Certificates that were issued stay as they are."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.certificates.models import AwardValidation
from learnmentor.certificates.validations import queries, rules
from learnmentor.certificates.validations.rules import StatedValidation
from learnmentor.ground.locks import hold_installation


class SameDays(Exception):
    """Another validation of the award stands for some of these days."""

    def __init__(self, other: StatedValidation) -> None:
        super().__init__(other.reference)
        self.other = other


class TooManyValidations(Exception):
    """No more are recorded."""


def record(
    db: Session, *, award_code: str, stated: StatedValidation, public_id: str, by: int, at: datetime
) -> AwardValidation:
    """Record that a body validated an award; the same again is the one that is there. Raises `SameDays`."""
    hold_installation(db)
    there = rules.overlapping(queries.of_award(db, award_code), award_code, stated)
    if there == stated:
        return next(each for each in queries.recorded_all(db) if queries.as_value(each).stated == stated)
    if there is not None:
        raise SameDays(there)
    if queries.how_many(db) >= rules.MOST_VALIDATIONS:
        raise TooManyValidations(award_code)
    made = AwardValidation(
        public_id=public_id, award_code=award_code, body=stated.body, reference=stated.reference,
        valid_from=stated.valid_from, valid_until=stated.valid_until, recorded_by_id=by, recorded_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def end(db: Session, row: AwardValidation, *, at: datetime) -> None:
    """Have it stand on no more certificates; done twice, the first moment holds."""
    hold_installation(db)
    db.refresh(row)
    row.ended_at = row.ended_at or at
    db.flush()
