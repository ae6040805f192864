"""Surveys of one person, and the answers of each moment."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.impact.rules import ImpactList, Moment


def survey_place(public_id: str) -> str:
    """What the words of a survey are sealed for."""
    return f"impact-survey:{public_id}"


def impact_place(public_id: str) -> str:
    """What the answers of one moment are sealed for."""
    return f"impact:{public_id}"


class ImpactSurvey(Base):
    """One list of questions that somebody answers at several times.

    `counted`: they agreed that their answers are counted with those of others in the organisation `root_id`.
    """

    __tablename__ = "impact_survey"
    __table_args__ = (
        CheckConstraint("kind in ('mentor', 'mentee', 'organisation')", name="kind"),
        CheckConstraint("root_id is not null or not counted", name="counted_somewhere"),
        Index("ix_impact_survey_person_id", "person_id", "id"),
        Index("ix_impact_survey_root_id", "root_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    kind: Mapped[ImpactList] = mapped_column(String(12))
    root_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("part.id"))
    counted: Mapped[bool]
    body: Mapped[bytes]  # {"about": what its owner calls it}, sealed for `survey_place`
    begun_at: Mapped[datetime]


class ImpactTaken(Base):
    """The answers of one moment, sealed; its writer is the survey's."""

    __tablename__ = "impact_taken"
    __table_args__ = (
        UniqueConstraint("survey_id", "moment"),
        CheckConstraint("moment in ('before', 'half-way', 'after')", name="moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    survey_id: Mapped[int] = mapped_column(Integer, ForeignKey("impact_survey.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    moment: Mapped[Moment] = mapped_column(String(8))
    body: Mapped[bytes]  # values of form F6, sealed for `impact_place`
    taken_at: Mapped[datetime]
    changes: Mapped[int]
