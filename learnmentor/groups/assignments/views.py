"""What a group is given, by when; and nudges."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.groups.assignments import queries, rules, services
from learnmentor.groups.assignments.forms import GiveForm
from learnmentor.groups.assignments.queries import Assignable
from learnmentor.groups.views.contexts import GroupSeen, group_run
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("assignments", __name__)

_MOST_PROGRAMMES = 200
_NUDGED = "Done. A letter goes to each member at most once a week; where one went already, none goes now."


@dataclass(frozen=True)
class GivePage:
    """What may be given, and by when."""

    seen: GroupSeen
    form: GiveForm


def _form(seen: GroupSeen) -> GiveForm:
    form = GiveForm(today=installation.today())
    programmes = queries.programmes_to_give(
        db.session, belongs_to=queries.group_belongs_to(db.session, seen.known), most=_MOST_PROGRAMMES
    )
    heads = {  # as a browser groups them
        "Programmes of the course": [(each.key, each.title) for each in programmes if each.version is None],
        "Given by trainers": [(each.key, _given_said(each)) for each in programmes if each.version is not None],
        "Segments": [(each.key, each.title) for each in queries.segments_to_give(db.session)],
    }
    form.what.choices = {head: lines for head, lines in heads.items() if lines}
    return form


def _given_said(each: Assignable) -> str:
    return f"{each.title} (version {each.version}{f', given by {each.giver}' if each.giver else ''})"


def _give_page(seen: GroupSeen, form: GiveForm, status: int) -> Response:
    return make_response(page("groups/give.html", GivePage(seen, form)), status)


@bp.get("/groups/<public_id>/assignments/new")
@signed_in
def new_assignment(public_id: str) -> ResponseReturnValue:
    """What to give."""
    seen = group_run(public_id)
    return _give_page(seen, _form(seen), 200)


@bp.post("/groups/<public_id>/assignments/new")
@signed_in
def give(public_id: str) -> ResponseReturnValue:
    """Give a programme or a segment to every member."""
    seen = group_run(public_id)
    form = _form(seen)
    if not form.accepted():
        return _give_page(seen, form, 422)
    try:
        services.give(
            db.session, seen.group, key=form.text("what"), due=form.day(), by=current_learner(),
            public_id=randomness.public_id(), on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.NothingToGive:
        form.refuse("what", "This is no longer offered. Choose something else.")
        return _give_page(seen, form, 422)
    except services.TooMuchGiven:
        form.refuse("what", f"A group is given {rules.MOST_ASSIGNMENTS} things at most. Take one back first.")
        return _give_page(seen, form, 422)
    flash(f"It stands on every member's home page, by {long_date(form.day())}.", "message")
    return redirect(url_for("groups.group", public_id=public_id), 303)


@bp.post("/groups/<public_id>/assignments/<assignment_id>/take-back")
@signed_in
def take_back(public_id: str, assignment_id: str) -> ResponseReturnValue:
    """Ask for it no longer."""
    seen = group_run(public_id)
    found = or_404(queries.assignment(db.session, assignment_id, group_id=seen.group.id))
    services.take_back(db.session, seen.group, found, by=current_learner(), on=installation.today(), at=clock.now())
    flash("It is asked for no longer. What was studied stays studied.", "message")
    return redirect(url_for("groups.group", public_id=public_id), 303)


@bp.post("/groups/<public_id>/people/<member_id>/nudge")
@signed_in
def nudge(public_id: str, member_id: str) -> ResponseReturnValue:
    """Remind one member by letter."""
    seen = group_run(public_id)
    services.nudge_member(
        db.session, seen.group, public_id=member_id, by=current_learner(), sender=installation.sender(),
        on=installation.today(), at=clock.now(),
    )  # fmt: skip
    flash(_NUDGED, "message")
    return redirect(url_for("group_people.people", public_id=public_id), 303)


@bp.post("/groups/<public_id>/nudge")
@signed_in
def nudge_all(public_id: str) -> ResponseReturnValue:
    """Remind every member who is not done, by letter."""
    seen = group_run(public_id)
    services.nudge_all(db.session, seen.group, by=current_learner(), on=installation.today(), at=clock.now())
    flash(_NUDGED, "message")
    return redirect(url_for("groups.group", public_id=public_id), 303)
