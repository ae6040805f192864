"""The reviews of a pair, and one of them: what both said, and a target that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.paper.sheet import plain_markdown
from learnmentor.mentoring.paper.views import markdown_answer, pdf_answer
from learnmentor.mentoring.reviews import queries, rules, services
from learnmentor.mentoring.reviews.form_review import POINTS, points
from learnmentor.mentoring.reviews.forms import OpenReviewForm, ReviewTargetForm
from learnmentor.mentoring.reviews.models import PairReview
from learnmentor.mentoring.reviews.rules import ReviewPoint
from learnmentor.mentoring.reviews.views.contexts import review_page, review_seen
from learnmentor.mentoring.targets.services import TooManyTargets
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("reviews", __name__)
LATELY = timedelta(weeks=6)


@dataclass(frozen=True)
class ReviewsPage:
    """The reviews of a pair, and a place to open one."""

    seen: PairSeen
    reviews: Sequence[PairReview]
    form: OpenReviewForm
    points: dict[ReviewPoint, str]


@bp.get("/pairs/<public_id>/reviews")
@signed_in
def reviews(public_id: str) -> ResponseReturnValue:
    """All reviews of a pair."""
    seen = pair_inside(public_id)
    return _list(seen, _open_form(seen, on=installation.today()))


@bp.post("/pairs/<public_id>/reviews")
@signed_in
def open_review(public_id: str) -> ResponseReturnValue:
    """Open a review; the other one finds it too."""
    seen = pair_to_write(public_id)
    form = _open_form(seen)
    if not form.accepted() or form.on.data is None:
        return _list(seen, form), 422
    try:
        made = services.open_review(
            db.session, seen.pair, point=ReviewPoint(form.text("point")), on=form.on.data, by=seen.me.id,
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.TooManyReviews:
        form.refuse("point", f"A pair has {rules.MOST_REVIEWS} reviews at most.")
        return _list(seen, form), 422
    return redirect(url_for("reviews.review", public_id=public_id, review_id=made.public_id), 303)


def _open_form(seen: PairSeen, *, on: date | None = None) -> OpenReviewForm:
    form = OpenReviewForm(data={"on": on})
    form.point.choices = [SelectChoice(each.value, each.words) for each in points(seen.pair.context)]
    return form


def _list(seen: PairSeen, form: OpenReviewForm) -> str:
    found = queries.reviews(db.session, seen.pair.id)
    return page("mentoring/reviews/reviews.html", ReviewsPage(seen, found, form, POINTS))


@bp.get("/pairs/<public_id>/reviews/<review_id>")
@signed_in
def review(public_id: str, review_id: str) -> ResponseReturnValue:
    """What both said, and what may leave."""
    return review_page(review_seen(pair_inside(public_id), review_id))


@bp.post("/pairs/<public_id>/reviews/<review_id>/targets")
@signed_in
def add_target(public_id: str, review_id: str) -> ResponseReturnValue:
    """Make a next step a target of the pair."""
    found, form = review_seen(pair_to_write(public_id), review_id), ReviewTargetForm()
    if not form.accepted() or form.due_on.data is None:
        return review_page(found, target=form), 422
    try:
        services.set_next_step(
            db.session, installation.vault(), found.seen.pair, found.review, text=form.text("what"),
            due_on=form.due_on.data, by=found.seen.me.id, at=clock.now(),
        )  # fmt: skip
    except TooManyTargets:
        form.refuse("what", "This pair has as many targets as it can hold.")
        return review_page(found, target=form), 422
    flash("It is among your targets.", "message")
    return redirect(url_for("reviews.review", public_id=public_id, review_id=review_id), 303)


@bp.get("/pairs/<public_id>/reviews/<review_id>.pdf")
@signed_in
def review_pdf(public_id: str, review_id: str) -> Response:
    """The review on A4, for the two."""
    found = review_seen(pair_inside(public_id), review_id)
    return pdf_answer(found.sheet, name=f"review-{found.review.on}")


@bp.get("/pairs/<public_id>/reviews/<review_id>.md")
@signed_in
def review_markdown(public_id: str, review_id: str) -> Response:
    """The review as plain Markdown, for the two."""
    found = review_seen(pair_inside(public_id), review_id)
    return markdown_answer(plain_markdown(found.sheet), name=f"review-{found.review.on}")


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """A review of these weeks in which one has said nothing yet, and a summary that waits for one's yes."""
    if not seen.open:
        return []
    found, waiting = [], queries.waiting_summary(db, seen.pair.id, reader_id=seen.me.id)
    newest = next(iter(queries.reviews(db, seen.pair.id)), None)
    if newest is not None and newest.on + LATELY >= on and not queries.spoken(db, newest, writer_id=seen.me.id):
        part = url_for("review_part.own_part", public_id=seen.pair.public_id, review_id=newest.public_id)
        found.append(NextThing("Say how it goes, for a review", part, newest.on, "you"))
    if waiting is not None:
        address = url_for("reviews.review", public_id=seen.pair.public_id, review_id=waiting) + "#summary"
        found.append(NextThing("Agree to the summary of a review, or change its words", address, None, "you"))
    return found
