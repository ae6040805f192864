"""The list of mentors and the entries of practice, searched and leafed through; one of them, and a message for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.directory import queries, services, wording
from learnmentor.mentoring.directory.forms import FindMentorForm, FindPracticeForm, RelayForm
from learnmentor.mentoring.directory.queries import Listed, ListingsFound
from learnmentor.mentoring.directory.rules import MOST_HOURS, ContactMode, ListingKind
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.forms import Form
from learnmentor.web.pages import page, page_number

bp = Blueprint("mentors", __name__)

PAGE = 20


@dataclass(frozen=True)
class MentorListPage:
    """A page of what was found. `anywhere`: whoever looks belongs to an organisation at all."""

    form: Form
    kind: ListingKind
    found: Sequence[Listed]
    total: int
    more: bool
    page: int
    pages: int
    anywhere: bool
    modes: dict[ContactMode, str]
    uses: dict[str, str]


def mode_asked() -> ContactMode | None:
    """The way to meet that an address asks for."""
    asked = request.args.get("mode", "")
    return ContactMode(asked) if asked in list(ContactMode) else None


def hours_asked() -> int:
    """The free hours that an address asks for."""
    return min(max(request.args.get("hours", 0, type=int), 0), MOST_HOURS)


def words_asked() -> str:
    """The words that an address asks for."""
    return request.args.get("words", "")[:200]


def _listed(form: Form, asked: queries.ListingSearch) -> str:
    there = ListingsFound([])
    if asked.roots:
        there = queries.listings(db.session, installation.vault(), asked, on=installation.today())
    pages = max(1, -(-len(there.found) // PAGE))
    number = page_number(pages)
    shown = there.found[(number - 1) * PAGE : number * PAGE]
    return page(
        "mentoring/directory/list.html",
        MentorListPage(
            form, asked.kind, shown, len(there.found), there.more, number, pages, bool(asked.roots), wording.MODES,
            wording.USES,
        ),
    )  # fmt: skip


def _roots() -> frozenset[int]:
    return queries.roots_of(db.session, current_learner().id, on=installation.today())


@bp.get("/mentors")
@signed_in
def mentors() -> ResponseReturnValue:
    """Mentors of one's organisations who agreed to be found, by subject, place, way to meet and free hours."""
    mode, hours, words = mode_asked(), hours_asked(), words_asked()
    form = FindMentorForm(data={"words": words, "mode": mode.value if mode else "", "hours": hours or None})
    return _listed(form, queries.ListingSearch(ListingKind.MENTOR, _roots(), words, mode, hours))


@bp.get("/mentors/practice")
@signed_in
def practices() -> ResponseReturnValue:
    """Who does what: how mentoring is done elsewhere, by use."""
    use = request.args.get("use", "")
    use, words = use if use in wording.USES else "", words_asked()
    form = FindPracticeForm(data={"words": words, "use": use})
    return _listed(form, queries.ListingSearch(ListingKind.PRACTICE, _roots(), words, use=use))


@dataclass(frozen=True)
class MentorListingPage:
    """One entry of the list, with a message to be left for whoever it is."""

    listed: Listed
    own: bool
    form: RelayForm
    modes: dict[ContactMode, str]
    uses: dict[str, str]


def _found(public_id: str) -> Listed:
    return or_404(queries.listing_for(db.session, installation.vault(), public_id, _roots(), on=installation.today()))


def _page_of(found: Listed, form: RelayForm, status: int = 200) -> Response:
    own = found.person_id == current_learner().id
    context = MentorListingPage(found, own, form, wording.MODES, wording.USES)
    return make_response(page("mentoring/directory/listing.html", context), status)


@bp.get("/mentors/<public_id>")
@signed_in
def listing(public_id: str) -> ResponseReturnValue:
    """One entry."""
    return _page_of(_found(public_id), RelayForm(blank=True))


@bp.post("/mentors/<public_id>/message")
@signed_in
def write(public_id: str) -> ResponseReturnValue:
    """Leave a message; neither of the two learns the address of the other by it."""
    found, form = _found(public_id), RelayForm()
    if not form.accepted():
        return _page_of(found, form, 422)
    try:
        services.relay(
            db.session, installation.vault(), listing_id=found.id, writer_id=current_learner().id,
            text=form.text("message"), public_id=randomness.public_id(), sender=installation.sender(),
            on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.NotRelayed as refused:
        form.refuse("message", wording.REFUSED[refused.why])
        return _page_of(found, form, 422)
    except services.ListingOver:
        form.refuse("message", wording.GONE)
        return _page_of(found, form, 422)
    flash("Your message waits for them. You get a letter when they answer.", "message")
    flash(f"relay-{public_id}", "kept")
    return redirect(url_for("relayed.messages"), 303)
