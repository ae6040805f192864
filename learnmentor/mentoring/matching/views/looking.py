"""What a mentee sees of their search: what they look for, who is offered and why, a choice, other names, an end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.mentoring import queries as pairs
from learnmentor.mentoring.directory.wording import MODES
from learnmentor.mentoring.matching import preferences_form, queries, rules, services, wording
from learnmentor.mentoring.matching.fit import FitAgainst, FitReason
from learnmentor.mentoring.matching.forms import ArrangedInForm, ChoiceForm
from learnmentor.mentoring.matching.models import MentorSearch
from learnmentor.mentoring.matching.queries import OfferedMentor, OpenedSearch
from learnmentor.mentoring.matching.rules import OfferState, SearchState
from learnmentor.mentoring.matching.services import MatchStory
from learnmentor.mentoring.paper.definition import Values
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.markdown import to_markdown
from learnmentor.mentoring.paper.sheet import SheetSection, SheetTable, sheet_of
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in, markdown_answer, pdf_answer
from learnmentor.mentoring.queries import KnownPair
from learnmentor.mentoring.views.letter_limit import too_many_letters
from learnmentor.organisations.models import Part
from learnmentor.organisations.queries import parts_of_person
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("looking", __name__)

FORM = preferences_form.PREFERENCES
_OVER = "Your search ended or changed a moment ago, in another window. This is how it stands now."
_TAKEN = "This mentor left the list, or somebody else took the last place a moment ago. Choose another one."


def story() -> MatchStory:
    """When it is, and who writes letters."""
    return MatchStory(installation.sender(), installation.today(), clock.now())


@dataclass(frozen=True)
class LookingPage:
    """A search with its offers; without one, the way to begin. `pairs` are those in which one is the mentee."""

    search: OpenedSearch | None
    chosen: OfferedMentor | None
    waiting: Sequence[OfferedMentor]
    past: Sequence[OfferedMentor]
    last_mentor: str | None
    pairs: Sequence[KnownPair]
    anywhere: bool
    choice: ChoiceForm
    days: int
    today: date
    modes: Mapping[Any, str]
    reasons: Mapping[FitReason, str]
    against: Mapping[FitAgainst, str]
    looks_for: Mapping[Any, str]


def _page_of(found: MentorSearch | None, choice: ChoiceForm, status: int = 200) -> Response:
    me, today, vault = current_learner().id, installation.today(), installation.vault()
    offers = queries.offers(db.session, vault, found, on=today) if found else []
    chosen = next((each for each in offers if each.state == OfferState.CHOSEN), None)
    last = queries.last_mentor(db.session, me) if found and found.state == SearchState.OPEN else None
    offered_last = last is not None and last[0] in {each.mentor_id for each in offers}
    context = LookingPage(
        search=queries.opened(db.session, vault, found, mine=True) if found else None,
        chosen=chosen,
        waiting=[each for each in offers if each.state == OfferState.OFFERED],
        past=[each for each in offers if each.state in (OfferState.DECLINED, OfferState.PASSED)],
        last_mentor=last[1] if last and not offered_last and chosen is None else None,
        pairs=[each for each in pairs.pairs_of(db.session, me) if each.pair.ended_at is None],
        anywhere=bool(_parts()),
        choice=choice,
        days=rules.days_looked(found.since, on=today) if found else 0,
        today=today,
        modes=MODES,
        reasons=wording.REASONS,
        against=wording.AGAINST_FOR_MENTEE,
        looks_for=wording.LOOKS_FOR,
    )
    return make_response(page("mentoring/matching/looking.html", context), status)


def _parts() -> Sequence[Part]:
    return parts_of_person(db.session, current_learner().id, on=installation.today())


def _mine() -> MentorSearch | None:
    return queries.current_search(db.session, current_learner().id)


@bp.get("/mentoring/looking")
@signed_in
def looking() -> ResponseReturnValue:
    """How one's search for a mentor stands."""
    return _page_of(_mine(), ChoiceForm(blank=True))


# What one looks for


@dataclass(frozen=True)
class PreferencesPage:
    """Form F15, filled with what was said last. `part`: who arranges it, where there is a choice."""

    form: PaperForm
    part: ArrangedInForm
    several: bool
    begun: bool
    file: FilledFileForm


def _values() -> Values:
    """What stands in the form: of the search that goes on, or else of the last one."""
    found, vault = queries.last_search(db.session, current_learner().id), installation.vault()
    if found is None or not found.modes:
        return {**FORM.empty, **preferences_form.USUAL}
    return preferences_form.preference_values(
        found.facts, queries.words_of(vault, found), queries.needs_of(vault, found)
    )


def _arranged_in(parts: Sequence[Part]) -> ArrangedInForm:
    found = _mine()
    now = next((each.public_id for each in parts if found and each.id == found.part_id), None)
    usual = now or (parts[-1].public_id if parts else None)
    return ArrangedInForm(parts=[(each.public_id, each.name) for each in parts], data={"part": usual})


def _form_page(form: PaperForm, status: int = 200, *, file: FilledFileForm | None = None) -> Response:
    parts = _parts()
    found = _mine()
    begun = found is not None and found.state == SearchState.OPEN
    blank = file or FilledFileForm(blank=True)
    context = PreferencesPage(form, _arranged_in(parts), len(parts) > 1, begun, blank)
    return make_response(page("mentoring/matching/preferences.html", context), status)


@bp.get("/mentoring/looking/preferences")
@signed_in
def preferences() -> ResponseReturnValue:
    """What one looks for, to be filled in."""
    or_404(_parts() or None)
    return _form_page(web_form(FORM, _values()))


@bp.post("/mentoring/looking/preferences")
@signed_in
def say() -> ResponseReturnValue:
    """Say it, so that whoever arranges pairs sees that one looks."""
    parts = or_404(_parts() or None)
    form, arranged = web_form(FORM), _arranged_in(parts)
    if not form.accepted() or not form.whole() or (len(parts) > 1 and not arranged.accepted()):
        return _form_page(form, 422)
    asked = next((each for each in parts if each.public_id == arranged.part.data), parts[-1])
    values = form.values()
    services.state(
        db.session, installation.vault(), mentee_id=current_learner().id, part=asked,
        facts=preferences_form.preference_facts(values), words=preferences_form.preference_words(values),
        needs=values["needs"], at=clock.now(),
    )  # fmt: skip
    flash("Noted. Whoever arranges pairs sees that you look for a mentor.", "message")
    flash("mentor-preferences", "kept")
    return redirect(url_for("looking.looking"), 303)


@bp.post("/mentoring/looking/preferences/file")
@signed_in
@takes_files
def bring_in() -> ResponseReturnValue:
    """Take a form that was filled in offline onto the page, to be looked at before it is kept."""
    or_404(_parts() or None)
    file = FilledFileForm()
    read = brought_in(file, FORM) if file.accepted() else None
    if read is None:
        return _form_page(web_form(FORM, _values(), blank=True), 422, file=file)
    return _form_page(web_form(FORM, {**_values(), **read.values}, blank=True))


@bp.get("/mentoring/looking/f15.pdf")
@signed_in
def preferences_pdf() -> ResponseReturnValue:
    """The form on paper."""
    about = [("Filled in by", current_learner().name), ("On", long_date(installation.today()))]
    sheet, found = sheet_of(FORM, _values(), about=about), _mine()
    offers = queries.offers(db.session, installation.vault(), found, on=installation.today()) if found else []
    if offers:
        sheet = replace(sheet, sections=(*sheet.sections, SheetSection("People to choose from", (_shortlist(offers),))))
    return pdf_answer(sheet, name="F15 what I am looking for")


def _shortlist(offers: Sequence[OfferedMentor]) -> SheetTable:
    """Form F15, part 2."""
    rows = tuple(
        (
            each.mentor,
            "\n".join(wording.REASONS[reason] for reason in each.reasons),
            "\n".join(wording.AGAINST_FOR_MENTEE[warning] for warning in each.against),
            ", ".join(MODES[mode] for mode in sorted(each.modes)),
        )
        for each in offers
    )
    return SheetTable("Offered", ("Name", "Why they might suit", "To think about", "How they can meet"), rows)


@bp.get("/mentoring/looking/f15.md")
@signed_in
def preferences_markdown() -> ResponseReturnValue:
    """The form as Markdown, to be filled in offline and brought back."""
    return markdown_answer(to_markdown(FORM, _values()), name="F15 what I am looking for")


# Choosing


def _open_search() -> MentorSearch:
    return or_404(_mine())


def _back(said: str) -> ResponseReturnValue:
    flash(said, "message")
    return redirect(url_for("looking.looking"), 303)


@bp.post("/mentoring/looking/offers/<offer_id>")
@signed_in
def choose(offer_id: str) -> ResponseReturnValue:
    """Choose one of those who are offered, who is then asked."""
    found, form = _open_search(), ChoiceForm()
    offered = queries.offers(db.session, installation.vault(), found, on=installation.today())
    or_404(next((each for each in offered if each.public_id == offer_id), None))
    if not form.accepted():
        return _page_of(found, form, 422)
    if too_many_letters(offer_id):
        return redirect(url_for("looking.looking"), 303)
    try:
        services.choose(
            db.session, installation.vault(), _open_search(), offer_id, reason=form.text("reason"), story=story()
        )
    except services.MentorTaken:
        return _back(_TAKEN)
    except (services.SearchOver, services.NotOffered):
        return _back(_OVER)
    return _back("They are asked, and say yes or no. You get a letter.")


@bp.post("/mentoring/looking/take-back")
@signed_in
def take_back() -> ResponseReturnValue:
    """Take a choice back that waits for an answer."""
    try:
        services.take_back(db.session, _open_search(), story=story())
    except services.SearchOver:
        return _back(_OVER)
    return _back("Taken back. Choose another one, or ask for other names.")


@bp.post("/mentoring/looking/others")
@signed_in
def others() -> ResponseReturnValue:
    """Ask for other names, without a reason."""
    try:
        services.ask_for_others(db.session, _open_search(), at=clock.now())
    except services.SearchOver:
        return _back(_OVER)
    return _back("Whoever arranges pairs sees that you ask for other names. No reason is asked for.")


@bp.post("/mentoring/looking/last-mentor")
@signed_in
def last_mentor() -> ResponseReturnValue:
    """Ask the last mentor first, as somebody who comes back."""
    if too_many_letters(_open_search().public_id):
        return redirect(url_for("looking.looking"), 303)
    try:
        services.ask_last_mentor(db.session, _open_search(), story=story())
    except services.MentorTaken:
        return _back("Your last mentor is not in the list of mentors now, or has no place free.")
    except (services.SearchOver, services.NotOffered):
        return _back(_OVER)
    return _back("Your last mentor is asked, and says yes or no.")


@bp.post("/mentoring/looking/stop")
@signed_in
def stop() -> ResponseReturnValue:
    """Look no longer; what was filled in goes."""
    services.stop(db.session, _open_search(), story=story())
    return _back("You are not looking any more, and what you filled in is gone.")
