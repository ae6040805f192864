"""The front page: where somebody stopped and how far they are; for strangers, what this is."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_actor, current_learner
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.study import queries, rules
from learnmentor.cpd.queries.years import home_summary
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import public

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Where somebody stopped and how far they are; for strangers, what this is."""
    if current_actor() is None:
        return render_template("courses/welcome.html", units=queries.units(db.session, {}))
    learner = current_learner()
    progress = queries.studied(db.session, learner.id)
    units = queries.units(db.session, progress)
    programme = programmes.chosen_programme(db.session, person_id=learner.id, progress=progress)
    stopped = rules.where_you_stopped(stop for unit in units for stop in unit.stops)
    following = rules.next_stop(programme.stops) if programme else None
    return render_template(
        "courses/home.html",
        learner=learner,
        part_of_day=rules.part_of_day(clock.now(), installation.zone()),
        first_visit=not progress,
        next=stopped or following or rules.next_stop(stop for unit in units for stop in unit.stops),
        stopped=stopped,
        units={unit.code: unit for unit in units},
        programme=programme,
        year=home_summary(
            db.session,
            installation.vault(),
            person_id=learner.id,
            on=installation.today(),
        ),
    )
