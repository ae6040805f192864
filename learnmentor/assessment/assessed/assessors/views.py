"""Who judges and moderates here: a list for those who look after people, and what is recorded of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import structlog
from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import queries as accounts
from learnmentor.accounts import services as roles
from learnmentor.accounts.access_log.recording import note_change
from learnmentor.accounts.access_log.rules import AccessTo, Look
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName, clean_address
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.assessors import forms, queries, rules, services
from learnmentor.assessment.assessed.assessors.queries import JudgingRole
from learnmentor.assessment.assessed.assessors.rules import JudgeState
from learnmentor.assessment.assessed.standardisation.queries import standardised_days, standardised_on
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.organisations import queries as organisations
from learnmentor.organisations import rules as parts_rules
from learnmentor.organisations.forms import LastDayForm
from learnmentor.organisations.models import Part
from learnmentor.organisations.views.frame import PAGE, page_asked, pages_of, short_form
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, with_any_role
from learnmentor.web.pages import page

bp = Blueprint("assessors", __name__)

_log = structlog.get_logger("assessment")
_looks_after_people = with_any_role(RoleName.COORDINATOR, RoleName.ADMINISTRATOR)
_NOBODY = "Nobody there has this address. Bring them in first; they can be given this once they have accepted."
_NOT_YOURSELF = "Somebody else says that you judge the work of your people: another coordinator, or an administrator."
_NOT_FINISHED = "They have not finished unit O3 here. Let them finish it first, or name a training elsewhere."
STATES: Mapping[JudgeState, tuple[str, str]] = {
    JudgeState.ACTIVE: ("judges", "teal"),
    JudgeState.NOTHING_RECORDED: ("nothing recorded yet", "brick"),
    JudgeState.TO_COME: ("not yet", "plain"),
    JudgeState.ENDS_SOON: ("ends soon", "sun"),
    JudgeState.ENDED: ("ended", "plain"),
}


@dataclass(frozen=True)
class JudgeLine:
    """One line of the list, whether whoever looks may change it, and when a standardisation was finished last."""

    found: JudgingRole
    state: JudgeState
    mine: bool
    standardised_on: date | None


@dataclass(frozen=True)
class AssessorsPage:
    """Who judges and moderates."""

    lines: Sequence[JudgeLine]
    total: int
    page: int
    pages: int
    states: Mapping[JudgeState, tuple[str, str]]
    trainings: Mapping[rules.Training, str]


@bp.get("/assessors")
@_looks_after_people
def assessors() -> ResponseReturnValue:
    """Who judges and moderates here, for what, until when, trained how."""
    actor, today = current_learner(), installation.today()
    number = page_asked()
    paths = None if parts_rules.reaches_all(actor) else parts_rules.coordinated(actor)
    found, total = queries.judging_roles(db.session, paths=paths, on=today, most=PAGE, after=(number - 1) * PAGE)
    days = standardised_days(db.session, {each.person.id for each in found})
    lines = [_line(each, today, days.get(each.person.id)) for each in found]
    context = AssessorsPage(lines, total, number, pages_of(total), STATES, forms.TRAININGS)
    return page("assessed/assessors/assessors.html", context)


def _line(found: JudgingRole, today: date, standardised: date | None) -> JudgeLine:
    state = rules.state_of(found.held, recorded=found.scope is not None, on=today)
    mine = rules.may_record(current_learner(), found.part, person_id=found.person.id)
    return JudgeLine(found, state, mine, standardised)


# Somebody new


@dataclass(frozen=True)
class GiveJudgingPage:
    """The form for somebody who is to judge."""

    form: forms.GiveJudgingForm


@bp.get("/assessors/new")
@_looks_after_people
def new_assessor() -> ResponseReturnValue:
    """Who is to judge or moderate, and for what."""
    return _give_page(_give_form(data={"starts_on": installation.today(), "levels": [], "units": []}))


@bp.post("/assessors/new")
@_looks_after_people
def give() -> ResponseReturnValue:
    """Let somebody judge or moderate, for what is recorded with it."""
    form = _give_form()
    if not form.accepted():
        return _give_page(form, 422)
    part = _part_chosen(form)
    person, role, at = _person_there(form, part), RoleName(form.text("role")), clock.now()
    if person is None or not rules.may_record(current_learner(), part, person_id=person.id):
        form.refuse("email", _NOT_YOURSELF if person else _NOBODY)
        return _give_page(form, 422)
    try:
        services.give(
            db.session, person, role=role, part=part, span=form.span(), scope=form.facts(), by=current_learner(),
            on=installation.today(), at=at,
        )  # fmt: skip
    except (roles.RoleClash, services.UnitNotFinished, services.PartIsClosed) as refused:
        form.refuse(*_why(refused, role))
        return _give_page(form, 422)
    except services.NotYours:
        return or_404(None)
    note_change(db.session, Look(person.id, current_learner().id, AccessTo.ROLE_GIVEN, role), at=at)
    _log.info("role given", by=current_learner().public_id, person=person.public_id, role=role)
    flash(f"{person.name} is {role.value} from {long_date(form.span().starts_on)}.", "message")
    return redirect(url_for("assessors.assessors"), 303)


def _why(refused: Exception, role: RoleName) -> tuple[str, str]:
    """The field that is refused, and the sentence beside it."""
    if isinstance(refused, roles.RoleClash):
        return "role", f"They are {role.value} there from {long_date(refused.held.starts_on)} already."
    if isinstance(refused, services.UnitNotFinished):
        return "training", _NOT_FINISHED
    return "part", "This part was closed a moment ago. Choose another one."


def _give_form(**more: object) -> forms.GiveJudgingForm:
    return forms.GiveJudgingForm(parts=_parts_offered(), units=queries.assessed_units(db.session), **more)


def _parts_offered() -> list[tuple[str, str]]:
    """Everywhere, for administrators; and the parts that one looks after, those inside set in."""
    actor, today = current_learner(), installation.today()
    every = parts_rules.reaches_all(actor)
    tops = (
        organisations.organisations(db.session)
        if every
        else organisations.parts_on_paths(db.session, parts_rules.coordinated(actor))
    )
    tree = [
        (row.part.public_id, "– " * row.depth + row.part.name) for row in organisations.tree(db.session, tops, on=today)
    ]
    return [*([(forms.EVERYWHERE, "Everybody's")] if every else []), *tree]


def _part_chosen(form: forms.GiveJudgingForm) -> Part | None:
    public_id = form.text("part")
    part = or_404(organisations.part_by_public_id(db.session, public_id)) if public_id else None
    require(rules.may_record(current_learner(), part))
    return part


def _person_there(form: forms.GiveJudgingForm, part: Part | None) -> Person | None:
    email = clean_address(form.text("email"))
    if part is None:
        return accounts.person_by_email(db.session, email)
    return organisations.person_of_organisation(db.session, part.root_id, email=email, on=installation.today())


def _give_page(form: forms.GiveJudgingForm, status: int = 200) -> Response:
    return make_response(page("assessed/assessors/new.html", GiveJudgingPage(form)), status)


# One who judges


@dataclass(frozen=True)
class ScopePage:
    """What is recorded of somebody who judges."""

    found: JudgingRole
    form: forms.ScopeForm


@bp.get("/assessors/<public_id>/<int:role_id>")
@_looks_after_people
def scope(public_id: str, role_id: int) -> ResponseReturnValue:
    """For which levels and units somebody judges, and how they were trained."""
    found = _found(public_id, role_id)
    return _scope_page(found, _scope_form(found, data=_recorded(found)))


@bp.post("/assessors/<public_id>/<int:role_id>")
@_looks_after_people
def record(public_id: str, role_id: int) -> ResponseReturnValue:
    """Say it anew."""
    found = _found(public_id, role_id)
    form = _scope_form(found)
    if not form.accepted():
        return _scope_page(found, form, 422)
    try:
        services.record(
            db.session, found.role, part=found.part, scope=form.facts(), by=current_learner(),
            on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.UnitNotFinished:
        form.refuse("training", _NOT_FINISHED)
        return _scope_page(found, form, 422)
    except (services.NotYours, roles.RoleGone):
        return or_404(None)
    _log.info("scope recorded", by=current_learner().public_id, person=public_id, role=found.role.name)
    flash(f"Recorded for {found.person.name}.", "message")
    return redirect(url_for("assessors.assessors"), 303)


class ScopeFields(TypedDict):
    """The fields of the form, as they are drawn."""

    levels: list[str]
    units: list[str]
    training: str
    evidence: str


def _recorded(found: JudgingRole) -> ScopeFields:
    """What is recorded, for the fields of the form."""
    if (scope := found.scope) is None:
        return ScopeFields(levels=[], units=[], training="", evidence="")
    levels = [str(level) for level in scope.levels]
    return ScopeFields(levels=levels, units=scope.units, training=scope.training, evidence=scope.evidence)


def _found(public_id: str, role_id: int) -> JudgingRole:
    """Somebody's role for whoever says who judges there; for everybody else there is none."""
    found = or_404(queries.judging_role(db.session, public_id, role_id))
    mine = rules.may_record(current_learner(), found.part, person_id=found.person.id)
    return or_404(found if mine else None)


def _scope_form(found: JudgingRole, **more: object) -> forms.ScopeForm:
    recorded = found.scope is not None and found.scope.training == rules.Training.STANDARDISED
    standardised = recorded or standardised_on(db.session, found.person.id) is not None
    return forms.ScopeForm(units=queries.assessed_units(db.session), standardised=standardised, **more)


def _scope_page(found: JudgingRole, form: forms.ScopeForm, status: int = 200) -> Response:
    return make_response(page("assessed/assessors/scope.html", ScopePage(found, form)), status)


@bp.get("/assessors/<public_id>/<int:role_id>/end")
@_looks_after_people
def ask_to_end(public_id: str, role_id: int) -> ResponseReturnValue:
    """Until when somebody judges."""
    return _end_form(_found(public_id, role_id), LastDayForm(data={"last_day": installation.today()}))


@bp.post("/assessors/<public_id>/<int:role_id>/end")
@_looks_after_people
def end(public_id: str, role_id: int) -> ResponseReturnValue:
    """Let somebody judge through a day, and no longer."""
    found, form = _found(public_id, role_id), LastDayForm()
    if not form.accepted():
        return _end_form(found, form, 422)
    person, role, at = found.person, RoleName(found.role.name), clock.now()
    try:
        services.end(
            db.session, found.role, part=found.part, last_day=form.day(), by=current_learner(), on=installation.today()
        )
    except services.NotYours:
        return or_404(None)
    except roles.RoleGone:
        flash("This was ended a moment ago in another window.", "message")
        return redirect(url_for("assessors.assessors"), 303)
    note_change(db.session, Look(person.id, current_learner().id, AccessTo.ROLE_ENDED, role), at=at)
    _log.info("role ended", by=current_learner().public_id, person=public_id, role=role)
    flash(f"The last day of {person.name} is {long_date(form.day())}.", "message")
    return redirect(url_for("assessors.assessors"), 303)


def _end_form(found: JudgingRole, form: LastDayForm, status: int = 200) -> Response:
    lead = (
        "What they have not judged by then goes back to the queue. To end it at once, choose yesterday. What they "
        "judged stands."
    )
    title = f"Until when {found.person.name} is {RoleName(found.role.name).value}"
    back = ("Who judges here", url_for("assessors.assessors"))
    return short_form(title, form, lead=lead, button="End it", back=back, status=status)
