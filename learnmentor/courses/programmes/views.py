"""Programmes: the list, one as a map, and picking one's own."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import queries as awards
from learnmentor.certificates.awards import progress as award_progress
from learnmentor.certificates.awards.progress import Station
from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.given import queries as given_queries
from learnmentor.courses.given import rules as given_rules
from learnmentor.courses.given.queries import GivenLine
from learnmentor.courses.given.views.reading import belongs_to, issue_if_whole
from learnmentor.courses.programmes import queries, rules, services
from learnmentor.courses.programmes.forms import ProgrammeForm
from learnmentor.courses.programmes.models import Programme
from learnmentor.courses.programmes.queries import ProgrammeView
from learnmentor.courses.study import queries as study_queries
from learnmentor.courses.study import rules as study_rules
from learnmentor.courses.study.outlines import UnitOutline
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.forms import single_line
from learnmentor.web.pages import page, page_number

bp = Blueprint("programmes", __name__)

_GIVEN_AT_ONCE, _LAST_PAGE = 50, 10_000
_GONE = "This programme was deleted a moment ago, perhaps by you in another window."


@dataclass(frozen=True)
class ProgrammesPage:
    """Programmes of the course and one's own, and one page of those that were given away."""

    programmes: list[queries.ProgrammeLine]
    given: list[GivenLine]
    page: int
    more: bool
    may_give: bool


@bp.get("/programmes", endpoint="programmes")
@signed_in
def every_programme() -> ResponseReturnValue:
    """Published programmes, one's own, and those that trainers give away."""
    learner = current_learner()
    after = (page_number(_LAST_PAGE) - 1) * _GIVEN_AT_ONCE
    given = given_queries.given_to(
        db.session, person_id=learner.id, belongs_to=belongs_to(), most=_GIVEN_AT_ONCE + 1, after=after
    )
    context = ProgrammesPage(
        programmes=queries.listed(db.session, person_id=learner.id),
        given=given[:_GIVEN_AT_ONCE],
        page=after // _GIVEN_AT_ONCE + 1,
        more=len(given) > _GIVEN_AT_ONCE,
        may_give=given_rules.may_give(learner.roles),
    )
    return page("courses/programmes.html", context)


def _seen(public_id: str) -> ProgrammeView:
    learner = current_learner()
    progress = study_queries.studied(db.session, learner.id)
    return or_404(queries.programme(db.session, public_id, person_id=learner.id, progress=progress))


@dataclass(frozen=True)
class ProgrammePage:
    """A programme as a map, with how far somebody is with its award, if it leads to one that is in force."""

    programme: ProgrammeView
    award: awards.AwardProgress | None
    map: list[Station]
    next: study_rules.Stop | None


@bp.get("/programmes/<public_id>")
@signed_in
def programme(public_id: str) -> ResponseReturnValue:
    """A programme as a map: stations, hours, and what its award still asks for."""
    seen, learner = _seen(public_id), current_learner()
    if seen.given:
        return redirect(url_for("given.programme", public_id=public_id))
    award = None
    if seen.award_code:
        award = awards.award_progress(
            db.session,
            person_id=learner.id,
            zone=installation.zone(),
            today=installation.today(),
            award_code=seen.award_code,
        )
    context = ProgrammePage(
        programme=seen,
        award=award,
        map=award_progress.programme_stations(seen.units, award.evaluation if award else None),
        next=study_rules.where_you_stopped(seen.stops) or study_rules.next_stop(seen.stops),
    )
    return page("courses/programme.html", context)


@bp.post("/programmes/<public_id>/follow")
@signed_in
def follow(public_id: str) -> ResponseReturnValue:
    """Put a programme on the home page."""
    seen = _seen(public_id)
    try:
        services.follow(db.session, learner=current_learner(), programme_id=seen.id, at=clock.now())
    except services.ProgrammeGone:
        abort(404, _GONE)
    flash(f"“{seen.title}” is now on your home page.", "message")
    return redirect(url_for("programmes.programme", public_id=seen.public_id), 303)


def _ticked() -> list[str]:
    return [single_line(code) for code in request.form.getlist("segments")[: rules.MAX_PROGRAMME_SEGMENTS]]


@dataclass(frozen=True)
class PickPage:
    """Units to tick segments of; `programme` where one is changed that is there."""

    form: ProgrammeForm
    units: list[UnitOutline]
    ticked: set[str]
    segment_minutes: int
    programme: Programme | None
    nothing_ticked: bool


def _pick_page(form: ProgrammeForm, ticked: list[str], programme: Programme | None = None) -> str:
    units = study_queries.units(db.session, study_queries.studied(db.session, current_learner().id))
    known = {stop.code for unit in units for stop in unit.stops}
    context = PickPage(
        form=form,
        units=units,
        ticked=set(ticked) & known,
        segment_minutes=catalogue_rules.SEGMENT_MINUTES,
        programme=programme,
        nothing_ticked=form.posted and not _adding_up() and not set(ticked) & known,
    )
    return page("courses/pick.html", context)


def _adding_up() -> bool:
    return request.form.get("do") == "add-up"


def _accepted(form: ProgrammeForm) -> bool:
    return form.accepted() and bool(queries.segment_ids(db.session, _ticked()))


@bp.get("/programmes/new")
@signed_in
def pick() -> ResponseReturnValue:
    """Segments of every unit to choose from."""
    return _pick_page(ProgrammeForm(), request.args.getlist("segments"))


@bp.post("/programmes/new")
@signed_in
def make() -> ResponseReturnValue:
    """Make a programme of one's own; "Add up" only shows what was ticked and its hours."""
    form = ProgrammeForm()
    if _adding_up():
        return _pick_page(form, _ticked())
    if not _accepted(form):
        return _pick_page(form, _ticked()), 422
    try:
        made = services.pick(
            db.session, owner=current_learner(), title=form.title.data or "", segment_codes=_ticked(), at=clock.now(),
            public_id=randomness.public_id(),
        )  # fmt: skip
    except services.TooManyProgrammes:
        form.refuse("title", f"You have {rules.MAX_PROGRAMMES} programmes. Delete one before you make another")
        return _pick_page(form, _ticked()), 422
    issue_if_whole()
    flash("Your programme is saved, and on your home page.", "message")
    flash("programme", "kept")
    return redirect(url_for("programmes.programme", public_id=made.public_id), 303)


def _own(public_id: str) -> Programme:
    return or_404(queries.own_programme(db.session, public_id, person_id=current_learner().id))


@bp.get("/programmes/<public_id>/edit")
@signed_in
def edit(public_id: str) -> ResponseReturnValue:
    """Change a programme of one's own."""
    own = _own(public_id)
    return _pick_page(ProgrammeForm(data={"title": own.title}), [stop.code for stop in _seen(public_id).stops], own)


@bp.post("/programmes/<public_id>/edit")
@signed_in
def change(public_id: str) -> ResponseReturnValue:
    """Keep the changes."""
    own, form = _own(public_id), ProgrammeForm()
    if _adding_up():
        return _pick_page(form, _ticked(), own)
    if not _accepted(form):
        return _pick_page(form, _ticked(), own), 422
    try:
        services.repick(
            db.session, owner=current_learner(), programme=own, title=form.title.data or "", segment_codes=_ticked(),
            at=clock.now(),
        )  # fmt: skip
    except services.ProgrammeGone:
        abort(404, _GONE)
    issue_if_whole()
    flash("Your programme is saved.", "message")
    flash("programme", "kept")
    return redirect(url_for("programmes.programme", public_id=public_id), 303)


@bp.post("/programmes/<public_id>/delete")
@signed_in
def delete(public_id: str) -> ResponseReturnValue:
    """Delete a programme of one's own."""
    own = _own(public_id)
    if request.form.get("sure") != "yes":
        abort(422, "Tick the box to say that you are sure.")
    title = own.title
    services.drop(db.session, owner=current_learner(), programme=own)
    flash(f"“{title}” is deleted. What you studied in it stays studied.", "message")
    return redirect(url_for("programmes.programmes"), 303)
