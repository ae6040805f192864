"""Reviews of a pair, the summary that both agree to, and to whom it was released. What each says is lines."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.reviews.rules import ReviewPoint, SummaryReader


def summary_place(public_id: str) -> str:
    """What the summary of a review is sealed for."""
    return f"review-summary:{public_id}"


def release_place(public_id: str) -> str:
    """What the name under a release is sealed for."""
    return f"review-release:{public_id}"


class PairReview(Base):
    """One review. The words of each in it are lines, whose `record` is its public id."""

    __tablename__ = "pair_review"
    __table_args__ = (
        CheckConstraint("point in ('first', 'january', 'mid-year', 'april', 'half-way', 'end', 'other')", name="point"),
        Index("ix_pair_review_pair_id", "pair_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    point: Mapped[ReviewPoint] = mapped_column(String(10))
    on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]


class ReviewSummary(Base):
    """The words that may leave, as one of the two wrote them last; `agreed_at`: when the other agreed to just these."""

    __tablename__ = "review_summary"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    review_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_review.id"), unique=True)
    writer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes]  # a text, sealed for `summary_place`
    written_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]


class ReviewRelease(Base):
    """The mentee lets a summary go to one reader, or says that it goes to nobody."""

    __tablename__ = "review_release"
    __table_args__ = (
        UniqueConstraint("review_id", "reader"),
        CheckConstraint("reader in ('nobody', 'tutor', 'course-leader', 'coordinator', 'manager')", name="reader"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    review_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_review.id"))
    reader: Mapped[SummaryReader] = mapped_column(String(14))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes]  # the name that was typed, sealed for `release_place`
    at: Mapped[datetime]
