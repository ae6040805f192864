"""Who is asking: the only module that knows Flask-Login, and the door at which a route's declared access is asked."""

import hashlib
import hmac
from datetime import timedelta

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
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError

from learnmentor import clock
from learnmentor.accounts import queries, rules
from learnmentor.accounts.forms import SignIn
from learnmentor.accounts.queries import KnownActor
from learnmentor.db import SAFE_METHODS, db
from learnmentor.secret_text import Vault
from learnmentor.web import access, held
from learnmentor.web.errors import as_json, page, wants_json
from learnmentor.web.held import Held

# How long a session lasts without a visit, and how often a visit renews it (each renewal writes the cookie).
_KEPT, _KEPT_RENEWED = timedelta(days=30), timedelta(days=1)
_BRIEF, _BRIEF_RENEWED = timedelta(hours=12), timedelta(hours=1)


class Account(UserMixin):
    """A signed-in person, as Flask-Login wants to see one.

    Its id carries the session epoch: one more signs out every device.
    """

    def __init__(self, known: KnownActor) -> None:
        self.actor = known.actor
        self.epoch = known.epoch

    def get_id(self) -> str:
        """Person and epoch, as kept in the session cookie."""
        return f"{self.actor.id}.{self.epoch}"


def _load(session_id: str) -> Account | None:
    person_id, _, epoch = session_id.partition(".")
    if not person_id.isdecimal() or not epoch.isdecimal() or not _within_time():
        return None
    found = queries.actor(db.session, int(person_id), on=clock.today(current_app.config["TIME_ZONE"]))
    if found is None or found.epoch != int(epoch):
        return None
    return Account(found)


def _within_time() -> bool:
    """Whether the session was used lately enough; if so it lasts from now on again."""
    now, until = clock.now().timestamp(), session.get("until", 0.0)
    lasts, renewed = (_KEPT, _KEPT_RENEWED) if session.permanent else (_BRIEF, _BRIEF_RENEWED)
    if now >= until:
        return False
    if until - now < (lasts - renewed).total_seconds():
        session["until"] = now + lasts.total_seconds()
    return True


def current_actor() -> rules.Actor | None:
    """The person who asks, or None."""
    user = current_user._get_current_object()  # noqa: SLF001 -- asked many times a page: once through the proxy, not twice
    return user.actor if isinstance(user, Account) else None


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
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # noqa: SLF001 -- ask once
        return None


def sign_in(known: KnownActor, *, remember: bool) -> None:
    """Begin a session in this browser. Nothing that its cookie held before stays: somebody else may have put it there.

    The session is the only cookie. Flask-Login's own for remembering never expires on the server, so it is not used.
    """
    session.clear()
    session.permanent = remember
    session["until"] = (clock.now() + (_KEPT if remember else _BRIEF)).timestamp()
    session["csrf_token"] = _form_token(known)
    g.pop("csrf_token", None)
    login_user(Account(known))


def sign_out() -> None:
    """End the session in this browser."""
    logout_user()
    session.clear()
    g.pop("csrf_token", None)


def renew(known: KnownActor) -> None:
    """Keep this browser signed in when every other one is signed out."""
    sign_in(known, remember=session.permanent)


def browser_key() -> str:
    """A digest that names the person for the browser's own storage, so that two at one PC never share drafts."""
    actor = shown_actor()
    return _keyed("browser", actor.public_id)[:16] if actor else ""


def _form_token(known: KnownActor) -> str:
    """What forms of this person are checked against.

    The same after signing in again, so that a form left open meanwhile still counts; another one after a change of
    password. It begins with the browser key, so that what was typed is given back to its writer alone.
    """
    public_id = known.actor.public_id
    return f"{_keyed('browser', public_id)[:16]}.{_keyed('forms', public_id, str(known.epoch))}"


def _owner_of_form() -> str:
    """The browser key of whoever was given the form that was posted, or "" when nobody was signed in then."""
    given = request.form.get("csrf_token") or request.headers.get("X-CSRFToken", "")
    try:
        raw = URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token").loads(given)
    except BadData:
        return ""
    owner, dot, _rest = str(raw).partition(".")
    return owner if dot else ""


def _keyed(*parts: str) -> str:
    return hmac.new(str(current_app.secret_key).encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


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
    if declared != access.SIGNED_IN and not actor.has(rules.RoleName(declared)):
        abort(403)
    return None


def _signed_out() -> Response:
    """The way in, and then back to the page; or, for a form, the way in with what was typed held meanwhile."""
    if wants_json():
        return as_json(401, "Unauthorized", "You were signed out. Sign in again in another tab; then this saves.")
    if request.method in SAFE_METHODS:
        return make_response(redirect(url_for("accounts.sign_in", next=held.own_address()), 303))
    kept = held.hold(owner=_owner_of_form(), at=clock.now())
    back = {"next": held.address_before(), "held": held.seal(kept, _vault()) if kept else ""}
    return sign_in_page(SignIn(blank=True, data=back), 401, kept=kept, signed_out=True)


def _account_closed(_error: queries.AccountClosed) -> Response:
    """What a second window is told whose account was closed in the first one: nothing of it is written down."""
    sign_out()
    message = "This account was closed a moment ago, in another window. Nothing more is kept for it."
    return as_json(410, "Gone", message) if wants_json() else page(410, message=message)


def stale_form() -> Response | None:
    """What to answer when a form's token is not of this session; None leaves it to the general error page."""
    if request.path == url_for("accounts.sign_in"):
        form = SignIn()
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
    return held.opened(sealed, _vault()) if sealed else None


def sign_in_page(form: SignIn, status: int, *, kept: Held | None, signed_out: bool = False) -> Response:
    """The page with the sign-in form. `kept` is what waits to be sent; `signed_out` when a form met a closed door."""
    body = render_template("accounts/sign_in.html", form=form, waiting=kept, signed_out=signed_out)
    return make_response(body, status)


def _vault() -> Vault:
    vault: Vault = current_app.config["VAULT"]
    return vault


def init_app(app: Flask) -> None:
    """Give `app` sessions and the door."""
    manager = LoginManager()
    manager.session_protection = None  # a phone that changes networks stays signed in
    manager.init_app(app, add_context_processor=False)  # templates know `person`, which no broken database breaks
    manager.user_loader(_load)
    app.register_error_handler(queries.AccountClosed, _account_closed)
    app.before_request(_ask_at_the_door)

    @app.context_processor
    def _person() -> dict[str, object]:
        return {"person": shown_actor(), "browser_key": browser_key}
