"""What an invitation to somebody with an account comes to: accepted or declined by whoever has the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.organisations.joining import queries, services
from learnmentor.organisations.joining.services import Joined
from learnmentor.organisations.models import MembershipOffer, Part
from learnmentor.stories import named_group
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("joining", __name__)


@dataclass(frozen=True)
class JoiningPage:
    """The invitations to one's address that wait, each with its part and the organisation."""

    offers: Sequence[tuple[MembershipOffer, Part, Part]]


@bp.get("/joining")
@signed_in
def joining() -> ResponseReturnValue:
    """Where one is invited to, and what is seen of those who accept."""
    offers = queries.offers_to(db.session, _own_address(), at=clock.now())
    return page("organisations/joining.html", JoiningPage(offers))


@bp.post("/joining/<public_id>/accept")
@signed_in
def accept(public_id: str) -> ResponseReturnValue:
    """Belong where one is invited to."""
    offer, who = _mine_or_404(public_id), Joined(current_learner().id, _own_address())
    joined = services.accept(db.session, [offer.id], who, at=clock.now(), today=installation.today())
    named_group.ask_accepted(db.session, [offer], joined, at=clock.now())
    said = f"You belong to {joined[0].name} now." if joined else "This invitation is over, so nothing has changed."
    flash(said, "message")
    return redirect(url_for("joining.joining"), 303)


@bp.post("/joining/<public_id>/decline")
@signed_in
def decline(public_id: str) -> ResponseReturnValue:
    """Stay away, which nobody is told."""
    services.decline(db.session, _mine_or_404(public_id))
    flash("You declined. Nobody is told, and nothing of yours is shown there.", "message")
    return redirect(url_for("joining.joining"), 303)


def _own_address() -> str:
    return accounts.address_of(db.session, current_learner().id)


def _mine_or_404(public_id: str) -> MembershipOffer:
    return or_404(queries.offer_to(db.session, public_id, _own_address(), at=clock.now()))
