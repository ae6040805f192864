"""Whether one wants letters about assessed work: a page for whoever is signed in, and one behind each letter's link."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.digests import queries, services
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404, public, signed_in
from learnmentor.web.forms import Form
from learnmentor.web.pages import page

bp = Blueprint("assessment_letters", __name__)


class AssessmentLettersForm(Form):
    """Whether one wants to be written to."""

    wanted = BooleanField("Write to me when something about assessed work is new for me")


@dataclass(frozen=True)
class AssessmentLettersPage:
    """The choice, and when the last letter went out."""

    form: AssessmentLettersForm
    sent_at: datetime | None


@dataclass(frozen=True)
class StopDigestsPage:
    """The page behind the link of a letter; `still`: letters are wanted so far."""

    still: bool


@bp.get("/assessed-work/letters")
@signed_in
def letters() -> ResponseReturnValue:
    """Whether one wants to be written to, and when one was."""
    kept = queries.digest_of(db.session, current_learner().id)
    form = AssessmentLettersForm(data={"wanted": kept is None or kept.stopped_at is None})
    return page("assessed/digests/letters.html", AssessmentLettersPage(form, kept.sent_at if kept else None))


@bp.post("/assessed-work/letters")
@signed_in
def choose_letters() -> ResponseReturnValue:
    """Keep whether one wants to be written to."""
    wanted = bool(AssessmentLettersForm().wanted.data)
    services.want_digests(db.session, person_id=current_learner().id, letters=wanted, at=clock.now())
    said = "We write to you when something is new." if wanted else "We no longer write to you about assessed work."
    flash(said, "message")
    return redirect(url_for("assessment_letters.letters"), 303)


@bp.get("/assessed-work/letters/stop/<token>")
@public
def stop_letters(token: str) -> ResponseReturnValue:
    """The page behind the link in each letter: one press, no signing in."""
    person = or_404(services.STOP.person(db.session, token, secret=installation.secret()))
    kept = queries.digest_of(db.session, person.id)
    return page("assessed/digests/stop_letters.html", StopDigestsPage(kept is None or kept.stopped_at is None))


@bp.post("/assessed-work/letters/stop/<token>")
@public
def letters_stopped(token: str) -> ResponseReturnValue:
    """Send no more of them."""
    person = or_404(services.STOP.person(db.session, token, secret=installation.secret()))
    services.want_digests(db.session, person_id=person.id, letters=False, at=clock.now())
    return redirect(url_for("assessment_letters.stop_letters", token=token), 303)
