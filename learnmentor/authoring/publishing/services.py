"""Verbs: check a folder, publish a folder. Nothing is done twice and nothing is overwritten unseen."""

import gc
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from learnmentor.authoring import likeness, queries
from learnmentor.authoring.checks.table import CheckFinding, check, errors, of_fault
from learnmentor.authoring.content_folder import FINGERPRINTS, SourceFile
from learnmentor.authoring.documents import AWARDS, PROGRAMMES, SEGMENT, UNIT, Document, kind_of, read_document
from learnmentor.authoring.library import Library, Planned, library_of
from learnmentor.authoring.models import ContentFile
from learnmentor.authoring.publishing import rows
from learnmentor.authoring.publishing.layers import KeptOut, Known, kept_out, not_local, of_layer
from learnmentor.authoring.publishing.media import check_media, media_type
from learnmentor.authoring.publishing.preparing import Prepared, prepare
from learnmentor.authoring.queries import InForce
from learnmentor.certificates.services import ISSUE_LATE
from learnmentor.ground.locks import hold_installation
from learnmentor.ground.storage.files import FileStore
from learnmentor.jobs.services import enqueue


class ContentRefused(Exception):
    """The checks found errors; nothing was published."""

    def __init__(self, findings: list[CheckFinding]) -> None:
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
class PublishingOutcome:
    """What publishing did: codes with their new revision numbers, and what it left alone."""

    published: list[tuple[str, int]] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)
    newer_in_browser: list[str] = field(default_factory=list)  # paths whose file is the older text
    not_released: list[str] = field(default_factory=list)
    kept_out: list[KeptOut] = field(default_factory=list)  # codes that are this installation's own
    warnings: list[CheckFinding] = field(default_factory=list)


def read_all(
    source_files: Iterable[SourceFile], *, local: bool = False
) -> tuple[list[Document], list[SourceFile], frozenset[int]]:
    """The text files that are content, taken apart; the media files; the fingerprints of the sources."""
    files = list(source_files)
    documents = [read_document(file, local=local) for file in files if not file.is_media and kind_of(file.path)]
    fingerprints = next((likeness.read(file.data) for file in files if file.path == FINGERPRINTS), frozenset())
    return documents, [file for file in files if file.is_media], fingerprints


_Kept = TypeVar("_Kept")


@contextmanager
def _rare_collections() -> Iterator[Callable[[_Kept], _Kept]]:
    """Look for garbage every hundred texts: looking all the time takes a fifth of rendering a thousand.

    Only among what is new since the last look. What is kept of earlier texts is looked over once, and not every time.
    """
    count, was_on = 0, gc.isenabled()

    def tidy(kept: _Kept) -> _Kept:
        nonlocal count
        count += 1
        if count % 100 == 0:
            gc.collect(0)
        return kept

    gc.disable()
    try:
        yield tidy
    finally:
        if was_on:
            gc.enable()


def check_all(
    documents: Iterable[Document], media: Sequence[SourceFile], library: Library
) -> tuple[list[Prepared], list[CheckFinding]]:
    """Prepare and check every document and media file."""
    with _rare_collections() as tidy:
        prepared = [tidy(prepare(document, library)) for document in documents]
        findings = [finding for each in prepared for finding in tidy(check(each, library))]
    faults = [(file.path, fault) for file in media if (fault := check_media(file))]
    return prepared, findings + [of_fault(fault, path) for path, fault in faults]


def check_folder(source_files: Iterable[SourceFile], *, published: Library | None = None) -> list[CheckFinding]:
    """Every finding in a folder, drafts included. `published` is what only the product has."""
    documents, media, fingerprints = read_all(source_files)
    library = (published or Library(fingerprints=fingerprints)).with_more(library_of(documents, media))
    return check_all(documents, media, library)[1]


def check_local(db: Session, source_files: Iterable[SourceFile], *, fingerprints: frozenset[int]) -> list[CheckFinding]:
    """Every finding in the folder of this installation's own texts, beside all that is published."""
    documents, media, _ = read_all(source_files, local=True)
    known, agreed = queries.in_force(db), queries.agreed(db, local=True)
    moved = _moved(documents, of_layer(known, local=True), agreed)
    library = _without(queries.library(db), [], documents, moved).with_more(library_of(documents, media))
    refused = not_local(documents, of_layer(known, local=False))
    return refused + check_all(documents, media, replace(library, fingerprints=fingerprints))[1]


def publish(
    db: Session,
    *,
    source_files: Iterable[SourceFile],
    files: FileStore,
    author_id: int | None,
    note: str,
    change: str,
    at: datetime,
    local: bool = False,
    fingerprints: frozenset[int] = frozenset(),
) -> PublishingOutcome:
    """Publish what is new in a folder: the shipped course, or what is `local`; the other layer is not touched.

    `fingerprints` of the sources lie in the shipped folder. Raises `ContentConflict`, `ContentRefused` or
    `PublishedMeanwhile`, and then has written nothing.
    """
    as_of = queries.as_of(db)
    documents, media, own_fingerprints = read_all(source_files, local=local)
    all_known, agreed, outcome = queries.in_force(db), queries.agreed(db, local=local), PublishingOutcome()
    known, others = of_layer(all_known, local=local), of_layer(all_known, local=not local)
    aside = Library()  # what is kept out: other shipped texts may still point at it
    if not local:
        documents, media, aside = _without_kept_out(documents, media, others, outcome)
    outcome.not_released = [document.path for document in documents if not document.released and not document.bad]
    ours = [document for document in documents if document.released or document.bad]
    _follow_moves(db, ours, known, agreed)
    gone = _gone({document.path for document in documents}, known, agreed)
    _refuse_conflicts(ours, gone, known, agreed)
    ours = _without_newer_in_browser(ours, known, agreed, outcome)
    published = queries.library(db, shipped_only=not local)
    library = _without(published, gone, ours, _moved(ours, known, agreed))
    library = library.with_more(aside).with_more(library_of(ours, media))
    library = replace(library, fingerprints=own_fingerprints or fingerprints)
    prepared, findings = check_all(ours, media, library)
    misplaced = not_local(documents, others) if local else []
    if refused := [*misplaced, *errors(findings), *rows.award_errors(db, prepared)]:
        raise ContentRefused(refused)
    outcome.warnings = findings
    _store_media(db, media, files, local=local)
    hold_installation(db)  # not before: looking over a whole course takes many seconds
    if queries.as_of(db) != as_of:
        raise PublishedMeanwhile
    _keep_media(db, media, local=local)
    due = [each for each in prepared if _is_due(each, known, outcome)]
    written = rows.write(db, due, known=known, author_id=author_id, note=note, change=change, at=at, local=local)
    outcome.published = [(each.document.code or each.document.path, number) for each, number in written]
    outcome.withdrawn = rows.withdraw(db, [found.code for found in gone if found.kind == SEGMENT], at=at)
    _agree(db, ours, gone, agreed, at, local=local)
    rows.keep_outlines(db)
    lists = [each.document for each in prepared if each.document.kind in {AWARDS, PROGRAMMES}]
    rules_changed, left = rows.keep_lists(db, lists, at=at, local=local)
    outcome.kept_out += [KeptOut("programmes.yaml", code) for code in left]
    if rules_changed or outcome.withdrawn:
        enqueue(db, kind=ISSUE_LATE, args={}, run_at=at)
    db.flush()
    return outcome


def _without_kept_out(
    documents: list[Document], media: list[SourceFile], ours: Known, outcome: PublishingOutcome
) -> tuple[list[Document], list[SourceFile], Library]:
    """What may be published of the shipped files, and what the rest offers; that is named, unless it says the same."""
    left_out = kept_out(documents, ours)
    same = {each.path for each in documents if each.identity in ours and ours[each.identity].sha256 == each.sha256}
    outcome.kept_out = [found for path, found in left_out.items() if path not in same]
    outcome.unchanged += len(same & left_out.keys())
    folders = {each.folder for each in documents if each.kind == UNIT and each.path in left_out}
    aside = library_of(each for each in documents if each.path in left_out and each.released)
    return (
        [each for each in documents if each.path not in left_out],
        [file for file in media if file.folder.removesuffix("/media") not in folders],
        aside,
    )


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
                path=document.path, agreed_sha256=row.agreed_sha256, agreed_at=row.agreed_at, local=row.local
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
    documents: list[Document],
    known: dict[tuple[str, str], InForce],
    agreed: dict[str, ContentFile],
    outcome: PublishingOutcome,
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


def _is_due(prepared: Prepared, known: dict[tuple[str, str], InForce], outcome: PublishingOutcome) -> bool:
    published = known.get(prepared.document.identity)
    due = (
        published is None
        or published.withdrawn
        or published.sha256 != prepared.document.sha256
        or published.digest != rows.digest(prepared)
    )
    outcome.unchanged += not due
    return due


def _store_media(db: Session, media: Sequence[SourceFile], files: FileStore, *, local: bool) -> None:
    """Bytes before rows. The same bytes of somebody's own may lie there, and go with them: so new ones always come."""
    known = {(file.path, file.sha256) for file in queries.media_in_force(db, local=local)}
    for file in media:
        if (file.path, file.sha256) not in known or not files.exists(file.sha256):
            files.put(io.BytesIO(file.data))


def _keep_media(db: Session, media: Sequence[SourceFile], *, local: bool) -> None:
    known = {(file.path, file.sha256) for file in queries.media_in_force(db, local=local)}
    for file in media:
        if (file.path, file.sha256) not in known:
            rows.remember_media(db, file, media_type(file) or "application/octet-stream", local=local)


def _agree(
    db: Session,
    documents: list[Document],
    gone: list[InForce],
    agreed: dict[str, ContentFile],
    at: datetime,
    *,
    local: bool,
) -> None:
    for found in gone:
        db.delete(agreed[found.path])
    for document in documents:
        row = agreed.get(document.path)
        if row is None:
            db.add(ContentFile(path=document.path, agreed_sha256=document.sha256, agreed_at=at, local=local))
        elif row.agreed_sha256 != document.sha256:
            row.agreed_sha256, row.agreed_at = document.sha256, at


def hand_over(db: Session, *, code: str, at: datetime) -> list[str]:
    """Make what this installation wrote under `code` part of the shipped course, whose next text may then replace it.

    Its revisions stay, and so does what people did with it. Gives the paths; none when nothing local has the code.
    """
    revisions, agreed = queries.local_revisions(db, code), queries.agreed(db)
    for revision in revisions:
        revision.local = False
    newest = {(each.kind, each.code): each for each in revisions}
    for each in newest.values():
        row = agreed.get(each.path) or ContentFile(path=each.path, local=False)
        row.agreed_sha256, row.agreed_at = each.sha256, at
        db.add(row)
    programmes = [each for each in queries.published_programmes(db) if each.local and each.public_id == code]
    for programme in programmes:
        programme.local = False
    db.flush()
    return [*(each.path for each in newest.values()), *(f"the programme {each.public_id}" for each in programmes)]


def note_written(db: Session, texts: Iterable[tuple[str, str]], *, at: datetime) -> None:
    """The files of this installation's own folder agree with these texts (path, source), which were written there."""
    agreed = queries.agreed(db, local=True)
    for path, source in texts:
        row = agreed.get(path) or ContentFile(path=path, local=True)
        row.agreed_sha256, row.agreed_at = hashlib.sha256(source.encode()).hexdigest(), at
        db.add(row)
    db.flush()
