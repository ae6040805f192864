"""The side of those who are watched: the learner agrees or asks for another day, the mentee was told or says no."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from learnmentor.accounts.models import Person
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.observed import queries, rules, services, wording
from learnmentor.assessment.assessed.observed.form_visit import DECLARED, READ_AFTER, record_sheet
from learnmentor.assessment.assessed.observed.forms import ALONE, AgreeVisitForm, OtherDayForm
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.assessment.assessed.views.names import assessor_called
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission
from learnmentor.courses.catalogue.assessed_versions import Criterion
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.paper.sheet import PaperSheet, sheet_of
from learnmentor.mentoring.queries import KnownPair, known_pair, open_pairs_of
from learnmentor.mentoring.rules import Side
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("visited", __name__)
_THANKS = "Thank you. You can still say no until it has taken place."


@dataclass(frozen=True)
class VisitTold:
    """A visit as those who are watched read it before it takes place, and after release."""

    found: AssessedVisit
    number: int  # of the try
    stage: str
    tone: str
    assessor: str
    focus: str
    other_day: str
    criteria: Sequence[Criterion]
    declared: PaperSheet | None
    record: PaperSheet | None
    open: bool
    may_call_off: bool
    readers: str = wording.LEARNER_READS


def _told(found: AssessedVisit, tried: SubmissionTry, me: int) -> VisitTold:
    words, facts = queries.words_of(installation.vault(), found), found.facts
    criteria = queries.criteria_of(brief_of(tried), found)
    released = tried.released_at is not None and me == found.learner_id and found.recorded_at is not None
    record = queries.record_of(installation.vault(), found) if released else {}
    return VisitTold(
        found, tried.number, *wording.STAGES[facts.stage], _assessor(found),
        words.focus, words.other_day if me == found.learner_id else "", criteria,
        sheet_of(DECLARED, words.declared) if words.declared else None,
        record_sheet(criteria, record, decisions=True) if record else None,
        open=rules.may_answer(me, facts), may_call_off=rules.may_call_off(me, facts),
    )  # fmt: skip


def _assessor(found: AssessedVisit) -> str:
    return assessor_called(db.session.get_one(Person, found.assessor_id))


@dataclass(frozen=True)
class OwnVisitsPage:
    """The visits for a submission, and the forms for the one that waits for an answer."""

    own: OwnSubmission
    visits: Sequence[VisitTold]
    agree: AgreeVisitForm
    other_day: OtherDayForm


@bp.get("/assessed-work/<submission_id>/observation")
@signed_in
def own_visits(submission_id: str) -> ResponseReturnValue:
    """What an assessor proposed to come and watch, and what came of it."""
    own = own_submission(submission_id)
    return _page(own, _agree_form(own.me.id), OtherDayForm())


def _page(own: OwnSubmission, agree: AgreeVisitForm, other_day: OtherDayForm, status: int = 200) -> Response:
    found = queries.visits_of_submission(db.session, own.submission.id)
    told = [_told(visit, tried, own.me.id) for visit, tried in found]
    return make_response(page("assessed/observed/own.html", OwnVisitsPage(own, told, agree, other_day)), status)


def _agree_form(me: int, *, blank: bool = False) -> AgreeVisitForm:
    form = AgreeVisitForm(blank=blank)
    mentees = [(each.pair.public_id, each.party(Side.MENTEE).name) for each in _mentored(me)]
    nobody = (ALONE, "Nobody that I mentor here")
    form.present.choices = [SelectChoice(value, words) for value, words in (*mentees, nobody)]
    return form


def _mentored(me: int) -> list[KnownPair]:
    return [each for each in open_pairs_of(db.session, me) if each.pair.mentor_id == me]


def _own_visit(own: OwnSubmission, visit_id: str) -> AssessedVisit:
    found = queries.visits_of_submission(db.session, own.submission.id)
    return or_404(next((visit for visit, _ in found if visit.public_id == visit_id), None))


@bp.post("/assessed-work/<submission_id>/observation/<visit_id>")
@signed_in
def agree(submission_id: str, visit_id: str) -> ResponseReturnValue:
    """Agree to a visit, having been told what it is."""
    own = own_submission(submission_id)
    found, form = _own_visit(own, visit_id), _agree_form(own.me.id)
    if not form.accepted():
        return _page(own, form, OtherDayForm(blank=True), 422)
    named = {each.pair.public_id: each.pair for each in _mentored(own.me.id)}.get(form.text("present"))
    try:
        services.agree(db.session, found, by=own.me.id, pair=named, at=clock.now())
    except services.VisitStands:
        return _back(own, wording.STANDS)
    return _back(own, "Agreed. Your mentee is told next." if named else "Agreed.")


def _back(own: OwnSubmission, said: str) -> ResponseReturnValue:
    flash(said, "message")
    return redirect(url_for("visited.own_visits", submission_id=own.submission.public_id), 303)


@bp.post("/assessed-work/<submission_id>/observation/<visit_id>/other-day")
@signed_in
def other_day(submission_id: str, visit_id: str) -> ResponseReturnValue:
    """Ask for another day."""
    own, form = own_submission(submission_id), OtherDayForm()
    found = _own_visit(own, visit_id)
    if not form.accepted():
        return _page(own, _agree_form(own.me.id, blank=True), form, 422)
    try:
        services.ask_other_day(
            db.session, installation.vault(), found, by=own.me.id, words=form.text("words"), at=clock.now()
        )
    except services.VisitStands:
        return _back(own, wording.STANDS)
    return _back(own, "Your assessor is asked for another day.")


@bp.post("/assessed-work/<submission_id>/observation/<visit_id>/call-off")
@signed_in
def call_off(submission_id: str, visit_id: str) -> ResponseReturnValue:
    """Call a visit off; the work is judged by what was handed in."""
    own = own_submission(submission_id)
    try:
        services.call_off(db.session, _own_visit(own, visit_id), by=own.me.id, at=clock.now())
    except services.VisitStands:
        return _back(own, wording.STANDS)
    return _back(own, "Called off. Your work is judged by what you handed in, and nothing is thought of it.")


# The mentee


@dataclass(frozen=True)
class PresentPage:
    """What a mentee is told of a visit at which they will be there."""

    pair: KnownPair
    visit: AssessedVisit
    focus: str
    assessor: str
    criteria: Sequence[Criterion]
    may_answer: bool
    readers: str = READ_AFTER


@bp.get("/assessed-visits/<visit_id>")
@signed_in
def present(visit_id: str) -> ResponseReturnValue:
    """Who comes when, to watch what, and that it is the mentor who is judged."""
    found, pair = _with_me(visit_id)
    tried = db.session.get_one(SubmissionTry, found.try_id)
    words = queries.words_of(installation.vault(), found)
    context = PresentPage(
        pair, found, words.focus, _assessor(found), queries.criteria_of(brief_of(tried), found),
        rules.may_answer_present(current_learner().id, found.facts),
    )  # fmt: skip
    return page("assessed/observed/present.html", context)


def _with_me(visit_id: str) -> tuple[AssessedVisit, KnownPair]:
    """A visit at which whoever asks will be there as a mentee; the mentor has a page of their own."""
    found = or_404(queries.visit(db.session, visit_id))
    if found.pair_id is None or found.present_id != current_learner().id:
        abort(404)
    return found, or_404(known_pair(db.session, found.pair_id))


@bp.post("/assessed-visits/<visit_id>")
@signed_in
def answer(visit_id: str) -> ResponseReturnValue:
    """The mentee says that they were told, or that they would rather not be there."""
    (found, pair), agrees = _with_me(visit_id), request.form.get("do") == "told"
    try:
        if agrees:
            services.told(db.session, found, by=current_learner().id, at=clock.now())
        else:
            services.call_off(db.session, found, by=current_learner().id, at=clock.now())
    except services.VisitStands:
        flash(wording.STANDS, "message")
    else:
        flash(_THANKS if agrees else "Then it does not take place.", "message")
    return redirect(url_for("pairs.pair", public_id=pair.pair.public_id), 303)
