"""Places in the list, who was asked to be in it, and what was written by relay."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.directory.rules import ListedTo, ListingFacts, ListingKind, modes_from


def listing_place(public_id: str) -> str:
    """What the words of a listing are sealed for."""
    return f"mentor-listing:{public_id}"


def message_place(public_id: str) -> str:
    """What a message by relay is sealed for."""
    return f"listing-message:{public_id}"


class MentorListing(Base):
    """A mentor's place in the list, or an entry of how mentoring is done somewhere. Withdrawn, the row goes.

    The row of a mentor orders who takes their places: whoever asks them holds it.
    """

    __tablename__ = "mentor_listing"
    __table_args__ = (
        CheckConstraint("kind in ('mentor', 'practice')", name="kind"),
        CheckConstraint("listed_to in ('members', 'coordinators')", name="listed_to"),
        CheckConstraint("hours >= 0 and most_mentees >= 0", name="numbers"),
        CheckConstraint("(kind = 'practice') = (practice_use <> '')", name="use_of_a_practice"),
        Index("ix_mentor_listing_kind", "kind", "until_on"),
        Index("ix_mentor_listing_until_on", "until_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    kind: Mapped[ListingKind] = mapped_column(String(10))
    practice_use: Mapped[str] = mapped_column(String(20), default="")
    modes: Mapped[str] = mapped_column(String(60), default="")  # values of ContactMode, a space between
    hours: Mapped[int] = mapped_column(default=0)
    most_mentees: Mapped[int] = mapped_column(default=0)
    listed_to: Mapped[ListedTo] = mapped_column(String(12))
    named: Mapped[bool] = mapped_column(Boolean)
    not_team: Mapped[bool] = mapped_column(Boolean)
    not_managed: Mapped[bool] = mapped_column(Boolean)
    body: Mapped[bytes]  # rules.ListingWords, sealed for `listing_place`
    listed_at: Mapped[datetime]
    until_on: Mapped[date]  # the last day
    asked_again_at: Mapped[datetime | None]

    @property
    def facts(self) -> ListingFacts:
        """What of it is no word."""
        return facts_of(self)


def facts_of(row: Any) -> ListingFacts:
    """What of a listing is no word: of its object, or of a row with its columns, of which a search reads thousands."""
    return ListingFacts(
        row.until_on, modes_from(row.modes), row.hours, row.most_mentees, ListedTo(row.listed_to), row.named,
        row.not_team, row.not_managed, row.practice_use,
    )  # fmt: skip


class ListingAnswer(Base):
    """That somebody with a certificate was asked whether they want to be in the list, and whether they said no."""

    __tablename__ = "listing_answer"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True)
    asked_at: Mapped[datetime]
    said_no_at: Mapped[datetime | None]


class ListingMessage(Base):
    """A message by relay to whoever has a listing, or the answer to one (`reply_to_id`). Each has one writer."""

    __tablename__ = "listing_message"
    __table_args__ = (
        CheckConstraint("writer_id <> reader_id", name="two_people"),
        Index("ix_listing_message_listing_id", "listing_id", "settled_at"),
        Index("ix_listing_message_writer_id", "writer_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    listing_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("mentor_listing.id", ondelete="SET NULL"))
    reply_to_id: Mapped[int | None] = mapped_column(
        Integer, ForeignKey("listing_message.id", ondelete="SET NULL"), index=True
    )
    writer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    reader_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes]  # a text, sealed for `message_place`
    sent_at: Mapped[datetime] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]  # answered or declined
    declined: Mapped[bool] = mapped_column(Boolean, default=False)
    is_answer: Mapped[bool] = mapped_column(Boolean, default=False)  # what it answers may be gone
