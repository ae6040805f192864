"""Coming in and going out: sign-in, sign-up, invitations."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from learnmentor.accounts import forms, passwords, queries, rules, services, throttle, tries
from learnmentor.accounts import sign_in as sessions
from learnmentor.accounts.invitations import services as invitations
from learnmentor.accounts.models import Invitation
from learnmentor.accounts.queries import Credentials
from learnmentor.accounts.sign_in import NewSignIn
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import at_once, commit_before_drawing, db
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.ground.storage.storage_faults import keeps_nothing, trouble_in
from learnmentor.jobs import queries as mail
from learnmentor.organisations.joining import queries as offers
from learnmentor.stories import opening_account
from learnmentor.web import installation
from learnmentor.web.access import public, signed_in
from learnmentor.web.forms import Form
from learnmentor.web.limits import hashes
from learnmentor.web.refused_forms import Held

bp = Blueprint("accounts", __name__)

_USUAL = timedelta(minutes=5)  # so long a letter may wait for its first try before we wonder
_NOT_TOGETHER = "That address and password do not belong together. Check both, or choose a new password."
_SIGN_IN_TO_BEGIN = (
    "One more step: sign in with the password that you have just chosen, and your account begins. "
    "If this address had an account or a sign-up before, that one has not changed; sign in with its own password."
)
_ONLY_HERE = (
    "This browser has forgotten your sign-in, but the server could not write that down just now. If you fear that "
    "somebody has a copy of it, sign in again later, and sign out everywhere under Your profile."
)


# Signing in and out


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The way in; somebody who is in already goes on."""
    way_on = rules.own_path(request.args.get("next"))
    if sessions.current_actor() is not None:
        return redirect(way_on or "/", 303)
    known = {"next": way_on or "", "email": session.pop("address_typed", "")}
    return sessions.sign_in_page(forms.SignInForm(data=known), 200, kept=None)


@bp.post("/sign-in")
@public
@hashes
def sign_in_now() -> ResponseReturnValue:
    """Check address and password; what was typed before a sign-out waits through every answer."""
    form = forms.SignInForm()
    kept = sessions.opened(form.text("held"))
    if not form.accepted():
        return sessions.sign_in_page(form, 422, kept=kept)
    try:
        return _check(form, kept)
    except SQLAlchemyError as error:
        if (why := keeps_nothing(trouble_in(error))) is None:
            raise
        return _cannot_begin(form, kept, why)


def _check(form: forms.SignInForm, kept: Held | None) -> ResponseReturnValue:
    at, tried = clock.now(), tried_at(throttle.SIGN_IN, form.text("email"))
    with at_once() as apart:
        wait = tries.count_try(apart, tried, at=at)
        found = queries.credentials(apart, form.text("email"), at=at)
    if wait is not None:
        return too_many(form, wait, lambda: sessions.sign_in_page(form, 429, kept=kept))
    try:
        begun = _let_in(found, form, tried, at=at)
    except queries.AccountMerged as merged:
        form.form_errors.append(
            f"This account was merged into another account of yours. Sign in with {merged.email} and its password."
        )
        return sessions.sign_in_page(form, 403, kept=kept)
    except services.AccountSuspended as suspended:
        form.form_errors.append(sessions.why_suspended(suspended))
        return sessions.sign_in_page(form, 403, kept=kept)
    if begun is None:
        form.form_errors.append(_NOT_TOGETHER)
        return sessions.sign_in_page(form, 422, kept=kept)
    sessions.enter(begun)
    return _what_was_typed(kept, at=at) or redirect(rules.own_path(form.text("next")) or "/", 303)


def _let_in(found: Credentials, form: forms.SignInForm, tried: throttle.Tried, *, at: datetime) -> NewSignIn | None:
    """A sign-in, if the password is theirs. No lock is held while it is hashed; all is kept before the cookie goes."""
    password, known = form.text("password"), found.password_hash
    if not passwords.matches(password, known):
        return None
    renewed = passwords.hashed(password) if known and passwords.outdated(known) else None
    with at_once() as apart:
        person = opening_account.come_in(
            apart, found, public_id=randomness.public_id(), at=at, today=installation.today()
        )
        if person is None:
            return None
        if renewed:
            services.renew_hash(apart, person, password_hash=renewed)
        tries.forget_tries(apart, tried, at=at)
        return sessions.begin(apart, person, remember=form.remember.data)


def _cannot_begin(form: forms.SignInForm, kept: Held | None, why: str) -> Response:
    """Nobody can be signed in where nothing can be kept; who is signed in goes on reading."""
    form.form_errors.append(
        f"We cannot sign you in just now: the place where this server keeps things {why}. It is not your "
        "password, and nothing is lost. Try again in some minutes. If it goes on, tell the people who run this "
        "LearnMentor."
    )
    answer = sessions.sign_in_page(form, 503, kept=kept)
    answer.headers["Retry-After"] = "120"
    return answer


def _what_was_typed(kept: Held | None, *, at: datetime) -> str | None:
    """The page that sends what was typed before the sign-in, to its writer and nobody else."""
    if kept is None:
        return None
    if kept.owner not in {"", sessions.browser_key()}:
        flash("Somebody else had typed something here before you signed in. We did not show or send it.", "message")
        return None
    if kept.over(at=at):
        flash("What you typed before you were signed out was kept for a day, and that day is over.", "message")
        return None
    commit_before_drawing()
    return render_template("accounts/held.html", waiting=kept)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the sign-in of this browser, and so of every copy of its cookie."""
    try:
        sessions.sign_out()
    except SQLAlchemyError as error:
        if keeps_nothing(trouble_in(error)) is None:
            raise
        flash(_ONLY_HERE, "message")
    else:
        flash("You are signed out.", "message")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.post("/sign-out/everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every sign-in of this person, here too."""
    services.sign_out_everywhere(db.session, queries.locked_person(db.session, sessions.current_learner().id))
    sessions.forget()
    flash("You are signed out on every device.", "message")
    return redirect(url_for("accounts.sign_in"), 303)


# Signing up


@bp.get("/sign-up")
@public
def sign_up() -> ResponseReturnValue:
    """How to get an account here."""
    form = _sign_up_form()
    if isinstance(form, forms.SignUpForm):
        form.next.data = rules.own_path(request.args.get("next")) or ""
    return _sign_up_page(form, 200)


@bp.post("/sign-up")
@public
@hashes
def sign_up_now() -> ResponseReturnValue:
    """Begin an account. Every address gets the same answer; what differs is in the letter to its owner."""
    form = _sign_up_form()
    if form is None or not form.accepted():
        return _sign_up_page(form, 422 if form else 403)
    email, at = form.text("email"), clock.now()
    with at_once() as apart:
        wait = tries.count_try(apart, tried_at(throttle.SIGN_UP, email), at=at)
    if wait is not None:
        return too_many(form, wait, lambda: _sign_up_page(form, 429))
    if isinstance(form, forms.SignUpForm):
        kept = passwords.hashed(form.text("password"))
        services.keep_sign_up(
            db.session, email=email, name=form.text("name"), password_hash=kept, sender=installation.sender(), at=at
        )
        session["address_typed"] = email
        flash(_SIGN_IN_TO_BEGIN, "message")
        return redirect(url_for("accounts.sign_in", next=rules.own_path(form.text("next"))), 303)
    token, link = new_link("accounts.invitation")
    session["letter"] = services.send_sign_up_link(
        db.session, email=email, token_sha256=token, link=link, sender=installation.sender(), at=at
    )
    return redirect(url_for("accounts.letter_sent"), 303)


def _sign_up_form() -> forms.SignUpForm | forms.AskForLetterForm | None:
    """None where accounts are by invitation; an address alone where the rest can be asked for in a letter."""
    if installation.settings().sign_up != "open":
        return None
    if installation.settings().mail_server:
        return forms.AskForLetterForm()
    return forms.SignUpForm(email=None, common=passwords.common(), missing=missing_characters)


def _sign_up_page(form: Form | None, status: int) -> Response:
    return make_response(render_template("accounts/sign_up.html", form=form), status)


@bp.get("/letter-sent")
@public
def letter_sent() -> ResponseReturnValue:
    """Look in your mail, or how it stands with the letter: the same page whatever the address."""
    asked = session.get("letter")
    letter = mail.letter(db.session, asked) if isinstance(asked, int) else None
    slow = letter is not None and clock.now() > letter.created_at + _USUAL
    return render_template(
        "accounts/letter_sent.html", mail_server=bool(installation.settings().mail_server), letter=letter, slow=slow
    )


@bp.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """The page behind the link of an invitation or of a sign-up."""
    found = queries.open_invitation(db.session, rules.digest(token), at=clock.now())
    if found is None:
        return link_over()
    name = offers.name_offered(db.session, found.email, at=clock.now())
    return _invitation_page(_account_form(found, data={"name": name}), found, 200)


@bp.post("/invitations/<token>")
@public
@hashes
def accept_invitation(token: str) -> ResponseReturnValue:
    """Make the account and sign in: whoever holds the link reads the mail of the address."""
    at = clock.now()
    with at_once() as apart:
        invitations.note_seen(apart, rules.digest(token), at=at)
        found = queries.open_invitation(apart, rules.digest(token), at=at)
    if found is None:
        return link_over()
    form = _account_form(found)
    if not form.accepted():
        return _invitation_page(form, found, 422)
    kept, public_id = passwords.hashed(form.text("password")), randomness.public_id()
    try:
        with at_once() as apart:
            person = opening_account.accept(
                apart,
                found,
                name=form.text("name"),
                password_hash=kept,
                public_id=public_id,
                at=at,
                today=installation.today(),
            )
            begun = sessions.begin(apart, person, remember=False)
    except (services.LinkOver, services.AddressTaken):
        return link_over()
    sessions.enter(begun)
    flash(f"Welcome, {begun.account.actor.name}. Your account is ready.", "message")
    return redirect("/", 303)


def _account_form(found: Invitation, **more: object) -> forms.NewAccountForm:
    return forms.NewAccountForm(email=found.email, common=passwords.common(), missing=missing_characters, **more)


def _invitation_page(form: forms.NewAccountForm, found: Invitation, status: int) -> Response:
    return make_response(
        render_template(
            "accounts/invitation.html",
            form=form,
            email=found.email,
            seen=url_for("invitations.seen", **request.view_args or {}),
        ),
        status,
    )


# What these pages share


def link_over() -> Response:
    """The page for a link that was used, is too old, or never was."""
    return make_response(render_template("accounts/link_over.html"), 410)


def too_many(form: Form, until: datetime, page: Callable[[], Response]) -> Response:
    """A page that says when to try again."""
    at = clock.now()
    wait = throttle.wait_in_words(until, at=at)
    form.form_errors.append(f"There were many tries in a short time. Nothing is locked: try again in {wait}.")
    answer = page()
    answer.headers["Retry-After"] = str(max(1, int((until - at).total_seconds())))
    return answer


def tried_at(door: throttle.Door, email: str) -> throttle.Tried:
    """This request as a try at `door`."""
    key = installation.secret().encode()
    return throttle.tried(door, address=email, network=request.remote_addr or "", key=key)


def new_link(endpoint: str) -> tuple[str, str]:
    """A fresh token: what is kept of it, and the address that carries it."""
    token = randomness.token()
    return rules.digest(token), installation.settings().base_url + url_for(endpoint, token=token)
