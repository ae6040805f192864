"""What a coordinator sees: who looks for a mentor and for how long, who would fit and why, and whom to offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened, shows_anothers
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName, clean_address
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.mentoring.directory.views.mentors import hours_asked, mode_asked, words_asked
from learnmentor.mentoring.directory.wording import MODES
from learnmentor.mentoring.matching import fit, queries, rules, services, wording
from learnmentor.mentoring.matching.fit import FallbackStep
from learnmentor.mentoring.matching.forms import AskForForm, NarrowMentorsForm, OfferForm
from learnmentor.mentoring.matching.models import MentorSearch
from learnmentor.mentoring.matching.queries import Candidate, MentorFilter, OfferedMentor, OpenedSearch, SearchWaiting
from learnmentor.mentoring.matching.rules import OfferState, SearchState
from learnmentor.mentoring.matching.views.looking import story
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.models import Part
from learnmentor.organisations.rules import coordinated
from learnmentor.web import installation
from learnmentor.web.access import or_404, with_role
from learnmentor.web.pages import page

bp = Blueprint("arranging", __name__)

SHOWN = 30  # candidates on a page, the best first
_arranges_pairs = with_role(RoleName.COORDINATOR)


@dataclass(frozen=True)
class WaitingPage:
    """Who looks for a mentor where somebody coordinates, with the days they have looked."""

    lines: Sequence[tuple[SearchWaiting, int]]
    parts: Sequence[Part]
    form: AskForForm
    full: bool
    states: Mapping[SearchState, str]


def _my_parts() -> Sequence[Part]:
    return organisations.parts_on_paths(db.session, coordinated(current_learner()))


def _waiting_page(form: AskForForm, status: int = 200) -> Response:
    today = installation.today()
    found = queries.waiting(db.session, coordinated(current_learner()), on=today)
    lines = [(each, rules.days_looked(each.since, on=today)) for each in found]
    full = len(found) >= rules.MOST_WAITING
    context = WaitingPage(lines, _my_parts(), form, full, wording.SEARCH_STATES)
    return make_response(page("mentoring/matching/waiting.html", context), status)


@bp.get("/mentoring/people")
@_arranges_pairs
def people() -> ResponseReturnValue:
    """The waiting list."""
    return _waiting_page(AskForForm(blank=True))


@bp.post("/mentoring/people")
@_arranges_pairs
def ask_for() -> ResponseReturnValue:
    """Ask somebody whom one looks after what they look for."""
    form = AskForForm()
    found = _member(clean_address(form.text("email"))) if form.accepted() else None
    if form.accepted() and found is None:
        form.refuse("email", "Nobody whom you look after has this address. Check it, or bring them in first.")
    if found is None:
        return _waiting_page(form, 422)
    person, part = found
    try:
        services.ask_for(db.session, installation.vault(), mentee_id=person.id, part=part, story=story())
    except services.AlreadyLooking:
        form.refuse("email", "They look for a mentor already, or were asked.")
        return _waiting_page(form, 422)
    flash("They get a letter, and say what they look for, or that they do not want a mentor.", "message")
    return redirect(url_for("arranging.people"), 303)


def _member(email: str) -> tuple[Person, Part] | None:
    """Somebody of one's parts by address, and the part in which their search is arranged."""
    person, today = accounts.person_by_email(db.session, email), installation.today()
    for part in _my_parts() if person else ():
        known = organisations.person_of_part(db.session, part, person.public_id if person else "", on=today)
        if known is not None:
            inside = organisations.memberships_in(db.session, known.id, part)
            now = next((of for membership, of in inside if membership.span.holds(today)), part)
            return known, now
    return None


# One search


@dataclass(frozen=True)
class ArrangingPage:
    """Whom somebody looks for, who would fit and why, and what is tried where nobody does."""

    search: OpenedSearch
    days: int
    offers: Sequence[OfferedMentor]
    candidates: Sequence[Candidate]
    total: int
    more: bool
    room: int  # how many may be offered now
    none_fits: bool
    steps: Sequence[tuple[str, int]]  # in words, and how many may be offered by it
    narrow: NarrowMentorsForm
    form: OfferForm
    today: date
    modes: Mapping[Any, str]
    looks_for: Mapping[Any, str]
    reasons: Mapping[Any, str]
    against: Mapping[Any, str]
    states: Mapping[Any, tuple[str, str]]


def _found(public_id: str) -> tuple[MentorSearch, Part]:
    """A search that one arranges; for everybody else, administrators too, there is none."""
    search, part = or_404(queries.search_by_public_id(db.session, public_id))
    or_404(part if rules.may_arrange(current_learner(), part) else None)
    return search, part


def _opened(public_id: str) -> tuple[MentorSearch, Part]:
    """The same, once it is written down that it is opened."""
    opened(_found(public_id)[0].mentee_id, AccessTo.MENTOR_SEARCH)
    return _found(public_id)


def _arranging_page(search: MentorSearch, part: Part, form: OfferForm, status: int = 200) -> Response:
    vault, today = installation.vault(), installation.today()
    narrowed = MentorFilter(words_asked(), mode_asked(), hours_asked(), free="free" in request.args)
    there = queries.candidates(db.session, vault, search, root_id=part.root_id, narrowed=narrowed, on=today)
    fits = [each.fit for each in there.found]
    offers = queries.offers(db.session, vault, search, on=today)
    states = [each.state for each in offers]
    steps = fit.fallbacks(there.seeker, fits)
    context = ArrangingPage(
        search=queries.opened(db.session, vault, search, mine=False),
        days=rules.days_looked(search.since, on=today),
        offers=offers,
        candidates=there.found[:SHOWN],
        total=len(there.found),
        more=there.more,
        room=_room(search, states),
        none_fits=fit.nobody_found(fits),
        steps=[(wording.STEPS[each], len(steps[each])) for each in FallbackStep],
        narrow=_narrow(narrowed),
        form=form,
        today=today,
        modes=MODES,
        looks_for=wording.LOOKS_FOR,
        reasons=wording.REASONS,
        against=wording.AGAINST,
        states=wording.OFFER_STATES,
    )
    return make_response(page("mentoring/matching/arranging.html", context), status)


def _narrow(by: MentorFilter) -> NarrowMentorsForm:
    typed = {"words": by.words, "mode": by.mode.value if by.mode else "", "hours": by.hours or None, "free": by.free}
    return NarrowMentorsForm(blank=True, data=typed)


def _room(search: MentorSearch, states: Sequence[OfferState]) -> int:
    if search.state != SearchState.OPEN:
        return 0
    return max((n for n in range(1, rules.MOST_OFFERS + 1) if rules.may_offer_more(states, n)), default=0)


@bp.get("/mentoring/people/<search_id>")
@_arranges_pairs
@shows_anothers(AccessTo.MENTOR_SEARCH)
def arrange(search_id: str) -> ResponseReturnValue:
    """Whom somebody looks for, and who would fit."""
    search, part = _opened(search_id)
    return _arranging_page(search, part, OfferForm(blank=True))


@bp.post("/mentoring/people/<search_id>/offers")
@_arranges_pairs
@shows_anothers(AccessTo.MENTOR_SEARCH)
def offer(search_id: str) -> ResponseReturnValue:
    """Offer up to three; the mentee chooses one, or asks for others."""
    search, part = _opened(search_id)
    form = OfferForm()
    if not form.accepted():
        return _arranging_page(search, part, form, 422)
    try:
        services.offer(
            db.session, installation.vault(), search, root_id=part.root_id, mentors=form.mentors.data or [],
            story=story(),
        )  # fmt: skip
    except services.SearchOver:
        flash("They do not look any more.", "message")
        return redirect(url_for("arranging.people"), 303)
    except services.CannotOffer:
        form.refuse("mentors", "Somebody whom you picked left the list or has no place any more. Pick again.")
        return _arranging_page(search, part, form, 422)
    flash("Offered. They get a letter, and choose one or ask for others.", "message")
    return redirect(url_for("arranging.arrange", search_id=search_id), 303)
