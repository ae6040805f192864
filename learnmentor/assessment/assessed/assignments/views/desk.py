"""The desk of those who look after people: what waits to be judged, with whom, since when; and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import structlog
from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened, opened_each, shows_anothers
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assignments import queries, services
from learnmentor.assessment.assessed.assignments.desk import queries as waiting
from learnmentor.assessment.assessed.assignments.desk import rules, turnaround
from learnmentor.assessment.assessed.assignments.desk.queries import (
    MOST_COUNTED,
    OutcomeLine,
    Reach,
    WaitingNumbers,
    WaitingWork,
)
from learnmentor.assessment.assessed.assignments.desk.rules import NobodyFor
from learnmentor.assessment.assessed.assignments.desk.turnaround import Period, Turnaround
from learnmentor.assessment.assessed.assignments.forms import PERIODS, AssignForm, PeriodForm
from learnmentor.assessment.assessed.assignments.queries import AblePerson
from learnmentor.assessment.assessed.moderation import queries as moderation
from learnmentor.assessment.assessed.moderation.rules import nobody_second
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.rules import AssignmentKind
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.names import names_hidden
from learnmentor.ground import clock
from learnmentor.ground.calendars.working_days import working_days_between
from learnmentor.ground.db import db
from learnmentor.ground.zones import moment
from learnmentor.organisations import rules as organisations
from learnmentor.web import installation
from learnmentor.web.access import or_404, with_any_role, with_role
from learnmentor.web.pages import page, page_number

bp = Blueprint("assessment_desk", __name__)

_log = structlog.get_logger("assessment")
_looks_after_people = with_any_role(RoleName.COORDINATOR, RoleName.ADMINISTRATOR)
_PAGE = 50
_LAST_PAGE = 200
_MORNING = time()


def _reach() -> Reach:
    """Whose work stands on the desk of whoever asks."""
    actor = current_learner()
    return Reach(
        organisations.coordinated(actor), installation.today(), actor.id, every=organisations.reaches_all(actor)
    )


def _number() -> int:
    return page_number(_LAST_PAGE)


def _pages(total: int) -> int:
    return max(1, -(-total // _PAGE))


@dataclass(frozen=True)
class DeskLine:
    """A piece of work without an outcome, and how many working days it is late."""

    work: WaitingWork
    late: int


@dataclass(frozen=True)
class DeskPage:
    """What waits to be judged. `coordinates`: whether there is anybody whom the desk names."""

    lines: Sequence[DeskLine]
    total: int
    page: int
    pages: int
    numbers: WaitingNumbers
    nobody: Sequence[NobodyFor]
    nobody_second: Sequence[NobodyFor]
    days: int
    coordinates: bool
    hidden: bool


@bp.get("/assessment")
@_looks_after_people
@shows_anothers(AccessTo.RESULT)
def desk() -> ResponseReturnValue:
    """What waits to be judged, with whom and since when; and what nobody can judge."""
    reach, number = _reach(), _number()
    found, total = waiting.waiting(db.session, reach, most=_PAGE, after=(number - 1) * _PAGE)
    opened_each([(each.learner_id, each.unit_code) for each in found if each.learner], AccessTo.RESULT)
    scopes = [each.scope for each in assessors.scopes_in_force(db.session, on=reach.on)]
    context = DeskPage(
        lines=[DeskLine(each, working_days_between(each.due_on, reach.on)) for each in found],
        total=total,
        page=number,
        pages=_pages(total),
        numbers=waiting.numbers(db.session, reach, late_since=turnaround.late_since(reach.on)),
        nobody=rules.nobody_for(waiting.unassigned(db.session, reach), scopes),
        nobody_second=nobody_second(moderation.without_second(db.session, reach.shown, most=MOST_COUNTED), scopes),
        days=installation.settings().assessment_days,
        coordinates=bool(reach.paths),
        hidden=names_hidden(),
    )
    return page("assessed/assignments/desk.html", context)


# What came of it


@dataclass(frozen=True)
class OutcomesPage:
    """What was released of one's people's work, and how long judging took. `took` is None of fewer than five."""

    form: PeriodForm
    took: Turnaround | None
    fewest: int
    days: int
    lines: Sequence[OutcomeLine]
    total: int
    page: int
    pages: int
    periods: Mapping[Period, str]
    period: Period


@bp.get("/assessment/outcomes")
@with_role(RoleName.COORDINATOR)
@shows_anothers(AccessTo.RESULT)
def outcomes() -> ResponseReturnValue:
    """Outcome and dates of what one's people handed in; never the work, or what was said of it."""
    reach, number, period = _reach(), _number(), _period()
    found, total = waiting.outcomes(db.session, reach, most=_PAGE, after=(number - 1) * _PAGE)
    opened_each([(each.learner_id, each.unit_code) for each in found], AccessTo.RESULT)
    first = turnaround.begins(period, on=reach.on)
    zone = installation.zone()
    since = moment(first, _MORNING, zone) if first else None
    context = OutcomesPage(
        form=PeriodForm(data={"period": period.value}),
        took=turnaround.turnaround(waiting.took(db.session, reach, since=since, zone=zone)),
        fewest=turnaround.FEWEST,
        days=installation.settings().assessment_days,
        lines=found,
        total=total,
        page=number,
        pages=_pages(total),
        periods=PERIODS,
        period=period,
    )
    return page("assessed/assignments/outcomes.html", context)


def _period() -> Period:
    asked = request.args.get("period", "")
    return next((each for each in Period if each.value == asked), Period.YEAR)


# Giving work to somebody


@dataclass(frozen=True)
class AssignPage:
    """A piece of work and who may judge it. `learner` is None where it is not named to whoever assigns it."""

    unit_code: str
    level: int
    number: int
    handed_in_at: datetime
    due_on: date
    learner: str | None
    now_with: Person | None
    form: AssignForm


@bp.get("/assessment/<try_id>/assign")
@_looks_after_people
@shows_anothers(AccessTo.RESULT)
def ask_whom(try_id: str) -> ResponseReturnValue:
    """Who may judge a piece of work, and how many each has open."""
    found = _opened(try_id)
    or_404(found if services.waits(found.tried, found.submission, AssignmentKind.FIRST) else None)
    now_with = _now_with(found)
    form = _form(_able(found, now_with), data={"instead_of": now_with.public_id if now_with else ""})
    return _assign_page(found, now_with, form)


@bp.post("/assessment/<try_id>/assign")
@_looks_after_people
@shows_anothers(AccessTo.RESULT)
def assign(try_id: str) -> ResponseReturnValue:
    """Give a piece of work to somebody who may judge it, perhaps in place of somebody else."""
    found = _opened(try_id)
    now_with = _now_with(found)
    able = _able(found, now_with)
    form, actor, today = _form(able), current_learner(), installation.today()
    if not form.accepted():
        return _assign_page(found, now_with, form, 422)
    to = next(each.person for each in able if each.person.public_id == form.text("to"))
    instead = now_with.id if now_with and form.text("instead_of") == now_with.public_id else None
    try:
        services.reassign(db.session, found.tried, to=to.id, instead_of=instead, by=actor.id, on=today, at=clock.now())
    except (services.AlreadyAssigned, NotNow):
        flash("This was given to somebody, or changed, a moment ago in another window.", "message")
        return redirect(url_for("assessment_desk.desk"), 303)
    except (services.ConflictOfInterest, services.MayNotJudge):
        flash(f"{to.name} may not judge this any more. Choose somebody else.", "message")
        return redirect(url_for("assessment_desk.ask_whom", try_id=try_id), 303)
    _log.info("work assigned", by=actor.public_id, to=to.public_id, submission=found.submission.public_id)
    flash(f"{to.name} judges it.", "message")
    return redirect(url_for("assessment_desk.desk"), 303)


def _seen(try_id: str) -> TryFound:
    """A try that waits for its first judgement, for whoever looks after its learner; else there is none."""
    found = or_404(submissions.try_found(db.session, try_id))
    mine = rules.may_assign(current_learner(), _paths(found), learner_id=found.learner.id)
    return or_404(found if mine else None)


def _opened(try_id: str) -> TryFound:
    """The same, once it is written down that it is opened."""
    found = _seen(try_id)
    opened(found.learner.id, AccessTo.RESULT, found.submission.unit_code)
    return _seen(try_id)


def _paths(found: TryFound) -> Sequence[str]:
    return assessors.paths_of(db.session, found.learner.id, on=installation.today())


def _now_with(found: TryFound) -> Person | None:
    asked = queries.open_of_kind(db.session, found.tried.id, AssignmentKind.FIRST)
    return db.session.get_one(Person, asked[0].assessor_id) if asked else None


def _able(found: TryFound, now_with: Person | None) -> list[AblePerson]:
    """Who may judge it, but whoever does."""
    today, kind = installation.today(), AssignmentKind.FIRST
    able = queries.able_for(db.session, found.tried, found.submission, kind=kind, on=today)
    return [each for each in able if now_with is None or each.person.id != now_with.id]


def _form(able: Sequence[AblePerson], **more: object) -> AssignForm:
    return AssignForm(able=[(each.person.public_id, each.person.name, each.open) for each in able], **more)


def _assign_page(found: TryFound, now_with: Person | None, form: AssignForm, status: int = 200) -> Response:
    named = rules.may_see_outcome(current_learner(), _paths(found)) and not names_hidden()
    context = AssignPage(
        unit_code=found.submission.unit_code,
        level=found.submission.level,
        number=found.tried.number,
        handed_in_at=found.tried.handed_in_at,
        due_on=found.tried.due_on,
        learner=found.learner.name if named else None,
        now_with=now_with,
        form=form,
    )
    return make_response(page("assessed/assignments/assign.html", context), status)
