"""Pairs, and who was mentor and mentee in them from when on."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.rules import PairContext, Pairing, PairKind


class Pair(Base):
    """One mentoring relationship. Its row orders all that is decided in it.

    Who ended it is not kept: either may, and no reason is asked.
    """

    __tablename__ = "pair"
    __table_args__ = (
        CheckConstraint("kind in ('mentoring', 'specialist-coaching', 'co-coaching', 'e-mentoring')", name="kind"),
        CheckConstraint(
            "context in ('initial-training', 'cpd', 'induction', 'performance-support', 'management', 'career')",
            name="context",
        ),
        CheckConstraint("mentor_id <> mentee_id", name="two_people"),
        CheckConstraint("ended_at is null or ended_at >= opened_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[PairKind] = mapped_column(String(20))
    context: Mapped[PairContext] = mapped_column(String(20))
    mentor_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)  # today's
    mentee_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def pairing(self) -> Pairing:
        """What rules ask of it."""
        return Pairing(self.mentor_id, self.mentee_id, self.ended_at)


class PairRoles(Base):
    """Who was mentor and mentee of a pair from a day on, until the next row: two people may swap."""

    __tablename__ = "pair_roles"
    __table_args__ = (
        UniqueConstraint("pair_id", "from_on"),
        CheckConstraint("mentor_id <> mentee_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    from_on: Mapped[date]
    mentor_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)


class PairSwap(Base):
    """That one of the two proposes to swap roles; it goes when it is accepted, declined or taken back."""

    __tablename__ = "pair_swap"

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"), unique=True)
    by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
