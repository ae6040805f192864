"""What the two do on the page of an observation: its focus, its day, a second observer, its targets."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import clean_address
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.lines import cells
from learnmentor.mentoring.observations import rules, services
from learnmentor.mentoring.observations.form_observation import FOCUS, TARGET
from learnmentor.mentoring.observations.forms import FocusSeenForm, SecondObserverForm, VisitDayForm
from learnmentor.mentoring.observations.guests import services as guests
from learnmentor.mentoring.observations.services import EnoughTargets, FocusMoved
from learnmentor.mentoring.observations.views.inside import ObservationSeen, done, observation_inside
from learnmentor.mentoring.observations.views.reading import observation_page
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.targets.rules import TargetWords
from learnmentor.mentoring.targets.services import TooManyTargets
from learnmentor.mentoring.views.letter_limit import too_many_letters
from learnmentor.web import installation
from learnmentor.web.access import signed_in

bp = Blueprint("observation_agreeing", __name__)

_MOVED = "Another focus was proposed while you were reading. Read this one before you agree."
_ENOUGH = f"An observation has {rules.MOST_TARGETS_OF_ONE} targets at most: two people can remember three."


def _inside(public_id: str, observation_id: str) -> ObservationSeen:
    return observation_inside(public_id, observation_id, to_write=True)


@bp.post("/pairs/<public_id>/observations/<observation_id>/focus")
@signed_in
def propose_focus(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Propose what to look at."""
    inside, form = _inside(public_id, observation_id), web_form(FOCUS)
    if not form.accepted() or not form.whole():
        return observation_page(inside, 422, focus=form)
    return done(
        inside,
        lambda: services.propose_focus(
            db.session, installation.vault(), inside.pair, inside.found, by=inside.me.id, values=form.values(),
            seen=cells.read_marks(request.form.get("seen", "")), new_id=randomness.public_id, at=clock.now(),
        ),
        "Proposed. The other one of you agrees, or proposes something else.",
    )  # fmt: skip


@bp.post("/pairs/<public_id>/observations/<observation_id>/focus/agree")
@signed_in
def agree_focus(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Agree to the focus that was read."""
    inside, form = _inside(public_id, observation_id), FocusSeenForm()
    try:
        return done(
            inside,
            lambda: services.agree_focus(
                db.session, inside.pair, inside.found, by=inside.me.id, seen=form.read, at=clock.now()
            ),
            "Agreed. That is what will be looked at.",
        )
    except FocusMoved:
        flash(_MOVED, "message")
        return observation_page(inside, 422)


@bp.post("/pairs/<public_id>/observations/<observation_id>/take-back")
@signed_in
def take_back(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Go on writing a sheet that was said to be ready."""
    inside = _inside(public_id, observation_id)
    return done(
        inside,
        lambda: services.take_back(db.session, inside.pair, inside.found, by=inside.me.id),
        "You can go on writing.",
    )


@bp.post("/pairs/<public_id>/observations/<observation_id>/targets")
@signed_in
def set_target(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Set one of the three targets."""
    inside, form = _inside(public_id, observation_id), web_form(TARGET)
    if not form.accepted() or not form.whole():
        return observation_page(inside, 422, target=form)
    try:
        return done(inside, lambda: _set(inside, form), "The target is set. It stands among the targets of you both.")
    except EnoughTargets:
        form.form_errors.append(_ENOUGH)
    except TooManyTargets:
        form.form_errors.append("There is no room for more targets in this pair.")
    return observation_page(inside, 422, target=form)


def _set(inside: ObservationSeen, form: PaperForm) -> None:
    typed = form.values()
    services.set_target(
        db.session, installation.vault(), inside.pair, inside.found, due_on=form["by_when"].data, by=inside.me.id,
        words=TargetWords(typed["target"], typed["look_again"]), public_id=randomness.public_id(), at=clock.now(),
    )  # fmt: skip


@bp.post("/pairs/<public_id>/observations/<observation_id>/day")
@signed_in
def move_day(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Move the visit."""
    inside, form = _inside(public_id, observation_id), VisitDayForm()
    if not form.accepted() or form.held_on.data is None:
        return observation_page(inside, 422, day=form)
    day = form.held_on.data
    return done(
        inside,
        lambda: services.move_day(db.session, inside.pair, inside.found, held_on=day),
        "The visit has another day.",
    )


@bp.post("/pairs/<public_id>/observations/<observation_id>/call-off")
@signed_in
def call_off(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Call the visit off."""
    inside = _inside(public_id, observation_id)
    return done(
        inside,
        lambda: services.call_off(db.session, inside.pair, inside.found, at=clock.now()),
        "The visit is called off.",
    )


# A second observer


@bp.post("/pairs/<public_id>/observations/<observation_id>/second")
@signed_in
def ask_second(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Propose a second observer to the other one."""
    inside, form = _inside(public_id, observation_id), SecondObserverForm()
    if not form.accepted():
        return observation_page(inside, 422, second=form)
    try:
        return done(
            inside,
            lambda: guests.ask_second(
                db.session, installation.vault(), inside.pair, inside.found,
                address=clean_address(form.text("address")), by=inside.me.id, at=clock.now(),
            ),
            "Proposed. When the other one of you agrees, they are asked by letter.",
        )  # fmt: skip
    except guests.SecondIsOneOfTheTwo:
        form.refuse("address", "This is one of the two of you. A second observer is somebody else.")
    except guests.SecondAsked:
        form.refuse("address", "Somebody is asked already. Wait for the answer, or go on without them first.")
    return observation_page(inside, 422, second=form)


@bp.post("/pairs/<public_id>/observations/<observation_id>/second/agree")
@signed_in
def agree_second(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Agree to the second observer, who is asked then."""
    inside = _inside(public_id, observation_id)
    if too_many_letters(observation_id):
        return redirect(inside.page, 303)
    inside = _inside(public_id, observation_id)
    return done(
        inside,
        lambda: guests.agree_second(
            db.session, installation.vault(), inside.pair, inside.found, by=inside.me.id, sender=installation.sender(),
            at=clock.now(),
        ),
        "Agreed. If somebody with that address has an account here, a letter asks them now.",
    )  # fmt: skip


@bp.post("/pairs/<public_id>/observations/<observation_id>/second/let-go")
@signed_in
def let_second_go(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Go on without a second observer."""
    inside = _inside(public_id, observation_id)
    return done(
        inside,
        lambda: guests.let_second_go(db.session, inside.pair, inside.found, at=clock.now()),
        "You go on without a second observer.",
    )
