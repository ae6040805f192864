"""Who is asking: the only module that knows Flask-Login, and the door at which a route's declared access is asked."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from learnmentor.accounts import queries, rules, services
from learnmentor.accounts.forms import SignInForm
from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import KnownActor
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import SAFE_METHODS, at_once, db, has_written
from learnmentor.web import access, installation, refused_forms
from learnmentor.web.errors import as_json, page, wants_json
from learnmentor.web.refused_forms import Held

_FAR = 1e11  # seconds; no cookie of ours lasts longer, and a clock can read it
_KEPT_AS = "_user_id"  # under which Flask-Login keeps an account's id in the cookie


class Account(UserMixin):
    """A signed-in person, as Flask-Login wants to see one. Its id is the token of the sign-in."""

    def __init__(self, known: KnownActor, *, token: str) -> None:
        self.known = known
        self.token = token

    @property
    def actor(self) -> rules.Actor:
        """Who it is."""
        return self.known.actor

    @cached_property
    def browser_key(self) -> str:
        """See the function of this name."""
        return _keyed("browser", self.actor.public_id)[:16]

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


class _Cookies(SecureCookieSessionInterface):
    """Flask's own way with the session cookie, whose signer is made once and not for every request."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        signer: URLSafeTimedSerializer | None = app.extensions.get("learnmentor.cookies")
        if signer is None:
            signer = app.extensions["learnmentor.cookies"] = super().get_signing_serializer(app)
        return signer


def _load(token: str) -> Account | None:
    if not _visited_lately():
        return None
    found = queries.known(db.session, rules.digest(token), on=installation.today())
    if found is None or rules.over(found.used_at, remembered=found.remembered, at=clock.now()):
        return None
    return Account(found, token=token)


def _visited_lately() -> bool:
    """Whether the cookie was used lately enough; if so it lasts from now on again."""
    now, until = clock.now(), datetime.fromtimestamp(min(session.get("until", 0.0), _FAR), UTC)
    if now >= until:
        return False
    if rules.visit_counts(until, remembered=session.permanent, at=now):
        session["until"] = (now + rules.VISITED_WITHIN[session.permanent]).timestamp()
    return True


def _note_use(response: Response) -> Response:
    """Write down now and then that a sign-in is in use: beside what a request saves, and never for its own sake."""
    user, at = g.get("_login_user"), clock.now()
    if not (isinstance(user, Account) and response.status_code < 400 and has_written()):
        return response
    if rules.saving_counts(user.known.used_at, remembered=user.known.remembered, at=at):
        services.note_use(db.session, user.known.sign_in_id, at=at)
    return response


def current_actor() -> rules.Actor | None:
    """The person who asks, or None."""
    user = _user()
    return user.actor if isinstance(user, Account) else None


def _user() -> object:
    """Who is signed in, as Flask-Login keeps it; asked a dozen times a page, and once by the way around it."""
    return g.get("_login_user") or current_user._get_current_object()  # noqa: SLF001 -- its place


def current_learner() -> rules.Actor:
    """The person who asks, on a page that only signed-in people reach."""
    actor = current_actor()
    if actor is None:
        abort(401)
    return actor


def shown_actor() -> rules.Actor | None:
    """The person whose name stands in the frame of a page; nobody's when even the database does not say."""
    try:
        return current_actor()
    except SQLAlchemyError:
        _be_nobody()
        return None


def _be_nobody() -> None:
    """Without asking the database once more who it was: Flask-Login's own way to sign out does."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # noqa: SLF001 -- its place


def current_sign_in() -> int | None:
    """The sign-in of this browser, by its key; None when nobody is signed in here."""
    user = _user()
    return user.known.sign_in_id if isinstance(user, Account) else None


@dataclass(frozen=True)
class NewSignIn:
    """A sign-in whose row was written, and which the browser does not know of yet."""

    account: Account
    form_token: str


def begin(db: Session, person: Person, *, remember: bool) -> NewSignIn:
    """Write down a sign-in of this person in this browser, in place of the one that was there. `enter` comes next."""
    services.sign_out(db, rules.digest(session.get(_KEPT_AS, "")))
    token = randomness.token()
    services.begin_sign_in(
        db, person, token_sha256=rules.digest(token), public_id=randomness.public_id(), remembered=remember,
        device=rules.device_in_words(request.user_agent.string), at=clock.now(),
    )  # fmt: skip
    known = queries.known(db, rules.digest(token), on=installation.today())
    if known is None:
        abort(401)  # the account was closed this moment
    return NewSignIn(Account(known, token=token), _form_token(person))


def enter(begun: NewSignIn) -> None:
    """Give this browser the cookie, once the row of `begin` is committed: a cookie without one opens nothing.

    Nothing that its cookie held before stays: somebody else may have put it there. The session is the only cookie.
    Flask-Login's own for remembering never expires on the server, so it is not used.
    """
    remember = begun.account.known.remembered
    session.clear()
    session.permanent = remember
    session["until"] = (clock.now() + rules.VISITED_WITHIN[remember]).timestamp()
    session["csrf_token"] = begun.form_token
    g.pop("csrf_token", None)
    login_user(begun.account)


def sign_out() -> None:
    """End the sign-in of this browser, and so of every copy of its cookie.

    Raises what the database says when it cannot write; the browser has forgotten its cookie all the same.
    """
    token = session.get(_KEPT_AS, "")
    forget()
    with at_once() as apart:
        services.sign_out(apart, rules.digest(token))


def forget() -> None:
    """Let this browser forget its cookie, when the sign-in is over."""
    _be_nobody()
    session.clear()
    g.pop("csrf_token", None)


def browser_key() -> str:
    """A digest that names the person for the browser's own storage, so that two at one PC never share drafts."""
    user = _user() if shown_actor() else None
    return user.browser_key if isinstance(user, Account) else ""


def _form_token(person: Person) -> str:
    """What forms of this person are checked against.

    The same after signing in again, so that a form left open meanwhile still counts; another one after a change of
    password. It begins with the browser key, so that what was typed is given back to its writer alone.
    """
    public_id, changes = person.public_id, str(person.password_changes)
    return f"{_keyed('browser', public_id)[:16]}.{_keyed('forms', public_id, changes)}"


def _owner_of_form() -> str:
    """The browser key of whoever was given the form that was posted, or "" when nobody was signed in then."""
    given = request.form.get("csrf_token") or request.headers.get("X-CSRFToken", "")
    try:
        raw = URLSafeTimedSerializer(installation.secret(), salt="wtf-csrf-token").loads(given)
    except BadData:
        return ""
    owner, dot, _rest = str(raw).partition(".")
    return owner if dot else ""


def _keyed(*parts: str) -> str:
    return hmac.new(installation.secret().encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


# The door


def _ask_at_the_door() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    declared = access.access_of(current_app.view_functions.get(request.endpoint))
    if declared == access.PUBLIC:
        return None
    if declared is None:
        abort(403)  # a route that forgot to say who may open it is closed
    actor = current_actor()
    if actor is None:
        return _signed_out()
    if declared != access.SIGNED_IN and not any(actor.has(rules.RoleName(role)) for role in access.roles_of(declared)):
        abort(403)
    return None


def _signed_out() -> Response:
    """The way in, and then back to the page; or, for a form, the way in with what was typed held meanwhile."""
    if wants_json():
        return as_json(401, "Unauthorized", "You were signed out. Sign in again in another tab; then this saves.")
    if request.method in SAFE_METHODS:
        return make_response(redirect(url_for("accounts.sign_in", next=refused_forms.own_address()), 303))
    kept = refused_forms.hold(owner=_owner_of_form(), at=clock.now())
    back = {
        "next": refused_forms.address_before(),
        "held": refused_forms.seal(kept, installation.vault()) if kept else "",
    }
    return sign_in_page(SignInForm(blank=True, data=back), 401, kept=kept, signed_out=True)


def _account_closed(_error: queries.AccountClosed) -> Response:
    """What a second window is told whose account was closed in the first one: nothing of it is written down."""
    sign_out()
    message = "This account was closed a moment ago, in another window. Nothing more is kept for it."
    return as_json(410, "Gone", message) if wants_json() else page(410, message=message)


def stale_form() -> Response | None:
    """What to answer when a form's token is not of this session; None leaves it to the general error page."""
    if request.path == url_for("accounts.sign_in"):
        form = SignInForm()
        form.form_errors.append("This page had been open for a long time. Type your password once more.")
        return sign_in_page(form, 400, kept=opened(form.held.data))
    declared = access.access_of(current_app.view_functions.get(request.endpoint or ""))
    if declared not in {None, access.PUBLIC} and current_actor() is None:
        return _signed_out()
    if _owner_of_form() in {"", browser_key()}:
        return None
    message = "Whoever opened this form is not the one who is signed in here now, so it was not sent, and is not shown."
    return as_json(400, "Bad Request", message) if wants_json() else page(400, message=message, give_back=False)


def opened(sealed: str | None) -> Held | None:
    """The form that waits for a sign-in, if one does."""
    return refused_forms.opened(sealed, installation.vault()) if sealed else None


def sign_in_page(form: SignInForm, status: int, *, kept: Held | None, signed_out: bool = False) -> Response:
    """The page with the sign-in form. `kept` is what waits to be sent; `signed_out` when a form met a closed door."""
    body = render_template("accounts/sign_in.html", form=form, waiting=kept, signed_out=signed_out)
    return make_response(body, status)


def init_app(app: Flask) -> None:
    """Give `app` sessions and the door."""
    app.session_interface = _Cookies()
    manager = LoginManager()
    manager.session_protection = None  # a phone that changes networks stays signed in
    manager.init_app(app, add_context_processor=False)  # templates know `person`, which no broken database breaks
    manager.user_loader(_load)
    app.register_error_handler(queries.AccountClosed, _account_closed)
    app.before_request(_ask_at_the_door)
    app.after_request(_note_use)  # before the commit of `db.py`, which was registered earlier

    @app.context_processor
    def _person() -> dict[str, object]:
        return {"person": shown_actor(), "browser_key": browser_key}
