"""An assessor judges the records of the course, and afterwards sees them beside others' judgements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.standardisation import queries, rules, services
from learnmentor.assessment.assessed.standardisation.comparison import RecordCompared, compared
from learnmentor.assessment.assessed.standardisation.form_record import READERS, answers_of_record, record_form
from learnmentor.assessment.assessed.standardisation.models import Standardisation
from learnmentor.assessment.assessed.standardisation.queries import StandardRecord
from learnmentor.assessment.assessed.standardisation.rules import RecordJudged, RoundFacts
from learnmentor.assessment.statistics.small_cells import FEWEST
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.sheets.merged_answers import marks_from, marks_of, marks_to_send
from learnmentor.web import installation
from learnmentor.web.access import or_404, with_any_role
from learnmentor.web.errors import as_json, wants_json
from learnmentor.web.forms import Form
from learnmentor.web.pages import page

bp = Blueprint("standardisation", __name__)
_judges = with_any_role(RoleName.ASSESSOR, RoleName.MODERATOR)
_NO_RECORDS = "The course here has fewer than three records with criteria, so there is nothing to judge yet."
_NOT_THIS_YEAR = "You did this already this year. It can be done again from 1 January."
_DONE = "This round was finished in another window, and stays as it is."


@dataclass(frozen=True)
class RecordLine:
    """A record of the round that goes on, and whether it is judged."""

    code: str
    title: str
    whole: bool


@dataclass(frozen=True)
class StandardisationPage:
    """The round that goes on, if one does, and those that were finished."""

    going: Standardisation | None
    lines: Sequence[RecordLine]
    finished: Sequence[Standardisation]
    may_begin: bool
    readers: str = READERS


@bp.get("/assessing/standardisation")
@_judges
def rounds() -> ResponseReturnValue:
    """What it is for, what is left of it, and what was done."""
    found = queries.rounds_of(db.session, current_learner().id)
    going = next((each for each in found if each.finished_at is None), None)
    finished = [each for each in found if each.finished_at is not None]
    days = [each.finished_on for each in finished if each.finished_on]
    may_begin = going is None and rules.may_begin_round(days, on=installation.today(), rounds=len(found))
    context = StandardisationPage(going, _lines(going) if going else (), finished, may_begin)
    return page("assessed/standardisation/rounds.html", context)


def _lines(found: Standardisation) -> list[RecordLine]:
    facts = _facts(found)
    return [RecordLine(code, each["title"], facts.whole(code)) for code, each in found.asked.items()]


def _facts(found: Standardisation) -> RoundFacts:
    return queries.facts_of(found, queries.evidence(installation.vault(), found))


@bp.post("/assessing/standardisation")
@_judges
def begin() -> ResponseReturnValue:
    """Begin a round; pressed twice, it is one."""
    on: date = installation.today()
    try:
        services.begin(
            db.session, person_id=current_learner().id, public_id=randomness.public_id(), on=on, at=clock.now()
        )
    except services.NoRecords:
        flash(_NO_RECORDS, "message")
    except services.NotThisYear:
        flash(_NOT_THIS_YEAR, "message")
    return redirect(url_for("standardisation.rounds"), 303)


# One record


@dataclass(frozen=True)
class JudgeRecordPage:
    """A record to be judged; `record` is None where the course has it no more."""

    code: str
    title: str
    record: StandardRecord | None
    form: PaperForm
    marks: str
    readers: str = READERS


@bp.get("/assessing/standardisation/<record>")
@_judges
def record(record: str) -> ResponseReturnValue:
    """Judge a record by its criteria, before anybody else's judgement is seen."""
    found = _going(record)
    criteria = found.asked[record]["criteria"]
    answers = answers_of_record(criteria, _facts(found).judged.get(record, RecordJudged()))
    form = web_form(record_form(criteria), answers)
    return _record_page(found, record, form, marks_to_send(marks_of(form.definition, answers)))


def _going(record: str) -> Standardisation:
    """The round that goes on, if it asks for a record."""
    found = or_404(queries.open_round(db.session, current_learner().id))
    if record not in found.asked:
        abort(404)
    return found


def _record_page(found: Standardisation, record: str, form: PaperForm, marks: str, status: int = 200) -> Response:
    there = {each.code: each for each in queries.standard_records(db.session)}.get(record)
    context = JudgeRecordPage(record, found.asked[record]["title"], there, form, marks)
    return make_response(page("assessed/standardisation/record.html", context), status)


class _SeenForm(Form):
    """The marks of the answers that a page was drawn with."""

    seen = HiddenField()
    do = HiddenField()


@bp.post("/assessing/standardisation/<record>")
@_judges
def judge(record: str) -> ResponseReturnValue:
    """Keep what is decided; with the button, go on to the next record, and at the end finish the round."""
    found, sent = _going(record), _SeenForm()
    form = web_form(record_form(found.asked[record]["criteria"]))
    if not form.accepted():
        return _record_page(found, record, form, sent.text("seen"), 422)
    try:
        new = services.keep(
            db.session, installation.vault(), found, record, answers=form.values(), seen=marks_from(sent.text("seen"))
        )
    except services.RoundDone:
        if wants_json():
            return as_json(409, "done", _DONE)
        flash(_DONE, "message")
        return redirect(url_for("standardisation.rounds"), 303)
    marks = marks_to_send(marks_of(form.definition, new.answers))
    if wants_json():
        return jsonify(seen=marks, both=bool(new.both))
    if not form.whole():
        commit_before_drawing()  # what is decided is kept, whatever is still missing
        return _record_page(found, record, form, marks, 422)
    return _onward(found)


def _onward(found: Standardisation) -> ResponseReturnValue:
    at, on = clock.now(), installation.today()
    if lacking := services.finish(db.session, installation.vault(), found, on=on, at=at):
        return redirect(url_for("standardisation.record", record=lacking[0]), 303)
    flash("You have judged all three. Here they are beside what others said.", "message")
    return redirect(url_for("standardisation.compare", public_id=found.public_id), 303)


# Afterwards


@dataclass(frozen=True)
class ComparePage:
    """A finished round beside others; `fewest`: how many others there have to be before their spread is shown."""

    found: Standardisation
    records: Sequence[RecordCompared]
    fewest: int = FEWEST


@bp.get("/assessing/standardisation/rounds/<public_id>")
@_judges
def compare(public_id: str) -> ResponseReturnValue:
    """One's own judgements beside those of the records' assessors, and of everybody here who did it."""
    me = current_learner().id
    found = or_404(queries.round_of(db.session, public_id, me))
    if found.finished_at is None:
        abort(404)
    others = queries.judged_by_others(db.session, me)
    there = {each.code: each for each in queries.standard_records(db.session)}
    judged = _facts(found).judged
    records = [compared(code, asked, judged[code], there.get(code), others) for code, asked in found.asked.items()]
    return page("assessed/standardisation/compare.html", ComparePage(found, records))
