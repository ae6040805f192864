"""The discussion about a try: arranged, held, recorded."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.assessment.assessed.discussions.rules import DiscussionSide, DiscussionState
from learnmentor.ground.db import Base


def discussion_place(public_id: str) -> str:
    """What the words of a discussion are sealed for."""
    return f"submission-discussion:{public_id}"


class Discussion(Base):
    """One discussion about a try. `changes` counts proposals, so that nobody picks from what was replaced."""

    __tablename__ = "submission_discussion"
    __table_args__ = (
        CheckConstraint("state in ('proposed', 'agreed', 'recorded')", name="state"),
        CheckConstraint("proposed_by in ('learner', 'assessor')", name="proposed_by"),
        CheckConstraint("state <> 'agreed' or starts_at is not null", name="agreed"),
        CheckConstraint("(state = 'recorded') = (recorded_at is not null)", name="recorded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    try_id: Mapped[int] = mapped_column(Integer, ForeignKey("submission_try.id"), unique=True)
    state: Mapped[DiscussionState] = mapped_column(String(8))
    proposed_by: Mapped[DiscussionSide | None] = mapped_column(String(8))
    starts_at: Mapped[datetime | None]  # the time that was picked
    body: Mapped[bytes | None]  # DiscussionWords, sealed for `discussion_place`; empty once its account was closed
    changes: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    recorded_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
