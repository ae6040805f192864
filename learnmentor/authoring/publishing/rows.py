"""How prepared documents become rows: revisions, the rows that point at them, and outlines; lists go to their rooms."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from learnmentor.authoring import queries
from learnmentor.authoring.checks.table import CheckFinding, Level
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.documents import AWARDS, PROGRAMMES, SEGMENT, UNIT, Document
from learnmentor.authoring.models import MediaFile
from learnmentor.authoring.publishing.preparing import Prepared
from learnmentor.authoring.publishing.programmes import keep_programmes
from learnmentor.authoring.queries import InForce
from learnmentor.authoring.rules import digest_of
from learnmentor.certificates import queries as awards
from learnmentor.certificates import services as certificates
from learnmentor.courses.catalogue.models import Page, Revision, Segment, Unit

REFRESHED = "Shown anew: something it points at, or the way pages are made, has changed."
_FAMILY_ORDER = {"core": 0, "optional": 1, "practice": 2}


def digest(prepared: Prepared) -> str:
    """SHA-256 of the page that a document makes: it changes when something the document points at does."""
    data = {key: value for key, value in prepared.data.items() if key != "digest"}
    return digest_of(prepared.html + json.dumps(data, sort_keys=True))


def write(
    db: Session,
    due: Iterable[Prepared],
    *,
    known: Mapping[tuple[str, str], InForce],
    author_id: int | None,
    note: str,
    change: str,
    at: datetime,
    local: bool,
) -> list[tuple[Prepared, int]]:
    """Store a new revision of each document and point its row at it; gives the numbers.

    `local` is the layer of what is new; what was published before stays in its own.
    """
    made: list[tuple[Prepared, Revision]] = []
    for each in due:
        document, before = each.document, known.get(each.document.identity)
        same_words = before is not None and before.sha256 == document.sha256 and not before.withdrawn
        kind, code = document.identity
        made.append(
            (
                each,
                Revision(
                    kind=kind,
                    code=code,
                    number=before.number + 1 if before else 1,
                    path=document.path,
                    source=document.text,
                    sha256=document.sha256,
                    html=each.html,
                    data={**each.data, "digest": digest(each)},
                    author_id=author_id,
                    note=REFRESHED if same_words else note,
                    change="minor" if same_words else change,
                    published_at=at,
                    local=before.local if before else local,
                ),
            )
        )
    db.add_all(revision for _, revision in made)
    db.flush()
    _point(db, made)
    return [(each, revision.number) for each, revision in made]


def _point(db: Session, made: list[tuple[Prepared, Revision]]) -> None:
    units = {unit.code: unit for unit in queries.units(db)}
    for each, revision in made:
        if each.document.kind == UNIT:
            units[revision.code] = _unit(db, units.get(revision.code), each, revision)
    db.flush()
    segments = {segment.code: segment for segment in queries.segments(db)}
    pages = {(page.kind, page.code): page for page in queries.pages(db)}
    for each, revision in made:
        if each.document.kind == SEGMENT:
            _segment(db, segments.get(revision.code), units[revision.data["unit"]], each, revision)
        elif each.document.kind not in {UNIT, AWARDS, PROGRAMMES}:
            _page(db, pages.get((revision.kind, revision.code)), each, revision)
    db.flush()


def _unit(db: Session, unit: Unit | None, each: Prepared, revision: Revision) -> Unit:
    family = each.data["family"]
    position = _FAMILY_ORDER[family] * 100 + int(re.sub(r"\D", "", revision.code))
    unit = unit or Unit(code=revision.code, outline=[])
    unit.title, unit.summary, unit.family, unit.position = each.title, each.summary, family, position
    unit.group_title, unit.revision_id = each.data["group"], revision.id
    db.add(unit)
    return unit


def _segment(db: Session, segment: Segment | None, unit: Unit, each: Prepared, revision: Revision) -> None:
    segment = segment or Segment(code=revision.code)
    segment.unit_id, segment.revision_id, segment.withdrawn_at = unit.id, revision.id, None
    segment.title, segment.summary = each.title, each.summary
    segment.position = int(revision.code.rpartition("-S")[2])
    segment.minutes = sum(each.data["minutes"].values())
    db.add(segment)


def _page(db: Session, page: Page | None, each: Prepared, revision: Revision) -> None:
    page = page or Page(kind=revision.kind, code=revision.code)
    page.title, page.summary, page.revision_id = each.title, each.summary, revision.id
    db.add(page)


def withdraw(db: Session, codes: list[str], *, at: datetime) -> list[str]:
    """Take segments out of the catalogue; they stay in the records of those who studied them."""
    if codes:
        db.execute(
            update(Segment).where(Segment.code.in_(codes), Segment.withdrawn_at.is_(None)).values(withdrawn_at=at)
        )
    return sorted(codes)


def keep_outlines(db: Session) -> None:
    """Each unit's list of its segments, for pages that show many units with one read."""
    outlines: dict[int, list[dict[str, Any]]] = {}
    for segment in queries.segments_offered(db):
        outlines.setdefault(segment.unit_id, []).append(
            {"code": segment.code, "title": segment.title, "summary": segment.summary, "position": segment.position}
        )
    for unit in queries.units(db):
        if unit.outline != (outline := outlines.get(unit.id, [])):
            unit.outline = outline


def remember_media(db: Session, file: SourceFile, media_type: str, *, local: bool) -> None:
    """Note that a path had these bytes."""
    db.add(MediaFile(path=file.path, sha256=file.sha256, media_type=media_type, size=len(file.data), local=local))


def keep_lists(db: Session, documents: Iterable[Document], *, at: datetime, local: bool) -> tuple[bool, list[str]]:
    """Bring a layer's programmes and awards to what their files say.

    Gives whether the rule of any award changed, and the programmes left alone because the other layer has them.
    """
    changed, left = False, list[str]()
    for document in documents:
        if document.kind == AWARDS:
            changed |= certificates.publish_awards(db, document.front["awards"], at=at)
        else:
            left += keep_programmes(db, document.front["programmes"], at=at, local=local)
    return changed, left


def award_errors(db: Session, prepared: Iterable[Prepared]) -> list[CheckFinding]:
    """Awards whose rule changed without a higher version: certificates name the version that judged them."""
    published, found = awards.published(db), []
    for each in prepared:
        listed = each.document.front.get("awards") if each.document.kind == AWARDS else None
        for number, rule in enumerate(listed if isinstance(listed, list) else []):
            before = published.get(str(rule.get("id"))) if isinstance(rule, dict) else None
            if before and isinstance(rule.get("version"), int) and certificates.must_rise(rule, before):
                found.append(
                    CheckFinding(
                        "award-version",
                        Level.ERROR,
                        each.document.path,
                        each.document.line_of(f"awards.{number}.version"),
                        f"The rule of {before.code} has changed and its version has not gone up.",
                        f"Write version: {before.version + 1}.",
                    )
                )
    return found
