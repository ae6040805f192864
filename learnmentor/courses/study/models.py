"""The study of one person at one segment, and the clock of their active time."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnmentor.courses.catalogue.models import Revision, Segment
from learnmentor.ground.db import Base


def claim_place(person_id: int, segment_id: int) -> str:
    """What a claim's sentence is sealed for."""
    return f"claim:{person_id}:{segment_id}"


class Study(Base):
    """One person at one segment: the revision of the sitting, active time so far, any claim, and the completion."""

    __tablename__ = "study"
    __table_args__ = (
        UniqueConstraint("person_id", "segment_id"),
        CheckConstraint("active_seconds >= 0", name="active_seconds"),
        CheckConstraint("claimed_minutes is null or claimed_minutes between 1 and 1440", name="claimed_minutes"),
        Index("ix_study_person_id_touched_at", "person_id", "touched_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    segment_id: Mapped[int] = mapped_column(Integer, ForeignKey("segment.id"), index=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id")
    )  # of this sitting; of the completion once completed
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    active_seconds: Mapped[int] = mapped_column(default=0)
    claimed_minutes: Mapped[int | None]  # offline study, declared
    claim_sentence: Mapped[bytes | None]  # sealed for `claim_place`
    completed_at: Mapped[datetime | None]

    segment: Mapped[Segment] = relationship(lazy="raise")
    revision: Mapped[Revision] = relationship(lazy="raise")


class StudyClock(Base):
    """The one clock of a person's study: which tab last beat, at which segment and when. One row a person."""

    __tablename__ = "study_clock"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True)
    tab: Mapped[str] = mapped_column(String(40))
    segment_id: Mapped[int] = mapped_column(Integer, ForeignKey("segment.id"))
    last_at: Mapped[datetime]
