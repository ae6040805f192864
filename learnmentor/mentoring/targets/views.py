"""Targets of a pair: how they stand, as a list and as lines in time; set, stepped, released to a tutor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.typed.days import NoDay, day_from
from learnmentor.ground.words import long_date, plural
from learnmentor.ground.zones import day_of
from learnmentor.mentoring.services import PairEnded
from learnmentor.mentoring.targets import queries, services
from learnmentor.mentoring.targets.forms import NewTargetForm, day_fault
from learnmentor.mentoring.targets.models import PairTarget
from learnmentor.mentoring.targets.queries import OpenedTarget
from learnmentor.mentoring.targets.rules import TargetSource, TargetState, TargetStep, may_release, overdue
from learnmentor.mentoring.targets.timeline import StepOn, TargetDays, Timeline, TimeTrack, timeline
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("pair_targets", __name__)

ENDED = "This pair has ended, so nothing is added any more. You both keep what is written here."
SOON = 14  # days before its own, in which a target is said to wait
STEPS = {
    TargetStep.SET: "set", TargetStep.CARRIED: "carried forward", TargetStep.MOVED: "moved to another day",
    TargetStep.MET: "met", TargetStep.DROPPED: "dropped", TargetStep.REOPENED: "opened again",
}  # fmt: skip


@dataclass(frozen=True)
class SaidStep:
    """A step of a target in words."""

    on: date
    words: str
    by: str


@dataclass(frozen=True)
class ListedTarget:
    """A target in the list, its line in time, and what has become of it. `released`: for a tutor too."""

    target: OpenedTarget
    by: str
    overdue: bool
    track: TimeTrack
    told: str
    steps: Sequence[SaidStep]
    released: bool


@dataclass(frozen=True)
class PairTargetsPage:
    """The targets of a pair: those that are open, those that were met, those that were dropped."""

    seen: PairSeen
    still_open: Sequence[ListedTarget]
    met: Sequence[ListedTarget]
    dropped: Sequence[ListedTarget]
    line: Timeline | None
    may_release: bool


def _days(target: OpenedTarget) -> TargetDays:
    steps = [StepOn(each.step, day_of(each.at, installation.zone())) for each in target.steps]
    return TargetDays(target.state, day_of(target.state_at, installation.zone()), target.due_on, steps)


def _told(days: TargetDays) -> str:
    """A line in time in words."""
    parts = [f"{STEPS[TargetStep(each.step)]} on {long_date(each.on)}" for each in days.steps]
    due = f"its day is {long_date(days.due_on)}" if days.due_on else "it has no day"
    return ", ".join([*parts, due]).capitalize()


def _listed(
    seen: PairSeen, target: OpenedTarget, track: TimeTrack, *, on: date, released: frozenset[str]
) -> ListedTarget:
    days = _days(target)
    steps = [
        SaidStep(each.on, STEPS[TargetStep(each.step)], seen.name_of(taken.person_id))
        for each, taken in zip(days.steps, target.steps, strict=True)
    ]
    late = overdue(target.state, target.due_on, on=on)
    by = seen.name_of(target.writer_id)
    return ListedTarget(target, by, late, track, _told(days), steps, target.public_id in released)


@bp.get("/pairs/<public_id>/targets")
@signed_in
def targets(public_id: str) -> ResponseReturnValue:
    """How each target stands."""
    seen, on = pair_inside(public_id), installation.today()
    found = [each for each in queries.targets(db.session, installation.vault(), pair_id=seen.pair.id) if each.steps]
    line = timeline([_days(each) for each in found], on=on)
    released = queries.released(db.session, pair_id=seen.pair.id)
    listed = [
        _listed(seen, target, track, on=on, released=released)
        for target, track in zip(found, line.tracks if line else (), strict=True)
    ]
    context = PairTargetsPage(
        seen,
        sorted(_in_state(listed, TargetState.OPEN), key=lambda each: each.target.due_on or date.max),
        _in_state(listed, TargetState.MET),
        _in_state(listed, TargetState.DROPPED),
        line,
        may_release(seen.me.id, mentee_id=seen.pair.mentee_id),
    )
    return page("mentoring/targets/targets.html", context)


def _in_state(listed: Sequence[ListedTarget], state: TargetState) -> list[ListedTarget]:
    return [each for each in listed if each.target.state == state]


# Set


@dataclass(frozen=True)
class NewPairTargetPage:
    """A target to be set."""

    seen: PairSeen
    form: NewTargetForm


def _form_page(seen: PairSeen, form: NewTargetForm, status: int) -> Response:
    return make_response(page("mentoring/targets/new.html", NewPairTargetPage(seen, form)), status)


@bp.get("/pairs/<public_id>/targets/new")
@signed_in
def new_target(public_id: str) -> ResponseReturnValue:
    """What is to be done, and by when."""
    return _form_page(pair_to_write(public_id), NewTargetForm(), 200)


@bp.post("/pairs/<public_id>/targets/new")
@signed_in
def set_target(public_id: str) -> ResponseReturnValue:
    """Set a target beside any meeting."""
    seen, form = pair_to_write(public_id), NewTargetForm()
    if not form.accepted() or not form.possible(on=installation.today()):
        return _form_page(seen, form, 422)
    try:
        services.set_target(
            db.session, installation.vault(), seen.pair, words=form.target_words(), due_on=form.due_on.data,
            source=TargetSource.PAIR, record=None, by=seen.me.id, public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except PairEnded:
        form.form_errors.append(ENDED)
        return _form_page(seen, form, 422)
    except services.TooManyTargets:
        form.refuse("what", "This pair has as many targets as it can hold.")
        return _form_page(seen, form, 422)
    flash("The target is set.", "message")
    flash(f"target-new-{public_id}", "kept")
    return redirect(url_for("pair_targets.targets", public_id=public_id), 303)


# Stepped


def _target(seen: PairSeen, target_id: str) -> PairTarget:
    return or_404(queries.target(db.session, target_id, pair_id=seen.pair.id))


@bp.post("/pairs/<public_id>/targets/<target_id>/steps")
@signed_in
def step(public_id: str, target_id: str) -> ResponseReturnValue:
    """Say what has become of a target."""
    seen = pair_to_write(public_id)
    found, chosen = _target(seen, target_id), request.form.get("step", "")
    flash(_stepped(seen, found, chosen), "message")
    return redirect(url_for("pair_targets.targets", public_id=public_id) + f"#target-{target_id}", 303)


def _stepped(seen: PairSeen, found: PairTarget, chosen: str) -> str:
    """Take the step, and say what came of it."""
    if chosen not in set(map(str, TargetStep)) - {TargetStep.SET}:
        return "Press one of the buttons beside the target."
    taken, due_on = TargetStep(chosen), None
    if taken == TargetStep.MOVED:
        typed = request.form.get("due_on", "").strip()
        try:
            due_on = day_from(typed)
        except NoDay as fault:
            return str(fault) if typed else "Enter the new day of the target, such as 12 March 2027."
        if wrong := day_fault(due_on, since=installation.today()):
            return wrong
    try:
        services.step(db.session, seen.pair, found, taken, by=seen.me.id, at=clock.now(), due_on=due_on)
    except PairEnded:
        return ENDED
    except services.NoSuchStep:
        return "This target stands otherwise by now, perhaps since a moment ago. Look at it again."
    return f"The target is {STEPS[taken]}."


@bp.post("/pairs/<public_id>/targets/<target_id>/release")
@signed_in
def release(public_id: str, target_id: str) -> ResponseReturnValue:
    """Say that this one target may be shown to a tutor, or no more; only the mentee does it, line by line."""
    seen = pair_to_write(public_id)
    found = _target(seen, target_id)
    require(may_release(seen.me.id, mentee_id=seen.pair.mentee_id))
    released = request.form.get("released") == "yes"
    try:
        services.release(db.session, seen.pair, found, released=released, by=seen.me.id, at=clock.now())
    except PairEnded:
        flash(ENDED, "message")
    else:
        flash("Released to a tutor." if released else "Not released to a tutor any more.", "message")
    return redirect(url_for("pair_targets.targets", public_id=public_id) + f"#target-{target_id}", 303)


# What waits


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """Targets that are past their day, and the next one that is due soon."""
    if not seen.open:
        return []
    days = queries.open_days(db, pair_id=seen.pair.id)
    late, soon = [day for day in days if day < on], [day for day in days if 0 <= (day - on).days <= SOON]
    url = url_for("pair_targets.targets", public_id=seen.pair.public_id)
    things = []
    if late:
        said = f"{plural(len(late), 'target is', 'targets are')} past the day. Met, moved, or dropped?"
        things.append(NextThing(said, url, min(late), "both"))
    if soon:
        things.append(NextThing("A target has its day", url, min(soon), "both"))
    return things
