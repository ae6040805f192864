"""Choosing an assessed version: a button on a unit's pages begins a submission in preparation."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import rules
from learnmentor.assessment.assessed.models import Submission
from learnmentor.assessment.assessed.preparing import services
from learnmentor.assessment.assessed.services import TooManySubmissions
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.web.access import signed_in

bp = Blueprint("choosing_work", __name__)

TOO_MANY = (
    f"You have begun {rules.MOST_SUBMISSIONS} submissions, given up ones too, which is the most that one person can. "
    "Go on with one that is there, or ask the people who run LearnMentor for you."
)


@bp.post("/units/<code>/assessment/<int:level>")
@signed_in
def begin(code: str, level: int) -> ResponseReturnValue:
    """Begin to prepare an assessed version, once however often the button is pressed; 404 where there is none."""
    return begun(services.begin, code, level, nothing=services.NoAssessedVersion)


def begun(begin: Callable[..., Submission], code: str, level: int, *, nothing: type[Exception]) -> ResponseReturnValue:
    """Begin a submission and go on to it; `nothing` is raised where there is none to begin."""
    try:
        made = begin(
            db.session, person_id=current_learner().id, unit_code=code.upper(), level=level,
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except nothing:
        abort(404)
    except TooManySubmissions:
        abort(422, TOO_MANY)
    flash("Here it is. Nothing is sent to anybody until you hand it in.", "message")
    return redirect(url_for("assessed_work.submission", public_id=made.public_id), 303)
