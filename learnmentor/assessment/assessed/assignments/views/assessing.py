"""What somebody has to judge, and what they may take: by age, each piece of work once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.assessors import queries as assessors
from learnmentor.assessment.assessed.assessors.rules import JUDGING_ROLES, Conflict, JudgingScope
from learnmentor.assessment.assessed.assignments import queries, rules, services
from learnmentor.assessment.assessed.assignments.queries import AskedWork, JudgedLately, QueuedWork
from learnmentor.assessment.assessed.models import Assignment
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.rules import AssignmentEnd
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.names import names_hidden
from learnmentor.ground import clock
from learnmentor.ground.calendars.working_days import working_days_between
from learnmentor.ground.db import db
from learnmentor.ground.zones import day_of
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in, with_role
from learnmentor.web.pages import page, page_number

bp = Blueprint("assessing", __name__)

_log = structlog.get_logger("assessment")
_PAGE = 50
_LAST_PAGE = 200
_LATELY = 10
_GONE = "Somebody else took this one a moment ago. Here is what still waits."
_NOT_FOR_YOU = "This one is not for you to judge, by what is known here of you and whoever handed it in."
_OVER = {
    AssignmentEnd.CONFLICT: "Somebody else judges this one: what is known here of you and whoever handed it in has "
    "changed. It is in the queue again.",
    AssignmentEnd.ROLE_ENDED: "Your role is no longer for this one, so it is in the queue again.",
}


@dataclass(frozen=True)
class AssessingLine:
    """A piece of work that one is asked to judge; `over`: that it cannot go on, and why."""

    work: AskedWork
    over: AssignmentEnd | None
    left: int  # working days
    late: int


@dataclass(frozen=True)
class QueueLine:
    """A piece of work that one may take, and how many working days it waits."""

    work: QueuedWork
    waits: int
    late: int


@dataclass(frozen=True)
class AssessingPage:
    """What one has to judge, what waits in the queue, and what one judged lately."""

    mine: Sequence[AssessingLine]
    queue: Sequence[QueueLine]
    waiting: int
    page: int
    pages: int
    lately: Sequence[JudgedLately]
    in_force: bool  # a role of an assessor or moderator
    judges: bool  # that of an assessor, whatever it is for
    scopes: Sequence[JudgingScope]  # what one's roles are for
    hidden: bool
    most: int


@bp.get("/assessing")
@signed_in
def assessing() -> ResponseReturnValue:
    """What one has to judge, by the day on which it is due, and the queue, the oldest first."""
    actor, today = current_learner(), installation.today()
    asked = queries.asked_of(db.session, actor.id)
    lately = queries.judged_lately(db.session, actor.id, most=_LATELY)
    in_force = bool(actor.roles & set(JUDGING_ROLES))
    if not (asked or lately or in_force):
        abort(404)
    number = page_number(_LAST_PAGE)
    never = assessors.conflicts(db.session, actor.id, on=today)
    scopes = [each.scope for each in assessors.scopes_in_force(db.session, on=today, person_id=actor.id)]
    found, total = queries.queue(
        db.session, actor.id, scopes, never=never, on=today, most=_PAGE, after=(number - 1) * _PAGE
    )
    over = _over(asked, never, scopes, today)
    context = AssessingPage(
        mine=[_asked_line(each, over[each.try_id, each.kind], today) for each in asked],
        queue=[_queued_line(each, today) for each in found],
        waiting=total,
        page=number,
        pages=max(1, -(-total // _PAGE)),
        lately=lately,
        in_force=in_force,
        judges=actor.has(RoleName.ASSESSOR),
        scopes=scopes,
        hidden=names_hidden(),
        most=rules.MOST_OPEN,
    )
    return page("assessed/assignments/assessing.html", context)


def _over(
    asked: Sequence[AskedWork], never: Mapping[int, Conflict], scopes: Collection[JudgingScope], today: date
) -> dict[tuple[str, str], AssignmentEnd | None]:
    """How each of these has to end, or None; where parts matter, they are asked once for all."""
    of_parts = any(each.path is not None for each in scopes)
    learners = {each.learner_id for each in asked}
    paths = queries.paths_of_each(db.session, learners, on=today) if of_parts else {}
    return {
        (each.try_id, each.kind): rules.ends_as(
            rules.standing(each.about(paths.get(each.learner_id, ())), never=never, scopes=scopes)
        )
        for each in asked
    }


def _asked_line(work: AskedWork, over: AssignmentEnd | None, today: date) -> AssessingLine:
    return AssessingLine(work, over, working_days_between(today, work.due_on), working_days_between(work.due_on, today))


def _queued_line(work: QueuedWork, today: date) -> QueueLine:
    since = day_of(work.handed_in_at, installation.zone())
    return QueueLine(work, working_days_between(since, today), working_days_between(work.due_on, today))


# Taking, and giving back


@bp.post("/assessing/<try_id>/take")
@with_role(RoleName.ASSESSOR)
def take(try_id: str) -> ResponseReturnValue:
    """Take a piece of work from the queue: once, whoever else takes it at this moment."""
    found, actor, today = or_404(submissions.try_found(db.session, try_id)), current_learner(), installation.today()
    submission = found.submission
    if not assessors.may_judge(
        db.session, actor.id, unit_code=submission.unit_code, level=submission.level, role=RoleName.ASSESSOR,
        on=today, learner_id=found.learner.id,
    ):  # fmt: skip
        abort(404)
    try:
        services.take(db.session, found.tried, by=actor.id, on=today, at=clock.now())
    except (services.AlreadyAssigned, NotNow):
        flash(_GONE, "message")
    except (services.ConflictOfInterest, services.MayNotJudge):
        flash(_NOT_FOR_YOU, "message")
    except services.TooManyOpen:
        flash(f"You have {rules.MOST_OPEN} open. Judge one or hand one back before you take another.", "message")
    else:
        _log.info("work taken", by=actor.public_id, submission=submission.public_id)
        flash(f"{submission.unit_code} at level {submission.level} is yours to judge.", "message")
    return _back()


@bp.post("/assessing/<try_id>/hand-back")
@signed_in
def hand_back(try_id: str) -> ResponseReturnValue:
    """Give a piece of work back to the queue."""
    found, mine = _mine(try_id)
    return _give_back(found, mine, AssignmentEnd.HANDED_BACK, "It is in the queue again, for somebody else.")


@bp.post("/assessing/<try_id>/recognised")
@signed_in
def recognised(try_id: str) -> ResponseReturnValue:
    """Withdraw without a reason: whoever recognises a piece of work is never given it again."""
    found, mine = _mine(try_id)
    said = "Thank you for saying so. Somebody else judges it, and you are not offered it again."
    return _give_back(found, mine, AssignmentEnd.RECOGNISED, said)


def _mine(try_id: str) -> tuple[TryFound, Assignment]:
    """A try and that one is asked to judge it; for everybody else it does not exist."""
    found = or_404(submissions.try_found(db.session, try_id))
    return found, or_404(queries.open_assignment(db.session, found.tried.id, current_learner().id))


def _give_back(found: TryFound, mine: Assignment, end: AssignmentEnd, said: str) -> Response:
    """End it as asked, or as it had to end anyway; `RECOGNISED` is kept in any case."""
    today, at = installation.today(), clock.now()
    over = None
    if end != AssignmentEnd.RECOGNISED:
        over = services.ended_by_itself(db.session, found.tried, mine, on=today, at=at)
    if over is None:
        services.end(db.session, mine, as_=end, at=at)
    _log.info("work given back", by=current_learner().public_id, submission=found.submission.public_id)
    flash(_OVER.get(over, said) if over else said, "message")
    return _back()


def _back() -> Response:
    return redirect(url_for("assessing.assessing"), 303)
