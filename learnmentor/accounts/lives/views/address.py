"""Another address for one's own account, and the links that confirm it from the new one and stop it from the old."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import passwords, throttle
from learnmentor.accounts import tries as people
from learnmentor.accounts.lives import queries, rules, services
from learnmentor.accounts.lives.forms import OwnAddressForm
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.lives.rules import AddressStanding
from learnmentor.accounts.lives.services import LinkPair
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import digest
from learnmentor.accounts.services import AddressTaken, LinkOver
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views.coming_in import link_over, new_link, too_many, tried_at
from learnmentor.accounts.views.profile import me
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, db, undo_before_drawing
from learnmentor.web import installation
from learnmentor.web.access import public, signed_in
from learnmentor.web.limits import hashes
from learnmentor.web.pages import page

bp = Blueprint("address_changes", __name__)


def new_links() -> LinkPair:
    """Fresh links for a change of address."""
    return LinkPair(*new_link("address_changes.confirmation"), *new_link("address_changes.stopping"))


# One's own


@dataclass(frozen=True)
class OwnAddressPage:
    """One's address, and the one that waits to be confirmed."""

    form: OwnAddressForm
    email: str
    waiting: AddressChange | None
    mail_server: bool


@bp.get("/profile/address")
@signed_in
def my_address() -> ResponseReturnValue:
    """Which address to sign in with."""
    return _page(OwnAddressForm(), me(), 200)


@bp.post("/profile/address")
@signed_in
@hashes
def change_my_address() -> ResponseReturnValue:
    """Write to both addresses, if the password is right. The answer is the same for an address that has an account."""
    person, form, at = me(), OwnAddressForm(), clock.now()
    if not installation.settings().mail_server:
        return _page(form, person, 422)
    if not form.accepted():
        return _page(form, person, 422)
    with at_once() as apart:  # from here to the last step no lock is held: hashing takes its time
        waits = [
            people.count_try(apart, tried_at(throttle.SIGN_IN, person.email), at=at),
            people.count_try(apart, tried_at(throttle.ADDRESS_LETTER, form.text("email")), at=at),
        ]
    if any(waits):
        return too_many(form, max(wait for wait in waits if wait), lambda: _page(form, person, 429))
    if not passwords.matches(form.text("current_password"), person.password_hash):
        form.refuse("current_password", "This is not your password.")
        return _page(form, person, 422)
    try:
        services.ask_for_address(
            db.session, person_id=person.id, email=form.text("email"), by=current_learner(), links=new_links(),
            sender=installation.sender(), at=at,
        )  # fmt: skip
    except services.SameAddress:
        form.refuse("email", "This is your address already.")
        return _page(form, person, 422)
    people.forget_tries(db.session, tried_at(throttle.SIGN_IN, person.email), at=at)
    flash("Two letters are on their way: open the link in the one to the new address within a day.", "message")
    return redirect(url_for("address_changes.my_address"), 303)


@bp.post("/profile/address/withdraw")
@signed_in
def withdraw() -> ResponseReturnValue:
    """Keep the address that one has."""
    services.withdraw_address(db.session, person_id=current_learner().id, at=clock.now())
    flash("Your address stays as it is.", "message")
    return redirect(url_for("address_changes.my_address"), 303)


def _page(form: OwnAddressForm, person: Person, status: int) -> Response:
    undo_before_drawing()
    waiting = queries.waiting_change(db.session, person.id, at=clock.now())
    context = OwnAddressPage(form, person.email, waiting, bool(installation.settings().mail_server))
    return make_response(page("accounts/my_address.html", context), status)


# The links in the letters: whoever holds one reads the mail of its address


@bp.get("/address-changes/confirm/<token>")
@public
def confirmation(token: str) -> ResponseReturnValue:
    """The page behind the link to the new address."""
    change = queries.to_confirm(db.session, digest(token))
    if change is None or _standing(change) != AddressStanding.WAITING:
        return link_over()
    return render_template("accounts/confirm_address.html", email=change.new_email)


@bp.post("/address-changes/confirm/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Give the account its new address."""
    change = queries.to_confirm(db.session, digest(token))
    if change is None:
        return link_over()
    try:
        person = services.confirm_address(db.session, change, sender=installation.sender(), at=clock.now())
    except (LinkOver, AddressTaken):
        undo_before_drawing()
        return link_over()
    flash(f"{person.email} is confirmed. Sign in with it from now on.", "message")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/address-changes/stop/<token>")
@public
def stopping(token: str) -> ResponseReturnValue:
    """The page behind the link to the old address."""
    change = queries.to_stop(db.session, digest(token))
    standing = _standing(change) if change else AddressStanding.OVER
    if change is None or standing not in {AddressStanding.WAITING, AddressStanding.CHANGED}:
        return link_over()
    return render_template(
        "accounts/stop_address.html", email=change.old_email, changed=standing == AddressStanding.CHANGED
    )


@bp.post("/address-changes/stop/<token>")
@public
def stop(token: str) -> ResponseReturnValue:
    """Stop the change, or take it back."""
    change = queries.to_stop(db.session, digest(token))
    if change is None:
        return link_over()
    try:
        stood = services.stop_address(db.session, change, sender=installation.sender(), at=clock.now())
    except (LinkOver, AddressTaken):
        undo_before_drawing()
        return link_over()
    if stood == AddressStanding.WAITING:
        flash("The change is stopped. The account keeps its address.", "message")
        return redirect(url_for("accounts.sign_in"), 303)
    flash("The account has its address again, and every device is signed out. Choose a new password now.", "message")
    return redirect(url_for("passwords.password_reset"), 303)


def _standing(change: AddressChange) -> AddressStanding:
    return rules.address_standing(
        expires_at=change.expires_at, confirmed_at=change.confirmed_at, stopped_at=change.stopped_at, at=clock.now()
    )
