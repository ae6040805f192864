"""Sessions of a group, and who was there."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.groups.sessions.rules import HeldHow, MaterialLink, SessionTime, Was

_TO_COME = text("reminded_at is null and cancelled_at is null")


class GroupSession(Base):
    """A dated meeting. `zone` is the one in which its time was typed and is said.

    `changes` counts how often it was moved or cancelled, `told` how many of these the members have been written about.
    """

    __tablename__ = "group_session"
    __table_args__ = (
        CheckConstraint("held_how in ('face', 'online')", name="held_how"),
        CheckConstraint("minutes between 1 and 720", name="minutes"),
        CheckConstraint("(confirmed_at is null) = (confirmed_by is null)", name="confirmed"),
        CheckConstraint("told <= changes", name="told"),
        Index("ix_group_session_group_id", "group_id", "starts_at"),
        Index("ix_group_session_starts_at", "starts_at", sqlite_where=_TO_COME, postgresql_where=_TO_COME),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    group_id: Mapped[int] = mapped_column(Integer, ForeignKey("people_group.id"))
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int]
    held_how: Mapped[HeldHow] = mapped_column(String(6))
    place: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(500), default="")  # https, checked
    materials: Mapped[str] = mapped_column(Text, default="")  # Markdown
    materials_html: Mapped[str] = mapped_column(Text, default="")  # rendered and cleaned
    links: Mapped[list[Any]] = mapped_column(default=list)  # [[address, words]]
    # the session of a programme that was given away, whose place it fills
    programme_id: Mapped[int | None] = mapped_column(
        Integer, ForeignKey("programme.id", ondelete="SET NULL"), index=True
    )
    item: Mapped[str | None] = mapped_column(String(24))
    code: Mapped[str | None] = mapped_column(String(7), unique=True)  # for being there
    made_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(120))  # the leader's name on that day, as in the ledgers

    @property
    def when(self) -> SessionTime:
        """What rules ask of it."""
        return SessionTime(self.starts_at, self.minutes, self.cancelled_at is not None, self.confirmed_at is not None)

    @property
    def material_links(self) -> list[MaterialLink]:
        """The links beside the text."""
        return [MaterialLink(*each) for each in self.links]


class SessionAttendance(Base):
    """One member at one session: typed the code or was added, and what the leader said."""

    __tablename__ = "session_attendance"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'there', 'not')", name="state"),
        UniqueConstraint("session_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(Integer, ForeignKey("group_session.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    state: Mapped[Was] = mapped_column(String(7))
    by_code: Mapped[bool]
    at: Mapped[datetime]  # of the last change
