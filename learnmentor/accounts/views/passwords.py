"""Passwords: forgotten ones by letter, known ones on the profile."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import forms, passwords, queries, rules, services, throttle, tries
from learnmentor.accounts import sign_in as sessions
from learnmentor.accounts.models import Person
from learnmentor.accounts.views.coming_in import link_over, new_link, too_many, tried_at
from learnmentor.accounts.views.profile import me
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, db, undo_before_drawing
from learnmentor.web import installation
from learnmentor.web.access import public, signed_in
from learnmentor.web.limits import hashes

bp = Blueprint("passwords", __name__)


@bp.get("/password-reset")
@public
def password_reset() -> ResponseReturnValue:
    """Ask for a letter with a link."""
    return _ask_page(forms.AskForLetterForm(), 200)


@bp.post("/password-reset")
@public
def ask_for_reset() -> ResponseReturnValue:
    """Send the letter. Every address gets the same answer and a letter; one without an account is told so there."""
    form, at = forms.AskForLetterForm(), clock.now()
    if not form.accepted():
        return _ask_page(form, 422)
    email = form.text("email")
    with at_once() as apart:
        wait = tries.count_try(apart, tried_at(throttle.PASSWORD_LETTER, email), at=at)
    if wait is not None:
        return too_many(form, wait, lambda: _ask_page(form, 429))
    token, link = new_link("passwords.new_password")
    session["letter"] = services.send_password_link(
        db.session, email=email, token_sha256=token, link=link, sender=installation.sender(), at=at
    )
    return redirect(url_for("accounts.letter_sent"), 303)


def _ask_page(form: forms.AskForLetterForm, status: int) -> Response:
    return make_response(render_template("accounts/password_reset.html", form=form), status)


@bp.get("/password-reset/<token>")
@public
def new_password(token: str) -> ResponseReturnValue:
    """The page behind the link."""
    found = queries.open_reset(db.session, rules.digest(token), at=clock.now())
    return _new_password_page(_new_password_form(found[1]), found[1], 200) if found else link_over()


@bp.post("/password-reset/<token>")
@public
@hashes
def set_password(token: str) -> ResponseReturnValue:
    """Set the new password; signing in with it comes next."""
    at = clock.now()
    with at_once() as apart:
        found = queries.open_reset(apart, rules.digest(token), at=at)
    if found is None:
        return link_over()
    reset, person = found
    form = _new_password_form(person)
    if not form.accepted():
        return _new_password_page(form, person, 422)
    kept, tried = passwords.hashed(form.text("password")), tried_at(throttle.SIGN_IN, person.email)
    try:
        services.reset_password(db.session, reset, password_hash=kept, tried=tried, sender=installation.sender(), at=at)
    except services.LinkOver:
        undo_before_drawing()
        return link_over()
    session["address_typed"] = person.email
    flash("Your new password is saved, and every device is signed out. Sign in with it.", "message")
    return redirect(url_for("accounts.sign_in"), 303)


def _new_password_form(person: Person) -> forms.NewPasswordForm:
    return forms.NewPasswordForm(email=person.email, name=person.name, common=passwords.common())


def _new_password_page(form: forms.NewPasswordForm, person: Person, status: int) -> Response:
    return make_response(render_template("accounts/new_password.html", form=form, email=person.email), status)


@bp.get("/profile/password")
@signed_in
def password() -> ResponseReturnValue:
    """Choose another password."""
    person = me()
    return _password_page(_password_form(person), person, 200)


@bp.post("/profile/password")
@signed_in
@hashes
def change_password() -> ResponseReturnValue:
    """Change the password; this browser stays signed in and every other device does not."""
    person, at = me(), clock.now()
    form = _password_form(person)
    if not form.accepted():
        return _password_page(form, person, 422)
    tried = tried_at(throttle.SIGN_IN, person.email)
    with at_once() as apart:  # from here to the last step no lock is held: hashing takes its time
        wait = tries.count_try(apart, tried, at=at)
    if wait is not None:
        return too_many(form, wait, lambda: _password_page(form, person, 429))
    if not passwords.matches(form.text("current_password"), person.password_hash):
        form.refuse("current_password", "This is not your present password.")
        return _password_page(form, person, 422)
    kept = passwords.hashed(form.text("password"))
    with at_once() as apart:
        mine = queries.locked_person(apart, person.id)
        begun = None
        if mine.password_hash == person.password_hash:
            tries.forget_tries(apart, tried, at=at)
            services.change_password(apart, mine, password_hash=kept, sender=installation.sender(), at=at)
            begun = sessions.begin(apart, mine, remember=session.permanent)
    if begun is None:
        form.refuse("current_password", "Your password was changed a moment ago in another window: that one holds now.")
        return _password_page(form, person, 422)
    sessions.enter(begun)
    flash("Your password is changed. Every other device is signed out.", "message")
    return redirect(url_for("profile.profile"), 303)


def _password_form(person: Person) -> forms.ChangePasswordForm:
    return forms.ChangePasswordForm(email=person.email, name=person.name, common=passwords.common())


def _password_page(form: forms.ChangePasswordForm, person: Person, status: int) -> Response:
    return make_response(render_template("accounts/password.html", form=form, email=person.email), status)
