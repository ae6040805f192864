"""What was published: immutable revisions, and the units, segments and pages that point at them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES
from learnmentor.ground.db import Base


class Revision(Base):
    """A published version of a segment, unit, brief, case, form, record or page. Written once, never changed.

    `data` by kind. segment: title, summary, minutes {reading, activity, practice, reflection}, outcomes [{id, text}],
    activities [parsed activity, answers included], sources [{key, title, warning, href}], cases and forms
    [{code, title, href}], words, paragraphs (digests), parts [html, activity id, html …]. unit: title, summary, family,
    level, group, outcomes, prerequisites. brief (a unit's assessed version): unit, versions, decision, criteria by
    outcome with their keys, confirms_core, parts [{key, title, html, takes, records, words, criteria, optional}].
    case, form, record, page: title, summary (sources: the list of sources).
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
    author_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
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
    revision_id: Mapped[int] = mapped_column(Integer, ForeignKey("revision.id"))
    outline: Mapped[list[Any]]  # [{code, title, summary, position}] of its segments, kept at publishing

    revision: Mapped[Revision] = relationship(lazy="raise")


class Segment(Base):
    """Thirty planned minutes; the row points at the revision in force. Withdrawn segments stay in records."""

    __tablename__ = "segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)  # C1-S1
    unit_id: Mapped[int] = mapped_column(Integer, ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(300))
    position: Mapped[int]
    minutes: Mapped[int] = mapped_column(default=SEGMENT_MINUTES)
    revision_id: Mapped[int] = mapped_column(Integer, ForeignKey("revision.id"))
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
    revision_id: Mapped[int] = mapped_column(Integer, ForeignKey("revision.id"))

    revision: Mapped[Revision] = relationship(lazy="raise")
