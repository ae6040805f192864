"""Looking after somebody's account: names, address, a link to a new password, suspended and returned, left."""

from dataclasses import dataclass
from datetime import date

import structlog
from flask import Blueprint, Response, flash, get_flashed_messages, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import shows_anothers
from learnmentor.accounts.forms import NamesForm
from learnmentor.accounts.lives import queries, rules, services
from learnmentor.accounts.lives.forms import LeavingForm, NewAddressForm, SuspensionForm
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.lives.views.address import new_links
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.services import LastAdministrator
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views.coming_in import new_link
from learnmentor.accounts.views.people import opened_account
from learnmentor.ground import clock
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.ground.words import long_date, plural
from learnmentor.stories import leaving as leaving_story
from learnmentor.web import installation
from learnmentor.web.access import require, with_role
from learnmentor.web.pages import page

bp = Blueprint("care", __name__)

_log = structlog.get_logger("people")
_NOBODY_LEFT = "Nobody else could look after people then. Make somebody else administrator first."


@bp.get("/people/<public_id>/account")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def account(public_id: str) -> ResponseReturnValue:
    """What can be done for an account."""
    return _page(_known(public_id), 200)


@bp.post("/people/<public_id>/names")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def correct_names(public_id: str) -> ResponseReturnValue:
    """Correct how they are greeted, and what stands on certificates from now on."""
    known, form = _known(public_id), NamesForm(missing=missing_characters, prefix="names-")
    if not form.accepted():
        return _page(known, 422, names=form)
    names = {"name": form.text("name"), "printed_name": form.text("printed_name")}
    services.correct_names(db.session, person_id=known.id, **names, by=current_learner(), at=clock.now())
    return _done("names corrected", known, f"The names of {form.text('name')} are saved.")


@bp.post("/people/<public_id>/address")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def change_address(public_id: str) -> ResponseReturnValue:
    """Write to both addresses; where no mail can be sent, show the link to confirm the new one."""
    known, form, links = _known(public_id), NewAddressForm(prefix="address-"), new_links()
    require(rules.may_act_for(current_learner(), person_id=known.id))
    if not form.accepted():
        return _page(known, 422, address=form)
    try:
        services.ask_for_address(
            db.session, person_id=known.id, email=form.text("email"), by=current_learner(), links=links,
            sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except services.SameAddress:
        form.refuse("email", "The account has this address already.")
        return _page(known, 422, address=form)
    _shown_once(links.confirm)
    return _done("address asked for", known, f"The address changes when {form.text('email')} confirms it.")


@bp.post("/people/<public_id>/password-link")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def password_link(public_id: str) -> ResponseReturnValue:
    """Have a link to a new password sent, or shown once where no mail can be sent. Nobody else's password is known."""
    known, (token, link) = _known(public_id), new_link("passwords.new_password")
    require(rules.may_act_for(current_learner(), person_id=known.id))
    sender = installation.sender() if installation.settings().mail_server else None
    services.make_password_link(
        db.session, person_id=known.id, token_sha256=token, link=link, by=current_learner(), sender=sender,
        at=clock.now(),
    )  # fmt: skip
    _shown_once(link)
    said = "is in a letter to them" if sender else "stands below, for you to hand over"
    return _done("password link made", known, f"The link with which {known.name} chooses a new password {said}.")


@bp.post("/people/<public_id>/suspension")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def suspend(public_id: str) -> ResponseReturnValue:
    """Let nobody sign in to the account."""
    known, form, actor = _known(public_id), SuspensionForm(prefix="suspension-"), current_learner()
    if not form.accepted():
        return _page(known, 422, suspension=form)
    try:
        services.suspend(
            db.session, person_id=known.id, because=form.text("because"), by=actor, today=installation.today(),
            sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except services.OwnAccount:
        form.refuse("because", "You cannot suspend yourself. Ask somebody else who looks after people.")
    except LastAdministrator:
        form.refuse("because", _NOBODY_LEFT)
    except services.SuspendedAlready:
        form.refuse("because", "The account was suspended a moment ago, in another window.")
    else:
        return _done("account suspended", known, f"{known.name} is suspended, and signed out on every device.")
    return _page(known, 422, suspension=form)


@bp.post("/people/<public_id>/return")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def let_return(public_id: str) -> ResponseReturnValue:
    """Let its owner sign in again; pressed twice, it is done once."""
    known = _known(public_id)
    try:
        services.return_account(
            db.session, person_id=known.id, by=current_learner(), sender=installation.sender(), at=clock.now()
        )
    except services.NotSuspended:
        undo_before_drawing()
    return _done("account returned", known, f"{known.name} can sign in again.")


@bp.post("/people/<public_id>/leaving")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def leave(public_id: str) -> ResponseReturnValue:
    """Let every role and membership end on a day, and groups at once; the account goes on."""
    known, form = _known(public_id), LeavingForm(prefix="leaving-")
    if not form.accepted():
        return _page(known, 422, leaving=form)
    try:
        ended = leaving_story.leave(
            db.session, person_id=known.id, last_day=form.day(), by=current_learner(), at=clock.now()
        )
    except LastAdministrator:
        form.refuse("last_day", _NOBODY_LEFT)
        return _page(known, 422, leaving=form)
    roles = f"{plural(ended, 'role', 'roles')} ended" if ended else "There was no role left to end"
    return _done("roles ended", known, f"{roles}; the last day is {long_date(form.day())}. The account goes on.")


def _known(public_id: str) -> Person:
    require(rules.may_look_after(current_learner()))
    return opened_account(public_id)


def _done(event: str, known: Person, said: str) -> Response:
    _log.info(event, by=current_learner().public_id, person=known.public_id)
    flash(said, "message")
    return make_response(redirect(url_for("care.account", public_id=known.public_id), 303))


def _shown_once(link: str) -> None:
    if not installation.settings().mail_server:
        flash(link, "account-link")


@dataclass(frozen=True)
class AccountCarePage:
    """One account with a form for each thing that can be done. `link` is shown once, where no letter can carry it."""

    known: Person
    today: date
    names: NamesForm
    address: NewAddressForm
    suspension: SuspensionForm
    leaving: LeavingForm
    waiting: AddressChange | None
    may_act_for: bool
    mail_server: bool
    link: str | None


def _page(
    known: Person,
    status: int,
    *,
    names: NamesForm | None = None,
    address: NewAddressForm | None = None,
    suspension: SuspensionForm | None = None,
    leaving: LeavingForm | None = None,
) -> Response:
    undo_before_drawing()
    held, today = {"name": known.name, "printed_name": known.printed_name}, installation.today()
    context = AccountCarePage(
        known=known,
        today=today,
        names=names or NamesForm(missing=missing_characters, blank=True, prefix="names-", data=held),
        address=address or NewAddressForm(blank=True, prefix="address-"),
        suspension=suspension or SuspensionForm(blank=True, prefix="suspension-"),
        leaving=leaving or LeavingForm(blank=True, prefix="leaving-", data={"last_day": today}),
        waiting=queries.waiting_change(db.session, known.id, at=clock.now()),
        may_act_for=rules.may_act_for(current_learner(), person_id=known.id),
        mail_server=bool(installation.settings().mail_server),
        link=next(map(str, get_flashed_messages(category_filter=["account-link"])), None),
    )
    return make_response(page("accounts/care.html", context), status)
