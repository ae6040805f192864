"""What a mentee thinks of the mentoring: written for oneself, shown, taken back, opened by the mentor."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.mentoring.checks import queries, rules, services
from learnmentor.mentoring.checks.form_evaluation import evaluation_form
from learnmentor.mentoring.checks.models import PairEvaluation
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.marks import changes_sent
from learnmentor.mentoring.paper.sheet import PaperSheet, sheet_of
from learnmentor.mentoring.rules import PairKind, Side
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("evaluations", __name__)
OPENED = "Your {other} has opened it, so it stays shown. You can write another one."


@dataclass(frozen=True)
class EvaluationsPage:
    """The evaluations that whoever looks may know of."""

    seen: PairSeen
    evaluations: Sequence[PairEvaluation]
    writes: bool


@dataclass(frozen=True)
class EvaluationFormPage:
    """An evaluation to be written."""

    seen: PairSeen
    form: PaperForm
    found: PairEvaluation | None
    shown: str  # how often it had been changed, as the page was drawn


@dataclass(frozen=True)
class EvaluationPage:
    """An evaluation as its writer or, once it was opened, the other one reads it; closed to them until then."""

    seen: PairSeen
    found: PairEvaluation
    sheet: PaperSheet | None
    mine: bool


@bp.get("/pairs/<public_id>/evaluation")
@signed_in
def evaluations(public_id: str) -> ResponseReturnValue:
    """One's own evaluations, or those that were shown to one."""
    seen = pair_inside(public_id)
    known = [
        each
        for each in queries.evaluations(db.session, seen.pair.id)
        if each.writer_id == seen.me.id or each.shown_at is not None
    ]
    return page("mentoring/checks/evaluations.html", EvaluationsPage(seen, known, _writes(seen)))


@bp.get("/pairs/<public_id>/evaluation/new")
@signed_in
def new_evaluation(public_id: str) -> ResponseReturnValue:
    """An empty one."""
    seen = _to_write(public_id)
    return _form(seen, web_form(evaluation_form(seen.pair.kind)), None)


@bp.post("/pairs/<public_id>/evaluation/new")
@signed_in
def begin(public_id: str) -> ResponseReturnValue:
    """Keep it for its writer alone."""
    seen = _to_write(public_id)
    form = web_form(evaluation_form(seen.pair.kind))
    if not form.accepted():
        return _form(seen, form, None), 422
    try:
        made = services.begin_evaluation(
            db.session, installation.vault(), seen.pair, values=form.values(), by=seen.me.id, at=clock.now()
        )  # fmt: skip
    except services.TooManyEvaluations:
        form.refuse("more", f"A pair has {rules.MOST_EVALUATIONS} evaluations at most. Change or delete one.")
        return _form(seen, form, None), 422
    flash(f"evaluation-{public_id}-new", "kept")
    return _to(seen, made)


@bp.get("/pairs/<public_id>/evaluation/<evaluation_id>")
@signed_in
def evaluation(public_id: str, evaluation_id: str) -> ResponseReturnValue:
    """One of them, for whoever may read it."""
    seen, found = _known(public_id, evaluation_id)
    readable = rules.may_read_evaluation(seen.me.id, found.facts)
    sheet = evaluation_sheet(seen, found) if readable else None
    return page("mentoring/checks/evaluation.html", EvaluationPage(seen, found, sheet, found.writer_id == seen.me.id))


@bp.get("/pairs/<public_id>/evaluation/<evaluation_id>/edit")
@signed_in
def edit(public_id: str, evaluation_id: str) -> ResponseReturnValue:
    """One's own, to be changed."""
    seen, found = _own(public_id, evaluation_id)
    if found.shown_at is not None:
        return _to(seen, found)
    opened = queries.opened(installation.vault(), found)
    return _form(seen, web_form(evaluation_form(seen.pair.kind), opened.values), found)


@bp.post("/pairs/<public_id>/evaluation/<evaluation_id>/edit")
@signed_in
def change(public_id: str, evaluation_id: str) -> ResponseReturnValue:
    """Keep the change."""
    seen, found = _own(public_id, evaluation_id)
    require(seen.open)
    form, typed = web_form(evaluation_form(seen.pair.kind)), request.form.get("changes", "")
    if not form.accepted():
        return _form(seen, form, found), 422
    try:
        services.change_evaluation(
            db.session, installation.vault(), seen.pair, found, values=form.values(),
            seen=changes_sent(typed), at=clock.now(),
        )  # fmt: skip
    except services.EvaluationShown:
        form.refuse("more", "It is shown by now. Take it back before you change it.")
        return _form(seen, form, found), 422
    except services.EvaluationChanged:
        form.refuse("more", "You changed it on another device meanwhile. Save again to put this text in its place.")
        return _form(seen, form, found), 422
    flash(f"evaluation-{evaluation_id}", "kept")
    return _to(seen, found)


@bp.post("/pairs/<public_id>/evaluation/<evaluation_id>/show")
@signed_in
def show(public_id: str, evaluation_id: str) -> ResponseReturnValue:
    """Let the other one open it."""
    seen, found = _own(public_id, evaluation_id)
    require(seen.open)
    services.show(db.session, seen.pair, found, at=clock.now())
    flash(f"Your {seen.other_is} can open it. Until then you can take it back.", "message")
    return _to(seen, found)


@bp.post("/pairs/<public_id>/evaluation/<evaluation_id>/take-back")
@signed_in
def take_back(public_id: str, evaluation_id: str) -> ResponseReturnValue:
    """Show it no more, where the other one has not opened it."""
    seen, found = _own(public_id, evaluation_id)
    try:
        services.take_back(db.session, seen.pair, found)
    except services.EvaluationOpened:
        flash(OPENED.format(other=seen.other_is), "message")
    else:
        flash("It is yours alone again.", "message")
    return _to(seen, found)


@bp.post("/pairs/<public_id>/evaluation/<evaluation_id>/delete")
@signed_in
def drop(public_id: str, evaluation_id: str) -> ResponseReturnValue:
    """Delete what nobody else has read."""
    seen, found = _own(public_id, evaluation_id)
    try:
        services.drop_evaluation(db.session, seen.pair, found)
    except services.EvaluationOpened:
        flash(OPENED.format(other=seen.other_is), "message")
    else:
        flash("It is deleted.", "message")
    return redirect(url_for("evaluations.evaluations", public_id=public_id), 303)


@bp.post("/pairs/<public_id>/evaluation/<evaluation_id>/open")
@signed_in
def open_shown(public_id: str, evaluation_id: str) -> ResponseReturnValue:
    """Open what is shown; from then on it is not taken back."""
    seen, found = _known(public_id, evaluation_id)
    if not services.open_shown(db.session, seen.pair, found, by=seen.me.id, at=clock.now()):
        flash(f"Your {seen.other_is} has taken it back.", "message")
        return redirect(url_for("evaluations.evaluations", public_id=public_id), 303)
    return _to(seen, found)


def _writes(seen: PairSeen) -> bool:
    """Whether whoever looks is the one who evaluates: the mentee, or either where both coach."""
    return seen.side is Side.MENTEE or seen.pair.kind == PairKind.CO_COACHING


def _to_write(public_id: str) -> PairSeen:
    seen = pair_to_write(public_id)
    require(_writes(seen))
    return seen


def _known(public_id: str, evaluation_id: str) -> tuple[PairSeen, PairEvaluation]:
    """One's own, or one that is shown; of others nobody learns that they are there."""
    seen = pair_inside(public_id)
    found = or_404(queries.evaluation(db.session, evaluation_id, pair_id=seen.pair.id))
    if found.writer_id != seen.me.id and found.shown_at is None:
        abort(404)
    return seen, found


def _own(public_id: str, evaluation_id: str) -> tuple[PairSeen, PairEvaluation]:
    seen, found = _known(public_id, evaluation_id)
    require(found.writer_id == seen.me.id)
    return seen, found


def evaluation_sheet(seen: PairSeen, found: PairEvaluation) -> PaperSheet:
    """An evaluation as it is read."""
    opened = queries.opened(installation.vault(), found)
    about = (("By", seen.name_of(found.writer_id)), ("Written on", long_date(found.written_at)))
    return sheet_of(evaluation_form(seen.pair.kind), opened.values, about=about)


def _form(seen: PairSeen, form: PaperForm, found: PairEvaluation | None) -> str:
    return page(
        "mentoring/checks/evaluation_form.html",
        EvaluationFormPage(seen, form, found, str(found.changes) if found else "0"),
    )


def _to(seen: PairSeen, found: PairEvaluation) -> ResponseReturnValue:
    here = url_for("evaluations.evaluation", public_id=seen.pair.public_id, evaluation_id=found.public_id)
    return redirect(here, 303)
