"""Observations of a pair: the list, a new one, and the page of one with all that can be done on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.observations import lessons, queries, rules, services, wording
from learnmentor.mentoring.observations.forms import NewObservationForm, PracticeForm
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationPurpose, WatchDirection
from learnmentor.mentoring.observations.services import TooManyObservations
from learnmentor.mentoring.observations.views.inside import observation_inside
from learnmentor.mentoring.observations.views.reading import observation_page
from learnmentor.mentoring.observations.views.writing import sheet_named, sheet_sent, sheet_shown
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("observations", __name__)

_FULL = (
    f"You have {rules.MOST_OBSERVATIONS} observations here, and there is no room for more. Delete practice runs first."
)


@dataclass(frozen=True)
class ListedObservation:
    """An observation in the list."""

    found: Observation
    who: str
    topic: str
    stage: str
    tone: str


@dataclass(frozen=True)
class ObservationsPage:
    """The visits of a pair, and the practice runs that the reader sees."""

    seen: PairSeen
    visits: Sequence[ListedObservation]
    practice: Sequence[ListedObservation]
    lessons: Mapping[str, str]


@bp.get("/pairs/<public_id>/observations")
@signed_in
def observations(public_id: str) -> ResponseReturnValue:
    """All visits, and practice runs."""
    seen = pair_inside(public_id)
    found = queries.observations(db.session, pair_id=seen.pair.id, reader_id=seen.me.id)
    topics = queries.topics(db.session, installation.vault(), found)
    listed = [_listed(seen, each, topics[each.public_id]) for each in found]
    titles = {each.code: each.title for each in lessons.lessons(db.session)}
    visits, practice = ([each for each in listed if each.found.facts.practice == wanted] for wanted in (False, True))
    return page("mentoring/observations/list.html", ObservationsPage(seen, visits, practice, titles))


def _listed(seen: PairSeen, found: Observation, topic: str) -> ListedObservation:
    stage = found.facts.stage
    return ListedObservation(
        found, who_watches(seen, found), topic, wording.STAGES[stage], wording.TONES.get(stage, "plain")
    )


def who_watches(seen: PairSeen, found: Observation) -> str:
    """Who watches whom, in a sentence for one of the two."""
    if found.observer_id == seen.me.id:
        return f"You watch {seen.other.name}"
    return f"{seen.name_of(found.observer_id)} watches you"


# A new one


@dataclass(frozen=True)
class NewObservationPage:
    """An observation to be begun."""

    seen: PairSeen
    form: NewObservationForm


def _new_form(seen: PairSeen) -> NewObservationForm:
    form = NewObservationForm(data={"purpose": ObservationPurpose.FORMATIVE.value})
    form.observer.choices = [
        SelectChoice("other", f"{seen.other.name} watches me"),
        SelectChoice("me", f"I watch {seen.other.name}"),
    ]
    return form


@bp.get("/pairs/<public_id>/observations/new")
@signed_in
def new_observation(public_id: str) -> ResponseReturnValue:
    """What a new observation is for."""
    seen = pair_to_write(public_id)
    return page("mentoring/observations/new.html", NewObservationPage(seen, _new_form(seen)))


@bp.post("/pairs/<public_id>/observations/new")
@signed_in
def begin_observation(public_id: str) -> ResponseReturnValue:
    """Begin it; its purpose stays."""
    seen = pair_to_write(public_id)
    form = _new_form(seen)
    if not form.accepted() or form.held_on.data is None:
        return page("mentoring/observations/new.html", NewObservationPage(seen, form)), 422
    observer = seen.me.id if form.text("observer") == "me" else seen.other.id
    try:
        made = services.begin(
            db.session, seen.pair, purpose=ObservationPurpose(form.text("purpose")),
            direction=_direction(seen, observer), observer_id=observer, held_on=form.held_on.data,
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except TooManyObservations:
        form.form_errors.append(_FULL)
        return page("mentoring/observations/new.html", NewObservationPage(seen, form)), 422
    return redirect(url_for("observations.observation", public_id=public_id, observation_id=made.public_id), 303)


def _direction(seen: PairSeen, observer_id: int) -> WatchDirection:
    if seen.pair.kind == PairKind.CO_COACHING:
        return WatchDirection.PARTNERS
    mentor = observer_id == seen.pair.mentor_id
    return WatchDirection.MENTOR_WATCHES if mentor else WatchDirection.MENTEE_WATCHES


# Practice on a fictional lesson


@dataclass(frozen=True)
class NewPracticePage:
    """A practice run to be begun."""

    seen: PairSeen
    form: PracticeForm


def _practice_form() -> PracticeForm:
    form = PracticeForm(data={"who": "both"})
    form.lesson.choices = [SelectChoice(each.code, f"{each.code} {each.title}") for each in lessons.lessons(db.session)]
    return form


@bp.get("/pairs/<public_id>/observations/practice")
@signed_in
def new_practice(public_id: str) -> ResponseReturnValue:
    """On which fictional lesson, and who writes."""
    seen = pair_to_write(public_id)
    return page("mentoring/observations/practice.html", NewPracticePage(seen, _practice_form()))


@bp.post("/pairs/<public_id>/observations/practice")
@signed_in
def begin_practice(public_id: str) -> ResponseReturnValue:
    """Begin a practice run, which counts for nothing."""
    seen, form = pair_to_write(public_id), _practice_form()
    if not form.accepted():
        return page("mentoring/observations/practice.html", NewPracticePage(seen, form)), 422
    try:
        made = services.begin_practice(
            db.session, seen.pair, record_code=form.text("lesson"), by=seen.me.id, together=form.text("who") == "both",
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except TooManyObservations:
        form.form_errors.append(_FULL)
        return page("mentoring/observations/practice.html", NewPracticePage(seen, form)), 422
    return redirect(url_for("observations.observation", public_id=public_id, observation_id=made.public_id), 303)


@bp.post("/pairs/<public_id>/observations/<observation_id>/delete")
@signed_in
def leave_practice(public_id: str, observation_id: str) -> ResponseReturnValue:
    """Delete one's own words of a practice run, and the run where nobody else wrote in it."""
    inside = observation_inside(public_id, observation_id, to_write=True)
    try:
        services.leave_practice(db.session, inside.pair, inside.found, by=inside.me.id, at=clock.now())
    except services.ObservationStands:
        flash(wording.STANDS, "message")
        return redirect(inside.page, 303)
    flash("Your words of that practice run are deleted.", "message")
    return redirect(url_for("observations.observations", public_id=public_id), 303)


# One observation


@bp.get("/pairs/<public_id>/observations/<observation_id>")
@signed_in
def observation(public_id: str, observation_id: str) -> ResponseReturnValue:
    """How it stands, what may be read, and what can be done next."""
    return observation_page(observation_inside(public_id, observation_id))


@bp.get("/pairs/<public_id>/observations/<observation_id>/write/<sheet>")
@signed_in
def sheet(public_id: str, observation_id: str, sheet: str) -> ResponseReturnValue:
    """Write a sheet."""
    return sheet_shown(observation_inside(public_id, observation_id), sheet_named(sheet))


@bp.post("/pairs/<public_id>/observations/<observation_id>/write/<sheet>")
@signed_in
def keep_sheet(public_id: str, observation_id: str, sheet: str) -> ResponseReturnValue:
    """Keep what was written, and say that it is ready where that was asked."""
    return sheet_sent(observation_inside(public_id, observation_id, to_write=True), sheet_named(sheet))
