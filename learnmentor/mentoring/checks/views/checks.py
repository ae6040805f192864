""" "Is this working?": three questions, for whoever answers alone, with the way to a change beside them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.checks import queries, rules, services
from learnmentor.mentoring.checks.rules import CheckAnswers, Works
from learnmentor.mentoring.meetings.queries import held_meetings
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.forms import Form, at_most, trimmed
from learnmentor.web.pages import page

bp = Blueprint("pair_checks", __name__)
_WORDS = {Works.YES: "Yes", Works.MOSTLY: "Mostly", Works.HARDLY: "Hardly", Works.NO: "No"}
_CHOICES = [SelectChoice(value.value, words) for value, words in _WORDS.items()]
_PICK = InputRequired("Choose one of the four.")


class PairCheckForm(Form):
    """Three questions."""

    useful = RadioField("Do you come away with something that you can use?", choices=_CHOICES, validators=[_PICK])
    honest = RadioField("Can you say what you think?", choices=_CHOICES, validators=[_PICK])
    worth = RadioField("Is it worth the time that it takes?", choices=_CHOICES, validators=[_PICK])
    note = TextAreaField("Anything that you want to remember", filters=[trimmed], validators=[at_most(2_000)])

    def answers(self) -> CheckAnswers:
        """What an accepted form says."""
        return CheckAnswers(self.text("useful"), self.text("honest"), self.text("worth"), self.text("note"))


@dataclass(frozen=True)
class PairCheckPage:
    """The three questions."""

    seen: PairSeen
    form: PairCheckForm
    after: int
    answered: CheckAnswers | None


@dataclass(frozen=True)
class PairChecksPage:
    """What one has answered."""

    seen: PairSeen
    answered: Sequence[tuple[int, CheckAnswers]]
    words: dict[Works, str]


@bp.get("/pairs/<public_id>/checks")
@signed_in
def checks(public_id: str) -> ResponseReturnValue:
    """One's own answers so far."""
    seen = pair_inside(public_id)
    rows = queries.checks(db.session, pair_id=seen.pair.id, person_id=seen.me.id)
    found = [(after, queries.answers(installation.vault(), row)) for after, row in sorted(rows.items())]
    return page("mentoring/checks/checks.html", PairChecksPage(seen, found, _WORDS))


@bp.get("/pairs/<public_id>/checks/<int:after>")
@signed_in
def check(public_id: str, after: int) -> ResponseReturnValue:
    """The questions after a meeting."""
    seen = pair_to_write(public_id)
    if not rules.may_answer(after, len(held_meetings(db.session, seen.pair.id))):
        abort(404)
    answered = _answered(seen, after)
    return _page(seen, PairCheckForm(data=asdict(answered) if answered else None), after)


@bp.post("/pairs/<public_id>/checks/<int:after>")
@signed_in
def answer(public_id: str, after: int) -> ResponseReturnValue:
    """Keep the answers, for whoever gives them alone."""
    seen, form = pair_to_write(public_id), PairCheckForm()
    if not form.accepted():
        return _page(seen, form, after), 422
    try:
        services.answer(
            db.session, installation.vault(), seen.pair, after=after, answers=form.answers(), by=seen.me.id,
            at=clock.now(),
        )  # fmt: skip
    except services.NotAskedYet:
        abort(404)
    flash(f"check-{public_id}-{after}", "kept")
    flash("Kept, for you alone.", "message")
    return redirect(url_for("pair_checks.checks", public_id=public_id), 303)


def _answered(seen: PairSeen, after: int) -> CheckAnswers | None:
    row = queries.checks(db.session, pair_id=seen.pair.id, person_id=seen.me.id).get(after)
    return queries.answers(installation.vault(), row) if row else None


def _page(seen: PairSeen, form: PairCheckForm, after: int) -> str:
    return page("mentoring/checks/check.html", PairCheckPage(seen, form, after, _answered(seen, after)))
