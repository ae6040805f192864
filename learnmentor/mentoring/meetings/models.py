"""Meetings of a pair, who took one into their CPD record, and the addresses of private calendars."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.meetings.rules import (
    BroughtBy,
    MeetingFacts,
    MeetingFrame,
    MeetingMode,
    MeetingSaid,
    MeetingState,
)


def meeting_place(public_id: str) -> str:
    """What the place and the address of a meeting are sealed for."""
    return f"pair-meeting:{public_id}"


class PairMeeting(Base):
    """A meeting. `zone` is the one in which its time was typed and is said. What was said in it are lines.

    `changes` counts how often it was moved or cancelled, for calendars; `edits` how often what is said of it, once it
    was held, was changed: what an editor had seen. `mentor_id` is whoever was mentor then, and confirms it.
    """

    __tablename__ = "pair_meeting"
    __table_args__ = (
        CheckConstraint("state in ('planned', 'held', 'cancelled')", name="state"),
        CheckConstraint("mode in ('room', 'telephone', 'video', 'writing')", name="mode"),
        CheckConstraint("brought_by in ('mentee', 'mentor', 'both')", name="brought_by"),
        CheckConstraint("frame in ('grow', 'oskar', 'stop', 'learning', 'none')", name="frame"),
        CheckConstraint("minutes between 1 and 720", name="minutes"),
        CheckConstraint("held_minutes between 1 and 720", name="held_minutes"),
        CheckConstraint(
            "(state = 'held') = (held_at is not null and held_minutes is not null and mentor_id is not null)",
            name="held",
        ),
        CheckConstraint("(state = 'cancelled') = (cancelled_at is not null)", name="cancelled"),
        CheckConstraint("confirmed_at is null or state = 'held'", name="confirmed"),
        CheckConstraint("changes >= 0 and edits >= 0", name="counted"),
        Index("ix_pair_meeting_pair_id", "pair_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    starts_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int]
    mode: Mapped[MeetingMode] = mapped_column(String(10))
    place: Mapped[bytes | None]  # rules.MeetingPlace, sealed for `meeting_place`
    planned_by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)  # the writer of `place`
    state: Mapped[MeetingState] = mapped_column(String(10))
    changes: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    held_minutes: Mapped[int | None]
    brought_by: Mapped[BroughtBy | None] = mapped_column(String(6))
    frame: Mapped[MeetingFrame | None] = mapped_column(String(10))
    edits: Mapped[int] = mapped_column(default=0)
    mentor_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    confirmed_at: Mapped[datetime | None]

    @property
    def when(self) -> MeetingFacts:
        """What rules ask of it."""
        began, minutes = self.held_at or self.starts_at, self.held_minutes or self.minutes
        return MeetingFacts(self.state, began, minutes, self.confirmed_at is not None)

    @property
    def said(self) -> MeetingSaid:
        """What is said of it, beside the lines: of one that was not held, what was planned."""
        return MeetingSaid(self.when.starts_at, self.when.minutes, self.mode, self.brought_by, self.frame)


class MeetingClaim(Base):
    """What one of the two answered when a meeting was offered as a CPD entry: taken, or not."""

    __tablename__ = "pair_meeting_claim"

    meeting_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True, index=True)
    taken: Mapped[bool]
    at: Mapped[datetime]


class CalendarFeed(Base):
    """That somebody's calendar program may read when they meet; it has the token of which this is the digest."""

    __tablename__ = "pair_calendar_feed"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
