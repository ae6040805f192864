"""One's own forms: the list, one of them, writing on it, a form over its retakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.paper.definition import FormDefinition
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.sheet import PaperSheet
from learnmentor.mentoring.sheets import queries, rules, services, trend
from learnmentor.mentoring.sheets.catalogue import BEGUN_ALONE, FORMS, SheetForm, pages
from learnmentor.mentoring.sheets.definitions.self_assessment import SCALE, lines_of
from learnmentor.mentoring.sheets.merged_answers import marks_from, marks_of, marks_to_send
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.sheets.rules import SheetKind
from learnmentor.mentoring.sheets.trend import Trend
from learnmentor.mentoring.sheets.views.contexts import (
    PartnerLine,
    PartProgress,
    SheetSeen,
    answered_only,
    own,
    paper_of,
    partners,
    progress,
)
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.errors import wants_json
from learnmentor.web.pages import page

bp = Blueprint("sheets", __name__)

TOO_MANY = f"You keep {rules.MOST_SHEETS} forms, which is the most. Delete one that you do not need any more."


@dataclass(frozen=True)
class FilledForms:
    """A form, and the sheets on which somebody filled it in, the newest first."""

    form: SheetForm
    sheets: Sequence[Sheet]
    over_time: bool  # whether there are two to compare


@dataclass(frozen=True)
class FormsPage:
    """One's own forms; `names`: of the other of each pair, by the pair's id."""

    begun: Sequence[FilledForms]
    others: Sequence[SheetForm]
    names: Mapping[int, str]


@bp.get("/mentoring/forms")
@signed_in
def mine() -> ResponseReturnValue:
    """What somebody filled in, and the forms that there are."""
    found = queries.sheets_of(db.session, current_learner().id)
    by_kind = {kind: [each for each in found if each.kind == kind] for kind in FORMS}
    begun = [FilledForms(FORMS[kind], sheets, _over_time(kind, sheets)) for kind, sheets in by_kind.items() if sheets]
    others = [form for form in BEGUN_ALONE if not by_kind[form.kind]]
    return page("mentoring/sheets/mine.html", FormsPage(begun, others, {p.pair_id: p.name for p in partners()}))


def _over_time(kind: SheetKind, sheets: Sequence[Sheet]) -> bool:
    return kind in rules.OVER_TIME and sum(each.finished_at is not None for each in sheets) > 1


@bp.post("/mentoring/forms")
@signed_in
def begin() -> ResponseReturnValue:
    """Begin a form for oneself."""
    kind = wanted_kind()
    try:
        made = services.begin(
            db.session, installation.vault(), owner_id=current_learner().id, kind=kind, pair=None,
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.TooManySheets:
        abort(422, TOO_MANY)
    return redirect(url_for("sheets.write", sheet_id=made.public_id, number=1), 303)


def wanted_kind() -> SheetKind:
    """The form that a button asks for; 404 for one that nobody begins so."""
    return or_404(next((form.kind for form in BEGUN_ALONE if form.kind == request.form.get("kind")), None))


# One form


@dataclass(frozen=True)
class SheetPage:
    """A sheet of one's own. `begun_with`: the pair that it lies in; `partners`: those whom it may be shown to."""

    seen: SheetSeen
    paper: PaperSheet
    parts: Sequence[PartProgress]
    begun_with: PartnerLine | None
    partners: Sequence[PartnerLine]
    has_view: bool  # that somebody began, of this one
    may_reopen: bool


@bp.get("/mentoring/forms/<sheet_id>")
@signed_in
def sheet(sheet_id: str) -> ResponseReturnValue:
    """A form of one's own: how far it is, what is written, who reads it."""
    seen = own(sheet_id)
    answers, known = queries.answers(installation.vault(), seen.sheet), partners()
    view = queries.view_of(db.session, seen.sheet)
    context = SheetPage(
        seen=seen,
        paper=answered_only(paper_of(seen.sheet, answers, by=current_learner().name)),
        parts=progress(seen.definition, answers),
        begun_with=next((each for each in known if each.pair_id == seen.sheet.pair_id), None),
        partners=[p for p in known if p.open and rules.may_share_with(seen.sheet.facts, pair_id=p.pair_id)],
        has_view=view is not None,
        may_reopen=rules.may_reopen(seen.sheet.facts, view.facts if view else None),
    )
    return page("mentoring/sheets/sheet.html", context)


@dataclass(frozen=True)
class WritePage:
    """One part of a form, to be filled in. `marks` say what it was drawn with."""

    seen: SheetSeen
    form: PaperForm
    number: int
    count: int
    marks: str


def _part(seen: SheetSeen, number: int) -> FormDefinition:
    parts = pages(seen.form.kind)
    if not 0 < number <= len(parts):
        abort(404)
    return parts[number - 1]


def _write_page(seen: SheetSeen, form: PaperForm, number: int, *, marks: str, status: int = 200) -> Response:
    context = WritePage(seen, form, number, len(pages(seen.form.kind)), marks)
    return make_response(page("mentoring/sheets/write.html", context), status)


@bp.get("/mentoring/forms/<sheet_id>/parts/<int:number>")
@signed_in
def write(sheet_id: str, number: int) -> ResponseReturnValue:
    """A part of a form with what is written on it."""
    seen = own(sheet_id)
    part = _part(seen, number)
    if seen.sheet.finished_at is not None:
        return redirect(url_for("sheets.sheet", sheet_id=sheet_id), 303)
    answers = queries.answers(installation.vault(), seen.sheet)
    return _write_page(seen, web_form(part, answers), number, marks=marks_to_send(marks_of(part, answers)))


@bp.post("/mentoring/forms/<sheet_id>/parts/<int:number>")
@signed_in
def keep(sheet_id: str, number: int) -> ResponseReturnValue:
    """Keep a part, by its button or by itself while somebody writes."""
    seen = own(sheet_id)
    part, sent = _part(seen, number), request.form.get("seen", "")
    form = web_form(part)
    if not form.accepted():
        return _write_page(seen, form, number, marks=sent, status=422)
    kept = services.keep(
        db.session, installation.vault(), seen.sheet, definition=part, typed=form.values(), seen=marks_from(sent),
        at=clock.now(),
    )  # fmt: skip
    if wants_json():
        return jsonify(seen=marks_to_send(marks_of(part, kept.answers)), both=bool(kept.both))
    return _after_keeping(seen, number, both=bool(kept.both))


def _after_keeping(seen: SheetSeen, number: int, *, both: bool) -> ResponseReturnValue:
    """Back to the part where two texts met, or where its writer stays; else on to the next one, or to the whole."""
    sheet_id, stays = seen.sheet.public_id, request.form.get("do") != "on"
    flash(f"sheet-{sheet_id}-{number}", "kept")
    if both:
        flash("You wrote something else here in another window. Both are kept below: look them over.", "message")
    elif stays:
        flash("Saved.", "message")
    if both or stays:
        return redirect(url_for("sheets.write", sheet_id=sheet_id, number=number), 303)
    if number < len(pages(seen.form.kind)):
        return redirect(url_for("sheets.write", sheet_id=sheet_id, number=number + 1), 303)
    return redirect(url_for("sheets.sheet", sheet_id=sheet_id), 303)


# Over time


@dataclass(frozen=True)
class OverTimePage:
    """A form over its retakes."""

    form: SheetForm
    trend: Trend


@bp.get("/mentoring/forms/over-time/<kind>")
@signed_in
def over_time(kind: str) -> ResponseReturnValue:
    """The lines of a form over its retakes, as a picture and as a table."""
    form = or_404(next((FORMS[each] for each in rules.OVER_TIME if FORMS[each].anchor == kind), None))
    found = queries.takes(db.session, installation.vault(), owner_id=current_learner().id, kind=form.kind)
    takes = [(each.finished_at.date(), each.answers) for each in found if each.finished_at]
    picture = trend.trend(lines_of(form.definition), takes, SCALE)
    return page("mentoring/sheets/over_time.html", OverTimePage(form, picture))
