"""What either of the two may do with the pair itself: end it, and propose that the roles are swapped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring import queries, rules, services, wording
from learnmentor.mentoring.views.letter_limit import too_many_letters
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import errors, installation
from learnmentor.web.access import require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("pair_changes", __name__)


@bp.app_errorhandler(services.PairEnded)
def _pair_ended(_error: services.PairEnded) -> Response:
    return errors.page(
        422,
        message="This pair has ended, perhaps a moment ago, so nothing new is kept in it. You both go on reading it.",
    )


@bp.app_errorhandler(services.RecordGone)
def _record_gone(_error: services.RecordGone) -> Response:
    return errors.page(404, message="This was deleted a moment ago, perhaps by you in another window.")


@dataclass(frozen=True)
class EndPairPage:
    """What ends and what stays."""

    seen: PairSeen


@bp.get("/pairs/<public_id>/end")
@signed_in
def ask_to_end(public_id: str) -> ResponseReturnValue:
    """What it means to end a pair, before it is ended."""
    return page("mentoring/end.html", EndPairPage(pair_to_write(public_id)))


@bp.post("/pairs/<public_id>/end")
@signed_in
def end(public_id: str) -> ResponseReturnValue:
    """End it; the other one is told, in neutral words. Ended twice it is ended once."""
    seen = pair_inside(public_id)
    services.end_and_tell(db.session, seen.pair, by_id=seen.me.id, sender=installation.sender(), at=clock.now())
    flash("The pair has ended. You both keep what is written here.", "message")
    return redirect(url_for("pairs.pair", public_id=public_id), 303)


@dataclass(frozen=True)
class SwapPage:
    """Who proposes to swap roles, if anybody does."""

    seen: PairSeen
    own_word: str  # what whoever looks is today
    asked_by_me: bool
    asked_by_other: bool


@bp.get("/pairs/<public_id>/swap")
@signed_in
def swap(public_id: str) -> ResponseReturnValue:
    """What it means to swap roles, and how a proposal stands."""
    seen = pair_to_write(public_id)
    require(rules.may_swap(seen.pair.kind))
    asked = queries.swap_asked(db.session, seen.pair.id)
    by_me = asked is not None and asked.by_id == seen.me.id
    own = wording.called(seen.pair.kind, seen.side)
    return page("mentoring/swap.html", SwapPage(seen, own, by_me, asked is not None and not by_me))


@bp.post("/pairs/<public_id>/swap")
@signed_in
def propose_swap(public_id: str) -> ResponseReturnValue:
    """Propose it; the other one accepts or not."""
    seen = pair_to_write(public_id)
    require(rules.may_swap(seen.pair.kind))
    if too_many_letters(public_id):
        return redirect(url_for("pair_changes.swap", public_id=public_id), 303)
    seen = pair_to_write(public_id)
    services.propose_swap(db.session, seen.pair, by_id=seen.me.id, sender=installation.sender(), at=clock.now())
    flash("Your proposal waits for the other one.", "message")
    return redirect(url_for("pair_changes.swap", public_id=public_id), 303)


@bp.post("/pairs/<public_id>/swap/accept")
@signed_in
def accept_swap(public_id: str) -> ResponseReturnValue:
    """Swap the roles from today on."""
    seen = pair_to_write(public_id)
    try:
        services.accept_swap(db.session, seen.pair, by_id=seen.me.id, on=installation.today())
    except services.NoSwapHere:
        flash("The proposal was taken back or answered a moment ago. Nothing has changed.", "message")
    else:
        flash("You have swapped roles. What was written before stays as it was.", "message")
    return redirect(url_for("pairs.pair", public_id=public_id), 303)


@bp.post("/pairs/<public_id>/swap/drop")
@signed_in
def drop_swap(public_id: str) -> ResponseReturnValue:
    """Take a proposal back, or say no to it."""
    seen = pair_to_write(public_id)
    services.drop_swap(db.session, seen.pair)
    flash("The roles stay as they are.", "message")
    return redirect(url_for("pairs.pair", public_id=public_id), 303)


def next_things(db: Session, seen: PairSeen, *, on: date) -> Sequence[NextThing]:  # noqa: ARG001 -- as every sub-room's
    """A proposal to swap roles."""
    asked = queries.swap_asked(db, seen.pair.id) if seen.open else None
    if asked is None:
        return []
    url = url_for("pair_changes.swap", public_id=seen.pair.public_id)
    if asked.by_id == seen.me.id:
        return [NextThing("Your proposal to swap roles", url, None, "other")]
    return [NextThing("A proposal to swap roles: say yes or no", url, None, "you")]
