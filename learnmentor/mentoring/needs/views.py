"""The pages of the twelve questions: what they recommend, the form, and its way to paper and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.courses.programmes.rules import MAX_PROGRAMMES
from learnmentor.courses.programmes.services import TooManyProgrammes
from learnmentor.courses.study.queries import studied
from learnmentor.courses.study.rules import SegmentProgress
from learnmentor.ground import clock, randomness
from learnmentor.ground.before_after import AnswersTaken, Comparison, compared
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.mentoring.needs import queries, services
from learnmentor.mentoring.needs.form_needs import FORM_NEEDS, HOPE, LABELS, LINES, QUESTIONS, WORDS
from learnmentor.mentoring.needs.queries import OpenedNeeds
from learnmentor.mentoring.needs.recommendation import RecommendedSegment, recommended
from learnmentor.mentoring.needs.rules import Answer
from learnmentor.mentoring.paper.definition import Values
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.markdown import to_markdown
from learnmentor.mentoring.paper.sheet import sheet_of
from learnmentor.mentoring.paper.views import (
    FilledFileForm,
    FilledFilePage,
    brought_in,
    markdown_answer,
    pdf_answer,
)
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("needs", __name__)
TITLE = "What I need first as a mentor"
_NAME = "mentor-needs"


@dataclass(frozen=True)
class AskedAndSaid:
    """Why a segment is recommended, in words: what was asked, and what was answered."""

    asked: str
    said: str


@dataclass(frozen=True)
class RecommendedLine:
    """A segment in the order to take it, with the reasons."""

    code: str
    title: str
    reasons: Sequence[AskedAndSaid]
    outcomes: str
    first_meeting: bool


@dataclass(frozen=True)
class NeedsPage:
    """What the newest answers recommend, and how all answers compare."""

    newest: OpenedNeeds | None
    lines: Sequence[RecommendedLine]
    comparison: Comparison | None
    hopes: Sequence[tuple[datetime, str]]
    programme: str | None


@bp.get("/mentoring/needs")
@signed_in
def needs() -> ResponseReturnValue:
    """The order of segments that one's answers recommend, and before and after where there are two."""
    return _needs_page()


def _needs_page(status: int = 200) -> Response:
    takes = queries.takes_of(db.session, installation.vault(), current_learner().id)
    newest = takes[-1] if takes else None
    context = NeedsPage(
        newest=newest,
        lines=[_line(each, newest.values) for each in _recommended(newest)] if newest else [],
        comparison=compared(LINES, [AnswersTaken(take.at, _in_words(take.values)) for take in takes]),
        hopes=[(take.at, take.values[HOPE]) for take in takes if take.values.get(HOPE)],
        programme=newest.programme if newest else None,
    )
    return make_response(page("mentoring/needs/needs.html", context), status)


def _recommended(newest: OpenedNeeds) -> list[RecommendedSegment]:
    progress = studied(db.session, current_learner().id)
    finished = {code for code, each in progress.items() if each.state == SegmentProgress.DONE}
    return recommended(QUESTIONS, newest.values, queries.serving_segments(db.session), finished=finished)


def _in_words(values: Values) -> dict[str, str]:
    answered = ((key, values.get(key, "")) for key in LABELS)
    return {key: WORDS[Answer(value)] for key, value in answered if value in set(Answer)}


def _line(each: RecommendedSegment, values: Values) -> RecommendedLine:
    said = _in_words(values)
    reasons = [AskedAndSaid(LABELS[reason.question], said[reason.question]) for reason in each.reasons]
    outcomes = ", ".join(dict.fromkeys(outcome for reason in each.reasons for outcome in reason.outcomes))
    return RecommendedLine(each.segment.code, each.segment.title, reasons, outcomes, each.first_meeting)


@dataclass(frozen=True)
class NeedsFormPage:
    """The twelve questions. `again`: they were answered before, and those answers are not shown."""

    form: PaperForm
    again: bool


def _form_page(form: PaperForm, status: int = 200) -> Response:
    again = bool(queries.rows_of(db.session, current_learner().id))
    return make_response(page("mentoring/needs/answers.html", NeedsFormPage(form, again)), status)


@bp.get("/mentoring/needs/answers")
@signed_in
def answers() -> ResponseReturnValue:
    """The questions, empty each time: earlier answers lie face down."""
    return _form_page(web_form(FORM_NEEDS))


@bp.post("/mentoring/needs/answers")
@signed_in
def keep_answers() -> ResponseReturnValue:
    """Keep the answers, and show what they recommend."""
    form = web_form(FORM_NEEDS)
    if not form.accepted():
        return _form_page(form, 422)
    values = form.values()
    if not any(values[key] for key in LABELS):
        form.refuse(QUESTIONS[0].key, "Answer one question at least. “I can’t say” is an answer.")
        return _form_page(form, 422)
    services.answer(
        db.session, installation.vault(), person_id=current_learner().id, values=values,
        public_id=randomness.public_id(), at=clock.now(),
    )  # fmt: skip
    flash("mentor-needs", "kept")
    return redirect(url_for("needs.needs"), 303)


@bp.post("/mentoring/needs/programme")
@signed_in
def make_programme() -> ResponseReturnValue:
    """Make a programme of what is recommended, in that order."""
    learner = current_learner()
    takes = queries.takes_of(db.session, installation.vault(), learner.id)
    codes = [each.segment.code for each in _recommended(takes[-1])] if takes else []
    try:
        made = services.make_programme(
            db.session, learner=learner, codes=codes, title=TITLE, public_id=randomness.public_id(), at=clock.now()
        )
    except services.NothingToStudy:
        flash(
            "There is nothing to make a programme of: your answers ask for no segment that you have not finished.",
            "message",
        )
        return redirect(url_for("needs.needs"), 303)
    except TooManyProgrammes:
        flash(f"You have {MAX_PROGRAMMES} programmes. Delete one, and try again.", "message")
        return redirect(url_for("programmes.programmes"), 303)
    flash("Your programme is saved, and on your home page.", "message")
    return redirect(url_for("programmes.programme", public_id=made), 303)


# On paper and back


@bp.get("/mentoring/needs/form.md")
@signed_in
def empty_form() -> ResponseReturnValue:
    """The questions as Markdown, to be filled in anywhere."""
    return markdown_answer(to_markdown(FORM_NEEDS, FORM_NEEDS.empty), name=_NAME)


@bp.get("/mentoring/needs/answers.pdf")
@signed_in
def answers_pdf() -> ResponseReturnValue:
    """The newest answers on paper, or an empty sheet."""
    takes = queries.takes_of(db.session, installation.vault(), current_learner().id)
    values = takes[-1].values if takes else FORM_NEEDS.empty
    about = [("Answered by", current_learner().name), *([("On", long_date(takes[-1].at))] if takes else [])]
    return pdf_answer(sheet_of(FORM_NEEDS, values, about=about), name=_NAME)


def _file_page(form: FilledFileForm, status: int = 200) -> Response:
    back, empty = ("What would help you first?", url_for("needs.needs")), url_for("needs.empty_form")
    return make_response(
        page("mentoring/paper/filled_file.html", FilledFilePage(form, FORM_NEEDS.title, back, empty)), status
    )


@bp.get("/mentoring/needs/file")
@signed_in
def file() -> ResponseReturnValue:
    """Where the filled form comes back."""
    return _file_page(FilledFileForm())


@bp.post("/mentoring/needs/file")
@signed_in
@takes_files
def read_file() -> ResponseReturnValue:
    """What the file holds, in the form: looked at before it is kept."""
    form = FilledFileForm()
    read = brought_in(form, FORM_NEEDS) if form.accepted() else None
    if read is None:
        return _file_page(form, 422)
    return _form_page(web_form(FORM_NEEDS, {**FORM_NEEDS.empty, **read.values}, blank=True))
