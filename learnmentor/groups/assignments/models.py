"""What a group was given to study, by when; and the letters that reminded somebody of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class GroupAssignment(Base):
    """A programme or a segment for every member, by a date. A programme that goes takes its assignments along."""

    __tablename__ = "group_assignment"
    __table_args__ = (CheckConstraint("(programme_id is null) <> (segment_id is null)", name="one_thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    group_id: Mapped[int] = mapped_column(Integer, ForeignKey("people_group.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(
        Integer, ForeignKey("programme.id", ondelete="CASCADE"), index=True
    )
    segment_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("segment.id"))
    by: Mapped[date]
    given_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class GroupNudge(Base):
    """A letter by which a leader reminded a member."""

    __tablename__ = "group_nudge"
    __table_args__ = (Index("ix_group_nudge_person_id", "person_id", "sent_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(Integer, ForeignKey("people_group.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    sent_at: Mapped[datetime]
