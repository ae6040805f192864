"""The pages of form F6: one's surveys, one of them with before and after, its answers, and their way to paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.before_after import Comparison
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.mentoring.impact import comparison, queries, rules, services
from learnmentor.mentoring.impact.comparison import ImpactExample, MomentAnswers
from learnmentor.mentoring.impact.form_impact import LISTS, MOMENTS, definition
from learnmentor.mentoring.impact.forms import BeginSurveyForm, CountedForm
from learnmentor.mentoring.impact.models import ImpactSurvey
from learnmentor.mentoring.impact.queries import OpenedSurvey, OpenedTake
from learnmentor.mentoring.impact.rules import ImpactList, Moment
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
from learnmentor.organisations.models import Part
from learnmentor.organisations.queries import organisations_of_person
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("impact", __name__)
_NEW = ""  # what a form has seen of answers that were not there


def _organisations() -> Sequence[Part]:
    return organisations_of_person(db.session, current_learner().id, on=installation.today())


def _survey_or_404(public_id: str) -> OpenedSurvey:
    return or_404(queries.survey(db.session, installation.vault(), public_id, person_id=current_learner().id))


def _row_or_404(public_id: str) -> ImpactSurvey:
    return or_404(queries.own_survey(db.session, public_id, person_id=current_learner().id))


def _moment_or_404(word: str) -> Moment:
    return or_404(Moment(word) if word in set(Moment) else None)


# All of one's own


@dataclass(frozen=True)
class ListedSurvey:
    """A survey in the list of its owner, with what its moments are called that have answers."""

    public_id: str
    about: str
    kind: str
    answered: str


@dataclass(frozen=True)
class SurveysPage:
    """One's surveys, and how another is begun."""

    surveys: Sequence[ListedSurvey]
    form: BeginSurveyForm


def _surveys_page(form: BeginSurveyForm, status: int = 200) -> Response:
    found = queries.surveys_of(db.session, installation.vault(), current_learner().id)
    listed = [
        ListedSurvey(
            each.public_id, each.about, LISTS[each.kind], ", ".join(MOMENTS[take.moment] for take in each.takes)
        )
        for each in found
    ]
    return make_response(page("mentoring/impact/surveys.html", SurveysPage(listed, form)), status)


@bp.get("/mentoring/impact")
@signed_in
def surveys() -> ResponseReturnValue:
    """One's own befores and afters."""
    return _surveys_page(BeginSurveyForm(organisations=_organisations()))


@bp.post("/mentoring/impact")
@signed_in
def begin() -> ResponseReturnValue:
    """Begin one, and go on to its first questions."""
    form = BeginSurveyForm(organisations=_organisations())
    if not form.accepted():
        return _surveys_page(form, 422)
    try:
        made = services.begin(
            db.session, installation.vault(), person_id=current_learner().id, kind=ImpactList(form.kind.data),
            about=form.text("about"), root_id=form.root_id, counted=bool(form.counted.data),
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.TooManySurveys:
        form.refuse("about", f"You have {rules.MOST_SURVEYS} of these. Take one away before you begin another.")
        return _surveys_page(form, 422)
    return redirect(url_for("impact.answers", public_id=made.public_id, moment=Moment.BEFORE.value), 303)


# One of them


@dataclass(frozen=True)
class SurveyPage:
    """A survey: what its moments hold, before and after, and what that can show. `open`: moments still to be answered.

    `changeable`: the moments whose answers may still be corrected.
    """

    survey: OpenedSurvey
    list_words: str
    moments: dict[Moment, str]
    open: Sequence[Moment]
    changeable: Sequence[Moment]
    comparison: Comparison | None
    examples: Sequence[ImpactExample]
    afterwards: Sequence[tuple[str, str]]
    limits: Sequence[str]
    form: CountedForm


def _page(found: OpenedSurvey, form: CountedForm, status: int = 200) -> Response:
    takes = [MomentAnswers(each.moment, each.at, each.values) for each in found.takes if each.readable]
    context = SurveyPage(
        survey=found,
        list_words=LISTS[found.kind],
        moments=MOMENTS,
        open=rules.next_moments(found.answered),
        changeable=[each.moment for each in found.takes if rules.may_answer(each.moment, found.answered)],
        comparison=comparison.impact_compared(found.kind, takes),
        examples=comparison.examples(found.kind, takes),
        afterwards=comparison.afterwards(takes),
        limits=comparison.limits_of(found.kind),
        form=form,
    )
    return make_response(page("mentoring/impact/survey.html", context), status)


def _counted_form(found: OpenedSurvey) -> CountedForm:
    organisations = _organisations()
    chosen = next((each.public_id for each in organisations if each.id == found.root_id), "")
    return CountedForm(organisations=organisations, data={"counted": found.counted, "organisation": chosen})


@bp.get("/mentoring/impact/<public_id>")
@signed_in
def survey(public_id: str) -> ResponseReturnValue:
    """Before and after, side by side."""
    found = _survey_or_404(public_id)
    return _page(found, _counted_form(found))


@bp.post("/mentoring/impact/<public_id>/counted")
@signed_in
def let_count(public_id: str) -> ResponseReturnValue:
    """Have one's answers counted in an organisation, or not any more."""
    row, form = _row_or_404(public_id), CountedForm(organisations=_organisations())
    if not form.accepted():
        return _page(_survey_or_404(public_id), form, 422)
    services.let_count(db.session, row, root_id=form.root_id, counted=bool(form.counted.data))
    said = "Your answers are counted with those of others." if row.counted else "Your answers are not counted."
    flash(said, "message")
    return redirect(url_for("impact.survey", public_id=public_id), 303)


@bp.post("/mentoring/impact/<public_id>/delete")
@signed_in
def take_away(public_id: str) -> ResponseReturnValue:
    """Delete a survey with its answers."""
    row = _row_or_404(public_id)
    if request.form.get("sure") != "yes":
        abort(422, "Tick the box to say that you are sure.")
    services.take_away(db.session, row)
    flash("It is deleted, with all its answers.", "message")
    return redirect(url_for("impact.surveys"), 303)


# The answers of one moment


@dataclass(frozen=True)
class ImpactFormPage:
    """The form of one moment. `seen`: how often its answers had been changed when it was opened, "" for none."""

    survey: OpenedSurvey
    moment: Moment
    called: str
    form: PaperForm
    seen: str
    elsewhere: bool


def _answers_page(
    found: OpenedSurvey, moment: Moment, form: PaperForm, status: int = 200, *, elsewhere: bool = False
) -> Response:
    context = ImpactFormPage(found, moment, MOMENTS[moment], form, _seen(found.take(moment)), elsewhere)
    return make_response(page("mentoring/impact/answers.html", context), status)


def _seen(take: OpenedTake | None) -> str:
    return str(take.changes) if take else _NEW


def _answerable(public_id: str, word: str) -> tuple[OpenedSurvey, Moment]:
    """A survey and a moment whose answers may be given; 409 with a sentence where it is too late."""
    found, moment = _survey_or_404(public_id), _moment_or_404(word)
    if not rules.may_answer(moment, found.answered):
        abort(409, "You have answered a later time, so these answers stay as they were. Nothing was changed.")
    return found, moment


@bp.get("/mentoring/impact/<public_id>/<moment>")
@signed_in
def answers(public_id: str, moment: str) -> ResponseReturnValue:
    """The questions of one moment; what was answered at other moments lies face down."""
    found, when = _answerable(public_id, moment)
    take = found.take(when)
    return _answers_page(found, when, web_form(definition(found.kind, when), take.values if take else None))


@bp.post("/mentoring/impact/<public_id>/<moment>")
@signed_in
def keep_answers(public_id: str, moment: str) -> ResponseReturnValue:
    """Keep the answers of one moment."""
    found, when = _answerable(public_id, moment)
    form, seen = web_form(definition(found.kind, when)), request.form.get("seen", _NEW)
    if not form.accepted():
        return _answers_page(found, when, form, 422)
    try:
        services.answer(
            db.session, installation.vault(), public_id, when, person_id=current_learner().id, values=form.values(),
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None, public_id=randomness.public_id(),
            at=clock.now(),
        )  # fmt: skip
    except services.AnsweredElsewhere:
        return _answers_page(_survey_or_404(public_id), when, form, 422, elsewhere=True)
    except services.LaterAnswered:
        abort(409, "You have answered a later time meanwhile, so these answers stay as they were.")
    except services.SurveyGone:
        abort(404, "This was deleted a moment ago, perhaps by you in another window.")
    flash(f"impact-{public_id}-{when}", "kept")
    return redirect(url_for("impact.survey", public_id=public_id), 303)


# On paper and back


@bp.get("/mentoring/impact/<public_id>/<moment>.pdf")
@signed_in
def answers_pdf(public_id: str, moment: str) -> ResponseReturnValue:
    """The answers of one moment on paper, or an empty sheet."""
    found, when = _survey_or_404(public_id), _moment_or_404(moment)
    form, take = definition(found.kind, when), found.take(when)
    about = [("Filled in by", current_learner().name), ("About", found.about)]
    about += [("On", long_date(take.at))] if take else []
    return pdf_answer(sheet_of(form, take.values if take else form.empty, about=about), name=f"impact-{when}")


@bp.get("/mentoring/impact/<public_id>/<moment>.md")
@signed_in
def answers_md(public_id: str, moment: str) -> ResponseReturnValue:
    """The same as Markdown, to be filled in anywhere."""
    found, when = _survey_or_404(public_id), _moment_or_404(moment)
    form, take = definition(found.kind, when), found.take(when)
    text = to_markdown(form, take.values if take else form.empty, about=[("About", found.about)])
    return markdown_answer(text, name=f"impact-{when}")


def _file_page(found: OpenedSurvey, moment: Moment, form: FilledFileForm, status: int = 200) -> Response:
    back = (found.about, url_for("impact.survey", public_id=found.public_id))
    empty = url_for("impact.answers_md", public_id=found.public_id, moment=moment.value)
    context = FilledFilePage(form, definition(found.kind, moment).title, back, empty)
    return make_response(page("mentoring/paper/filled_file.html", context), status)


@bp.get("/mentoring/impact/<public_id>/<moment>/file")
@signed_in
def file(public_id: str, moment: str) -> ResponseReturnValue:
    """Where the filled form comes back."""
    return _file_page(*_answerable(public_id, moment), FilledFileForm())


@bp.post("/mentoring/impact/<public_id>/<moment>/file")
@signed_in
@takes_files
def read_file(public_id: str, moment: str) -> ResponseReturnValue:
    """What the file holds, in the form: looked at before it is kept."""
    (found, when), form = _answerable(public_id, moment), FilledFileForm()
    read = brought_in(form, definition(found.kind, when)) if form.accepted() else None
    if read is None:
        return _file_page(found, when, form, 422)
    asked = definition(found.kind, when)
    return _answers_page(found, when, web_form(asked, {**asked.empty, **read.values}, blank=True))
