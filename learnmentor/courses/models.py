"""Catalogue, immutable revisions, programmes, and the study of one person at one segment."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnmentor.courses.rules import SEGMENT_MINUTES
from learnmentor.ground.db import Base


class Revision(Base):
    """A published version of a segment, unit, brief, case, form, record or page. Written once, never changed.

    `data` by kind. segment: title, summary, minutes {reading, activity, practice, reflection}, outcomes [{id, text}],
    activities [parsed activity, answers included], sources [{key, title, warning, href}], cases and forms
    [{code, title, href}], words, paragraphs (digests), parts [html, activity id, html …]. unit: title, summary, family,
    level, group, outcomes, prerequisites. brief (a unit's assessed version): unit, versions, decision, criteria by
    outcome. case, form, record, page: title, summary (sources: the list of sources).
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("kind", "code", "number"),
        CheckConstraint("change in ('minor', 'major')", name="change"),
        CheckConstraint("kind in ('unit', 'segment', 'case', 'form', 'record', 'brief', 'page')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    path: Mapped[str] = mapped_column(String(300), index=True)  # below content/, with forward slashes
    source: Mapped[str] = mapped_column(Text)  # the file, to the byte (UTF-8)
    sha256: Mapped[str] = mapped_column(String(64))  # of the source
    html: Mapped[str] = mapped_column(Text)  # rendered and cleaned; activities are <div data-activity="id"></div>
    data: Mapped[dict[str, Any]]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    change: Mapped[str] = mapped_column(String(5), default="minor")
    published_at: Mapped[datetime]
    local: Mapped[bool] = mapped_column(default=False, server_default=false())  # written in this installation


class Unit(Base):
    """Five segments, or a portfolio; the row points at the revision in force."""

    __tablename__ = "unit"
    __table_args__ = (CheckConstraint("family in ('core', 'optional', 'practice')", name="family"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(300))
    family: Mapped[str] = mapped_column(String(10))
    group_title: Mapped[str] = mapped_column(String(80), default="", server_default="")  # of optional units
    position: Mapped[int]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    outline: Mapped[list[Any]]  # [{code, title, summary, position}] of its segments, kept at publishing

    revision: Mapped[Revision] = relationship(lazy="raise")


class Segment(Base):
    """Thirty planned minutes; the row points at the revision in force. Withdrawn segments stay in records."""

    __tablename__ = "segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)  # C1-S1
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(300))
    position: Mapped[int]
    minutes: Mapped[int] = mapped_column(default=SEGMENT_MINUTES)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    withdrawn_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship(lazy="raise")
    revision: Mapped[Revision] = relationship(lazy="raise")


class Page(Base):
    """A case, form, record, brief or page (the sources and the glossary too); points at the revision in force."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # case, form, record, brief, page
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(300))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))

    revision: Mapped[Revision] = relationship(lazy="raise")


class Programme(Base):
    """A chosen list of segments: published with the content (no owner), or picked by one person."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)  # published ones: their code, such as "starter"
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")
    award_code: Mapped[str | None] = mapped_column(String(20))  # the award it leads to, if any
    local: Mapped[bool] = mapped_column(default=False, server_default=false())  # of this installation's own list
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    items: Mapped[list["ProgrammeItem"]] = relationship(
        back_populates="programme", order_by="ProgrammeItem.position", cascade="all, delete-orphan", lazy="raise"
    )


class ProgrammeItem(Base):
    """One segment's place in a programme."""

    __tablename__ = "programme_item"
    __table_args__ = (UniqueConstraint("programme_id", "segment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    position: Mapped[int]

    programme: Mapped[Programme] = relationship(back_populates="items", lazy="raise")
    segment: Mapped[Segment] = relationship(lazy="raise")


class Enrolment(Base):
    """A person follows a programme; the newest `followed_at` is the one the home page shows."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "programme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    followed_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship(lazy="raise")


def claim_place(person_id: int, segment_id: int) -> str:
    """What a claim's sentence is sealed for."""
    return f"claim:{person_id}:{segment_id}"


class Study(Base):
    """One person at one segment: the revision of the sitting, active time so far, any claim, and the completion."""

    __tablename__ = "study"
    __table_args__ = (
        UniqueConstraint("person_id", "segment_id"),
        CheckConstraint("active_seconds >= 0", name="active_seconds"),
        CheckConstraint("claimed_minutes is null or claimed_minutes between 1 and 1440", name="claimed_minutes"),
        Index("ix_study_person_id_touched_at", "person_id", "touched_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), index=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id")
    )  # of this sitting; of the completion once completed
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    active_seconds: Mapped[int] = mapped_column(default=0)
    claimed_minutes: Mapped[int | None]  # offline study, declared
    claim_sentence: Mapped[bytes | None]  # sealed for `claim_place`
    completed_at: Mapped[datetime | None]

    segment: Mapped[Segment] = relationship(lazy="raise")
    revision: Mapped[Revision] = relationship(lazy="raise")


class StudyClock(Base):
    """The one clock of a person's study: which tab last beat, at which segment and when. One row a person."""

    __tablename__ = "study_clock"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    tab: Mapped[str] = mapped_column(String(40))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    last_at: Mapped[datetime]
