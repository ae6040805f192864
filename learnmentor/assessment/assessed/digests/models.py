"""When somebody was last written to about assessed work, and whether they want to be."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class AssessmentDigest(Base):
    """The last letter to somebody, and since when they want none."""

    __tablename__ = "assessment_digest"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
