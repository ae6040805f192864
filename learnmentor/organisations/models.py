"""The tree of parts, who is a member of which, and who manages whom."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.organisations.rules import HowKnown, PartKind, Span


class Part(Base):
    """An organisation, or a part of one. `path` holds the ids from the organisation down to this part: "1/5/9/".

    `root_id` is the organisation; its own id where it is one. Ids are given in their turn (`services.make_part`), so
    that path and organisation are known before the row is.
    """

    __tablename__ = "part"
    __table_args__ = (
        UniqueConstraint("path"),
        CheckConstraint("kind in ('organisation', 'department', 'site', 'partner')", name="kind"),
        CheckConstraint("(parent_id is null) = (kind = 'organisation')", name="organisation_has_no_parent"),
        CheckConstraint("(parent_id is null) = (root_id = id)", name="organisation_is_its_own"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    parent_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    root_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    path: Mapped[str] = mapped_column(String(80))
    kind: Mapped[PartKind] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    closed_on: Mapped[date | None]  # the last day


class Membership(Base):
    """That somebody belongs to a part from a day on, to a day or without end (inclusive)."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="ends_after_start"),
        UniqueConstraint("person_id", "part_id", "starts_on"),
        Index("ix_membership_part_id", "part_id", "person_id", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    part_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.starts_on, self.ends_on)


class Management(Base):
    """That somebody manages somebody in one organisation (`root_id`), from a day on, to a day or without end."""

    __tablename__ = "management"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("manager_id <> person_id", name="two_people"),
        CheckConstraint("how in ('csv', 'declared')", name="how"),
        UniqueConstraint("person_id", "manager_id", "root_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    manager_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    root_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    how: Mapped[HowKnown] = mapped_column(String(8))

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.starts_on, self.ends_on)
