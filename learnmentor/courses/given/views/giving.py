"""Programmes that a trainer gives away: their list, the editor, whom each is for, its link and its end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.courses.given import forms, queries, rules, services, wording
from learnmentor.courses.given.forms import AudienceForm, GivenForm, TypedItem
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion
from learnmentor.courses.given.queries import GivenShown
from learnmentor.courses.given.rules import Audience, GivenItem
from learnmentor.courses.study import queries as study_queries
from learnmentor.courses.study.outlines import UnitOutline
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.organisations import queries as organisations
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("giving", __name__)

__all__ = ["bp"]
_ELSEWHERE = (
    "This programme was saved in another window meanwhile. This page has what you typed here, and none of it is saved: "
    "save again to keep this and not that"
)
_GONE = "This programme was thrown away a moment ago, perhaps by you in another window."


@bp.get("/programmes/given")
@signed_in
def mine() -> ResponseReturnValue:
    """The programmes that I give away."""
    require(rules.may_give(current_learner().roles))
    return render_template("courses/giving.html", programmes=queries.own_given(db.session, current_learner().id))


@dataclass(frozen=True)
class NewGivenPage:
    """The first words of a programme."""

    form: GivenForm


@bp.get("/programmes/given/new")
@signed_in
def new() -> ResponseReturnValue:
    """Begin one with its name and whom it is for."""
    require(rules.may_give(current_learner().roles))
    return page("courses/new_given.html", NewGivenPage(GivenForm()))


@bp.post("/programmes/given/new")
@signed_in
def begin() -> ResponseReturnValue:
    """Keep it as a draft, which nobody else sees."""
    giver, form = current_learner(), GivenForm()
    require(rules.may_give(giver.roles))
    if not form.accepted():
        return page("courses/new_given.html", NewGivenPage(form)), 422
    public_id = randomness.public_id()
    try:
        services.begin(db.session, giver=giver, content=form.content(()), at=clock.now(), public_id=public_id)
    except services.TooManyGiven:
        form.refuse("title", f"You give {rules.MAX_GIVEN} programmes, and no more fit. Change one of them instead")
        return page("courses/new_given.html", NewGivenPage(form)), 422
    return redirect(url_for("giving.edit", public_id=public_id), 303)


@dataclass(frozen=True)
class GivingPage:
    """The editor. `lines` are the places as typed, `added` a session that could not be added to them yet.

    `units` is what can be added, `problems` are lines of the summary, `changed` says that the draft is not published.
    """

    form: GivenForm
    audience: AudienceForm
    given: GivenShown
    lines: Sequence[TypedItem]
    added: TypedItem | None
    units: list[UnitOutline]
    saves: int
    hours: str
    versions: Sequence[ProgrammeVersion]
    problems: list[dict[str, str]]
    link: str | None
    changed: bool
    most: int


def _own(public_id: str) -> GivenProgramme:
    """A programme of one's own giving; to anybody else it does not exist."""
    learner = current_learner()
    require(rules.may_give(learner.roles))
    found = or_404(queries.given_row(db.session, public_id))
    if not rules.may_look_after_given(actor_id=learner.id, giver_id=found.giver_id):
        abort(404)
    return found


def _page(
    public_id: str,
    own: GivenProgramme,
    *,
    form: GivenForm | None = None,
    lines: Sequence[TypedItem] | None = None,
    problems: Sequence[str] = (),
    audience: AudienceForm | None = None,
) -> str:
    kept = rules.content_from(own.draft)
    lines = forms.lines_of(kept.items) if lines is None else lines
    given = or_404(queries.given_programme(db.session, public_id, person_id=current_learner().id))
    sound = not any(line.faults for line in lines)
    context = GivingPage(
        form=form or GivenForm(blank=True, data=forms.filled_from(kept)),
        audience=audience or _audience(own),
        given=given,
        lines=[line for line in lines if line.key != forms.NEW],
        added=next((line for line in lines if line.key == forms.NEW), None),
        units=study_queries.units(db.session, {}),
        saves=own.saves,
        hours=wording.hours_said(replace(kept, items=tuple(line.item() for line in lines)) if sound else kept),
        versions=queries.versions_of(db.session, own.programme_id),
        problems=[*_problems(lines), *({"text": text, "href": "#places"} for text in problems)],
        link=_link(own),
        changed=given.newest is None or given.newest.content != kept,
        most=rules.MAX_ITEMS,
    )
    return page("courses/given_edit.html", context)


def _problems(lines: Sequence[TypedItem]) -> list[dict[str, str]]:
    return [{"text": text, "href": f"#{box}-{line.key}"} for line in lines for box, text in line.faults.items()]


def _link(own: GivenProgramme) -> str | None:
    if own.link_token is None:
        return None
    return installation.settings().base_url + url_for("given.by_link", token=own.link_token)


@bp.get("/programmes/given/<public_id>/edit")
@signed_in
def edit(public_id: str) -> ResponseReturnValue:
    """Its words, places, sessions and dates, whom it is for, and its versions."""
    return _page(public_id, _own(public_id))


@bp.post("/programmes/given/<public_id>/edit")
@signed_in
def change(public_id: str) -> ResponseReturnValue:
    """Keep what was typed, then do what the button says: move a place, take one out, or publish."""
    own, form = _own(public_id), GivenForm()
    lines = forms.typed_items(request.form, _titles(), new_key=lambda: randomness.public_id()[:12])
    problem = f"Keep it to {rules.MAX_ITEMS} places; these are {len(lines)}" if len(lines) > rules.MAX_ITEMS else ""
    accepted = form.accepted()
    if not accepted or problem or any(line.faults for line in lines):
        return _page(public_id, own, form=form, lines=lines, problems=[problem] * bool(problem)), 422
    what, _, key = request.form.get("do", "save").partition(":")
    content = form.content(_arranged(lines, what, key))
    seen = request.form.get("saves", type=int, default=-1)
    try:
        services.save(db.session, own, content, seen=seen)
        if what == "publish":
            return _publish(public_id, own, form)
    except services.GivenSavedElsewhere:
        undo_before_drawing()
        return _page(public_id, own, form=form, lines=lines, problems=[_ELSEWHERE]), 422
    except services.NotFit as unfit:
        undo_before_drawing()
        said_of_each = [wording.fault_said(found) for found in unfit.faults]
        return _page(public_id, own, form=form, lines=lines, problems=said_of_each), 422
    except services.GivenGone:
        abort(404, _GONE)
    if what == "save":
        flash("Saved. Nobody else sees it until you publish it.", "message")
    anchor = f"line-{key}" if what in _STEPS else "places"
    return redirect(url_for("giving.edit", public_id=public_id, _anchor=anchor), 303)


_STEPS = {"up": -1, "down": 1}


def _titles() -> dict[str, str]:
    return {stop.code: stop.title for unit in study_queries.units(db.session, {}) for stop in unit.stops}


def _arranged(lines: Sequence[TypedItem], what: str, key: str) -> tuple[GivenItem, ...]:
    """The places in the typed order, after the step that a button asks for."""
    items = rules.in_typed_order([line.item() for line in lines], forms.places_typed(lines))
    if what == "remove":
        return tuple(item for item in items if item.key != key)
    return rules.moved(items, key, by=_STEPS[what]) if what in _STEPS else items


def _publish(public_id: str, own: GivenProgramme, form: GivenForm) -> ResponseReturnValue:
    version = services.publish(db.session, own, by=current_learner(), note=form.text("note"), at=clock.now())
    flash(f"Version {version.number} is published. Who follows an earlier one keeps it until they change.", "message")
    return redirect(url_for("giving.edit", public_id=public_id, _anchor="who"), 303)


@bp.post("/programmes/given/<public_id>/audience")
@signed_in
def choose_audience(public_id: str) -> ResponseReturnValue:
    """Say who may begin it."""
    own, form = _own(public_id), AudienceForm(parts=_parts())
    if not form.accepted():
        return _page(public_id, own, audience=form), 422
    chosen, token = form.text("audience"), randomness.token()
    if chosen in {public_id for public_id, _ in _parts()}:
        services.give_to(db.session, own, Audience.ORGANISATION, audience_id=chosen, new_token=token)
    else:
        services.give_to(db.session, own, Audience(chosen), new_token=token)
    flash("Kept. Who is under way with it goes on.", "message")
    return redirect(url_for("giving.edit", public_id=public_id, _anchor="who"), 303)


def _audience(own: GivenProgramme) -> AudienceForm:
    return AudienceForm(blank=True, parts=_parts(), data={"audience": own.audience_id or own.audience})


def _parts() -> list[tuple[str, str]]:
    """The parts that a trainer may give something to, with their names: where they belong, and all above."""
    found = organisations.parts_around(db.session, current_learner().id, on=installation.today())
    return [(part.public_id, part.name) for part in found]


@bp.post("/programmes/given/<public_id>/link")
@signed_in
def change_link(public_id: str) -> ResponseReturnValue:
    """Take back the link, and make another where that is asked for."""
    own = _own(public_id)
    another = request.form.get("do") == "another"
    services.renew_link(db.session, own, new_token=randomness.token() if another else None)
    flash("The link before leads nowhere any more. Who began by it goes on.", "message")
    return redirect(url_for("giving.edit", public_id=public_id, _anchor="who"), 303)


@bp.post("/programmes/given/<public_id>/offer")
@signed_in
def change_offer(public_id: str) -> ResponseReturnValue:
    """Withdraw it, offer it again, or throw away what was never published."""
    own, what = _own(public_id), request.form.get("do")
    try:
        if what == "throw-away":
            services.throw_away(db.session, own)
            flash("The draft is thrown away.", "message")
            return redirect(url_for("giving.mine"), 303)
        if what == "again":
            services.offer_again(db.session, own)
        else:
            services.withdraw(db.session, own, at=clock.now())
    except services.GivenGone:
        abort(404, _GONE)
    except services.InUse:
        abort(422, "This programme was published, so people may follow it. Withdraw it instead.")
    withdrawn = "It is withdrawn: nobody begins it, and who is under way goes on."
    said = "It is offered again." if what == "again" else withdrawn
    flash(said, "message")
    return redirect(url_for("giving.edit", public_id=public_id, _anchor="end"), 303)
