"""Looking after people: who is here, which roles they hold, whom to invite. For administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from flask import (
    Blueprint,
    Response,
    flash,
    get_flashed_messages,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from learnmentor.accounts import forms, queries, services
from learnmentor.accounts.access_log.recording import note_change
from learnmentor.accounts.access_log.rules import AccessTo, Look
from learnmentor.accounts.access_log.views import opened, shows_anothers
from learnmentor.accounts.lives.queries import part_names
from learnmentor.accounts.models import Invitation, Person, Role
from learnmentor.accounts.queries import PeoplePage
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views.coming_in import new_link
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.jobs import queries as mail
from learnmentor.jobs.models import OutgoingMail
from learnmentor.organisations import queries as organisations
from learnmentor.web import installation, pages
from learnmentor.web.access import or_404, with_role
from learnmentor.web.pages import page_number

bp = Blueprint("people", __name__)

_log = structlog.get_logger("people")

_PAGE = 50
_NAME_THE_PART = "A coordinator looks after one part. Open that part, under Parts, and add the coordinator there."
_LAST_PAGE = 10_000


@dataclass(frozen=True)
class FindPeoplePage:
    """People found, and those who are invited. `link` is shown once, where no letter can carry it."""

    form: forms.FindPeopleForm
    found: PeoplePage
    page: int
    pages: int
    today: date
    invited: Sequence[Invitation]
    letters: Mapping[tuple[str, datetime], OutgoingMail]
    mail_server: bool
    link: str | None
    kept_mail: bool


@bp.get("/people")
@with_role(RoleName.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """Everybody with an account, to search and to leaf through."""
    asked = {"words": request.args.get("words", ""), "role": request.args.get("role", "")}
    form = forms.FindPeopleForm(held=queries.roles_given(db.session), data=asked)
    page = page_number(_LAST_PAGE)
    role = forms.chosen_role(form.role)
    found = queries.people(
        db.session, words=form.text("words"), role=role, on=installation.today(), most=_PAGE, after=(page - 1) * _PAGE
    )
    invited = queries.waiting_invitations(db.session, at=clock.now(), most=_PAGE)
    context = FindPeoplePage(
        form=form, found=found, page=page, pages=max(1, -(-found.total // _PAGE)), today=installation.today(),
        invited=invited, letters=mail.letters_to(db.session, {one.email for one in invited}),
        mail_server=bool(installation.settings().mail_server),
        link=next(map(str, get_flashed_messages(category_filter=["invitation-link"])), None),
        kept_mail=installation.settings().demo,
    )  # fmt: skip
    return pages.page("accounts/people.html", context)


@bp.get("/people/invitation")
@with_role(RoleName.ADMINISTRATOR)
def new_invitation() -> ResponseReturnValue:
    """Whom to invite."""
    return _invite_page(forms.InviteForm(), 200)


@bp.post("/people/invitation")
@with_role(RoleName.ADMINISTRATOR)
def invite() -> ResponseReturnValue:
    """Send an invitation; where no mail can be sent, show its link to the administrator."""
    form, actor = forms.InviteForm(), current_learner()
    if not form.accepted():
        return _invite_page(form, 422)
    email, role, at = form.text("email"), forms.chosen_role(form.role), clock.now()
    if role == RoleName.COORDINATOR and organisations.only_organisation(db.session) is None:
        form.refuse("role", _NAME_THE_PART)
        return _invite_page(form, 422)
    token, link = new_link("accounts.invitation")
    try:
        services.invite(
            db.session,
            email=email,
            role=role,
            by=actor,
            token_sha256=token,
            link=link,
            sender=installation.sender(),
            at=at,
        )
    except services.AddressTaken:
        form.refuse("email", "This address has an account already. You can find it among the people.")
        return _invite_page(form, 422)
    _log.info("invited", by=actor.public_id, role=role)
    if installation.settings().mail_server:
        flash(f"The invitation for {email} is written. Below you see when it has left.", "message")
    else:
        flash(link, "invitation-link")
    return redirect(url_for("people.people"), 303)


def _invite_page(form: forms.InviteForm, status: int) -> Response:
    return make_response(
        render_template("accounts/invite.html", form=form, mail_server=bool(installation.settings().mail_server)),
        status,
    )


@bp.get("/people/<public_id>")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def person(public_id: str) -> ResponseReturnValue:
    """One account: its data and its roles. That it was opened is written down."""
    known = opened_account(public_id)
    _log.info("account opened", by=current_learner().public_id, person=public_id)
    return _person_page(forms.GiveRoleForm(data={"starts_on": installation.today()}), known, 200)


@bp.post("/people/<public_id>/roles")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def give_role(public_id: str) -> ResponseReturnValue:
    """Give a role from a day on."""
    known = opened_account(public_id)
    form = forms.GiveRoleForm()
    if not form.accepted():
        return _person_page(form, known, 422)
    role, (first, last) = RoleName(form.text("role")), form.days()
    part = organisations.only_organisation(db.session) if role == RoleName.COORDINATOR else None
    if role == RoleName.COORDINATOR and part is None:
        form.refuse("role", _NAME_THE_PART)
        return _person_page(form, known, 422)
    try:
        services.give_role(
            db.session, known, name=role, starts_on=first, ends_on=last, part_id=part.id if part else None
        )
    except services.RoleClash as clash:
        held = clash.held
        until = f"until {long_date(held.ends_on)}" if held.ends_on else "with no last day"
        known = or_404(queries.person_with_roles(db.session, public_id))
        form.refuse("role", f"{known.name} holds this role from {long_date(held.starts_on)} {until}. End that first.")
        return _person_page(form, known, 422)
    _note(known, AccessTo.ROLE_GIVEN, role)
    _log.info("role given", by=current_learner().public_id, person=public_id, role=role)
    flash(f"{known.name} is {role.value} from {long_date(first)}.", "message")
    return redirect(url_for("people.person", public_id=public_id), 303)


@bp.post("/people/<public_id>/roles/<int:role_id>/end")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def end_role(public_id: str, role_id: int) -> ResponseReturnValue:
    """Let a role end after a day."""
    known = opened_account(public_id)
    role = or_404(next((held for held in known.roles if held.id == role_id), None))
    form = forms.EndRoleForm(prefix=_prefix(role))
    if not form.accepted():
        return _person_page(_blank_role(), known, 422, ending={role_id: form})
    try:
        services.end_role(db.session, role, last_day=form.day())
    except services.RoleGone:
        flash("This role was ended a moment ago in another window.", "message")
        return redirect(url_for("people.person", public_id=public_id), 303)
    except services.LastAdministrator:
        form.refuse("last_day", "Nobody else could look after people then. Make somebody else administrator first.")
        known = or_404(queries.person_with_roles(db.session, public_id))
        return _person_page(_blank_role(), known, 422, ending={role_id: form})
    _note(known, AccessTo.ROLE_ENDED, role.name)
    _log.info("role ended", by=current_learner().public_id, person=public_id, role=role.name)
    flash(f"The last day is {long_date(form.day())}.", "message")
    return redirect(url_for("people.person", public_id=public_id), 303)


def opened_account(public_id: str) -> Person:
    """The account of an address with its roles, once it is written down that it is opened."""
    opened(or_404(queries.person_by_public_id(db.session, public_id)).id, AccessTo.ACCOUNT)
    return or_404(queries.person_with_roles(db.session, public_id))


def _note(whose: Person, what: AccessTo, role: RoleName) -> None:
    note_change(db.session, Look(whose.id, current_learner().id, what, role), at=clock.now())


def _prefix(role: Role) -> str:
    return f"role-{role.id}-"  # the page has one such form for each role, and ids once


def _blank_role() -> forms.GiveRoleForm:
    return forms.GiveRoleForm(blank=True, data={"starts_on": installation.today()})


@dataclass(frozen=True)
class PersonPage:
    """One account. `ends` has a form for each role that goes on, by the role's key; `parts` the names of parts."""

    form: forms.GiveRoleForm
    known: Person
    ends: Mapping[int, forms.EndRoleForm]
    parts: Mapping[int, str]
    today: date


def _person_page(
    form: forms.GiveRoleForm, known: Person, status: int, *, ending: dict[int, forms.EndRoleForm] | None = None
) -> Response:
    going = [role for role in known.roles if role.ends_on is None or role.ends_on >= installation.today()]
    ends = {
        role.id: forms.EndRoleForm(blank=True, prefix=_prefix(role), data={"last_day": installation.today()})
        for role in going
    }
    parts = part_names(db.session, (role.part_id for role in known.roles if role.part_id is not None))
    context = PersonPage(form, known, ends={**ends, **(ending or {})}, parts=parts, today=installation.today())
    return make_response(pages.page("accounts/person.html", context), status)
