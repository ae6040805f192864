"""Statistics of a segment for those who write and lead, and the one question that its learners are asked."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.statistics import queries, rules, services
from learnmentor.assessment.statistics.figures import SegmentFigures, figures
from learnmentor.courses.study import queries as study
from learnmentor.courses.study.queries import StudyPlace
from learnmentor.courses.study.rules import needed_minutes
from learnmentor.courses.study.views import sheet
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.groups.queries import leads_any
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("statistics", __name__)


@dataclass(frozen=True)
class StatisticsPage:
    """What a segment does with people: counts of five and more, of the last twelve months."""

    seen: StudyPlace
    figures: SegmentFigures
    on_screen: int  # minutes that are planned there
    needed: int  # minutes that finishing asks for


@bp.get("/segments/<code>/statistics")
@signed_in
def statistics(code: str) -> ResponseReturnValue:
    """Counts about a segment, of nobody in particular."""
    reader = current_learner()
    require(rules.may_see_statistics(reader, leads=leads_any(db.session, reader.id, on=installation.today())))
    seen = or_404(study.study_place(db.session, code, person_id=reader.id))
    since = rules.months_before(rules.month_of(clock.now()), rules.MONTHS_SHOWN - 1)
    data = seen.current.data
    found = figures(queries.tallies(db.session, segment_id=seen.id, since=since), data["activities"])
    minutes = data["minutes"]
    return page(
        "assessment/statistics.html",
        StatisticsPage(seen, found, sum(minutes.values()) - minutes.get("practice", 0), needed_minutes(minutes)),
    )


@bp.post("/segments/<code>/useful")
@signed_in
def say_useful(code: str) -> ResponseReturnValue:
    """Take what a learner pressed, once, and keep it as nobody's."""
    seen, learner = or_404(sheet.found(code)), current_learner()
    standing = study.standing(db.session, person_id=learner.id, segment_id=seen.id)
    said = rules.usefulness({"useful": request.form.getlist("useful")})
    try:
        services.say_useful(
            db.session, learner=learner, segment_id=seen.id, study=standing, said=said, at=clock.now()
        )  # said twice, the first one counts
    except services.NotAskedNow:
        flash(f"“{seen.title}” is asked about some days after it was finished, and for six weeks. Nothing was counted.")
        return redirect(url_for("home.home"), 303)
    flash("Thank you. It is counted without your name." if said else "You will not be asked about it again.")
    return redirect(url_for("home.home"), 303)
