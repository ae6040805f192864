"""A programme that a trainer gives away, its published versions, and who was at its sessions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class GivenProgramme(Base):
    """What stands beside the row of a programme that is given away: by whom, to whom, and as it is being worked on.

    The programme's own title and summary are those of its newest version.
    """

    __tablename__ = "given_programme"
    __table_args__ = (
        CheckConstraint("audience in ('everybody', 'link', 'organisation', 'group')", name="audience"),
        CheckConstraint("(audience_id is null) = (audience in ('everybody', 'link'))", name="audience_id"),
        Index("ix_given_programme_audience_audience_id", "audience", "audience_id"),
    )

    programme_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    giver_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    audience: Mapped[str] = mapped_column(String(12))
    audience_id: Mapped[str | None] = mapped_column(String(24))  # public id of a part of an organisation, or a group
    link_token: Mapped[str | None] = mapped_column(String(64), unique=True)  # in the clear: its giver reads it again
    draft: Mapped[dict[str, Any]]  # as `rules.as_data` has it
    saves: Mapped[int] = mapped_column(default=0, server_default="0")  # of the draft, so that two windows notice
    newest_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("programme_version.id"))
    withdrawn_at: Mapped[datetime | None]


class ProgrammeVersion(Base):
    """A programme as it was given away once. Written once, never changed."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(Integer, ForeignKey("programme.id", ondelete="CASCADE"))
    number: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    data: Mapped[dict[str, Any]]  # as `rules.as_data` has it
    published_at: Mapped[datetime]


class SessionAttended(Base):
    """Somebody was at a session of a programme, as its leader confirmed."""

    __tablename__ = "session_attended"
    __table_args__ = (
        UniqueConstraint("person_id", "programme_id", "item"),
        CheckConstraint("minutes between 1 and 1440", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    programme_id: Mapped[int] = mapped_column(Integer, ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    item: Mapped[str] = mapped_column(String(24))  # the key of the session, through all versions
    title: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int]
    attended_on: Mapped[date]
