"""Reads of what was published: segments, units, pages, and the revisions that are theirs."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, func, select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Page, Revision, Segment, Unit
from learnmentor.courses.catalogue.prepared_data import SegmentData
from learnmentor.ground.db import read


def segment(db: Session, code: str) -> Segment | None:
    """The segment of a code, whatever its case; withdrawn ones too."""
    return db.scalar(select(Segment).where(Segment.code == code.upper()))


def segment_codes(db: Session) -> dict[int, str]:
    """The code of every segment, by its key."""
    return dict(db.execute(select(Segment.id, Segment.code)).all())


def revision(db: Session, revision_id: int) -> Revision:
    """A revision by its key."""
    return db.get_one(Revision, revision_id)


@lru_cache(maxsize=256)
def as_data(raw: str) -> Any:
    """A text from a JSON column as data, kept for whoever asks next: read only. Keyed by the text, never stale."""
    return json.loads(raw)


@dataclass(frozen=True)
class Version:
    """One revision of a segment: its number and its content as text (`raw`) and as data."""

    id: int
    number: int
    raw: str

    @property
    def data(self) -> SegmentData:
        """What publishing prepared; read only."""
        found: SegmentData = as_data(self.raw)
        return found


_current = Revision.__table__.alias()


_VERSION = select(_current.c.id, _current.c.number, cast(_current.c.data, Text)).where(
    _current.c.id == bindparam("revision_id")
)


def version(db: Session, revision_id: int) -> Version:
    """A revision by its key."""
    return Version(*read(db, _VERSION, {"revision_id": revision_id}).one())


@dataclass(frozen=True)
class Change:
    """A revision as a list of them names it."""

    number: int
    published_at: datetime
    change: str
    note: str


def changes_since(db: Session, code: str, *, number: int) -> list[Change]:
    """The revision of that number and every later one of the segment, oldest first."""
    named = select(Revision.number, Revision.published_at, Revision.change, Revision.note)
    found = named.where(Revision.kind == "segment", Revision.code == code, Revision.number >= number)
    return [Change(*row) for row in db.execute(found.order_by(Revision.number))]


_UNIT = select(Unit).where(Unit.code == bindparam("code"))


def unit(db: Session, code: str) -> Unit | None:
    """A unit by its code, whatever its case."""
    return db.scalar(_UNIT, {"code": code.upper()})


_PAGE = (
    select(Page, Revision)
    .join(Revision, Revision.id == Page.revision_id)
    .where(Page.kind == bindparam("kind"), func.lower(Page.code) == bindparam("code"))
)


def page(db: Session, kind: str, code: str) -> tuple[Page, Revision] | None:
    """A case, form or page with the revision in force."""
    row = db.execute(_PAGE, {"kind": kind, "code": code.lower()}).one_or_none()
    return (row[0], row[1]) if row else None


# What stands below the units of the catalogue: forms, cases and records of lessons

KINDS = ("form", "case", "record")
_page = Page.__table__.c
_SHELVES = (
    select(_page.kind, _page.code, _page.title)
    .where(_page.kind.in_(KINDS))
    .order_by(func.length(_page.code), _page.code)  # K2 before K10
)


@dataclass(frozen=True)
class ShelfLine:
    """A page as its shelf names it."""

    code: str
    title: str


def shelves(db: Session) -> dict[str, list[ShelfLine]]:
    """Every page that the catalogue lists, by kind; kinds without any are left out."""
    found: dict[str, list[ShelfLine]] = {kind: [] for kind in KINDS}
    for kind, code, title in db.execute(_SHELVES):
        found[kind].append(ShelfLine(code, title))
    return {kind: lines for kind, lines in found.items() if lines}


# Texts that an organisation may copy

_TEMPLATES = "template-"  # how the codes of their pages begin


@dataclass(frozen=True)
class TemplateLine:
    """A template as a list of them names it."""

    code: str
    title: str
    summary: str


def templates(db: Session) -> list[TemplateLine]:
    """The pages that are templates, by title."""
    found = select(_page.code, _page.title, _page.summary).where(
        _page.kind == "page", _page.code.startswith(_TEMPLATES)
    )
    return [TemplateLine(*row) for row in db.execute(found.order_by(_page.title))]


def template(db: Session, code: str) -> tuple[Page, Revision] | None:
    """One of them with the revision in force."""
    return page(db, "page", code) if code.startswith(_TEMPLATES) else None
