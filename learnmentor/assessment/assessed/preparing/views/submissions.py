"""One's own submissions: all of them, one with its parts and what is left, and giving one up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed import rules
from learnmentor.assessment.assessed.briefs import current_brief
from learnmentor.assessment.assessed.models import Submission
from learnmentor.assessment.assessed.observed.queries import asks_to_watch
from learnmentor.assessment.assessed.preparing import queries
from learnmentor.assessment.assessed.preparing.overview import WorkStands, work_stands
from learnmentor.assessment.assessed.preparing.views.contexts import (
    LeftLine,
    SubmissionStands,
    left_in_work,
    own_work,
    submission_stands,
    units_left_of,
)
from learnmentor.assessment.assessed.rules import SubmissionKind
from learnmentor.assessment.assessed.services import NotNow, give_up
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("assessed_work", __name__)

NOT_NOW = "This cannot be given up now: it was judged a moment ago, or it has ended. Here it is as it stands."


@dataclass(frozen=True)
class OwnWorkPage:
    """Somebody's submissions, each with where it is; titles of units by code; those that an assessor asks to watch."""

    submissions: Sequence[tuple[Submission, SubmissionStands]]
    titles: Mapping[str, str]
    to_watch: Collection[int]


@bp.get("/assessed-work")
@signed_in
def mine() -> ResponseReturnValue:
    """What one prepares, has handed in and was judged, each with the next step."""
    found = assessed.submissions_of(db.session, current_learner().id)
    titles = queries.unit_titles(db.session) if found else {}
    to_watch = asks_to_watch(db.session, current_learner().id) if found else set()
    stand = [(each, submission_stands(each)) for each in found]
    return page("assessed/preparing/mine.html", OwnWorkPage(stand, titles, to_watch))


@dataclass(frozen=True)
class SubmissionPage:
    """A submission of one's own: where it is, its parts, and what is left before it may be handed in."""

    own: OwnSubmission
    brief: AssessedBrief
    offered: bool  # at its level, today
    title: str
    stands: SubmissionStands
    work: WorkStands
    left: Sequence[LeftLine]
    units_left: Sequence[LeftLine]
    next: LeftLine | None
    tries_left: int


@bp.get("/assessed-work/<public_id>")
@signed_in
def submission(public_id: str) -> ResponseReturnValue:
    """A submission part by part, what is left, and giving it up."""
    own = own_submission(public_id)
    found = own.submission
    brief = or_404(current_brief(db.session, found.unit_code, found.kind)).brief
    lacking = queries.lacking(db.session, own.me.id, found.unit_code, kind=found.kind)
    prepared = own_work(db.session, found)
    work = work_stands(brief, found.level, prepared, queries.beside_parts(db.session, found.id), lacking)
    left, units_left = (left_in_work(found, brief, work.left), units_left_of(lacking)) if own.open else ([], [])
    context = SubmissionPage(
        own=own,
        brief=brief,
        offered=brief.version(found.level) is not None,
        title=_title(found, lacking.title or brief.title),
        stands=submission_stands(found),
        work=work,
        left=left,
        units_left=units_left,
        next=next(iter([*left, *units_left]), None),
        tries_left=rules.MOST_TRIES - found.tries,
    )
    return page("assessed/preparing/submission.html", context)


def _title(found: Submission, unit: str) -> str:
    claim = ", by earlier learning" if found.kind == SubmissionKind.EARLIER_LEARNING else ""
    return f"{unit}, level {found.level}{claim}"


@dataclass(frozen=True)
class GivingUpPage:
    """Before a submission is given up."""

    own: OwnSubmission


@bp.get("/assessed-work/<public_id>/giving-up")
@signed_in
def giving_up(public_id: str) -> ResponseReturnValue:
    """Ask before a submission is given up."""
    own = own_submission(public_id)
    if not rules.may_give_up(own.me.id, own.submission.facts):
        return _not_now(public_id)
    return page("assessed/preparing/giving_up.html", GivingUpPage(own))


@bp.post("/assessed-work/<public_id>/giving-up")
@signed_in
def leave(public_id: str) -> ResponseReturnValue:
    """Give a submission up; whoever was to judge it is asked no longer."""
    own = own_submission(public_id)
    try:
        give_up(db.session, own.submission, by=own.me.id, at=clock.now())
    except NotNow:
        return _not_now(public_id)
    flash("You gave it up. It costs you nothing: what you wrote is kept, and you can begin again.", "message")
    return redirect(url_for("assessed_work.mine"), 303)


def _not_now(public_id: str) -> ResponseReturnValue:
    flash(NOT_NOW, "error")
    return redirect(url_for("assessed_work.submission", public_id=public_id), 303)
