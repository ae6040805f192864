"""Answers to "is this working?", letters about a silence, and evaluations of the mentoring."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.checks.rules import EvaluationFacts


def check_place(public_id: str) -> str:
    """What an answer to "is this working?" is sealed for."""
    return f"pair-check:{public_id}"


def evaluation_place(public_id: str) -> str:
    """What an evaluation is sealed for."""
    return f"pair-evaluation:{public_id}"


class PairCheck(Base):
    """What one of the two answered after a meeting, for themselves alone."""

    __tablename__ = "pair_check"
    __table_args__ = (
        UniqueConstraint("pair_id", "person_id", "after_meeting"),
        CheckConstraint("after_meeting in (2, 5)", name="after_meeting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    after_meeting: Mapped[int]
    body: Mapped[bytes]  # rules.CheckAnswers, sealed for `check_place`
    at: Mapped[datetime]


class SilenceLetter(Base):
    """Somebody was written to about a silence that began on a day."""

    __tablename__ = "silence_letter"
    __table_args__ = (UniqueConstraint("pair_id", "person_id", "quiet_since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    quiet_since: Mapped[date]
    sent_at: Mapped[datetime]


class SilenceLettersStopped(Base):
    """Somebody who wants no letters about silences."""

    __tablename__ = "silence_letters_stopped"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True)
    since: Mapped[datetime]


class PairEvaluation(Base):
    """What a mentee thinks of the mentoring: theirs until they show it, and the mentor's too once that opened it."""

    __tablename__ = "pair_evaluation"
    __table_args__ = (
        CheckConstraint("opened_at is null or shown_at is not null", name="opened"),
        Index("ix_pair_evaluation_pair_id", "pair_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    writer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes]  # values of the form, sealed for `evaluation_place`
    changes: Mapped[int] = mapped_column(default=0)  # what an editor had seen
    written_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]

    @property
    def facts(self) -> EvaluationFacts:
        """What rules ask of it."""
        return EvaluationFacts(self.writer_id, self.shown_at, self.opened_at)
