"""The discussion about a try for whoever judges it: times, and the record of what was said."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened, shows_anothers
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.assignments.queries import open_assignment
from learnmentor.assessment.assessed.discussions import services
from learnmentor.assessment.assessed.discussions.forms import DiscussionRecordForm
from learnmentor.assessment.assessed.discussions.rules import DiscussionSide
from learnmentor.assessment.assessed.discussions.views.contexts import (
    DiscussionPage,
    DiscussionSeen,
    discussion_page,
    done,
    picked,
    proposed,
)
from learnmentor.assessment.assessed.queries import TryFound, try_found
from learnmentor.assessment.assessed.reading.queries import assignments_of_reader, may_read
from learnmentor.assessment.assessed.rules import AssignmentKind
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.zones import day_of
from learnmentor.web import installation
from learnmentor.web.access import or_404, with_any_role
from learnmentor.web.pages import page

bp = Blueprint("discussions", __name__)


def _read(try_id: str) -> DiscussionSeen:
    """A discussion for whoever may read the try; whoever is asked for the first judgement arranges and records it."""
    found, actor = or_404(try_found(db.session, try_id)), current_learner()
    reads = may_read(db.session, found, actor, on=installation.today())
    if actor.id == found.submission.person_id or not reads:
        abort(404)
    asked = open_assignment(db.session, found.tried.id, actor.id)
    arranges = asked is not None and asked.kind == AssignmentKind.FIRST
    here = url_for("discussions.discussion", try_id=try_id)
    return DiscussionSeen(found, DiscussionSide.ASSESSOR, arranges, _back(found, actor), here)


def _back(found: TryFound, actor: Actor) -> str:
    """The page of the try for whoever was asked to judge it; for a moderator with an appeal about it, the appeals."""
    if assignments_of_reader(db.session, found.tried.id, actor.id):
        return url_for("judging.work", try_id=found.tried.public_id)
    return url_for("moderating_appeals.appeals")


def _arranged(try_id: str) -> DiscussionSeen:
    """The same for whoever arranges it; 404 for everybody else."""
    seen = _read(try_id)
    return seen if seen.arranges else abort(404)


def _again(shown: DiscussionPage) -> ResponseReturnValue:
    _opened(shown.found)
    return page("assessed/discussions/discussion.html", shown), 422


def _opened(found: TryFound) -> None:
    opened(found.submission.person_id, AccessTo.SUBMISSION, found.submission.unit_code)


@bp.get("/assessing/<try_id>/discussion")
@with_any_role(RoleName.ASSESSOR, RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def discussion(try_id: str) -> ResponseReturnValue:
    """How it stands."""
    seen = _read(try_id)
    _opened(seen.found)
    return page("assessed/discussions/discussion.html", discussion_page(seen))


@bp.post("/assessing/<try_id>/discussion/times")
@with_any_role(RoleName.ASSESSOR, RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def propose(try_id: str) -> ResponseReturnValue:
    """Propose times."""
    return proposed(_arranged(try_id), _again)


@bp.post("/assessing/<try_id>/discussion/pick")
@with_any_role(RoleName.ASSESSOR, RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def pick(try_id: str) -> ResponseReturnValue:
    """Take one of the learner's times."""
    return picked(_arranged(try_id), _again)


@bp.post("/assessing/<try_id>/discussion/record")
@with_any_role(RoleName.ASSESSOR, RoleName.MODERATOR)
@shows_anothers(AccessTo.SUBMISSION)
def record(try_id: str) -> ResponseReturnValue:
    """Write down what was said."""
    seen, form = _arranged(try_id), DiscussionRecordForm()
    today, zone = installation.today(), installation.zone()
    handed_in_on = day_of(seen.found.tried.handed_in_at, zone)
    typed = form.record(handed_in_on=handed_in_on, today=today) if form.accepted() else None
    if typed is None:
        return _again(discussion_page(seen, record=form))
    return done(
        seen,
        "It is written down, and the learner can read it.",
        lambda: services.record(
            db.session, installation.vault(), seen.found, typed, by=current_learner().id, today=today,
            handed_in_on=handed_in_on, public_id=randomness.public_id(), at=clock.now(),
        ),
    )  # fmt: skip
