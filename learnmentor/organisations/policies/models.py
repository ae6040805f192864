"""Policies of organisations, and the versions that were published."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class Policy(Base):
    """A text that coordinators of an organisation (`root_id`) work on. Its row orders what is published of it.

    `template` is the code of the page that it was copied from. `changes` counts saves, so that two coordinators do not
    write over each other. A policy that was withdrawn is shown to members no more; its versions stay.
    """

    __tablename__ = "policy"
    __table_args__ = (CheckConstraint("changes >= 0", name="changes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    root_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    template: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(Text)
    changes: Mapped[int]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PolicyVersion(Base):
    """What was published of a policy, from a day on. Written once, never changed."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("policy_id", "number"), CheckConstraint("number >= 1", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(Integer, ForeignKey("policy.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)  # rendered and cleaned when it was published
    note: Mapped[str] = mapped_column(String(300))
    from_on: Mapped[date]
    published_at: Mapped[datetime]
