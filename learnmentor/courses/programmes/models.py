"""Programmes, the segments picked for each, and who follows one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnmentor.courses.catalogue.models import Segment
from learnmentor.ground.db import Base


class Programme(Base):
    """A chosen list of segments: published with the content (no owner), picked by one person, or given away."""

    __tablename__ = "programme"
    __table_args__ = (Index("ix_programme_owner_id_given", "owner_id", "given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)  # published ones: their code, such as "starter"
    owner_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")
    award_code: Mapped[str | None] = mapped_column(String(20))  # the award it leads to, if any
    local: Mapped[bool] = mapped_column(default=False, server_default=false())  # of this installation's own list
    given: Mapped[bool] = mapped_column(default=False, server_default=false())  # away by a trainer: `courses.given`
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    items: Mapped[list["ProgrammeItem"]] = relationship(
        back_populates="programme", order_by="ProgrammeItem.position", cascade="all, delete-orphan", lazy="raise"
    )


class ProgrammeItem(Base):
    """One segment's place in a programme."""

    __tablename__ = "programme_item"
    __table_args__ = (UniqueConstraint("programme_id", "segment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(Integer, ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    segment_id: Mapped[int] = mapped_column(Integer, ForeignKey("segment.id"))
    position: Mapped[int]

    programme: Mapped[Programme] = relationship(back_populates="items", lazy="raise")
    segment: Mapped[Segment] = relationship(lazy="raise")


class Enrolment(Base):
    """A person follows a programme; the newest `followed_at` is the one the home page shows."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "programme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    programme_id: Mapped[int] = mapped_column(Integer, ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    followed_at: Mapped[datetime]
    begun_at: Mapped[datetime]  # when they first followed it
    version_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("programme_version.id"))  # of one given away

    programme: Mapped[Programme] = relationship(lazy="raise")
