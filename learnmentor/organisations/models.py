"""The tree of parts, who is a member of which or invited to it, and who manages whom."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
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
        CheckConstraint("parent_id is null or share_code is null", name="organisations_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    parent_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    root_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    path: Mapped[str] = mapped_column(String(80))
    kind: Mapped[PartKind] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    closed_on: Mapped[date | None]  # the last day
    share_code: Mapped[str | None] = mapped_column(String(24), unique=True)  # of an organisation: see `sharing`


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


class MembershipOffer(Base):
    """That somebody was invited to a part: a membership only once whoever has the address accepts it.

    What came with it is kept beside it. `group_name` is the name of a group as a table spelled it, of members too
    (`accepted_at` is then there); whoever keeps groups takes it from here.
    """

    __tablename__ = "membership_offer"
    __table_args__ = (
        CheckConstraint("ends_on is null or starts_on is null or ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("(accepted_at is null) = (person_id is null)", name="accepted_by_somebody"),
        UniqueConstraint("part_id", "email"),
        Index("ix_membership_offer_email", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    part_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"))
    root_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))  # lower case
    name: Mapped[str] = mapped_column(String(120), default="")
    roles: Mapped[list[Any]]  # names of roles
    group_name: Mapped[str] = mapped_column(String(120), default="")
    manager_email: Mapped[str] = mapped_column(String(254), default="")
    starts_on: Mapped[date | None]  # None: the day on which it is accepted
    ends_on: Mapped[date | None]
    invited_by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    accepted_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)


class PeopleImport(Base):
    """A table of people on its way in: looked over, then brought in line by line by the worker.

    state: "looked-over", "waiting", "making", "done", "stopped" (`fault` says why). The text goes when it is done.
    """

    __tablename__ = "people_import"
    __table_args__ = (
        CheckConstraint("state in ('looked-over', 'waiting', 'making', 'done', 'stopped')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    part_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"))
    by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    total_lines: Mapped[int] = mapped_column(default=0)
    done_lines: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any]]  # how many lines came to what, by `changes.LineVerdict`
    fault: Mapped[str | None] = mapped_column(String(300))
    asked_at: Mapped[datetime] = mapped_column(index=True)
