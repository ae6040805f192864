"""The studio: the shelf, a draft beside its page, what changed, publishing, and what to do when two texts meet."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.authoring import likeness, queries, rules
from learnmentor.authoring.content_folder import FINGERPRINTS, ContentFolderMissing, SourceFile, read_folder
from learnmentor.authoring.documents import AWARDS, PROGRAMMES, SEGMENT, UNIT, kind_of
from learnmentor.authoring.library import Library
from learnmentor.authoring.models import Draft
from learnmentor.authoring.publishing.services import ContentRefused, PublishedMeanwhile
from learnmentor.authoring.studio import services
from learnmentor.authoring.studio.contexts import ConflictPage, DraftPreview, EditPage, TwoTextsPage
from learnmentor.authoring.studio.differences import difference
from learnmentor.authoring.studio.forms import NewSegmentForm, PublishForm
from learnmentor.authoring.studio.services import Judged
from learnmentor.authoring.studio.shelf import ShelfGroup, segment_numbers, shelf
from learnmentor.courses.catalogue.models import Revision
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.ground.locks import hold_installation
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, with_role
from learnmentor.web.forms import single_line
from learnmentor.web.pages import page

bp = Blueprint("studio", __name__)
_TRIES = 5


@bp.get("/studio")
@with_role(RoleName.TRAINER)
def studio() -> ResponseReturnValue:
    """Every text and how it stands."""
    return _studio_page(None)


def _studio_page(form: NewSegmentForm | None) -> str:
    groups = shelf(db.session, author_id=current_learner().id, disk=_disk())
    return render_template("authoring/studio.html", groups=groups, form=form or NewSegmentForm(_units(groups)))


def _units(groups: list[ShelfGroup]) -> list[tuple[str, str]]:
    return [
        (group.code, group.title) for group in groups if any(item.kind == UNIT and item.number for item in group.items)
    ]


def _disk() -> dict[str, SourceFile]:
    settings = installation.settings()
    return {**_texts_in(settings.local_content), **_texts_in(settings.content_dir)}


def _texts_in(folder: Path) -> dict[str, SourceFile]:
    try:
        return {file.path: file for file in read_folder(folder) if not file.is_media}
    except ContentFolderMissing:
        return {}


def _library() -> Library:
    """What is published, and the fingerprints of the sources, which lie beside the texts."""
    place = installation.settings().content_dir / FINGERPRINTS
    known = likeness.read(place.read_bytes()) if place.is_file() else frozenset()
    return replace(queries.library(db.session), fingerprints=known)


@bp.post("/studio/segments")
@with_role(RoleName.TRAINER)
def new_segment() -> ResponseReturnValue:
    """Begin a new segment of a unit, from a text that explains itself."""
    disk = _disk()
    groups = shelf(db.session, author_id=current_learner().id, disk=disk)
    form = NewSegmentForm(_units(groups))
    if not form.accepted():
        return _studio_page(form), 422
    unit = or_404(queries.newest_revision(db.session, UNIT, form.unit.data))
    folder = unit.path.rpartition("/")[0]
    hold_installation(db.session)  # two trainers who begin a segment at once get two numbers
    number = rules.next_number(segment_numbers(db.session, unit=unit.code, folder=folder, disk=disk))
    outcomes = tuple(outcome["id"] for outcome in unit.data["outcomes"])
    text = rules.new_segment(rules.Template(unit.code, number, form.title.data or "", outcomes))
    return _to(_begin(f"{folder}/{rules.file_name(number, form.title.data or '')}", text, ""))


@bp.post("/studio/drafts")
@with_role(RoleName.TRAINER)
def begin() -> ResponseReturnValue:
    """Begin a draft of something published, or go on with the one that is there."""
    kind, _, code = single_line(request.form.get("of")).partition(" ")
    if kind_of(code) in {AWARDS, PROGRAMMES}:
        abort(422, "Awards and programmes are not changed in the studio. Ask whoever looks after this LearnMentor.")
    revision = or_404(queries.newest_revision(db.session, kind, code))
    return _to(_begin(revision.path, revision.source, revision.sha256))


def _begin(path: str, source: str, base_sha256: str) -> Draft:
    return services.begin(
        db.session,
        author_id=current_learner().id,
        path=path,
        source=source,
        base_sha256=base_sha256,
        public_id=randomness.public_id(),
        at=clock.now(),
    )


def _to(draft: Draft, place: str = "edit", **typed: Any) -> ResponseReturnValue:
    return redirect(url_for(f"studio.{place}", public_id=draft.public_id, **typed), 303)


def _mine(public_id: str) -> Draft:
    draft = or_404(queries.draft(db.session, public_id))
    require(rules.may_open_draft(current_learner(), author_id=draft.author_id))
    return draft


def _typed(draft: Draft) -> str:
    return rules.as_typed(request.form.get("source", ""), before=draft.source)


def _published(draft: Draft) -> Revision | None:
    return queries.published_from(db.session, draft.path)


def _judged(path: str, source: str) -> Judged:
    as_of, users = queries.as_of(db.session), queries.segments_using(db.session, path)
    return services.judge(_library(), path=path, source=source, users=users, as_of=as_of)


@bp.get("/studio/drafts/<public_id>")
@with_role(RoleName.TRAINER)
def edit(public_id: str) -> ResponseReturnValue:
    """The text beside the page that learners will see."""
    draft = _mine(public_id)
    typed: dict[str, Any] = {key: request.args[key] for key in ("note", "change") if key in request.args}
    return _edit_page(draft, draft.source, PublishForm(**typed))


def _edit_page(draft: Draft, source: str, form: PublishForm, *, problems: list[dict[str, str]] | None = None) -> str:
    published, shown = _published(draft), _shown(_judged(draft.path, source))
    context = EditPage(
        judged=shown.judged,
        title=shown.title,
        data=shown.data,
        html=shown.html,
        is_segment=shown.is_segment,
        activities=shown.activities,
        neighbours=shown.neighbours,
        draft=draft,
        source=source,
        seen=request.form.get("seen") or rules.digest_of(draft.source),
        form=form,
        problems=problems or [],
        published=published,
        moved_on=published is not None and published.sha256 != draft.base_sha256,
    )
    return page("authoring/edit.html", context)


def _shown(judged: Judged) -> DraftPreview:
    """What the preview and the list of checks need."""
    prepared = judged.prepared
    return DraftPreview(
        judged=judged,
        title=prepared.title or "No title yet",
        data=prepared.data,
        html=prepared.html,
        is_segment=prepared.document.kind == SEGMENT,
        activities={activity["id"]: activity for activity in prepared.data.get("activities", [])},
        neighbours=(None, None),
    )


@bp.post("/studio/drafts/<public_id>")
@with_role(RoleName.TRAINER)
def save(public_id: str) -> ResponseReturnValue:
    """Keep the text; answers a script with the preview and the checks, a form with the page."""
    draft = _mine(public_id)
    source, scripted = _typed(draft), request.accept_mimetypes.best == "application/json"
    try:
        _keep(draft, source)
    except services.SavedElsewhere:
        if scripted:
            return jsonify(saved=False, message="This draft was saved in another tab since you opened it here."), 409
        return _two_texts(draft, source), 409
    if base := request.form.get("base"):
        services.follow(db.session, draft=draft, base_sha256=base)
    if not scripted:
        flash(f"draft-{draft.public_id}", "kept")
        typed = {key: value for key in ("note", "change") if (value := request.form.get(key, "")[:300])}
        return _to(draft, **typed)
    commit_before_drawing()
    shown = _shown(_judged(draft.path, source))
    return jsonify(
        saved=True,
        seen=rules.digest_of(draft.source),
        title=shown.title,
        wrong=shown.judged.wrong,
        preview=page("authoring/_preview.html", shown),
        checks=page("authoring/_checks.html", shown),
    )


def _keep(draft: Draft, source: str) -> None:
    try:
        services.save(db.session, draft=draft, source=source, seen=request.form.get("seen", ""), at=clock.now())
    except services.DraftGone:
        abort(404)  # with what was typed, to be copied


def _two_texts(draft: Draft, typed: str) -> str:
    lines = difference(draft.source, typed)
    return page("authoring/two_tabs.html", TwoTextsPage(draft, typed, rules.digest_of(draft.source), lines))


@bp.post("/studio/drafts/<public_id>/revision")
@with_role(RoleName.TRAINER)
def publish(public_id: str) -> ResponseReturnValue:
    """Make the text the revision that learners read."""
    draft, form = _mine(public_id), PublishForm()
    source = _typed(draft)
    if not form.accepted():
        return _edit_page(draft, source, form), 422
    try:
        revision = _publish(draft, source, form)
    except services.DraftGone:
        abort(404)  # with what was typed, to be copied
    except services.SavedElsewhere:
        return _two_texts(draft, source), 409
    except services.MovedOn:
        return _to(draft, "conflict")
    except ContentRefused as refused:
        problems = [{"text": f"Line {f.line}: {f.message} {f.remedy}", "href": "#source"} for f in refused.findings]
        return _edit_page(draft, source, form, problems=problems), 422
    if revision is None:
        busy = "Others publish just now, too fast for your text to be looked over in between. Press Publish once more."
        return _edit_page(_mine(public_id), source, form, problems=[{"text": busy, "href": "#source"}]), 409
    flash(f"draft-{public_id}", "kept")
    flash(f"{revision.code} is published as revision {revision.number}. Learners see it from now on.", "message")
    return redirect(url_for("studio.studio"), 303)


def _publish(draft: Draft, source: str, form: PublishForm) -> Revision | None:
    """The revision in force; None where others published each time that the text had just been looked over."""
    path, public_id = draft.path, draft.public_id
    for _ in range(_TRIES):
        try:
            return services.publish(
                db.session,
                draft=draft,
                source=source,
                seen=request.form.get("seen", ""),
                judge_now=lambda: _judged(path, source),
                author_id=current_learner().id,
                note=form.note.data or "",
                change=form.change.data,
                at=clock.now(),
            )
        except PublishedMeanwhile:
            db.session.rollback()  # nobody waits while it is looked over again
            draft = _mine(public_id)
    return None


@bp.get("/studio/drafts/<public_id>/changes")
@with_role(RoleName.TRAINER)
def changes(public_id: str) -> ResponseReturnValue:
    """What the draft changes in the published text."""
    draft = _mine(public_id)
    published = _published(draft)
    lines = difference(published.source if published else "", draft.source)
    return render_template("authoring/changes.html", draft=draft, published=published, lines=lines)


@bp.get("/studio/drafts/<public_id>/conflict")
@with_role(RoleName.TRAINER)
def conflict(public_id: str) -> ResponseReturnValue:
    """The published text and the draft, when somebody published in between."""
    draft = _mine(public_id)
    published = or_404(_published(draft))
    if published.sha256 == draft.base_sha256:
        return _to(draft)
    context = ConflictPage(
        draft=draft,
        published=published,
        by=queries.author_name(db.session, published.author_id),
        seen=rules.digest_of(draft.source),
        lines=difference(published.source, draft.source),
    )
    return page("authoring/conflict.html", context)


@bp.get("/studio/drafts/<public_id>/discard")
@with_role(RoleName.TRAINER)
def ask_to_discard(public_id: str) -> ResponseReturnValue:
    """What would be thrown away."""
    draft = _mine(public_id)
    published = _published(draft)
    lines = difference(published.source if published else "", draft.source)
    return render_template("authoring/discard.html", draft=draft, published=published, lines=lines)


@bp.post("/studio/drafts/<public_id>/discard")
@with_role(RoleName.TRAINER)
def discard(public_id: str) -> ResponseReturnValue:
    """Throw the draft away."""
    draft = _mine(public_id)
    services.discard(db.session, draft=draft)
    flash(f"draft-{public_id}", "kept")
    flash("The draft is gone. What is published has not changed.", "message")
    return redirect(url_for("studio.studio"), 303)
