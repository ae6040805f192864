"""The answers that somebody gave to the twelve questions, once and again."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


def needs_place(public_id: str) -> str:
    """What the answers of one time are sealed for."""
    return f"needs:{public_id}"


class NeedsTaken(Base):
    """All answers of one time, sealed. `programme`: the public id of the programme that was made of them."""

    __tablename__ = "needs_taken"
    __table_args__ = (Index("ix_needs_taken_person_id", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    body: Mapped[bytes]  # values of FORM_NEEDS, sealed for `needs_place`
    programme: Mapped[str | None] = mapped_column(String(24))
