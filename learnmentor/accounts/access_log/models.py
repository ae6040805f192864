"""One row for each look at what is somebody else's."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.accounts.access_log.rules import LONGEST_SUBJECT
from learnmentor.ground.db import Base


class AccessRecord(Base):
    """Somebody opened or changed what is another's. `viewer_id` is empty for the server's command line."""

    __tablename__ = "access_record"
    __table_args__ = (
        Index("ix_access_record_person_id_at", "person_id", "at", "id"),
        Index("ix_access_record_viewer_id_at", "viewer_id", "at", "id"),
        Index("ix_access_record_at", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))  # whose it is
    viewer_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    at: Mapped[datetime]
