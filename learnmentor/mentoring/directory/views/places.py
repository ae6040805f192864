"""One's own place in the list: said yes to, changed, said no to, withdrawn; and one's entries of practice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.directory import listing_form, queries, rules, services, wording
from learnmentor.mentoring.directory.models import ListingAnswer, MentorListing
from learnmentor.mentoring.paper.definition import FormDefinition
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("places", __name__)


@dataclass(frozen=True)
class OwnListingPage:
    """What one has in the list. `answer`: whether one was asked, and said no."""

    form: PaperForm
    listing: MentorListing | None
    over: bool
    answer: ListingAnswer | None
    practices: Sequence[tuple[MentorListing, str]]  # and the use in words
    today: date


def _filled(definition: FormDefinition, found: MentorListing | None) -> PaperForm:
    if found is None:
        return web_form(definition, {**definition.empty, **listing_form.USUAL})
    values = listing_form.values_of(found.facts, queries.opened(installation.vault(), found))
    if not rules.may_be_listed_until(found.until_on, on=installation.today()):
        values["until_on"] = ""
    return web_form(definition, values)


def _whole(form: PaperForm) -> bool:
    """Whether the form is whole, and its last day a day that may be."""
    if not form.accepted() or not form.whole():
        return False
    until = date.fromisoformat(form.values()["until_on"])
    if not rules.may_be_listed_until(until, on=installation.today()):
        form.refuse("until_on", "Choose a day from tomorrow to a year from now. Then you are asked again.")
        return False
    return True


def _own_page(form: PaperForm, status: int = 200) -> Response:
    me, today = current_learner().id, installation.today()
    found = queries.own_listing(db.session, me)
    practices = [(each, wording.USES[each.practice_use]) for each in queries.own_practices(db.session, me)]
    over = found is not None and not rules.listed_on(found.until_on, today)
    context = OwnListingPage(form, found, over, queries.answer_of(db.session, me), practices, today)
    return make_response(page("mentoring/directory/mine.html", context), status)


@bp.get("/mentors/mine")
@signed_in
def mine() -> ResponseReturnValue:
    """One's own place: what is in it, until when, and a way out."""
    return _own_page(_filled(listing_form.MENTOR_LISTING, queries.own_listing(db.session, current_learner().id)))


@bp.post("/mentors/mine")
@signed_in
def say_yes() -> ResponseReturnValue:
    """Be in the list from now on, or with other words."""
    form = web_form(listing_form.MENTOR_LISTING)
    if not _whole(form):
        return _own_page(form, 422)
    values = form.values()
    services.list_mentor(
        db.session, installation.vault(), person_id=current_learner().id, facts=listing_form.facts_from(values),
        words=listing_form.words_from(values), public_id=randomness.public_id(), at=clock.now(),
    )  # fmt: skip
    flash("You are in the list. You can change it or leave it at any time.", "message")
    flash("mentor-listing", "kept")
    return redirect(url_for("places.mine"), 303)


@bp.post("/mentors/mine/withdraw")
@signed_in
def withdraw() -> ResponseReturnValue:
    """Leave the list at once."""
    if (found := queries.own_listing(db.session, current_learner().id)) is not None:
        services.withdraw(db.session, found)
    flash("You are not in the list any more. Messages without an answer went with it.", "message")
    return redirect(url_for("places.mine"), 303)


@bp.post("/mentors/mine/no")
@signed_in
def say_no() -> ResponseReturnValue:
    """Say that one does not want to be in it; nobody asks again."""
    services.say_no(db.session, person_id=current_learner().id, at=clock.now())
    flash("Noted. You are not in the list, and you are not asked again.", "message")
    return redirect(url_for("places.mine"), 303)


# Entries of practice


@dataclass(frozen=True)
class PracticeFormPage:
    """An entry of practice that is written or changed."""

    form: PaperForm
    practice: MentorListing | None


def _practice_page(form: PaperForm, status: int = 200, *, practice: MentorListing | None = None) -> Response:
    return make_response(page("mentoring/directory/practice.html", PracticeFormPage(form, practice)), status)


@bp.get("/mentors/mine/practice/new")
@signed_in
def new_practice() -> ResponseReturnValue:
    """How mentoring is done where one is."""
    return _practice_page(_filled(listing_form.PRACTICE_LISTING, None))


@bp.post("/mentors/mine/practice/new")
@signed_in
def list_practice() -> ResponseReturnValue:
    """List it."""
    form = web_form(listing_form.PRACTICE_LISTING)
    if not _whole(form):
        return _practice_page(form, 422)
    values = form.values()
    try:
        services.list_practice(
            db.session, installation.vault(), person_id=current_learner().id, facts=listing_form.facts_from(values),
            words=listing_form.words_from(values), public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.TooManyPractices:
        form.refuse("about", f"You have {rules.MOST_PRACTICES} entries, as many as may be. Take one out first.")
        return _practice_page(form, 422)
    flash("It is in the list. Whoever finds it can leave you a message.", "message")
    flash("practice-new", "kept")
    return redirect(url_for("places.mine"), 303)


def _own_practice(public_id: str) -> MentorListing:
    return or_404(queries.own_practice(db.session, current_learner().id, public_id))


@bp.get("/mentors/mine/practice/<public_id>")
@signed_in
def practice(public_id: str) -> ResponseReturnValue:
    """An entry of one's own."""
    found = _own_practice(public_id)
    return _practice_page(_filled(listing_form.PRACTICE_LISTING, found), practice=found)


@bp.post("/mentors/mine/practice/<public_id>")
@signed_in
def change_practice(public_id: str) -> ResponseReturnValue:
    """Say something else there."""
    found, form = _own_practice(public_id), web_form(listing_form.PRACTICE_LISTING)
    if not _whole(form):
        return _practice_page(form, 422, practice=found)
    values = form.values()
    services.change_practice(
        db.session, installation.vault(), found, facts=listing_form.facts_from(values),
        words=listing_form.words_from(values), at=clock.now(),
    )  # fmt: skip
    flash("Saved.", "message")
    flash(f"practice-{public_id}", "kept")
    return redirect(url_for("places.mine"), 303)


@bp.post("/mentors/mine/practice/<public_id>/withdraw")
@signed_in
def withdraw_practice(public_id: str) -> ResponseReturnValue:
    """Take it out at once."""
    services.withdraw(db.session, _own_practice(public_id))
    flash("It is not in the list any more.", "message")
    return redirect(url_for("places.mine"), 303)
