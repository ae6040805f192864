"""Targets of a pair, and each step that one went."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.targets.rules import TargetSource, TargetState, TargetStep


def target_place(public_id: str) -> str:
    """What the words of a target are sealed for."""
    return f"pair-target:{public_id}"


class PairTarget(Base):
    """One target; `record` is the public id of the record in which it was agreed. Whoever set it is its writer."""

    __tablename__ = "pair_target"
    __table_args__ = (
        CheckConstraint("source in ('agreement', 'meeting', 'observation', 'audit', 'review', 'pair')", name="source"),
        CheckConstraint("state in ('open', 'met', 'dropped')", name="state"),
        Index("ix_pair_target_pair_id", "pair_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    source: Mapped[TargetSource] = mapped_column(String(12))
    record: Mapped[str | None] = mapped_column(String(24))
    writer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes]  # rules.TargetWords, sealed for `target_place`
    due_on: Mapped[date | None]
    state: Mapped[TargetState] = mapped_column(String(8))
    set_at: Mapped[datetime]
    state_at: Mapped[datetime]  # since when it stands so


class PairTargetStep(Base):
    """What happened to a target, by whom, and in which record it was said."""

    __tablename__ = "pair_target_step"
    __table_args__ = (
        CheckConstraint("step in ('set', 'carried', 'moved', 'met', 'dropped', 'reopened')", name="step"),
        Index("ix_pair_target_step_target_id", "target_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_target.id", ondelete="CASCADE"))
    step: Mapped[TargetStep] = mapped_column(String(8))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    record: Mapped[str | None] = mapped_column(String(24))
    due_on: Mapped[date | None]  # after this step
    at: Mapped[datetime]


class TargetRelease(Base):
    """That the mentee released this one target to a tutor: a mark by which to show it, which opens it to nobody."""

    __tablename__ = "pair_target_release"

    target_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("pair_target.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
