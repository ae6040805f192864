"""A year declared in two steps, looked over and signed off, and shown afterwards as it was declared."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.sign_in import current_learner
from learnmentor.cpd import charts, rules, year_overview
from learnmentor.cpd.declarations import queries, services, wording
from learnmentor.cpd.declarations import rules as declaration_rules
from learnmentor.cpd.declarations.rules import Declared, YearStanding
from learnmentor.cpd.earlier import records
from learnmentor.cpd.earlier.records import NONE_BESIDE, Beside
from learnmentor.cpd.forms.entries import DeclarationForm
from learnmentor.cpd.queries.years import wordless, year_sums
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.targets.queries import Terms, terms_of
from learnmentor.cpd.views.year import year_or_404
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import hours
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("declarations", __name__)

NO_SUCH_YEAR = "Your CPD years start on another day now, so there is no year of this name any more."

__all__ = ["bp"]


@dataclass(frozen=True)
class LookOverPage:
    """A year before it is declared. `gaps`: questions with the address of what is offered; `standing`: the newest."""

    year: CpdYear
    now: YearStanding
    totals: rules.Totals
    target: rules.CpdTarget
    toward: rules.Totals
    ring_parts: list[charts.RingPart]
    progress: rules.TargetProgress
    gaps: list[tuple[str, str]]
    standing: Declared | None
    over: bool
    earlier: Beside


@bp.get("/cpd/<year>/declaration")
@signed_in
def look_over(year: str) -> ResponseReturnValue:
    """The first step: the figures, what a reader may ask about, and what a declaration is."""
    person_id, terms = current_learner().id, _terms()
    shown = year_or_404(year, terms.profile)
    now = services.standing(db.session, person_id=person_id, year=shown, target=terms.target(shown))
    sums = year_sums(db.session, person_id=person_id, shown=shown)
    months = year_overview.months(shown, sums.months, target=now.target, today=installation.today())
    silent = wordless(db.session, person_id=person_id, year=shown)
    gaps = declaration_rules.gaps(now, months, told=terms.circumstances, wordless=silent, today=installation.today())
    toward = now.totals.toward(now.target)
    context = LookOverPage(
        year=shown,
        now=now,
        totals=now.totals,
        target=now.target,
        toward=toward,
        ring_parts=charts.ring(toward),
        progress=rules.progress(shown, now.totals, target=now.target, today=installation.today()),
        gaps=[(wording.question(gap), gap.offer) for gap in gaps],
        standing=_newest(shown),
        over=installation.today() > shown.last,
        earlier=records.beside(db.session, person_id, shown) if terms.earlier else NONE_BESIDE,
    )
    return page("cpd/look_over.html", context)


@bp.get("/cpd/<year>/declaration/statement")
@signed_in
def statement(year: str) -> ResponseReturnValue:
    """The second step: the statement, ready to be declared."""
    terms = _terms()
    shown = year_or_404(year, terms.profile)
    now = services.standing(db.session, person_id=current_learner().id, year=shown, target=terms.target(shown))
    newest = _newest(shown)
    if newest and newest.says(now):
        flash("You declared this already, and nothing has changed since.", "message")
        return redirect(url_for("declarations.declaration", public_id=newest.public_id), 303)
    return _statement_page(DeclarationForm(seen=now.seen), now, newest)


@bp.post("/cpd/<year>/declaration")
@signed_in
def declare(year: str) -> ResponseReturnValue:
    """Freeze the year as it was seen. Pressed twice, it is declared once."""
    hold_person(db.session, current_learner().id)  # before the target is worked out, which another tab may change
    terms, form = _terms(), DeclarationForm()
    shown = year_or_404(year, terms.profile)
    try:
        made, first = services.declare(
            db.session, installation.vault(), learner=current_learner(), year=shown, target=terms.target(shown),
            seen=form.text("seen"), at=clock.now(), zone=installation.zone(),
        )  # fmt: skip
    except services.ChangedMeanwhile as changed:
        form.refuse_changed(changed.now.seen)
        return _statement_page(form, changed.now, _newest(shown)), 422
    if first:
        flash(f"Declared: {hours(made.counted)} in {shown.label}.", "message")
    return redirect(url_for("declarations.declaration", public_id=made.public_id), 303)


@dataclass(frozen=True)
class DeclarationPage:
    """A declaration beside the `newest` and the `others` of its year; `packed`: whether the year has a pack."""

    declared: Declared
    year: CpdYear | None
    newest: Declared
    others: list[Declared]
    differences: list[str]
    packed: bool


@bp.get("/cpd/declarations/<public_id>")
@signed_in
def declaration(public_id: str) -> ResponseReturnValue:
    """A declaration as it was made, and whether the record says the same today."""
    found, terms = _own_or_404(public_id), _terms()
    person_id, year = current_learner().id, terms.profile.year_named(found.year.label)
    others = queries.declared(db.session, installation.vault(), person_id=person_id, year=found.year)
    differences = [NO_SUCH_YEAR]
    if year is not None:
        now = services.standing(db.session, person_id=person_id, year=year, target=terms.target(year))
        differences = wording.differences(found, now)
    context = DeclarationPage(
        declared=found,
        year=year,
        newest=others[-1],
        others=[each for each in others if each.number != found.number],
        differences=differences,
        packed=found.year == year,
    )
    return page("cpd/declaration.html", context)


@bp.get("/cpd/declarations/<public_id>/declaration.json")
@signed_in
def declaration_file(public_id: str) -> ResponseReturnValue:
    """The declaration in its one spelling: the SHA-256 of these bytes is the one on its page."""
    me = current_learner().id
    found = or_404(queries.declaration(db.session, installation.vault(), public_id, owner_id=me, earlier_too=True))
    answer = Response(services.as_file(found), mimetype="application/json")
    name = f"declaration-{found.snapshot['year']['label']}-{found.number}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _terms() -> Terms:
    return terms_of(db.session, installation.vault(), person_id=current_learner().id, on=installation.today())


def _newest(year: CpdYear) -> Declared | None:
    found = queries.declared(db.session, installation.vault(), person_id=current_learner().id, year=year)
    return found[-1] if found else None


def _own_or_404(public_id: str) -> Declared:
    return or_404(queries.declaration(db.session, installation.vault(), public_id, owner_id=current_learner().id))


@dataclass(frozen=True)
class StatementPage:
    """What is about to be declared, sentence by sentence; `standing` is the declaration that it follows."""

    form: DeclarationForm
    year: CpdYear
    sentences: list[str]
    standing: Declared | None
    over: bool


def _statement_page(form: DeclarationForm, now: YearStanding, newest: Declared | None) -> str:
    context = StatementPage(
        form=form,
        year=now.year,
        sentences=wording.statement(now),
        standing=newest,
        over=installation.today() > now.year.last,
    )
    return page("cpd/statement.html", context)
