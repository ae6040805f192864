"""What mentees look for, whom they were offered, and that a pair ended by a change."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.directory.rules import modes_from
from learnmentor.mentoring.matching.rules import LooksFor, NeedsSeenBy, OfferState, SearchFacts, SearchState
from learnmentor.mentoring.rules import PairContext


def search_place(public_id: str) -> str:
    """What a mentee's words about whom they look for are sealed for."""
    return f"mentor-search:{public_id}"


def needs_place(public_id: str) -> str:
    """What a mentee's access needs are sealed for."""
    return f"mentor-search-needs:{public_id}"


def reason_place(public_id: str) -> str:
    """What a mentee's reason for a choice is sealed for."""
    return f"mentor-search-reason:{public_id}"


class MentorSearch(Base):
    """What somebody looks for in a mentor, in a part whose coordinators arrange pairs. Its row orders its story.

    Who of them asked for it is not kept. Withdrawn, the row goes with its offers.
    """

    __tablename__ = "mentor_search"
    __table_args__ = (
        CheckConstraint("state in ('invited', 'open', 'paired')", name="state"),
        CheckConstraint("looks_for in ('subject', 'role', 'outside', 'peer', 'other')", name="looks_for"),
        CheckConstraint(
            "context in ('initial-training', 'cpd', 'induction', 'performance-support', 'management', 'career')",
            name="context",
        ),
        CheckConstraint("needs_seen_by in ('arranger', 'mentor-too')", name="needs_seen_by"),
        Index("ix_mentor_search_part_id", "part_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    mentee_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    part_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"))
    state: Mapped[SearchState] = mapped_column(String(8))
    context: Mapped[PairContext] = mapped_column(String(20))
    looks_for: Mapped[LooksFor] = mapped_column(String(8))
    modes: Mapped[str] = mapped_column(String(60))  # values of ContactMode, a space between
    not_manager: Mapped[bool] = mapped_column(Boolean)
    not_team: Mapped[bool] = mapped_column(Boolean)
    needs_seen_by: Mapped[NeedsSeenBy] = mapped_column(String(12))
    body: Mapped[bytes]  # rules.SearchWords, sealed for `search_place`
    needs: Mapped[bytes | None]  # a text, sealed for `needs_place`
    reason: Mapped[bytes | None]  # for their choice, for themselves alone, sealed for `reason_place`
    since: Mapped[datetime]
    others_at: Mapped[datetime | None]  # when other names were asked for last

    @property
    def facts(self) -> SearchFacts:
        """What of it is no word."""
        return SearchFacts(
            LooksFor(self.looks_for), modes_from(self.modes), self.not_manager,
            self.not_team, NeedsSeenBy(self.needs_seen_by), PairContext(self.context),
        )  # fmt: skip


class MentorOffer(Base):
    """Somebody whom a mentee may choose: why, and what stands against it, as it was when it was offered."""

    __tablename__ = "mentor_offer"
    __table_args__ = (
        UniqueConstraint("search_id", "mentor_id"),
        CheckConstraint("state in ('offered', 'chosen', 'accepted', 'declined', 'passed')", name="state"),
        Index("ix_mentor_offer_mentor_id", "mentor_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    search_id: Mapped[int] = mapped_column(Integer, ForeignKey("mentor_search.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    state: Mapped[OfferState] = mapped_column(String(8))
    reasons: Mapped[list[Any]]  # values of fit.FitReason
    against: Mapped[list[Any]]  # values of fit.FitAgainst
    offered_at: Mapped[datetime]
    state_at: Mapped[datetime]


class PairChange(Base):
    """That a pair ended because one of the two asked for another. Who of them, and why, is not kept."""

    __tablename__ = "pair_change"

    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
