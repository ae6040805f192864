"""A group of people in a part of an organisation, and who leads it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.groups.rules import STALLED_AFTER, GroupKind, GroupPlace, Leading
from learnmentor.organisations.rules import Span


class Group(Base):
    """A cohort, a network or a peer group. Its row orders all that is decided about it: people, sessions, leaders."""

    __tablename__ = "people_group"  # "group" is a word of SQL
    __table_args__ = (
        CheckConstraint("kind in ('cohort', 'network', 'peer')", name="kind"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("stalled_days between 1 and 365", name="stalled_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    part_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    kind: Mapped[GroupKind] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    stalled_days: Mapped[int] = mapped_column(default=STALLED_AFTER)  # without activity, after which somebody stalls
    made_at: Mapped[datetime]
    closed_on: Mapped[date | None]

    def place(self, path: str) -> GroupPlace:
        """What rules ask of it; `path` is that of its part."""
        return GroupPlace(path, self.starts_on, self.ends_on, self.closed_on)


class GroupLeader(Base):
    """That somebody leads a group from a day on, to a day or without end (inclusive)."""

    __tablename__ = "group_leader"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="ends_after_start"),
        UniqueConstraint("group_id", "person_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(Integer, ForeignKey("people_group.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    @property
    def leading(self) -> Leading:
        """What rules ask of it."""
        return Leading(self.person_id, Span(self.starts_on, self.ends_on))
