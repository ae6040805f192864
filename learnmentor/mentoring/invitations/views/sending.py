"""Inviting somebody, suggesting two people to each other, and what may be done with an invitation that was sent."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import throttle, tries
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName, clean_address
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views.coming_in import too_many, tried_at
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, db
from learnmentor.mentoring.invitations import queries, rules, services
from learnmentor.mentoring.invitations.forms import BringTogetherForm, InviteToPairForm
from learnmentor.mentoring.invitations.services import Proposed
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.services import PairOfOne
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.rules import coordinated
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in, with_role
from learnmentor.web.forms import Form
from learnmentor.web.pages import page

bp = Blueprint("pair_invitations", __name__)

_SAID: dict[type[Exception], str] = {
    PairOfOne: "This is your own address. A pair has two people: enter the other one’s address.",
    services.SaidNo: (
        "The answer from this address was no, less than three months ago. If they change their mind, they "
        "can invite you."
    ),
    services.WaitsAlready: (
        "An invitation of yours to this address waits already. You can send it again, or withdraw it, on the page "
        "“Mentoring”."
    ),
    services.TooManyWaiting: (
        f"{rules.MOST_WAITING} of your invitations wait for an answer, which is as many as may. Withdraw one first."
    ),
}
_REFUSED = tuple(_SAID)


@dataclass(frozen=True)
class InviteToPairPage:
    """The form of an invitation."""

    form: InviteToPairForm


@bp.get("/mentoring/invite")
@signed_in
def new_invitation() -> ResponseReturnValue:
    """Invite somebody."""
    return _invite_page(InviteToPairForm(), 200)


@bp.post("/mentoring/invite")
@signed_in
def invite() -> ResponseReturnValue:
    """Send the letter; the answer is the same whether the address has an account or not."""
    form = InviteToPairForm()
    if not form.accepted():
        return _invite_page(form, 422)
    if (waiting := _tried(form, form.text("email"), lambda: _invite_page(form, 429))) is not None:
        return waiting
    try:
        services.invite(
            db.session, by=current_learner(), side=Side(form.text("side")), email=form.text("email"),
            proposed=_proposed(form), sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except _REFUSED as refused:
        form.refuse("email", _SAID[type(refused)])
        return _invite_page(form, 422)
    flash("The invitation is on its way. It waits for thirty days.", "message")
    return redirect(url_for("pairs.mine"), 303)


def _invite_page(form: InviteToPairForm, status: int) -> Response:
    return make_response(page("mentoring/invitations/invite.html", InviteToPairPage(form)), status)


def _tried(form: Form, address: str, again: Callable[[], Response]) -> Response | None:
    """Count the try; the page that says when to come back, where there were too many."""
    at = clock.now()
    with at_once() as apart:
        wait = tries.count_try(apart, tried_at(throttle.PAIR_INVITATION, address), at=at)
    return None if wait is None else too_many(form, wait, again)


def _proposed(form: InviteToPairForm | BringTogetherForm) -> Proposed:
    return Proposed(PairKind(form.text("kind")), PairContext(form.text("context")))


# By a coordinator


@dataclass(frozen=True)
class BringTogetherPage:
    """The form in which a coordinator names two people."""

    form: BringTogetherForm


@bp.get("/mentoring/bring-together")
@with_role(RoleName.COORDINATOR)
def new_suggestion() -> ResponseReturnValue:
    """Suggest two people to each other."""
    return _together_page(BringTogetherForm(), 200)


@bp.post("/mentoring/bring-together")
@with_role(RoleName.COORDINATOR)
def bring_together() -> ResponseReturnValue:
    """Write to both; nothing begins until both have said yes."""
    form = BringTogetherForm()
    if not form.accepted():
        return _together_page(form, 422)
    mentor, mentee = _member(form, "mentor"), _member(form, "mentee")
    if mentor is None or mentee is None:
        return _together_page(form, 422)
    if (waiting := _tried(form, mentor.email, lambda: _together_page(form, 429))) is not None:
        return waiting
    try:
        services.bring_together(
            db.session, by=current_learner(), mentor=mentor, mentee=mentee, proposed=_proposed(form),
            sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except PairOfOne:
        form.refuse("mentee", "This is the mentor’s address too. A pair has two people.")
    except services.TooManyWaiting as refused:
        form.refuse("mentor", _SAID[type(refused)])
    if form.errors:
        return _together_page(form, 422)
    flash("Both get a letter. The pair begins when both have said yes.", "message")
    return redirect(url_for("pairs.mine"), 303)


def _member(form: BringTogetherForm, field: str) -> Person | None:
    """Somebody by address in the parts that the coordinator looks after; whoever else has the address is not told."""
    parts = organisations.parts_on_paths(db.session, coordinated(current_learner()))
    found = queries.member_of(db.session, parts, clean_address(form.text(field)), on=installation.today())
    if found is None:
        form.refuse(field, "Nobody in the parts that you coordinate has this address. Look it up under Your people.")
    return found


def _together_page(form: BringTogetherForm, status: int) -> Response:
    return make_response(page("mentoring/invitations/bring_together.html", BringTogetherPage(form)), status)


# After it was sent


@bp.post("/mentoring/sent/<public_id>/again")
@signed_in
def send_again(public_id: str) -> ResponseReturnValue:
    """Write once more, with another link."""
    invitation = or_404(queries.sent_by(db.session, public_id, person_id=current_learner().id))
    try:
        services.send_again(db.session, invitation, sender=installation.sender(), at=clock.now())
    except services.SentLately:
        flash("The last letter is less than a day old, or the answer is there. Nothing was sent.", "message")
    else:
        flash("Another letter is on its way. It waits for thirty days from today.", "message")
    return redirect(url_for("pairs.mine"), 303)


@bp.post("/mentoring/sent/<public_id>/withdraw")
@signed_in
def withdraw(public_id: str) -> ResponseReturnValue:
    """Let nobody answer it any more."""
    invitation = or_404(queries.sent_by(db.session, public_id, person_id=current_learner().id))
    withdrawn = services.withdraw(db.session, invitation, at=clock.now())
    flash("The invitation is withdrawn." if withdrawn else "It was answered or over already.", "message")
    return redirect(url_for("pairs.mine"), 303)
