"""Who manages whom: the list of a part, and one person's managers, with dates."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import clean_address
from learnmentor.ground import randomness
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.organisations import forms, queries, services
from learnmentor.organisations.models import Management, Part
from learnmentor.organisations.queries import ManagementRow
from learnmentor.organisations.rules import HowKnown
from learnmentor.organisations.views.frame import (
    PAGE,
    looks_after_people,
    page_asked,
    pages_of,
    part_or_404,
    person_or_404,
    short_form,
    still_mine,
    to_member,
)
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.pages import page

bp = Blueprint("managers", __name__)

_NOBODY = "Nobody here has this address. Bring the manager in first."


@dataclass(frozen=True)
class ManagersPage:
    """Who manages the people of a part and of those inside it."""

    part: Part
    rows: Sequence[ManagementRow]
    total: int
    page: int
    pages: int


@bp.get("/organisation/parts/<public_id>/managers")
@looks_after_people
def managers(public_id: str) -> ResponseReturnValue:
    """Who manages whom, a page at a time."""
    part = part_or_404(public_id)
    number = page_asked()
    rows, total = queries.managements(db.session, part, on=installation.today(), most=PAGE, after=(number - 1) * PAGE)
    return page("organisations/managers.html", ManagersPage(part, rows, total, number, pages_of(total)))


@bp.get("/organisation/parts/<public_id>/people/<person_id>/managers/new")
@looks_after_people
def new_manager(public_id: str, person_id: str) -> ResponseReturnValue:
    """Who manages somebody."""
    part = part_or_404(public_id)
    form = forms.ManagerForm(data={"starts_on": installation.today()})
    return _manager_form(part, person_or_404(part, person_id), form, 200)


@bp.post("/organisation/parts/<public_id>/people/<person_id>/managers/new")
@looks_after_people
def add_manager(public_id: str, person_id: str) -> ResponseReturnValue:
    """Write down who manages somebody."""
    part, form, today = part_or_404(public_id), forms.ManagerForm(), installation.today()
    known = person_or_404(part, person_id)
    if not form.accepted():
        return _manager_form(part, known, form, 422)
    still_mine(part)
    email = clean_address(form.text("email"))
    manager = queries.person_of_organisation(db.session, part.root_id, email=email, on=today)
    if manager is None:
        form.refuse("email", _NOBODY)
        return _manager_form(part, known, form, 422)
    try:
        services.begin_management(
            db.session, manager_id=manager.id, person_id=known.id, root_id=part.root_id, span=form.span(),
            how=HowKnown.DECLARED, public_id=randomness.public_id(),
        )  # fmt: skip
    except services.Circular:
        form.refuse("email", f"{known.name} would manage themselves then, perhaps by way of others. Check who leads.")
        return _manager_form(part, known, form, 422)
    except services.AlreadyManages:
        form.refuse("email", "This manager is written down on one of these days already.")
        return _manager_form(part, known, form, 422)
    flash(f"{manager.name} manages {known.name} from {long_date(form.span().starts_on)}.", "message")
    return redirect(url_for("members.member", public_id=public_id, person_id=person_id), 303)


def _manager_form(part: Part, known: Person, form: forms.ManagerForm, status: int) -> Response:
    lead = "Nobody judges work of somebody whom they manage. That is what this is for; managers see nothing by it."
    title = f"Who manages {known.name}"
    return short_form(title, form, lead=lead, button="Write it down", back=to_member(part, known), status=status)


@bp.get("/organisation/parts/<public_id>/people/<person_id>/managers/<management_id>/end")
@looks_after_people
def ask_to_end_manager(public_id: str, person_id: str, management_id: str) -> ResponseReturnValue:
    """Until when somebody manages a person."""
    part = part_or_404(public_id)
    known = person_or_404(part, person_id)
    _found(part, known, management_id)
    return _end_manager_form(part, known, forms.LastDayForm(data={"last_day": installation.today()}), 200)


@bp.post("/organisation/parts/<public_id>/people/<person_id>/managers/<management_id>/end")
@looks_after_people
def end_manager(public_id: str, person_id: str, management_id: str) -> ResponseReturnValue:
    """Let somebody manage a person through a day."""
    part, form = part_or_404(public_id), forms.LastDayForm()
    known = person_or_404(part, person_id)
    found = _found(part, known, management_id)
    if not form.accepted():
        return _end_manager_form(part, known, form, 422)
    still_mine(part)
    services.end_management(db.session, found, last_day=form.day())
    flash(f"The last day is {long_date(form.day())}.", "message")
    return redirect(url_for("members.member", public_id=public_id, person_id=person_id), 303)


def _found(part: Part, known: Person, management_id: str) -> Management:
    found = or_404(queries.management_by_public_id(db.session, management_id))
    return or_404(found if (found.person_id, found.root_id) == (known.id, part.root_id) else None)


def _end_manager_form(part: Part, known: Person, form: forms.LastDayForm, status: int) -> Response:
    title = f"Until when they manage {known.name}"
    return short_form(title, form, button="Save", back=to_member(part, known), status=status)
