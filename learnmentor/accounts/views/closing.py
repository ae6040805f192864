"""Taking out all that is one's own, and closing the account."""

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnmentor import rooms
from learnmentor.accounts import forms, passwords, throttle, tries
from learnmentor.accounts import sign_in as sessions
from learnmentor.accounts.services import LastAdministrator
from learnmentor.accounts.views.coming_in import too_many, tried_at
from learnmentor.accounts.views.profile import me
from learnmentor.certificates import queries as certificates
from learnmentor.evidence.packs import services as packs
from learnmentor.evidence.packs.services import TooManyPacks, Wanted
from learnmentor.evidence.packs.views import TOO_MANY, leave_to_worker
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, db
from learnmentor.stories import closing_account, own_data
from learnmentor.web import installation
from learnmentor.web.access import public, signed_in
from learnmentor.web.limits import hashes

bp = Blueprint("closing_account", __name__)

_BESIDE_FILES = 2_000_000  # bytes, roughly


@bp.get("/profile/data")
@signed_in
def data() -> ResponseReturnValue:
    """What we keep of a person, and the way to all of it."""
    return _data_page(200)


@bp.post("/profile/data")
@signed_in
def take_out() -> ResponseReturnValue:
    """Have everything that is this person's put into one file, by the worker."""
    size = own_data.size_of(db.session, rooms.personal_data(), person_id=sessions.current_learner().id) + _BESIDE_FILES
    name = f"my-learnmentor-data-{installation.today().isoformat()}.zip"
    try:
        asked = leave_to_worker(Wanted(everything=True), name=name, size=size)
    except TooManyPacks:
        return _data_page(422, fault=TOO_MANY)
    return redirect(url_for("packs.long_pack", public_id=asked.public_id), 303)


def _data_page(status: int, *, fault: str = "") -> Response:
    mine = packs.packs_of(db.session, sessions.current_learner().id, at=clock.now())
    waiting = [each for each in mine if Wanted.of(each).everything]
    return make_response(render_template("accounts/data.html", waiting=waiting, fault=fault), status)


@bp.get("/profile/close")
@signed_in
def closing() -> ResponseReturnValue:
    """The first step: what goes, what stays, and what to take along."""
    learner = sessions.current_learner()
    return render_template(
        "accounts/closing.html", roles=learner.roles, certificates=certificates.certificates_of(db.session, learner.id)
    )


@bp.get("/profile/close/confirm")
@signed_in
def confirm_closing() -> ResponseReturnValue:
    """The second step: the password, and a tick."""
    return _confirm_page(forms.CloseAccountForm(), 200)


@bp.post("/profile/close/confirm")
@signed_in
@hashes
def close() -> ResponseReturnValue:
    """Erase the person and close the account, if the password is right."""
    person, at, form = me(), clock.now(), forms.CloseAccountForm()
    if not form.accepted():
        return _confirm_page(form, 422)
    tried = tried_at(throttle.SIGN_IN, person.email)
    with at_once() as apart:  # from here to the last step no lock is held: hashing takes its time
        wait = tries.count_try(apart, tried, at=at)
    if wait is not None:
        return too_many(form, wait, lambda: _confirm_page(form, 429))
    if not passwords.matches(form.text("password"), person.password_hash):
        form.refuse("password", "This is not your password.")
        return _confirm_page(form, 422)
    settings = installation.settings()
    writer = installation.sender() if settings.mail_server else None
    try:
        closing_account.close(
            db.session, rooms.personal_data(), person_id=person.id, sender=writer, at=at, zone=settings.time_zone
        )
    except LastAdministrator:
        form.form_errors.append("You are the only administrator. Give somebody else this role first, under People.")
        return _confirm_page(form, 422)
    tries.forget_tries(db.session, tried, at=at)
    sessions.forget()
    return redirect(url_for("closing_account.closed"), 303)


@bp.get("/account-closed")
@public
def closed() -> ResponseReturnValue:
    """After it: nothing is left to do."""
    return render_template("accounts/closed.html")


def _confirm_page(form: forms.CloseAccountForm, status: int) -> Response:
    return make_response(render_template("accounts/close.html", form=form), status)
