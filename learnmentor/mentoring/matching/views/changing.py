"""A change of pair: one press, and no reason."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground.db import db
from learnmentor.mentoring.matching import services, wording
from learnmentor.mentoring.matching.views.looking import story
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.views.seen import PairSeen, pair_inside
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("changing", __name__)


@dataclass(frozen=True)
class ChangePairPage:
    """What a change does, before it is pressed."""

    seen: PairSeen
    mentee_asks: bool
    here: str = "A change"


@bp.get("/pairs/<public_id>/change")
@signed_in
def ask(public_id: str) -> ResponseReturnValue:
    """What happens by a change."""
    seen = pair_inside(public_id)
    return page("mentoring/matching/change.html", ChangePairPage(seen, mentee_asks=seen.side == Side.MENTEE))


@bp.post("/pairs/<public_id>/change")
@signed_in
def change(public_id: str) -> ResponseReturnValue:
    """End the pair by a change; pressed twice, it is done once."""
    seen = pair_inside(public_id)
    services.change(db.session, installation.vault(), seen.pair, by=seen.me.id, story=story())
    flash(wording.CHANGED, "message")
    if seen.side == Side.MENTEE:
        return redirect(url_for("looking.looking"), 303)
    return redirect(url_for("pairs.pair", public_id=public_id), 303)
