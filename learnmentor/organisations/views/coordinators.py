"""Who coordinates a part: given and ended, with dates."""

import structlog
from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import services as accounts
from learnmentor.accounts.rules import RoleName, clean_address
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.organisations import forms, queries, rules, services
from learnmentor.organisations.models import Part
from learnmentor.organisations.views.frame import looks_after_people, part_or_404, short_form, to_part
from learnmentor.web import installation
from learnmentor.web.access import or_404, require

bp = Blueprint("coordinators", __name__)

_log = structlog.get_logger("organisations")
_NOBODY = "Nobody here has this address. Bring them in first; they can be given this once they have accepted."


@bp.get("/organisation/parts/<public_id>/coordinators/new")
@looks_after_people
def new_coordinator(public_id: str) -> ResponseReturnValue:
    """Who is to coordinate a part."""
    return _give_form(part_or_404(public_id), forms.CoordinatorForm(data={"starts_on": installation.today()}), 200)


@bp.post("/organisation/parts/<public_id>/coordinators/new")
@looks_after_people
def give_coordinator(public_id: str) -> ResponseReturnValue:
    """Let somebody who belongs here coordinate a part and all inside it."""
    part, form, today = part_or_404(public_id), forms.CoordinatorForm(), installation.today()
    require(rules.may_give(current_learner(), RoleName.COORDINATOR, part))
    if not form.accepted():
        return _give_form(part, form, 422)
    email = clean_address(form.text("email"))
    person = queries.person_of_organisation(db.session, part.root_id, email=email, on=today)
    if person is None:
        form.refuse("email", _NOBODY)
        return _give_form(part, form, 422)
    try:
        services.give_coordinator(db.session, part, person, by=current_learner(), span=form.span(), today=today)
    except accounts.RoleClash as clash:
        form.refuse("email", f"They coordinate this part from {long_date(clash.held.starts_on)} already.")
        return _give_form(part, form, 422)
    except services.PartClosed:
        form.refuse("email", f"{part.name} was closed a moment ago, so nobody can be given it.")
        return _give_form(part, form, 422)
    except services.NoLonger:
        return or_404(None)
    _log.info("role given", by=current_learner().public_id, person=person.public_id, role="coordinator")
    flash(f"{person.name} looks after {part.name} from {long_date(form.span().starts_on)}.", "message")
    return redirect(url_for("organisations.part", public_id=public_id), 303)


def _give_form(part: Part, form: forms.CoordinatorForm, status: int) -> Response:
    lead = (
        f"Coordinators of {part.name} see names and addresses of the people in it and inside it, bring people in, and "
        "see what these people agreed to show. They never see what somebody writes."
    )
    return short_form(
        f"Who looks after {part.name}", form, lead=lead, button="Let them", back=to_part(part), status=status
    )


@bp.get("/organisation/parts/<public_id>/coordinators/<person_id>/end")
@looks_after_people
def ask_to_end(public_id: str, person_id: str) -> ResponseReturnValue:
    """Until when somebody coordinates a part."""
    part = part_or_404(public_id)
    or_404(queries.coordinator_role(db.session, part, person_id, on=installation.today()))
    return _end_form(part, forms.LastDayForm(data={"last_day": installation.today()}), 200)


@bp.post("/organisation/parts/<public_id>/coordinators/<person_id>/end")
@looks_after_people
def end_coordinator(public_id: str, person_id: str) -> ResponseReturnValue:
    """Let somebody coordinate a part through a day, and no longer."""
    part, form, today = part_or_404(public_id), forms.LastDayForm(), installation.today()
    role = or_404(queries.coordinator_role(db.session, part, person_id, on=today))
    if not form.accepted():
        return _end_form(part, form, 422)
    try:
        services.end_coordinator(db.session, part, role, by=current_learner(), last_day=form.day(), today=today)
    except services.NoLonger:
        return or_404(None)
    except accounts.RoleGone:
        flash("This was ended a moment ago in another window.", "message")
        return redirect(url_for("organisations.part", public_id=public_id), 303)
    _log.info("role ended", by=current_learner().public_id, person=person_id, role="coordinator")
    flash(f"The last day is {long_date(form.day())}.", "message")
    if not _may_go_on(part):
        return redirect("/", 303)
    return redirect(url_for("organisations.part", public_id=public_id), 303)


def _may_go_on(part: Part) -> bool:
    """Whether whoever acts still sees the part: they may have ended their own role."""
    now = queries.actor_now(db.session, current_learner(), on=installation.today())
    return rules.may_coordinate(now, part)


def _end_form(part: Part, form: forms.LastDayForm, status: int) -> Response:
    lead = "They look after it through this day. To take it away at once, choose yesterday."
    title = f"Until when they look after {part.name}"
    return short_form(title, form, lead=lead, button="End it", back=to_part(part), status=status)
