"""Reports of moderation, each of a period, as the worker made them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class ModerationReport(Base):
    """The figures of a period, both days included; those of the last making stay until there are newer ones.

    `total`: how many judgements go into it, `done`: how many of them were read so far.
    """

    __tablename__ = "moderation_report"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="period"), UniqueConstraint("starts_on", "ends_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    figures: Mapped[dict[str, Any] | None]  # ReportFigures
