"""Who chose a mentor, as the mentor sees it: a yes or a no, and no reason for either."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.mentoring.directory.wording import MODES
from learnmentor.mentoring.matching import queries, services
from learnmentor.mentoring.matching.queries import AskedLine
from learnmentor.mentoring.matching.views.looking import story
from learnmentor.mentoring.wording import CONTEXTS
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("asked", __name__)

_OTHERWISE = "They have settled it otherwise, so there is nothing to answer any more."


@dataclass(frozen=True)
class AskedPage:
    """Who waits for an answer."""

    lines: Sequence[AskedLine]
    modes: Mapping[Any, str]
    contexts: Mapping[Any, str]


@bp.get("/mentoring/asked")
@signed_in
def asked() -> ResponseReturnValue:
    """Who would like to be mentored by whoever looks."""
    lines = queries.asked_of(db.session, installation.vault(), current_learner().id)
    return page("mentoring/matching/asked.html", AskedPage(lines, MODES, CONTEXTS))


def _back(said: str) -> ResponseReturnValue:
    flash(said, "message")
    return redirect(url_for("asked.asked"), 303)


@bp.post("/mentoring/asked/<offer_id>/yes")
@signed_in
def say_yes(offer_id: str) -> ResponseReturnValue:
    """Say yes, which opens the pair."""
    me = current_learner().id
    or_404(queries.offer_for(db.session, offer_id, mentor_id=me))
    try:
        pair = services.say_yes(db.session, offer_id, mentor_id=me, story=story())
    except services.MentorTaken:
        return _back("You have as many mentees as you said. Say more in your place in the list first, or say no.")
    except (services.NotOffered, services.SearchOver):
        return _back(_OTHERWISE)
    flash("You are a pair now. They get a letter that says so.", "message")
    return redirect(url_for("pairs.pair", public_id=pair.public_id), 303)


@bp.post("/mentoring/asked/<offer_id>/no")
@signed_in
def say_no(offer_id: str) -> ResponseReturnValue:
    """Say no, without a reason."""
    me = current_learner().id
    or_404(queries.offer_for(db.session, offer_id, mentor_id=me))
    try:
        services.say_no(db.session, offer_id, mentor_id=me, story=story())
    except (services.NotOffered, services.SearchOver):
        return _back(_OTHERWISE)
    return _back("They are told that you cannot take it on just now, and nothing else.")
