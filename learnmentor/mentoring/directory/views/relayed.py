"""Messages by relay: those one left and got, one of them, its answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.directory import queries, rules, services
from learnmentor.mentoring.directory.forms import RelayForm
from learnmentor.mentoring.directory.queries import RelayMessage
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("relayed", __name__)

_MOST = 100
_SETTLED = "This message was answered or declined in another window, or its entry left the list."


@dataclass(frozen=True)
class RelayedPage:
    """The messages that one left and got."""

    messages: Sequence[RelayMessage]
    me: int
    kept_days: int


@bp.get("/mentors/messages")
@signed_in
def messages() -> ResponseReturnValue:
    """What one wrote by the list, and was written."""
    me = current_learner().id
    found = queries.messages(db.session, installation.vault(), me, most=_MOST)
    return page("mentoring/directory/messages.html", RelayedPage(found, me, rules.MESSAGES_KEPT.days))


@dataclass(frozen=True)
class RelayMessagePage:
    """One message. `address`: the other one's, once they both agreed to that."""

    message: RelayMessage
    me: int
    may_answer: bool
    address: str | None
    form: RelayForm


def _found(public_id: str) -> RelayMessage:
    return or_404(queries.message(db.session, installation.vault(), public_id, current_learner().id))


def _page_of(found: RelayMessage, form: RelayForm, status: int = 200) -> Response:
    me = current_learner().id
    other = found.writer_id if me == found.reader_id else found.reader_id
    address = queries.address(db.session, other) if found.both_agreed else None
    may_answer = rules.may_answer(me, reader_id=found.reader_id, settled=found.settled_at is not None)
    context = RelayMessagePage(found, me, may_answer, address, form)
    return make_response(page("mentoring/directory/message.html", context), status)


@bp.get("/mentors/messages/<public_id>")
@signed_in
def message(public_id: str) -> ResponseReturnValue:
    """One message, for the two of it."""
    return _page_of(_found(public_id), RelayForm(blank=True))


@bp.post("/mentors/messages/<public_id>")
@signed_in
def answer(public_id: str) -> ResponseReturnValue:
    """Answer it, from which moment the two see each other's address."""
    found, form = _found(public_id), RelayForm()
    require(found.reader_id == current_learner().id)
    if not form.accepted():
        return _page_of(found, form, 422)
    try:
        services.answer(
            db.session, installation.vault(), public_id, by=current_learner().id, text=form.text("message"),
            answer_id=randomness.public_id(), sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except services.MessageSettled:
        form.refuse("message", _SETTLED)
        return _page_of(found, form, 422)
    flash("Answered. Each of you sees the other’s address now.", "message")
    flash(f"answer-{public_id}", "kept")
    return redirect(url_for("relayed.message", public_id=public_id), 303)


@bp.post("/mentors/messages/<public_id>/decline")
@signed_in
def decline(public_id: str) -> ResponseReturnValue:
    """Say that one does not take it up; no reason is asked for."""
    require(_found(public_id).reader_id == current_learner().id)
    try:
        services.decline(db.session, public_id, by=current_learner().id, sender=installation.sender(), at=clock.now())
    except services.MessageSettled:
        flash(_SETTLED, "message")
    else:
        flash("Declined. They are told that you cannot take it up just now, and nothing else.", "message")
    return redirect(url_for("relayed.messages"), 303)
