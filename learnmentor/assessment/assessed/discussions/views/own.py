"""The discussion about one's own try: times proposed and picked, the record read, one correction."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed.discussions import services
from learnmentor.assessment.assessed.discussions.forms import DiscussionCorrectionForm
from learnmentor.assessment.assessed.discussions.rules import DiscussionSide
from learnmentor.assessment.assessed.discussions.views.contexts import (
    DiscussionPage,
    DiscussionSeen,
    discussion_page,
    done,
    picked,
    proposed,
)
from learnmentor.assessment.assessed.handing_in.views.seen import try_seen
from learnmentor.assessment.assessed.queries import try_by_id
from learnmentor.assessment.assessed.views.seen import own_submission
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("own_discussions", __name__)


def _seen(public_id: str, number: int) -> DiscussionSeen:
    tried = try_seen(own_submission(public_id), number)
    return DiscussionSeen(
        or_404(try_by_id(db.session, tried.id)),
        DiscussionSide.LEARNER,
        arranges=True,
        back=url_for("tries.tried", public_id=public_id, number=number),
        here=url_for("own_discussions.discussion", public_id=public_id, number=number),
    )


def _again(shown: DiscussionPage) -> ResponseReturnValue:
    return page("assessed/discussions/discussion.html", shown), 422


@bp.get("/assessed-work/<public_id>/tries/<int:number>/discussion")
@signed_in
def discussion(public_id: str, number: int) -> ResponseReturnValue:
    """How it stands."""
    return page("assessed/discussions/discussion.html", discussion_page(_seen(public_id, number)))


@bp.post("/assessed-work/<public_id>/tries/<int:number>/discussion/times")
@signed_in
def propose(public_id: str, number: int) -> ResponseReturnValue:
    """Propose times."""
    return proposed(_seen(public_id, number), _again)


@bp.post("/assessed-work/<public_id>/tries/<int:number>/discussion/pick")
@signed_in
def pick(public_id: str, number: int) -> ResponseReturnValue:
    """Take one of the assessor's times."""
    return picked(_seen(public_id, number), _again)


@bp.post("/assessed-work/<public_id>/tries/<int:number>/discussion/correction")
@signed_in
def correct(public_id: str, number: int) -> ResponseReturnValue:
    """Say once what was otherwise."""
    seen, form = _seen(public_id, number), DiscussionCorrectionForm()
    if not form.accepted():
        return _again(discussion_page(seen, correct=form))
    return done(
        seen,
        "Your correction stands beside the record.",
        lambda: services.correct(db.session, installation.vault(), seen.found, form.text("correction"), at=clock.now()),
    )
