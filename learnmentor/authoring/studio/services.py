"""Verbs about drafts: begin, save, follow, discard, publish. Nothing typed is lost or saved over unseen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.authoring import queries, rules
from learnmentor.authoring.checks.table import CheckFinding, Level, check, errors
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.documents import read_document
from learnmentor.authoring.library import Library, library_of
from learnmentor.authoring.models import Draft
from learnmentor.authoring.publishing import rows
from learnmentor.authoring.publishing.preparing import Prepared, prepare
from learnmentor.authoring.publishing.services import ContentRefused, PublishedMeanwhile
from learnmentor.authoring.queries import AsOf
from learnmentor.courses.catalogue.models import Revision
from learnmentor.ground.locks import hold_installation
from learnmentor.markup.outline import MarkupFault


class SavedElsewhere(Exception):
    """The draft was saved from another tab since this one read it."""


class DraftGone(Exception):
    """The draft was published or thrown away in another tab since this one read it."""


class MovedOn(Exception):
    """The published text changed since the draft began from it."""


@dataclass(frozen=True)
class Judged:
    """A draft's text with its page and what the checks say of it, and the segments that take it in."""

    prepared: Prepared
    findings: list[CheckFinding]
    users: list[Prepared]
    as_of: AsOf | None = None  # what was published when it was judged

    @property
    def wrong(self) -> int:
        """How many findings stop publishing."""
        return len(errors(self.findings))


def begin(
    db: Session, *, author_id: int, path: str, source: str, base_sha256: str, public_id: str, at: datetime
) -> Draft:
    """A draft of `path`; the one that its author already has, if there is one, begun in another tab perhaps."""
    hold_person(db, author_id)
    existing = queries.draft_of(db, author_id=author_id, path=path)
    if existing is not None:
        return existing
    draft = Draft(
        public_id=public_id, author_id=author_id, path=path, source=source, base_sha256=base_sha256, updated_at=at
    )
    db.add(draft)
    db.flush()
    return draft


def save(db: Session, *, draft: Draft, source: str, seen: str, at: datetime) -> None:
    """Keep `source`, made from the text whose digest is `seen`; nobody else can save until the transaction ends.

    Raises `SavedElsewhere`, with the draft as it is stored now, when that has changed; `DraftGone` when it is no more.
    """
    if not queries.hold_draft(db, draft):
        raise DraftGone(draft.public_id)
    if source == draft.source:
        return
    if rules.digest_of(draft.source) != seen:
        raise SavedElsewhere(draft.public_id)
    draft.source, draft.updated_at = source, at
    db.flush()


def follow(db: Session, *, draft: Draft, base_sha256: str) -> None:
    """The draft has taken in the published text of this digest, and goes on from there."""
    draft.base_sha256 = base_sha256
    db.flush()


def discard(db: Session, *, draft: Draft) -> None:
    """Throw the draft away; what is published stays. Thrown away in two tabs, it is gone once."""
    if queries.hold_draft(db, draft):
        db.delete(draft)
        db.flush()


def judge(
    library: Library, *, path: str, source: str, users: Iterable[SourceFile] = (), as_of: AsOf | None = None
) -> Judged:
    """The page that a text makes and what the checks say, as it would be if published now.

    `users` are the segments in force that take this text in: what keeps one from doing so is wrong with the text.
    """
    if (why := rules.too_much_to_show(source)) is not None:
        nothing = prepare(read_document(SourceFile(path, b"")), library.without(path))
        return Judged(
            nothing, [CheckFinding("size", Level.ERROR, path, 1, why, "Make two pages of it. It is kept as it is.")], []
        )
    document = read_document(SourceFile(path, source.encode()))
    others = library.without(path).with_more(library_of([document]))
    prepared = prepare(document, others)
    findings = check(prepared, others)
    if not document.bad and not document.released:
        findings.append(
            CheckFinding(
                "status",
                Level.WARNING,
                path,
                document.line_of("author_status"),
                "Its status does not let it be published.",
                "Write author_status: released when it may be.",
            )
        )
    taking = [prepare(read_document(user), others) for user in users] if not document.bad else []
    if not errors(findings):  # else each would say the same again
        findings += [_kept_out(path, each, fault) for each in taking for fault in each.faults]
    return Judged(prepared, findings, taking, as_of)


def _refuse(judged: Judged) -> None:
    if refused := [finding for finding in judged.findings if finding.level is Level.ERROR or finding.rule == "status"]:
        raise ContentRefused(refused)


def _kept_out(path: str, user: Prepared, fault: MarkupFault) -> CheckFinding:
    what = f"{user.document.code} uses this text, and then could not: {fault.message}"
    return CheckFinding(
        "users", Level.ERROR, path, 1, what, f"Leave it as it was, or change {user.document.code} first."
    )


def publish(
    db: Session,
    *,
    draft: Draft,
    source: str,
    seen: str,
    judge_now: Callable[[], Judged],
    author_id: int,
    note: str,
    change: str,
    at: datetime,
) -> Revision:
    """Save the draft as `save` does, make it the revision in force, and end it; what takes it in is shown anew.

    It is judged by `judge_now` before anything is held. Raises what `save` raises, `ContentRefused` or `MovedOn`; and
    `PublishedMeanwhile` where somebody published in between: after a rollback, it can be judged again.
    """
    judged = judge_now()
    _refuse(judged)
    hold_installation(db)  # the codes, links and paragraphs of the whole course are judged together
    save(db, draft=draft, source=source, seen=seen, at=at)
    if judged.as_of != queries.as_of(db):
        raise PublishedMeanwhile
    document = judged.prepared.document
    before = queries.newest_revision(db, *document.identity)
    if (before.sha256 if before else "") != draft.base_sha256:
        raise MovedOn(draft.path)
    if before is None or before.sha256 != document.sha256:
        known = queries.in_force(db)
        users = [each for each in judged.users if known[each.document.identity].digest != rows.digest(each)]
        rows.write(
            db, [judged.prepared, *users], known=known, author_id=author_id, note=note, change=change, at=at, local=True
        )
        rows.keep_outlines(db)
    discard(db, draft=draft)
    revision = queries.newest_revision(db, *document.identity)
    if revision is None:  # pragma: no cover -- it was written just now
        raise LookupError(draft.path)
    return revision
