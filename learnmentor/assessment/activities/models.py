"""Responses to activities."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base

_COUNTED = text("counted is not null")


def response_place(person_id: int, segment_id: int, activity: str) -> str:
    """What a response's body is sealed for."""
    return f"response:{person_id}:{segment_id}:{activity}"


class Response(Base):
    """One person's work on one activity of one segment.

    `body` is JSON, sealed for `response_place`; its shape depends on the kind. A
    finished quiz keeps none. `state` is all that others' pages and counts may use,
    but for work that its writer lets be counted without a name: `counted`.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("person_id", "segment_id", "activity"),
        CheckConstraint("state in ('begun', 'not_yet', 'done')", name="state"),
        Index(
            "ix_response_counted",
            "segment_id",
            "activity",
            postgresql_where=_COUNTED,
            sqlite_where=_COUNTED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    segment_id: Mapped[int] = mapped_column(Integer, ForeignKey("segment.id"), index=True)
    activity: Mapped[str] = mapped_column(String(60))  # the activity's id in the segment
    kind: Mapped[str] = mapped_column(String(20))  # quiz, sort, conversation, audit, reflection, practice
    state: Mapped[str] = mapped_column(String(10), default="begun")
    body: Mapped[bytes | None]
    updated_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    counted: Mapped[str | None] = mapped_column(String(8))  # the wording of which it may be counted
