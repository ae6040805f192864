"""Whether one wants letters about silences: a page for whoever is signed in, and one behind the link in each letter."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.checks import queries, services
from learnmentor.web import installation
from learnmentor.web.access import or_404, public, signed_in
from learnmentor.web.forms import Form

bp = Blueprint("silence_letters", __name__)


class SilenceLettersForm(Form):
    """Whether one wants to be written to."""

    wanted = BooleanField("Write to me when a pair of mine has not met for six weeks")


@bp.get("/mentoring/letters")
@signed_in
def letters() -> ResponseReturnValue:
    """Whether one wants to be written to."""
    form = SilenceLettersForm(data={"wanted": queries.letters_wanted(db.session, current_learner().id)})
    return render_template("mentoring/checks/letters.html", form=form)


@bp.post("/mentoring/letters")
@signed_in
def choose_letters() -> ResponseReturnValue:
    """Keep whether one wants to be written to."""
    wanted = bool(SilenceLettersForm().wanted.data)
    services.want_letters(db.session, person_id=current_learner().id, letters=wanted, at=clock.now())
    flash("We write to you about a long silence." if wanted else "We no longer write to you about silences.", "message")
    return redirect(url_for("silence_letters.letters"), 303)


@bp.get("/mentoring/letters/stop/<token>")
@public
def stop_letters(token: str) -> ResponseReturnValue:
    """The page behind the link in each letter: one press, no signing in."""
    person = or_404(services.STOP.person(db.session, token, secret=installation.secret()))
    still = queries.letters_wanted(db.session, person.id)
    return render_template("mentoring/checks/stop_letters.html", still=still)


@bp.post("/mentoring/letters/stop/<token>")
@public
def letters_stopped(token: str) -> ResponseReturnValue:
    """Send no more of them."""
    person = or_404(services.STOP.person(db.session, token, secret=installation.secret()))
    services.want_letters(db.session, person_id=person.id, letters=False, at=clock.now())
    return redirect(url_for("silence_letters.stop_letters", token=token), 303)
