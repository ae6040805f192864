"""Verbs: check a folder, publish a folder. Nothing is done twice and nothing is overwritten unseen."""

import gc
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_installation
from learnmentor.authoring import likeness, publishing, queries
from learnmentor.authoring.checks import Finding, check, errors, of_fault
from learnmentor.authoring.documents import AWARDS, PROGRAMMES, SEGMENT, Document, kind_of, read_document
from learnmentor.authoring.library import Library, Planned, library_of
from learnmentor.authoring.media import check_media, media_type
from learnmentor.authoring.models import ContentFile
from learnmentor.authoring.preparing import Prepared, prepare
from learnmentor.authoring.queries import InForce
from learnmentor.authoring.reading import FINGERPRINTS, SourceFile
from learnmentor.certificates.late import ISSUE_LATE
from learnmentor.files import FileStore
from learnmentor.jobs.services import enqueue


class ContentRefused(Exception):
    """The checks found errors; nothing was published."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} errors")
        self.findings = findings


class ContentConflict(Exception):
    """File and browser both changed since they last agreed; nothing was published and nothing overwritten."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


class PublishedMeanwhile(Exception):
    """Somebody else published while this was looked over; nothing was published, and it can be looked over again."""


@dataclass
class Outcome:
    """What publishing did: codes with their new revision numbers, and what it left alone."""

    published: list[tuple[str, int]] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)
    newer_in_browser: list[str] = field(default_factory=list)  # paths whose file is the older text
    not_released: list[str] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def read_all(source_files: Iterable[SourceFile]) -> tuple[list[Document], list[SourceFile], frozenset[int]]:
    """The text files that are content, taken apart; the media files; the fingerprints of the sources."""
    files = list(source_files)
    documents = [read_document(file) for file in files if not file.is_media and kind_of(file.path)]
    fingerprints = next((likeness.read(file.data) for file in files if file.path == FINGERPRINTS), frozenset())
    return documents, [file for file in files if file.is_media], fingerprints


@contextmanager
def _rare_collections() -> Iterator[Callable[[Prepared], Prepared]]:
    """Look for garbage every few hundred texts: looking all the time takes a fifth of rendering a thousand."""
    count, was_on = 0, gc.isenabled()

    def tidy(prepared: Prepared) -> Prepared:
        nonlocal count
        count += 1
        if count % 200 == 0:
            gc.collect()
        return prepared

    gc.disable()
    try:
        yield tidy
    finally:
        if was_on:
            gc.enable()


def check_all(
    documents: Iterable[Document], media: Sequence[SourceFile], library: Library
) -> tuple[list[Prepared], list[Finding]]:
    """Prepare and check every document and media file."""
    with _rare_collections() as tidy:
        prepared = [tidy(prepare(document, library)) for document in documents]
    findings = [finding for each in prepared for finding in check(each, library)]
    faults = [(file.path, fault) for file in media if (fault := check_media(file))]
    return prepared, findings + [of_fault(fault, path) for path, fault in faults]


def check_folder(source_files: Iterable[SourceFile], *, published: Library | None = None) -> list[Finding]:
    """Every finding in a folder, drafts included. `published` is what only the product has."""
    documents, media, fingerprints = read_all(source_files)
    library = (published or Library(fingerprints=fingerprints)).with_more(library_of(documents, media))
    return check_all(documents, media, library)[1]


def publish(
    db: Session,
    *,
    source_files: Iterable[SourceFile],
    files: FileStore,
    author_id: int | None,
    note: str,
    change: str,
    at: datetime,
) -> Outcome:
    """Publish what is new in a folder.

    Raises `ContentConflict`, `ContentRefused` or `PublishedMeanwhile`, and then has written nothing.
    """
    as_of = queries.as_of(db)
    documents, media, fingerprints = read_all(source_files)
    known, agreed, outcome = queries.in_force(db), queries.agreed(db), Outcome()
    outcome.not_released = [document.path for document in documents if not document.released and not document.bad]
    ours = [document for document in documents if document.released or document.bad]
    _follow_moves(db, ours, known, agreed)
    gone = _gone({document.path for document in documents}, known, agreed)
    _refuse_conflicts(ours, gone, known, agreed)
    ours = _without_newer_in_browser(ours, known, agreed, outcome)
    library = _without(queries.library(db), gone, ours, _moved(ours, known, agreed)).with_more(library_of(ours, media))
    library = replace(library, fingerprints=fingerprints)
    prepared, findings = check_all(ours, media, library)
    if refused := [*errors(findings), *publishing.award_errors(db, prepared)]:
        raise ContentRefused(refused)
    outcome.warnings = findings
    _store_media(db, media, files)
    hold_installation(db)  # not before: looking over a whole course takes many seconds
    if queries.as_of(db) != as_of:
        raise PublishedMeanwhile
    _keep_media(db, media)
    due = [each for each in prepared if _is_due(each, known, outcome)]
    written = publishing.write(db, due, known=known, author_id=author_id, note=note, change=change, at=at)
    outcome.published = [(each.document.code or each.document.path, number) for each, number in written]
    outcome.withdrawn = publishing.withdraw(db, [found.code for found in gone if found.kind == SEGMENT], at=at)
    _agree(db, ours, gone, agreed, at)
    publishing.keep_outlines(db)
    lists = [each.document for each in prepared if each.document.kind in {AWARDS, PROGRAMMES}]
    if publishing.keep_lists(db, lists, at=at) or outcome.withdrawn:
        enqueue(db, kind=ISSUE_LATE, args={}, run_at=at)
    db.flush()
    return outcome


def _follow_moves(
    db: Session, documents: list[Document], known: dict[tuple[str, str], InForce], agreed: dict[str, ContentFile]
) -> None:
    """A file that was renamed takes its agreement with it."""
    paths = {document.path for document in documents}
    for document in documents:
        before = known.get(document.identity)
        if before and document.path not in agreed and before.path not in paths and before.path in agreed:
            row = agreed.pop(before.path)
            agreed[document.path] = ContentFile(
                path=document.path, agreed_sha256=row.agreed_sha256, agreed_at=row.agreed_at
            )
            db.delete(row)
            db.add(agreed[document.path])


def _moved(
    documents: list[Document], known: dict[tuple[str, str], InForce], agreed: dict[str, ContentFile]
) -> list[InForce]:
    """What is in force under a path that its file no longer has."""
    found = [(document.path, known.get(document.identity)) for document in documents if document.path in agreed]
    return [before for path, before in found if before and before.path != path]


def _gone(paths: set[str], known: dict[tuple[str, str], InForce], agreed: dict[str, ContentFile]) -> list[InForce]:
    return [
        found for found in known.values() if found.path in agreed and found.path not in paths and not found.withdrawn
    ]


def _refuse_conflicts(
    documents: list[Document],
    gone: list[InForce],
    known: dict[tuple[str, str], InForce],
    agreed: dict[str, ContentFile],
) -> None:
    conflicts = [found.path for found in gone if found.sha256 != agreed[found.path].agreed_sha256]
    for document in documents:
        published = known.get(document.identity)
        if published is None or published.withdrawn or published.sha256 == document.sha256:
            continue
        common = agreed[document.path].agreed_sha256 if document.path in agreed else None
        if common not in {document.sha256, published.sha256}:
            conflicts.append(document.path)
    if conflicts:
        raise ContentConflict(sorted(conflicts))


def _without_newer_in_browser(
    documents: list[Document], known: dict[tuple[str, str], InForce], agreed: dict[str, ContentFile], outcome: Outcome
) -> list[Document]:
    left = []
    for document in documents:
        published, common = known.get(document.identity), agreed.get(document.path)
        if (
            published
            and common
            and common.agreed_sha256 == document.sha256 != published.sha256
            and not published.withdrawn
        ):
            outcome.newer_in_browser.append(document.path)
        else:
            left.append(document)
    return left


def _without(library: Library, gone: list[InForce], ours: list[Document], moved: list[InForce]) -> Library:
    """The published library without what this publishing takes away, writes anew, or finds under another path."""
    lost = {(found.kind, found.code) for found in (*gone, *moved)}
    codes = {found.code for found in gone if found.kind == SEGMENT}
    paths = {found.path for found in (*gone, *moved)} | {document.path for document in ours}
    return replace(
        library,
        paragraphs={
            digest: tuple(path for path in held if path not in paths) for digest, held in library.paragraphs.items()
        },
        planned={
            unit: Planned({code: served for code, served in each.segments.items() if code not in codes})
            for unit, each in library.planned.items()
        },
        targets={code: target for code, target in library.targets.items() if code not in codes},
        owners={key: paths for key, paths in library.owners.items() if key not in lost},
    )


def _is_due(prepared: Prepared, known: dict[tuple[str, str], InForce], outcome: Outcome) -> bool:
    published = known.get(prepared.document.identity)
    due = (
        published is None
        or published.withdrawn
        or published.sha256 != prepared.document.sha256
        or published.digest != publishing.digest(prepared)
    )
    outcome.unchanged += not due
    return due


def _store_media(db: Session, media: Sequence[SourceFile], files: FileStore) -> None:
    """Bytes before rows. The same bytes of somebody's own may lie there, and go with them: so new ones always come."""
    known = {(file.path, file.sha256) for file in queries.media_in_force(db)}
    for file in media:
        if (file.path, file.sha256) not in known or not files.exists(file.sha256):
            files.put(io.BytesIO(file.data))


def _keep_media(db: Session, media: Sequence[SourceFile]) -> None:
    known = {(file.path, file.sha256) for file in queries.media_in_force(db)}
    for file in media:
        if (file.path, file.sha256) not in known:
            publishing.remember_media(db, file, media_type(file) or "application/octet-stream")


def _agree(
    db: Session, documents: list[Document], gone: list[InForce], agreed: dict[str, ContentFile], at: datetime
) -> None:
    for found in gone:
        db.delete(agreed[found.path])
    for document in documents:
        row = agreed.get(document.path)
        if row is None:
            db.add(ContentFile(path=document.path, agreed_sha256=document.sha256, agreed_at=at))
        elif row.agreed_sha256 != document.sha256:
            row.agreed_sha256, row.agreed_at = document.sha256, at
