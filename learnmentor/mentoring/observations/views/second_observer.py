"""Pages of a second observer: the visits to which two people asked them, each alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.observations import queries, services, wording
from learnmentor.mentoring.observations.guests import services as guests
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.views.inside import ObservationSeen, done, observation_as_second
from learnmentor.mentoring.observations.views.reading import observation_page
from learnmentor.mentoring.observations.views.writing import sheet_named, sheet_sent, sheet_shown
from learnmentor.web.access import require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("second_observer", __name__)


@dataclass(frozen=True)
class GuestObservationsPage:
    """The visits to which somebody is asked as a second observer, or of which they are one."""

    asked: Sequence[Observation]
    own: Sequence[Observation]


@dataclass(frozen=True)
class AskedToObservePage:
    """Who asks, and when it is; yes or no."""

    inside: ObservationSeen
    purpose: str


@bp.get("/observations")
@signed_in
def observations() -> ResponseReturnValue:
    """The visits that somebody was asked to watch."""
    found = queries.guest_observations(db.session, person_id=current_learner().id)
    own = [each for each in found if each.second_id == current_learner().id]
    return page(
        "mentoring/observations/guest_list.html",
        GuestObservationsPage([each for each in found if each not in own], own),
    )


@bp.get("/observations/<observation_id>")
@signed_in
def observation(observation_id: str) -> ResponseReturnValue:
    """The visit for its second observer; who asks, for somebody who has not answered."""
    inside = observation_as_second(observation_id)
    if inside.found.second_id == inside.me.id:
        return observation_page(inside)
    purpose = wording.PURPOSES[inside.found.purpose]
    return page("mentoring/observations/asked.html", AskedToObservePage(inside, purpose))


@bp.post("/observations/<observation_id>/answer")
@signed_in
def answer(observation_id: str) -> ResponseReturnValue:
    """Say yes or no."""
    inside, yes = observation_as_second(observation_id, to_write=True), request.form.get("answer") == "yes"
    said = done(
        inside,
        lambda: guests.answer(db.session, inside.pair, inside.found, by=inside.me.id, yes=yes, at=clock.now()),
        "You are the second observer of this visit." if yes else "They are told on their page that you said no.",
    )
    return said if yes else redirect(url_for("second_observer.observations"), 303)


@bp.post("/observations/<observation_id>/leave")
@signed_in
def leave(observation_id: str) -> ResponseReturnValue:
    """Step out again; the two go on without a second observer."""
    inside = observation_as_second(observation_id, to_write=True)
    require(inside.found.second_id == inside.me.id)
    try:
        guests.let_second_go(db.session, inside.pair, inside.found, at=clock.now())
    except services.ObservationStands:
        flash(wording.STANDS, "message")
        return redirect(inside.page, 303)
    flash("You are no longer the second observer of that visit.", "message")
    return redirect(url_for("second_observer.observations"), 303)


@bp.post("/observations/<observation_id>/take-back")
@signed_in
def take_back(observation_id: str) -> ResponseReturnValue:
    """Go on writing a sheet that was said to be ready."""
    inside = observation_as_second(observation_id, to_write=True)
    return done(
        inside,
        lambda: services.take_back(db.session, inside.pair, inside.found, by=inside.me.id),
        "You can go on writing.",
    )


@bp.get("/observations/<observation_id>/write/<sheet>")
@signed_in
def sheet(observation_id: str, sheet: str) -> ResponseReturnValue:
    """Write what was seen, and afterwards what one learned."""
    return sheet_shown(observation_as_second(observation_id), sheet_named(sheet))


@bp.post("/observations/<observation_id>/write/<sheet>")
@signed_in
def keep_sheet(observation_id: str, sheet: str) -> ResponseReturnValue:
    """Keep what was written, and say that it is ready where that was asked."""
    return sheet_sent(observation_as_second(observation_id, to_write=True), sheet_named(sheet))
