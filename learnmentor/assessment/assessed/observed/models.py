"""Assessed visits. Never a row of `pair_observation`, so that neither kind can become the other."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.assessment.assessed.observed.rules import PURPOSE, VisitFacts
from learnmentor.ground.db import Base


def visit_place(public_id: str) -> str:
    """What the words around a visit are sealed for: what is watched, the declaration, another day."""
    return f"assessed-observation:{public_id}"


def visit_record_place(public_id: str) -> str:
    """What the record of a visit is sealed for."""
    return f"assessed-observation-record:{public_id}"


class AssessedVisit(Base):
    """A visit at which the assessor of a try watches its learner. `purpose` is written once and says so.

    `declared_at`: when form F13 was signed; `told_at` and `present_told_at`: when those who are watched said that they
    were told. Nothing is written into `record` before that.
    """

    __tablename__ = "assessed_observation"
    __table_args__ = (
        CheckConstraint(f"purpose = '{PURPOSE}'", name="purpose"),
        CheckConstraint("(pair_id is null) = (present_id is null)", name="present"),
        CheckConstraint("record is null or told_at is not null", name="told_first"),
        CheckConstraint("record is null or present_id is null or present_told_at is not null", name="present_first"),
        Index("ix_assessed_observation_try_id", "try_id", "id"),
        Index("ix_assessed_observation_pair_id", "pair_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    try_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission_try.id"))
    assessor_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    learner_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16), default=PURPOSE)
    criteria: Mapped[list[Any]]  # keys of the criteria of the try that are watched for
    held_on: Mapped[date]
    pair_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("pair.id"))
    present_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes | None]  # {focus, declared, other_day}, sealed for `visit_place`
    record: Mapped[bytes | None]  # the sheet of form F3, sealed for `visit_record_place`
    changes: Mapped[int] = mapped_column(default=0)
    declared_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    present_told_at: Mapped[datetime | None]
    other_day_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]

    @property
    def facts(self) -> VisitFacts:
        """What rules ask of it."""
        return VisitFacts(
            self.assessor_id,
            self.learner_id,
            self.held_on,
            present_id=self.present_id,
            learner_told=self.told_at is not None,
            present_told=self.present_told_at is not None,
            other_day_asked=self.other_day_at is not None,
            recorded=self.recorded_at is not None,
            called_off=self.called_off_at is not None,
        )
