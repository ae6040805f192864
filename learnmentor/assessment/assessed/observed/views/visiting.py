"""An assessor's side of an assessed visit: proposing it with form F13, another day, recording it by the criteria."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import shows_anothers
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.observed import queries, rules, services, wording
from learnmentor.assessment.assessed.observed.form_visit import READ_AFTER, READ_BEFORE, proposal_form, record_form
from learnmentor.assessment.assessed.observed.forms import VisitMovedForm
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.assessment.assessed.observed.queries import VisitWords
from learnmentor.assessment.assessed.observed.views.seen import VisitedTry, visited_try
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.sheet import PaperSheet
from learnmentor.mentoring.sheets.merged_answers import marks_from, marks_of, marks_to_send
from learnmentor.web import installation
from learnmentor.web.access import with_any_role
from learnmentor.web.errors import as_json, wants_json
from learnmentor.web.pages import page

bp = Blueprint("visiting", __name__)
_judges = with_any_role(RoleName.ASSESSOR, RoleName.MODERATOR)


@dataclass(frozen=True)
class ListedVisit:
    """A visit of a try in the list of whoever judges it."""

    found: AssessedVisit
    stage: str
    tone: str
    words: VisitWords
    mine: bool
    may_record: bool
    may_move: bool


@dataclass(frozen=True)
class VisitsOfTryPage:
    """The visits of a try, their records, and the form for another one where it may be proposed."""

    seen: VisitedTry
    visits: Sequence[ListedVisit]
    sheets: Sequence[PaperSheet]
    form: PaperForm | None
    moved: VisitMovedForm
    readers: str = READ_BEFORE


@bp.get("/assessing/<try_id>/observation")
@_judges
@shows_anothers(AccessTo.SUBMISSION)
def visits(try_id: str) -> ResponseReturnValue:
    """What was proposed and recorded, and a form for a visit."""
    seen = visited_try(try_id)
    return _page(seen, web_form(proposal_form(seen.brief)), VisitMovedForm())


def _page(seen: VisitedTry, form: PaperForm, moved: VisitMovedForm, status: int = 200) -> Response:
    found = queries.visits_of_try(db.session, seen.found.tried.id)
    going = any(each.assessor_id == seen.me.id and not (each.facts.recorded or each.facts.called_off) for each in found)
    may = rules.may_propose(assigned=seen.mine, visits=len(found), going_on=going)
    sheets = queries.recorded_sheets(
        db.session, installation.vault(), seen.found.tried, brief=seen.brief, decisions_for=seen.me.id
    )
    context = VisitsOfTryPage(seen, [_listed(seen, each) for each in found], sheets, form if may else None, moved)
    return make_response(page("assessed/observed/visits.html", context), status)


def _listed(seen: VisitedTry, found: AssessedVisit) -> ListedVisit:
    mine, facts = seen.mine and found.assessor_id == seen.me.id, found.facts
    words = queries.words_of(installation.vault(), found) if mine else VisitWords()
    return ListedVisit(
        found, *wording.STAGES[facts.stage], words, mine,
        may_record=mine and rules.may_record(seen.me.id, facts, on=installation.today()),
        may_move=mine and rules.may_change_day(seen.me.id, facts) and found.record is None,
    )  # fmt: skip


@bp.post("/assessing/<try_id>/observation")
@_judges
@shows_anothers(AccessTo.SUBMISSION)
def propose(try_id: str) -> ResponseReturnValue:
    """Propose a visit; its purpose is assessed, and is never changed."""
    seen = visited_try(try_id)
    form = web_form(proposal_form(seen.brief))
    if not (form.accepted() and form.whole()):
        return _page(seen, form, VisitMovedForm(blank=True), 422)
    try:
        services.propose(
            db.session, installation.vault(), seen.found.tried, by=seen.me.id, values=form.values(),
            on=installation.today(), public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.DayPassed:
        form.refuse("held_on", wording.PAST)
    except services.VisitConflict:
        form.form_errors.append(wording.CONFLICT)
    except services.NotWithYou:
        return _back(seen, wording.NOT_YOURS)
    except services.TooManyVisits:
        return _back(seen, wording.ENOUGH)
    if form.errors:
        return _page(seen, form, VisitMovedForm(blank=True), 422)
    return _back(seen, "Proposed. The learner is asked to agree, or to name another day.")


def _back(seen: VisitedTry, said: str) -> ResponseReturnValue:
    flash(said, "message")
    return redirect(url_for("visiting.visits", try_id=seen.found.tried.public_id), 303)


@bp.post("/assessing/<try_id>/observation/<visit_id>/day")
@_judges
@shows_anothers(AccessTo.SUBMISSION)
def move(try_id: str, visit_id: str) -> ResponseReturnValue:
    """Another day: everybody is told again."""
    seen, moved = visited_try(try_id), VisitMovedForm()
    found = seen.own_visit(visit_id)
    if not moved.accepted() or moved.held_on.data is None:
        return _page(seen, web_form(proposal_form(seen.brief), blank=True), moved, 422)
    try:
        services.change_day(db.session, found, by=seen.me.id, day=moved.held_on.data, on=installation.today())
    except services.DayPassed:
        moved.refuse("held_on", wording.PAST)
        return _page(seen, web_form(proposal_form(seen.brief), blank=True), moved, 422)
    except services.VisitStands:
        return _back(seen, wording.STANDS)
    return _back(seen, "The day is changed. The learner is asked again.")


@bp.post("/assessing/<try_id>/observation/<visit_id>/call-off")
@_judges
@shows_anothers(AccessTo.SUBMISSION)
def call_off(try_id: str, visit_id: str) -> ResponseReturnValue:
    """Call a visit off that has not been recorded."""
    seen = visited_try(try_id)
    try:
        services.call_off(db.session, seen.own_visit(visit_id), by=seen.me.id, at=clock.now())
    except services.VisitStands:
        return _back(seen, wording.STANDS)
    return _back(seen, "Called off. The try is judged by what was handed in.")


# The record


@dataclass(frozen=True)
class VisitRecordPage:
    """The record of a visit, as its assessor writes it."""

    seen: VisitedTry
    found: AssessedVisit
    words: VisitWords
    form: PaperForm
    marks: str
    readers: str = READ_AFTER


@bp.get("/assessing/<try_id>/observation/<visit_id>/record")
@_judges
@shows_anothers(AccessTo.SUBMISSION)
def record(try_id: str, visit_id: str) -> ResponseReturnValue:
    """Write what was seen, and judge it by the criteria; only once everybody who was watched said they were told."""
    seen = visited_try(try_id)
    found = seen.own_visit(visit_id)
    if not rules.may_record(seen.me.id, found.facts, on=installation.today()):
        return _back(seen, wording.STANDS)
    form = record_form(queries.criteria_of(seen.brief, found))
    values = {**form.empty, **queries.record_of(installation.vault(), found)}
    return _record_page(seen, found, web_form(form, values), marks_to_send(marks_of(form, values)))


def _record_page(seen: VisitedTry, found: AssessedVisit, form: PaperForm, marks: str, status: int = 200) -> Response:
    words = queries.words_of(installation.vault(), found)
    return make_response(
        page("assessed/observed/record.html", VisitRecordPage(seen, found, words, form, marks)), status
    )


@bp.post("/assessing/<try_id>/observation/<visit_id>/record")
@_judges
@shows_anothers(AccessTo.SUBMISSION)
def keep_record(try_id: str, visit_id: str) -> ResponseReturnValue:
    """Keep what is written; with the button, say that it is whole."""
    seen = visited_try(try_id)
    found = seen.own_visit(visit_id)
    criteria, sent = queries.criteria_of(seen.brief, found), request.form.get("seen", "")
    form = web_form(record_form(criteria))
    if form.wants_more or not form.accepted():
        return _record_page(seen, found, form, sent, 200 if form.wants_more else 422)
    try:
        new = services.keep_record(
            db.session, installation.vault(), found, by=seen.me.id, criteria=criteria, values=form.values(),
            seen=marks_from(sent), on=installation.today(),
        )  # fmt: skip
        marks = marks_to_send(marks_of(form.definition, new.answers))
        if wants_json():
            return jsonify(seen=marks, both=bool(new.both))
        return _kept(seen, found, form, marks)
    except (services.VisitStands, services.NotWithYou, services.VisitConflict):
        return as_json(409, "stands", wording.STANDS) if wants_json() else _back(seen, wording.STANDS)


def _kept(seen: VisitedTry, found: AssessedVisit, form: PaperForm, marks: str) -> ResponseReturnValue:
    if request.form.get("act") != "ready":
        return _back(seen, "Kept. Nothing counts before you say that it is whole.")
    if not form.whole():
        commit_before_drawing()  # what is written is kept, whatever is still missing
        return _record_page(seen, found, form, marks, 422)
    services.finish_record(db.session, found, by=seen.me.id, on=installation.today(), at=clock.now())
    return _back(seen, "Recorded. It is evidence of this try now, and stays as it is.")
