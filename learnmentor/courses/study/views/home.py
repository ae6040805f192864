"""The front page: where somebody stopped and how far they are; for strangers, what this is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import current_actor, current_learner
from learnmentor.assessment.assessed.models import Submission
from learnmentor.assessment.assessed.preparing.queries import going_on_of
from learnmentor.assessment.assessed.preparing.views.contexts import SubmissionStands, submission_stands
from learnmentor.assessment.statistics.queries import SegmentAskedAbout, not_asked_yet
from learnmentor.assessment.statistics.rules import is_asked
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.study import queries, rules
from learnmentor.courses.study.outlines import Studied, UnitOutline
from learnmentor.cpd.queries.years import HomeYear, home_summary
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.groups.assignments import queries as assignments
from learnmentor.groups.assignments.queries import AskingGroup
from learnmentor.groups.assignments.rules import Given, Progress, progress
from learnmentor.web import installation
from learnmentor.web.access import public
from learnmentor.web.pages import page

bp = Blueprint("home", __name__)


@dataclass(frozen=True)
class HomePage:
    """How far somebody is. `next` is what to go on with, `stopped` if they began it; `units` by code."""

    learner: Actor
    part_of_day: str
    first_visit: bool
    next: rules.Stop | None
    stopped: rules.Stop | None
    units: Mapping[str, UnitOutline]
    programme: programmes.ProgrammeView | None
    year: HomeYear
    given: Sequence[tuple[Given, Progress]]  # by groups
    asked_into: Sequence[AskingGroup]
    asked_useful: SegmentAskedAbout | None  # finished some days ago
    assessed: Sequence[tuple[Submission, SubmissionStands]]  # one's own work that goes on


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Where somebody stopped and how far they are; for strangers, what this is."""
    if current_actor() is None:
        return render_template("courses/welcome.html", units=queries.units(db.session, {}))
    learner, today = current_learner(), installation.today()
    studied = queries.studied(db.session, learner.id)
    units = queries.units(db.session, studied)
    programme = programmes.chosen_programme(db.session, person_id=learner.id, progress=studied)
    stopped = rules.where_you_stopped(stop for unit in units for stop in unit.stops)
    following = rules.next_stop(programme.stops) if programme else None
    of_groups = assignments.groups_for_home(db.session, person_id=learner.id, on=today, studies=studied)
    year = home_summary(db.session, installation.vault(), person_id=learner.id, on=today)
    context = HomePage(
        learner=learner,
        part_of_day=rules.part_of_day(clock.now(), installation.zone()),
        first_visit=not studied,
        next=stopped or following or rules.next_stop(stop for unit in units for stop in unit.stops),
        stopped=stopped,
        units={unit.code: unit for unit in units},
        programme=programme,
        year=year,
        given=[(each, progress(each, on=today)) for each in of_groups.given],
        asked_into=of_groups.asking,
        asked_useful=_asked_useful(learner, studied),
        assessed=_assessed(learner) if year.preparing else (),
    )
    return page("courses/home.html", context)


def _assessed(learner: Actor) -> list[tuple[Submission, SubmissionStands]]:
    return [(each, submission_stands(each)) for each in going_on_of(db.session, learner.id)]


def _asked_useful(learner: Actor, studied: Mapping[str, Studied]) -> SegmentAskedAbout | None:
    now = clock.now()
    codes = [code for code, each in studied.items() if is_asked(each.completed_at, at=now)]
    return not_asked_yet(db.session, person_id=learner.id, codes=codes)
