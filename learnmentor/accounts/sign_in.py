"""Who is asking: the only module that knows Flask-Login. Also the door at which every route's declared access is asked."""

import hashlib
from datetime import timedelta

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from learnmentor import clock
from learnmentor.accounts import queries, rules
from learnmentor.accounts.models import Person
from learnmentor.db import SAFE_METHODS, db
from learnmentor.web import access
from learnmentor.web.errors import page


class Account(UserMixin):
    """A signed-in person, as Flask-Login wants to see one. Its id carries the session epoch, so that one more signs out every device."""

    def __init__(self, actor: rules.Actor, epoch: int) -> None:
        self.actor = actor
        self.epoch = epoch

    def get_id(self) -> str:
        """Person and epoch, as kept in the session cookie."""
        return f"{self.actor.id}.{self.epoch}"


def _load(session_id: str) -> Account | None:
    person_id, _, epoch = session_id.partition(".")
    if not person_id.isdecimal() or not epoch.isdecimal():
        return None
    found = queries.actor(db.session, int(person_id), on=clock.today(current_app.config["TIME_ZONE"]))
    if found is None or found.epoch != int(epoch):
        return None
    return Account(found.actor, found.epoch)


def current_actor() -> rules.Actor | None:
    """The person who asks, or None."""
    return current_user.actor if current_user.is_authenticated else None


def current_learner() -> rules.Actor:
    """The person who asks, on a page that only signed-in people reach."""
    actor = current_actor()
    if actor is None:
        abort(401)
    return actor


def sign_in(person: Person, actor: rules.Actor, *, remember: bool) -> None:
    """Begin a session for `person` in this browser."""
    login_user(Account(actor, person.session_epoch), remember=remember, duration=timedelta(days=30))


def sign_out() -> None:
    """End the session in this browser."""
    logout_user()


def browser_key() -> str:
    """A digest that names the signed-in person for the browser's own storage, so that two people at one PC never share drafts."""
    actor = current_actor()
    return (
        hashlib.sha256(f"{current_app.secret_key!r}:{actor.public_id}".encode()).hexdigest()[:16]
        if actor
        else ""
    )


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
        return _to_sign_in()
    if declared != access.SIGNED_IN and not actor.has(rules.RoleName(declared)):
        abort(403)
    return None


def _to_sign_in() -> ResponseReturnValue:
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    return page(
        401,
        message="You were signed out. Sign in again in another tab, then come back to this page and send it: nothing is lost.",
    )


def init_app(app: Flask) -> None:
    """Give `app` sessions and the door."""
    manager = LoginManager()
    manager.init_app(app)
    manager.user_loader(_load)
    app.before_request(_ask_at_the_door)

    @app.context_processor
    def _person() -> dict[str, object]:
        return {
            "person": current_actor() if not g.get("anonymous_page") else None,
            "browser_key": browser_key,
        }
