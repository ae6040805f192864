"""Lines of a learning plan."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


def plan_place(public_id: str) -> str:
    """What the words of a line are sealed for."""
    return f"learning-plan:{public_id}"


class LearningPlanLine(Base):
    """A gap that became a target: the need and the help, sealed. It outlives the audit that it came from."""

    __tablename__ = "learning_plan_line"
    __table_args__ = (
        UniqueConstraint("sheet_id", "area"),
        Index("ix_learning_plan_line_pair_id", "pair_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    sheet_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("sheet.id", ondelete="SET NULL"))
    area: Mapped[str] = mapped_column(String(20))  # the key of the area of form F4
    target_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_target.id", ondelete="CASCADE"), index=True)
    writer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes]  # rules.PlanWords, sealed for `plan_place`
    made_at: Mapped[datetime]
