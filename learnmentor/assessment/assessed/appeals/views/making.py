"""A learner's appeal: made, read, taken back."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.appeals import queries, rules, services
from learnmentor.assessment.assessed.appeals.forms import AppealForm
from learnmentor.assessment.assessed.appeals.rules import AppealableFacts
from learnmentor.assessment.assessed.handing_in.views.seen import try_seen
from learnmentor.assessment.assessed.models import Result, SubmissionTry
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("appeals", __name__)


@dataclass(frozen=True)
class AppealPage:
    """Where reasons are given, and until when that can be."""

    own: OwnSubmission
    tried: SubmissionTry
    last_day: date
    form: AppealForm


@bp.get("/assessed-work/<public_id>/tries/<int:number>/appeal")
@signed_in
def appealing(public_id: str, number: int) -> ResponseReturnValue:
    """Appeal the result of a try."""
    own = own_submission(public_id)
    tried = try_seen(own, number)
    facts = _facts(or_404(queries.newest_result(db.session, tried.id)))
    if not rules.may_appeal(own.me.id, facts, on=installation.today()):
        return _elsewhere(own, number, _why_not(facts))
    return page("assessed/appeals/make.html", AppealPage(own, tried, facts.last_day, AppealForm()))


@bp.post("/assessed-work/<public_id>/tries/<int:number>/appeal")
@signed_in
def appeal(public_id: str, number: int) -> ResponseReturnValue:
    """Make the appeal."""
    own, form = own_submission(public_id), AppealForm()
    tried = try_seen(own, number)
    result = or_404(queries.newest_result(db.session, tried.id))
    if not form.accepted():
        return page("assessed/appeals/make.html", AppealPage(own, tried, _facts(result).last_day, form)), 422
    return _elsewhere(own, number, _made(own, result, form))


def _made(own: OwnSubmission, result: Result, form: AppealForm) -> str:
    settings, vault = installation.settings(), installation.vault()
    try:
        services.make(
            db.session, vault, own.submission, result, by=own.me.id, reasons=form.text("reasons"),
            days=settings.appeal_days, zone=settings.time_zone, public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.AppealTooLate:
        return TOO_LATE
    except services.NothingToAppeal:
        return NOTHING
    return "Your appeal is made. A moderator who had nothing to do with this reads your reasons."


@bp.post("/assessed-work/<public_id>/tries/<int:number>/appeal/withdraw")
@signed_in
def withdraw(public_id: str, number: int) -> ResponseReturnValue:
    """Take the appeal back."""
    own = own_submission(public_id)
    made = [each for each in assessed.appeals_of(db.session, try_seen(own, number).id) if each.closed_at is None]
    if not made:
        return _elsewhere(own, number, CLOSED)
    found = or_404(queries.appeal_found(db.session, made[-1].public_id))
    try:
        services.withdraw(db.session, found, by=own.me.id, zone=installation.zone(), at=clock.now())
    except services.AppealClosed:
        return _elsewhere(own, number, CLOSED)
    return _elsewhere(own, number, "You took your appeal back. The result stands as it was.")


TOO_LATE = "The last day for an appeal is over, so it was not made."
NOTHING = "This result cannot be appealed: it was appealed before, or another one took its place."
CLOSED = "There is no open appeal here: it was settled or taken back."


def _why_not(facts: AppealableFacts) -> str:
    return TOO_LATE if rules.can_be_appealed(facts) else NOTHING


def _facts(result: Result) -> AppealableFacts:
    days = installation.settings().appeal_days
    return queries.appealable(db.session, result, days=days, zone=installation.zone())


def _elsewhere(own: OwnSubmission, number: int, said: str) -> ResponseReturnValue:
    flash(said, "message")
    return redirect(url_for("tries.tried", public_id=own.submission.public_id, number=number), 303)
