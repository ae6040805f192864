"""Sheets: forms that one person filled in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.sheets.rules import SheetFacts, SheetKind


def sheet_place(public_id: str) -> str:
    """What the answers of a sheet are sealed for."""
    return f"sheet:{public_id}"


class Sheet(Base):
    """One filled form. Its row orders what is decided about it.

    `pair_id` is the pair that it was begun in or is shared with; `overlays_id` the sheet of the other that it is a view
    of, and nothing any more once that is deleted.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        CheckConstraint(
            "kind in ('F4', 'F4-view', 'F5', 'F5-organisation', 'F7', 'F8', 'F8-view', 'F9', 'F12-leaders',"
            " 'F12-mentors', 'F12-mentees')",
            name="kind",
        ),
        CheckConstraint("changes >= 0", name="changes"),
        CheckConstraint("shared_at is null or pair_id is not null", name="shared_with_a_pair"),
        UniqueConstraint("overlays_id", "owner_id"),
        Index("ix_sheet_owner_id", "owner_id", "kind", "id"),
        Index("ix_sheet_pair_id", "pair_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    owner_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    kind: Mapped[SheetKind] = mapped_column(String(20))
    pair_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("pair.id"))
    overlays_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("sheet.id", ondelete="SET NULL"))
    body: Mapped[bytes]  # the answers by key, sealed for `sheet_place`
    changes: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    shared_at: Mapped[datetime | None]

    @property
    def facts(self) -> SheetFacts:
        """What rules ask of it."""
        return SheetFacts(
            self.owner_id, SheetKind(self.kind), self.pair_id, finished=self.finished_at is not None,
            shared=self.shared_at is not None,
        )  # fmt: skip
