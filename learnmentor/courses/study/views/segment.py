"""The routes of studying: the page of a segment, its beats, claims, changes, and what finishing it earned."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import queries as awards
from learnmentor.certificates.models import Certificate
from learnmentor.courses.catalogue import queries as catalogue_queries
from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.study import changes, queries, rules, services
from learnmentor.courses.study.forms import ClaimForm
from learnmentor.courses.study.models import claim_place
from learnmentor.courses.study.outlines import UnitOutline, outline_of
from learnmentor.courses.study.queries import StudyPlace
from learnmentor.courses.study.views.sheet import found, onward, page, record, require_this_browser, side
from learnmentor.ground import clock
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.ground.vault import UnreadableText
from learnmentor.stories import completion
from learnmentor.web import installation, pages
from learnmentor.web.access import or_404, require, signed_in

bp = Blueprint("study", __name__)


@bp.get("/segments/<code>")
@signed_in
def segment(code: str) -> ResponseReturnValue:
    """Half an hour: the text, the activities with one's own work in them, and what is left."""
    if code != code.lower():
        return redirect(url_for("study.segment", code=code.lower()), 301)
    return page(or_404(found(code)))


@bp.post("/segments/<code>/beats")
@signed_in
def beat(code: str) -> ResponseReturnValue:
    """A sign of life from an open page; says how much time was counted, and whether that finished the segment."""
    body = request.get_json(silent=True)
    sent: dict[str, Any] = body if isinstance(body, dict) else {}
    tab = str(sent.get("tab", ""))
    require_this_browser(sent.get("browser"))
    if not 1 <= len(tab) <= 40 or not tab.isalnum():
        abort(400)
    learner = current_learner()
    starting = bool(sent.get("starting"))
    try:
        seconds = services.beat(
            db.session, learner=learner, segment_code=code, tab=tab, starting=starting, at=clock.now()
        )
    except services.UnknownSegment:
        abort(404)
    pace = queries.pace(db.session, code, person_id=learner.id)
    if pace is None:
        return jsonify(active_seconds=0)
    if pace.completed or not pace.moved(seconds):
        return jsonify(active_seconds=pace.active_seconds)
    outcome = (
        record(learner, or_404(catalogue_queries.segment(db.session, code))) if pace.enough else completion.NOTHING
    )
    commit_before_drawing()
    return jsonify(active_seconds=pace.active_seconds, **side(code, finished=outcome.finished))


@bp.get("/segments/<code>/claim")
@signed_in
def claim(code: str) -> ResponseReturnValue:
    """The form for time spent away from the page."""
    seen = or_404(found(code))
    if seen.completed_at is not None:
        return redirect(url_for("study.segment", code=code.lower()), 303)
    return _claim_page(seen, ClaimForm())


def _claim_page(seen: StudyPlace, form: ClaimForm) -> str:
    needed = rules.needed_minutes(seen.own.data["minutes"])
    return render_template("courses/claim.html", seen=seen, form=form, needed=needed)


@bp.post("/segments/<code>/claim")
@signed_in
def make_claim(code: str) -> ResponseReturnValue:
    """Declare time spent away from the page."""
    seen, form = or_404(found(code)), ClaimForm()
    if seen.completed_at is not None:
        return redirect(url_for("study.finished", code=code.lower()), 303)
    if not form.accepted():
        return _claim_page(seen, form), 422
    learner, studied = current_learner(), or_404(catalogue_queries.segment(db.session, code))
    services.claim(
        db.session, installation.vault(), learner=learner, segment=studied, minutes=form.minutes.data or 0,
        sentence=form.sentence.data or "", at=clock.now(),
    )  # fmt: skip
    flash(f"claim-{seen.code}", "kept")
    return onward(code, record(learner, studied), "Your time away from the page is noted.")


@dataclass(frozen=True)
class ClaimShown:
    """What somebody wrote beside the time they claimed; `locked` where no key of this installation opens it."""

    sentence: str | None
    locked: bool = False


@dataclass(frozen=True)
class FinishedPage:
    """What a segment earned, of `planned` minutes, and the `next` one to go on with."""

    seen: StudyPlace
    unit: UnitOutline
    next: rules.Stop | None
    certificates: list[Certificate]
    claim: ClaimShown
    planned: int


@bp.get("/segments/<code>/finished")
@signed_in
def finished(code: str) -> ResponseReturnValue:
    """What finishing a segment earned, and where to go from here."""
    seen = or_404(found(code))
    if seen.completed_at is None:
        return redirect(url_for("study.segment", code=code.lower()), 303)
    learner = current_learner()
    progress = queries.studied(db.session, learner.id)
    programme = programmes.chosen_programme(db.session, person_id=learner.id, progress=progress)
    unit = outline_of(or_404(catalogue_queries.unit(db.session, seen.unit_code)), progress)
    here = programme.stops if programme and any(stop.code == seen.code for stop in programme.stops) else unit.stops
    issued = awards.certificates_of(db.session, learner.id)
    context = FinishedPage(
        seen=seen,
        unit=unit,
        next=rules.next_stop(here, after=seen.code) or (rules.next_stop(programme.stops) if programme else None),
        certificates=[certificate for certificate in issued if certificate.issued_at == seen.completed_at],
        claim=_claim(learner, seen),
        planned=catalogue_rules.SEGMENT_MINUTES,
    )
    return pages.page("courses/finished.html", context)


def _claim(learner: Actor, seen: StudyPlace) -> ClaimShown:
    sealed = queries.claim_sentence(db.session, person_id=learner.id, segment_id=seen.id)
    if sealed is None:
        return ClaimShown(None)
    try:
        place = claim_place(learner.id, seen.id)
        return ClaimShown(installation.vault().open(sealed, place=place))
    except UnreadableText:
        return ClaimShown(None, locked=True)


@dataclass(frozen=True)
class ChangesPage:
    """The `revisions` of a segment after the one that somebody studied (`since`), and what is different."""

    seen: StudyPlace
    revisions: list[catalogue_queries.Change]
    lines: list[changes.ChangedLine]
    since: catalogue_queries.Change


@bp.get("/segments/<code>/changes")
@signed_in
def changed(code: str) -> ResponseReturnValue:
    """What changed in a segment since the revision that one studied or is studying."""
    seen = or_404(found(code))
    require(seen.sitting.studied is not None)
    listed = catalogue_queries.changes_since(db.session, seen.code, number=seen.sitting.studied or 1)
    lines = changes.difference((seen.studied or seen.current).data, seen.current.data)
    return pages.page("courses/changes.html", ChangesPage(seen, revisions=listed[1:], lines=lines, since=listed[0]))


@bp.post("/segments/<code>/revision")
@signed_in
def take_newest(code: str) -> ResponseReturnValue:
    """Change a segment that is under way to the revision in force."""
    seen, learner = or_404(found(code)), current_learner()
    studied = or_404(catalogue_queries.segment(db.session, seen.code))
    services.take_newest_revision(db.session, learner=learner, segment=studied, at=clock.now())
    return onward(code, record(learner, studied), "You are reading the newest version. What you wrote is still here.")
