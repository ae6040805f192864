"""Reads: what is in force, what file and product agreed on, what the published content offers, drafts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from learnmentor.accounts.models import Person
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.documents import BRIEF, CASE, FORM, PAGE, RECORD, SEGMENT, UNIT, kind_of, read_document
from learnmentor.authoring.library import (
    Lesson,
    Library,
    Planned,
    address_of,
    criteria_of,
    media_address,
    sources_of,
    versions_of,
)
from learnmentor.authoring.models import ContentFile, Draft, MediaFile
from learnmentor.courses.catalogue.models import Page, Revision, Segment, Unit
from learnmentor.courses.programmes.models import Enrolment, Programme
from learnmentor.markup import LinkTarget


@dataclass(frozen=True)
class InForce:
    """The newest revision of a (kind, code), without its text. `digest` is of the page it makes."""

    revision_id: int
    kind: str
    code: str
    number: int
    path: str
    sha256: str
    digest: str
    published_at: datetime
    withdrawn: bool = False
    local: bool = False


AsOf = tuple[int, int]


def as_of(db: Session) -> AsOf:
    """What is published, told by its newest revision and how much is withdrawn: another one after every change."""
    newest, withdrawn = select(func.max(Revision.id)), select(func.count()).where(Segment.withdrawn_at.is_not(None))
    return db.scalar(newest) or 0, db.scalar(withdrawn) or 0


def in_force(db: Session) -> dict[tuple[str, str], InForce]:
    """Every (kind, code) that was ever published, with its newest revision."""
    newest = (
        select(Revision.kind, Revision.code, func.max(Revision.number).label("number"))
        .group_by(Revision.kind, Revision.code)
        .subquery()
    )
    rows = db.execute(
        select(
            Revision.id,
            Revision.kind,
            Revision.code,
            Revision.number,
            Revision.path,
            Revision.sha256,
            Revision.data["digest"].as_string(),
            Revision.published_at,
            Revision.local,
        ).join(
            newest,
            (Revision.kind == newest.c.kind) & (Revision.code == newest.c.code) & (Revision.number == newest.c.number),
        )
    )
    withdrawn = set(db.scalars(select(Segment.code).where(Segment.withdrawn_at.is_not(None))))
    found = {}
    for id_, kind, code, number, path, sha256, digest, at, local in rows:
        gone = kind == SEGMENT and code in withdrawn
        found[kind, code] = InForce(id_, kind, code, number, path, sha256, digest, at, gone, local)
    return found


def agreed(db: Session, *, local: bool = False) -> dict[str, ContentFile]:
    """What file and product last agreed on, by path: of the shipped course, or of this installation's own folder."""
    return {row.path: row for row in db.scalars(select(ContentFile).where(ContentFile.local.is_(local)))}


def newest_revision(db: Session, kind: str, code: str) -> Revision | None:
    """The newest revision of one thing, text included."""
    return db.scalar(
        select(Revision).where(Revision.kind == kind, Revision.code == code).order_by(Revision.number.desc()).limit(1)
    )


def published_from(db: Session, path: str) -> Revision | None:
    """The newest revision of what was once published from `path`."""
    found = db.execute(
        select(Revision.kind, Revision.code).where(Revision.path == path).order_by(Revision.id.desc()).limit(1)
    ).first()
    return newest_revision(db, *found) if found else None


def sources_in_force(db: Session, *, local: bool = False) -> list[tuple[str, str]]:
    """Path and text of everything in force in a layer, for writing it out; withdrawn segments are left out."""
    ids = [found.revision_id for found in in_force(db).values() if not found.withdrawn and found.local == local]
    rows = db.execute(select(Revision.path, Revision.source).where(Revision.id.in_(ids)).order_by(Revision.path))
    return [(path, source) for path, source in rows]


def media_in_force(db: Session, *, local: bool) -> list[MediaFile]:
    """The newest file of each path in a layer."""
    newest = select(func.max(MediaFile.id)).where(MediaFile.local.is_(local)).group_by(MediaFile.path)
    return list(db.scalars(select(MediaFile).where(MediaFile.id.in_(newest)).order_by(MediaFile.path)))


def library(db: Session, *, shipped_only: bool = False) -> Library:
    """What published content offers, for the studio and for files that point at what only the product has.

    `shipped_only` leaves out what was written in this installation: the shipped course neither needs nor counts it.
    """
    layer = (Revision.local.is_(False),) if shipped_only else ()
    targets: dict[str, LinkTarget] = {}
    owners: dict[tuple[str, str], tuple[str, ...]] = {}
    pages: set[str] = set()
    units = db.execute(
        select(Unit.code, Unit.title, Revision.path, Revision.data)
        .join(Revision, Unit.revision_id == Revision.id)
        .where(*layer)
    )
    outcomes: dict[str, dict[str, str]] = {}
    for code, title, path, data in units:
        targets[code] = LinkTarget(address_of(UNIT, code), title)
        owners[UNIT, code] = (path,)
        outcomes[code] = {each["id"]: each["text"] for each in data.get("outcomes", [])}
    segments = db.execute(
        select(Segment.code, Segment.title, Revision.path, Revision.data["outcomes"], Revision.data["paragraphs"])
        .join(Revision, Segment.revision_id == Revision.id)
        .where(Segment.withdrawn_at.is_(None), *layer)
    )
    planned: dict[str, dict[str, tuple[str, ...]]] = {}
    paragraphs: dict[str, tuple[str, ...]] = {}
    for code, title, path, served, digests in segments:
        targets[code] = LinkTarget(address_of(SEGMENT, code), title)
        owners[SEGMENT, code] = (path,)
        planned.setdefault(code.partition("-")[0], {})[code] = tuple(each["id"] for each in served)
        for digest in digests or []:
            paragraphs[digest] = (*paragraphs.get(digest, ()), path)
    for kind, code, title, path in db.execute(
        select(Page.kind, Page.code, Page.title, Revision.path)
        .join(Revision, Page.revision_id == Revision.id)
        .where(*layer)
    ):
        owners[kind, code] = (path,)
        if kind in {CASE, FORM, RECORD}:
            targets[code] = LinkTarget(address_of(kind, code), title)
        else:
            pages.add(address_of(kind, code))
    listed = db.scalar(
        select(Revision.source)
        .join(Page, Page.revision_id == Revision.id)
        .where(Page.kind == PAGE, Page.code == "sources")
    )
    sources = sources_of(listed or "")
    held = [*media_in_force(db, local=False), *(() if shipped_only else media_in_force(db, local=True))]
    media = {file.path: media_address(file.sha256, file.path.rpartition("/")[2]) for file in held}
    records, briefs = _records_and_briefs(db, layer)
    return Library(
        sources=sources,
        targets=targets,
        outcomes=outcomes,
        media=media,
        owners=owners,
        pages=frozenset(pages),
        records=records,
        planned={unit: Planned(codes) for unit, codes in planned.items()},
        versions={code: versions_of(front) for code, front in briefs.items()},
        confirms_core={code: front.get("confirms_core") is True for code, front in briefs.items()},
        paragraphs=paragraphs,
    )


def _records_and_briefs(
    db: Session, layer: tuple[ColumnElement[bool], ...]
) -> tuple[dict[str, Lesson], dict[str, Mapping[str, Any]]]:
    """Lesson records by code, and what stands at the top of each brief by unit."""
    records: dict[str, Lesson] = {}
    briefs: dict[str, Mapping[str, Any]] = {}
    rows = db.execute(
        select(Page.kind, Page.code, Page.title, Revision.path, Revision.source)
        .join(Revision, Page.revision_id == Revision.id)
        .where(Page.kind.in_([RECORD, BRIEF]), *layer)
    )
    for kind, code, title, path, source in rows:
        document = read_document(SourceFile(path, source.encode()))
        if kind == RECORD:
            records[code] = Lesson(title, document.body, document.body_line, criteria_of(document.front))
        else:
            briefs[code] = document.front
    return records, briefs


def segments_using(db: Session, path: str) -> list[SourceFile]:
    """The segments in force that take their lesson from the record at `path`; none when something else lies there."""
    if kind_of(path) != RECORD:
        return []
    code = path.rpartition("/")[2].partition("-")[0]
    rows = db.execute(
        select(Revision.path, Revision.source)
        .join(Segment, Segment.revision_id == Revision.id)
        .where(Segment.withdrawn_at.is_(None), Revision.source.contains(f'record="{code}"', autoescape=True))
        .order_by(Segment.code)
    )
    return [SourceFile(path, source.encode()) for path, source in rows]


def units(db: Session) -> Sequence[Unit]:
    """Every unit, as its row is now."""
    return db.scalars(select(Unit).execution_options(populate_existing=True)).all()


def segments(db: Session) -> Sequence[Segment]:
    """Every segment, withdrawn ones too."""
    return db.scalars(select(Segment).execution_options(populate_existing=True)).all()


def segments_offered(db: Session) -> Sequence[Segment]:
    """Every segment of the catalogue, unit by unit."""
    offered = select(Segment).where(Segment.withdrawn_at.is_(None))
    in_order = offered.order_by(Segment.unit_id, Segment.position)
    return db.scalars(in_order.execution_options(populate_existing=True)).all()


def local_segments(db: Session) -> set[int]:
    """The ids of segments that were written in this installation."""
    return set(db.scalars(select(Segment.id).join(Revision, Segment.revision_id == Revision.id).where(Revision.local)))


def local_revisions(db: Session, code: str) -> Sequence[Revision]:
    """Every revision of what has this code and was written in this installation, oldest first."""
    ours = select(Revision).where(Revision.code == code, Revision.local)
    return db.scalars(ours.order_by(Revision.kind, Revision.number)).all()


def pages(db: Session) -> Sequence[Page]:
    """Every case, form and page."""
    return db.scalars(select(Page).execution_options(populate_existing=True)).all()


def titles(db: Session) -> dict[tuple[str, str], str]:
    """The title of everything published, by kind and code."""
    found = {(UNIT, code): title for code, title in db.execute(select(Unit.code, Unit.title))}
    found |= {(SEGMENT, code): title for code, title in db.execute(select(Segment.code, Segment.title))}
    return found | {(kind, code): title for kind, code, title in db.execute(select(Page.kind, Page.code, Page.title))}


def segment_codes(db: Session, unit: str) -> Sequence[str]:
    """The codes of all segments that a unit ever had."""
    of_unit = select(Revision.code).where(Revision.kind == SEGMENT, Revision.code.startswith(f"{unit}-S"))
    return db.scalars(of_unit.distinct()).all()


def published_programmes(db: Session) -> Sequence[Programme]:
    """The programmes of the course and of our own list with what they hold, held: nobody begins one meanwhile."""
    ours = Programme.owner_id.is_(None) & ~Programme.given
    published = select(Programme).where(ours).order_by(Programme.id).with_for_update()
    return db.scalars(published.options(selectinload(Programme.items))).all()


def followed_programmes(db: Session) -> set[int]:
    """The ids of programmes that somebody follows."""
    return set(db.scalars(select(Enrolment.programme_id)))


@dataclass(frozen=True)
class DraftListed:
    """A draft without its text."""

    public_id: str
    author_id: int
    path: str


def drafts_with_authors(db: Session) -> list[tuple[DraftListed, str]]:
    """Everybody's drafts, each with its author's name."""
    listed = select(Draft.public_id, Draft.author_id, Draft.path, Person.name)
    rows = db.execute(listed.join(Person, Person.id == Draft.author_id).order_by(Draft.id))
    return [(DraftListed(public_id, author_id, path), name) for public_id, author_id, path, name in rows]


def texts_of_drafts(db: Session, paths: Collection[str]) -> dict[str, str]:
    """The text of one draft of each path."""
    first = select(func.min(Draft.id)).where(Draft.path.in_(paths)).group_by(Draft.path)
    return dict(db.execute(select(Draft.path, Draft.source).where(Draft.id.in_(first))).all())


def draft(db: Session, public_id: str) -> Draft | None:
    """One draft by its public id."""
    return db.scalar(select(Draft).where(Draft.public_id == public_id))


def hold_draft(db: Session, draft: Draft) -> bool:
    """Hold a draft's row, as it is stored now, until the transaction ends; False when it is gone."""
    held = select(Draft).where(Draft.id == draft.id).with_for_update().execution_options(populate_existing=True)
    return db.scalar(held) is not None


def media_file(db: Session, sha256: str) -> MediaFile | None:
    """A published media file by its bytes; other files in the store are nobody's but their owner's."""
    return db.scalar(select(MediaFile).where(MediaFile.sha256 == sha256).limit(1))


def draft_of(db: Session, *, author_id: int, path: str) -> Draft | None:
    """A trainer's draft of a path, if there is one."""
    return db.scalar(select(Draft).where(Draft.author_id == author_id, Draft.path == path))


def author_name(db: Session, person_id: int | None) -> str | None:
    """Who published something; None for files published by command."""
    return db.scalar(select(Person.name).where(Person.id == person_id)) if person_id else None


def draft_paths(db: Session) -> list[str]:
    """The paths of everybody's drafts, so that two trainers do not begin one number."""
    return list(db.scalars(select(Draft.path).distinct()))


def media_in_use(db: Session, keys: Collection[str]) -> set[str]:
    """Those of the stored files that are pictures and clips of the course."""
    return set(db.scalars(select(MediaFile.sha256).where(MediaFile.sha256.in_(keys))))
