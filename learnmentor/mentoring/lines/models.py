"""Lines of a pair's records."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.lines.rules import LineFacts


def line_place(public_id: str) -> str:
    """What the words of a line are sealed for."""
    return f"pair-line:{public_id}"


class PairLine(Base):
    """Words of one writer at one place of a record, sealed.

    `record` is the public id of the meeting, observation or review; `field` the key of the form's field. `token` comes
    from the browser with a new line, so that one that is sent again, from a queue kept offline, is the same line.
    """

    __tablename__ = "pair_line"
    __table_args__ = (
        UniqueConstraint("pair_id", "writer_id", "token"),
        CheckConstraint("changes >= 0", name="changes"),
        Index("ix_pair_line_record", "pair_id", "record", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    record: Mapped[str] = mapped_column(String(24))
    field: Mapped[str] = mapped_column(String(40))
    writer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    own: Mapped[bool]
    token: Mapped[str] = mapped_column(String(40))
    body: Mapped[bytes]  # a text, sealed for `line_place`
    changes: Mapped[int] = mapped_column(default=0)  # how often it was changed: what an editor had seen
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]

    @property
    def facts(self) -> LineFacts:
        """What rules ask of it."""
        return LineFacts(self.writer_id, self.own)
