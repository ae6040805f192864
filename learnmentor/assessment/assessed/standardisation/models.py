"""Rounds of standardisation: one assessor, the same few records, once or again each year."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


def evidence_place(public_id: str) -> str:
    """What the words of a round are sealed for."""
    return f"standardisation:{public_id}"


class Standardisation(Base):
    """One round of one assessor. `judged`: by record and criterion, true for met; the words lie sealed in `body`.

    `asked` is what was to be judged when it began: a later edition of a record changes no round that is under way.
    """

    __tablename__ = "standardisation"
    __table_args__ = (
        CheckConstraint("(finished_on is null) = (finished_at is null)", name="finished"),
        Index("ix_standardisation_person_id", "person_id", "id"),
        Index("ix_standardisation_finished_on", "finished_on", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    asked: Mapped[dict[str, Any]]  # {record: {title, criteria: {key: text}}}
    judged: Mapped[dict[str, Any]]  # {record: {key: bool}}
    body: Mapped[bytes | None]  # {record: {key: words}}, sealed for `evidence_place`
    changes: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    finished_on: Mapped[date | None]
