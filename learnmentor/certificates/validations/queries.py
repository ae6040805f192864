"""Reads about validations by outside bodies."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learnmentor.certificates.models import AwardValidation
from learnmentor.certificates.validations import rules
from learnmentor.certificates.validations.rules import RecordedValidation, StatedValidation

_NEWEST = AwardValidation.valid_from.desc(), AwardValidation.id.desc()


def recorded_all(db: Session) -> Sequence[AwardValidation]:
    """All that was recorded, by award, the newest first."""
    return db.scalars(select(AwardValidation).order_by(AwardValidation.award_code, *_NEWEST)).all()


def how_many(db: Session) -> int:
    """How many were recorded, ended ones too."""
    return db.scalar(select(func.count(AwardValidation.id))) or 0


def by_public_id(db: Session, public_id: str) -> AwardValidation | None:
    """The one of a public id."""
    return db.scalar(select(AwardValidation).where(AwardValidation.public_id == public_id))


_OF_AWARD = select(AwardValidation).where(AwardValidation.award_code == bindparam("award_code")).order_by(*_NEWEST)


def of_award(db: Session, award_code: str) -> list[RecordedValidation]:
    """What was recorded for an award."""
    return [as_value(each) for each in db.scalars(_OF_AWARD, {"award_code": award_code})]


def carried_on(db: Session, award_code: str, on: date) -> StatedValidation | None:
    """What a certificate of an award that is issued on a day says."""
    return rules.carried(of_award(db, award_code), award_code, on)


def as_value(row: AwardValidation) -> RecordedValidation:
    """A row as rules see it."""
    stated = StatedValidation(row.body, row.reference, row.valid_from, row.valid_until)
    return RecordedValidation(row.award_code, stated, row.ended_at is not None)
