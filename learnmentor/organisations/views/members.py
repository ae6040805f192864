"""The people of a part: brought in, ended, moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import shows_anothers
from learnmentor.accounts.forms import offered_roles
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import clean_address
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.organisations import forms, queries, rules, services
from learnmentor.organisations.care.queries import account_standing
from learnmentor.organisations.joining import queries as offers
from learnmentor.organisations.joining import services as joining
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import ManagementRow
from learnmentor.organisations.tables import services as tables
from learnmentor.organisations.tables.changes import LineVerdict
from learnmentor.organisations.tables.reading import PersonLine
from learnmentor.organisations.tables.services import Importer
from learnmentor.organisations.views.frame import (
    PAGE,
    looks_after_people,
    opened_member,
    part_or_404,
    person_or_404,
    short_form,
    still_mine,
    to_member,
    to_part,
)
from learnmentor.stories import named_group
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.pages import page

bp = Blueprint("members", __name__)


def importer() -> Importer:
    """Whoever brings people in by a page."""
    return Importer(
        by=current_learner(), sender=installation.sender(), offered_roles=frozenset(offered_roles()),
        today=installation.today(), at=clock.now(), groups=named_group.GROUPS,
    )  # fmt: skip


# Bringing in


@bp.get("/organisation/parts/<public_id>/people/new")
@looks_after_people
def new_person(public_id: str) -> ResponseReturnValue:
    """Whom to bring in."""
    return _bring_in_form(part_or_404(public_id), forms.BringInForm(data={"starts_on": installation.today()}), 200)


@bp.post("/organisation/parts/<public_id>/people/new")
@looks_after_people
def bring_in(public_id: str) -> ResponseReturnValue:
    """Let somebody known here belong to a part, or invite whoever is new."""
    part, form = part_or_404(public_id), forms.BringInForm()
    if not form.accepted():
        return _bring_in_form(part, form, 422)
    email, span = clean_address(form.text("email")), form.span()
    line = PersonLine(1, email, first=span.starts_on, last=span.ends_on)
    try:
        [done] = tables.bring_in(db.session, part, [line], addresses=frozenset(), importer=importer())
    except services.NoLonger:
        return or_404(None)
    if done.verdict == LineVerdict.REFUSED:
        form.refuse("email" if done.column == "Email" else "ends_on", done.why)
        return _bring_in_form(part, form, 422)
    known = f"{email} belongs here already, or is invited. Nothing has changed."
    said = {LineVerdict.NEW: f"{email} is invited, and belongs here once they accept.", LineVerdict.KNOWN: known}
    flash(said.get(done.verdict, f"{email} belongs here from {long_date(span.starts_on)}."), "message")
    return redirect(url_for("organisations.part", public_id=public_id), 303)


def _bring_in_form(part: Part, form: forms.BringInForm, status: int) -> Response:
    return short_form(
        f"Bring somebody into {part.name}", form, button="Bring them in", back=to_part(part), status=status
    )


@bp.post("/organisation/parts/<public_id>/invited/<offer_id>/withdraw")
@looks_after_people
def withdraw(public_id: str, offer_id: str) -> ResponseReturnValue:
    """Take an invitation back that nobody has answered."""
    part = part_or_404(public_id)
    still_mine(part)
    offer = offers.offer_in(db.session, part, offer_id, at=clock.now())
    if offer is None:
        flash("This invitation was answered or withdrawn a moment ago, or its time is over.", "message")
    else:
        flash(f"{offer.email} is not invited any more.", "message")
        joining.decline(db.session, offer)
    return redirect(url_for("organisations.part", public_id=public_id), 303)


# One person


@dataclass(frozen=True)
class MemberPage:
    """Somebody as those see them who look after their part: name, address, where they belong, who manages them."""

    part: Part
    known: Person
    memberships: Sequence[tuple[Membership, Part]]
    managers: Sequence[ManagementRow]
    today: date
    may_care_for: bool
    mail_server: bool


@bp.get("/organisation/parts/<public_id>/people/<person_id>")
@looks_after_people
@shows_anothers(AccessTo.MEMBER)
def member(public_id: str, person_id: str) -> ResponseReturnValue:
    """Where somebody belongs, of what one looks after, and who manages them. That it was opened is written down."""
    part = part_or_404(public_id)
    known, today = opened_member(part, person_id), installation.today()
    standing = account_standing(db.session, known.id, on=today)
    cares = rules.may_care_for(current_learner(), person_id=known.id, root_id=part.root_id, standing=standing)
    managers, _ = queries.managements(db.session, part, on=today, most=PAGE, after=0, person_id=known.id)
    context = MemberPage(
        part, known, queries.memberships_in(db.session, known.id, part), managers, today, may_care_for=cares,
        mail_server=bool(installation.settings().mail_server),
    )  # fmt: skip
    return page("organisations/member.html", context)


def _running(part: Part, known: Person) -> Membership:
    """The membership of this part that runs, or is to begin."""
    today = installation.today()
    theirs = queries.memberships_in(db.session, known.id, part)
    going = [held for held, of in theirs if of.id == part.id and not held.span.over(today)]
    return or_404(min(going, key=lambda held: held.starts_on, default=None))


@bp.get("/organisation/parts/<public_id>/people/<person_id>/end")
@looks_after_people
def ask_to_end(public_id: str, person_id: str) -> ResponseReturnValue:
    """Until when somebody belongs to a part."""
    part = part_or_404(public_id)
    known = person_or_404(part, person_id)
    _running(part, known)
    return _end_form(part, known, forms.LastDayForm(data={"last_day": installation.today()}), 200)


@bp.post("/organisation/parts/<public_id>/people/<person_id>/end")
@looks_after_people
def end(public_id: str, person_id: str) -> ResponseReturnValue:
    """Let somebody belong to a part through a day, and no longer. Their record stays their own."""
    part, form = part_or_404(public_id), forms.LastDayForm()
    known = person_or_404(part, person_id)
    if not form.accepted():
        return _end_form(part, known, form, 422)
    still_mine(part)
    services.end_membership(db.session, _running(part, known), last_day=form.day())
    flash(f"{known.name} belongs to {part.name} through {long_date(form.day())}.", "message")
    return redirect(url_for("organisations.part", public_id=public_id), 303)


def _end_form(part: Part, known: Person, form: forms.LastDayForm, status: int) -> Response:
    lead = f"{known.name} keeps their account, their record and their certificates."
    title = f"Last day in {part.name}"
    return short_form(title, form, lead=lead, button="Save", back=to_member(part, known), status=status)


@bp.get("/organisation/parts/<public_id>/people/<person_id>/move")
@looks_after_people
def ask_to_move(public_id: str, person_id: str) -> ResponseReturnValue:
    """To which part somebody moves."""
    part = part_or_404(public_id)
    known = person_or_404(part, person_id)
    _running(part, known)
    return _move_form(part, known, _move(part, first_day=installation.today()), 200)


@bp.post("/organisation/parts/<public_id>/people/<person_id>/move")
@looks_after_people
def move(public_id: str, person_id: str) -> ResponseReturnValue:
    """Let somebody belong to another part from a day on."""
    part = part_or_404(public_id)
    known, form = person_or_404(part, person_id), _move(part)
    if not form.accepted():
        return _move_form(part, known, form, 422)
    to = part_or_404(form.text("to"))
    still_mine(part)
    still_mine(to)
    try:
        services.move_member(db.session, _running(part, known), to=to, first_day=form.day())
    except services.AlreadyMember:
        form.refuse("to", f"{known.name} belongs to {to.name} on one of these days already.")
        return _move_form(part, known, form, 422)
    except services.PartClosed:
        form.refuse("to", f"{to.name} was closed a moment ago. Choose another part.")
        return _move_form(part, known, form, 422)
    flash(f"{known.name} belongs to {to.name} from {long_date(form.day())}.", "message")
    return redirect(url_for("organisations.part", public_id=to.public_id), 303)


def _move(part: Part, *, first_day: date | None = None) -> forms.MoveForm:
    """A form with the other parts of the same organisation that one looks after."""
    others = [(public_id, name) for public_id, name, key in places_of(part) if key != part.id]
    return forms.MoveForm(parts=others, data={"first_day": first_day} if first_day else None)


def places_of(part: Part) -> list[tuple[str, str, int]]:
    """The open parts of an organisation that whoever asks looks after, as a tree: public id, name, key."""
    actor = current_learner()
    paths = [f"{part.root_id}/"] if rules.reaches_all(actor) else rules.coordinated(actor)
    tops = [top for top in queries.parts_on_paths(db.session, paths) if top.root_id == part.root_id]
    rows = queries.tree(db.session, tops, on=installation.today())
    return [(row.part.public_id, f"{'– ' * row.depth}{row.part.name}", row.part.id) for row in rows]


def _move_form(part: Part, known: Person, form: forms.MoveForm, status: int) -> Response:
    lead = f"{known.name} belongs to {part.name} through the day before."
    title = f"Move to another part of {part.name}" if part.parent_id is None else f"Move from {part.name}"
    return short_form(title, form, lead=lead, button="Move them", back=to_member(part, known), status=status)
