"""One's own profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import forms, queries, services
from learnmentor.accounts import sign_in as sessions
from learnmentor.accounts.models import Person, SignIn
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("profile", __name__)

MOST_DEVICES = 50


@dataclass(frozen=True)
class ProfilePage:
    """One's own data and sign-ins, of which `most` are listed; `here` is the key of this one."""

    form: forms.NamesForm
    known: Person
    today: date
    devices: Sequence[SignIn]
    most: int
    here: int | None


@bp.get("/profile")
@signed_in
def profile() -> ResponseReturnValue:
    """What we know of this person, and what they can change."""
    person = me()
    names = forms.NamesForm(missing=missing_characters, data={"name": person.name, "printed_name": person.printed_name})
    return _profile_page(names, person, 200)


@bp.post("/profile")
@signed_in
def save_profile() -> ResponseReturnValue:
    """Save both names, if both can be used."""
    person = me()
    names = forms.NamesForm(missing=missing_characters)
    if not names.accepted():
        return _profile_page(names, person, 422)
    services.save_names(db.session, person, name=names.text("name"), printed_name=names.text("printed_name"))
    flash("Your names are saved.", "message")
    return redirect(url_for("profile.profile"), 303)


@bp.post("/profile/devices/<public_id>/sign-out")
@signed_in
def sign_out_there(public_id: str) -> ResponseReturnValue:
    """End one of one's own sign-ins; pressed twice, it is ended once."""
    services.sign_out_there(db.session, sessions.current_learner().id, public_id)
    flash("That device is signed out.", "message")
    return redirect(url_for("profile.profile"), 303)


def me() -> Person:
    """The row of the person who asks."""
    return or_404(queries.person_with_roles(db.session, sessions.current_learner().public_id))


def _profile_page(names: forms.NamesForm, person: Person, status: int) -> Response:
    devices = queries.sign_ins_of(db.session, person.id, at=clock.now(), most=MOST_DEVICES)
    context = ProfilePage(
        form=names, known=person, today=installation.today(), devices=devices, most=MOST_DEVICES,
        here=sessions.current_sign_in(),
    )  # fmt: skip
    return make_response(page("accounts/profile.html", context), status)
