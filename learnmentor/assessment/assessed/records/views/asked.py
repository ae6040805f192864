"""What somebody is asked for: copies of records of two people, to be read exactly as others would, and answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.briefs import current_brief
from learnmentor.assessment.assessed.records import queries, rules, services, wording
from learnmentor.assessment.assessed.records.forms import AnswerForm
from learnmentor.assessment.assessed.records.queries import AskedRecord
from learnmentor.assessment.assessed.rules import ConsentState
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind
from learnmentor.ground import clock
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.mentoring.paper.sheet import PaperSheet
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("asked_records", __name__)

_ANSWERS = {
    ConsentState.GIVEN: ("You said yes", "teal"),
    ConsentState.REFUSED: ("You said no", "plain"),
    ConsentState.WITHDRAWN: ("You took your yes back", "plain"),
}


@dataclass(frozen=True)
class AskedLine:
    """A copy in the list of whoever is asked."""

    asked: AskedRecord
    kind: str
    words: str
    tone: str


@dataclass(frozen=True)
class AskedRecordsPage:
    """What waits for an answer, and what was answered."""

    waiting: Sequence[AskedLine]
    answered: Sequence[AskedLine]


@bp.get("/released-records")
@signed_in
def mine() -> ResponseReturnValue:
    """What was asked of whoever is signed in."""
    me = current_learner().id
    waiting = [_line(each) for each in queries.waiting_for(db.session, me)]
    answered = [_line(each) for each in queries.answered_by(db.session, me)]
    return page("assessed/records/asked_list.html", AskedRecordsPage(waiting, answered))


def _line(asked: AskedRecord) -> AskedLine:
    words, tone = _ANSWERS.get(asked.record.state, ("Waits for you", "todo"))
    return AskedLine(asked, wording.ONE[ReleasableKind(asked.record.kind)], words, tone)


@dataclass(frozen=True)
class AskedRecordPage:
    """A copy as it would be read, by whom and for what. `unit`: what the work is for, in words.

    `handed_in`: it was handed in once, so that a yes taken back seals the copy and leaves what was decided.
    """

    line: AskedLine
    sheet: PaperSheet | None
    unit: str
    may_answer: bool
    may_take_back: bool
    handed_in: bool


@bp.get("/released-records/<released_id>")
@signed_in
def record(released_id: str) -> ResponseReturnValue:
    """What is asked, and the copy."""
    asked, vault, me = _mine_or_404(released_id), installation.vault(), current_learner().id
    found = current_brief(db.session, asked.submission.unit_code)
    context = AskedRecordPage(
        _line(asked), queries.sheet(vault, asked.record), found.brief.title if found else asked.submission.unit_code,
        rules.may_answer(me, asked.facts), rules.may_take_back(me, asked.facts),
        queries.in_a_try(db.session, vault, asked.record),
    )  # fmt: skip
    return page("assessed/records/asked.html", context)


def _mine_or_404(released_id: str) -> AskedRecord:
    asked = or_404(queries.asked(db.session, released_id))
    return or_404(asked if rules.may_read_as_other(current_learner().id, asked.facts) else None)


@bp.post("/released-records/<released_id>/answer")
@signed_in
def answer(released_id: str) -> ResponseReturnValue:
    """Say yes or no; sent twice, it is said once."""
    asked, form, me = _mine_or_404(released_id), AnswerForm(), current_learner().id
    if not form.accepted():
        abort(422, "Press “Yes” or “No” below the copy. Nothing was answered.")
    try:
        services.answer(db.session, asked, by=me, yes=form.yes, at=clock.now())
    except services.NotAskedNow:
        undo_before_drawing()
        flash(wording.NOTHING_ASKED, "message")
    else:
        flash(_YES if form.yes else _NO, "message")
    return redirect(url_for("asked_records.mine"), 303)


_YES = "You said yes. You can take that back here on any day, and need no reason."
_NO = "You said no, and that is the end of the matter. The copy is gone, and it costs nobody anything."


@bp.post("/released-records/<released_id>/take-back")
@signed_in
def take_back(released_id: str) -> ResponseReturnValue:
    """Take a yes back."""
    asked = _mine_or_404(released_id)
    try:
        services.take_back(db.session, asked, by=current_learner().id, at=clock.now())
    except services.NotAskedNow:
        undo_before_drawing()
        flash("There is no yes of yours here any more, so nothing was changed.", "message")
    else:
        flash("You took your yes back. Nobody reads the copy any more.", "message")
    return redirect(url_for("asked_records.mine"), 303)
