"""What one of the two says in a review: filled in on a page, or in a file."""

import json
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.lines.services import TooManyPairLines
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.markdown import to_markdown
from learnmentor.mentoring.paper.marks import marks_sent
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in, markdown_answer
from learnmentor.mentoring.reviews import services
from learnmentor.mentoring.reviews.form_review import PICKED, POINTS
from learnmentor.mentoring.reviews.views.contexts import ReviewSeen, review_seen, values
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("review_part", __name__)
FULL = "This review holds no more lines. Shorten what is there, or open another review."


@dataclass(frozen=True)
class OwnPartPage:
    """One's own part of a review, to be filled in."""

    seen: PairSeen
    found: ReviewSeen
    form: PaperForm
    marks: str
    point: str


@bp.get("/pairs/<public_id>/reviews/<review_id>/mine")
@signed_in
def own_part(public_id: str, review_id: str) -> ResponseReturnValue:
    """What one has said so far."""
    found = review_seen(pair_to_write(public_id), review_id)
    marks = json.dumps({key: line.changes for key, line in found.mine.items()}, separators=(",", ":"))
    return _page(found, web_form(found.form, values(found.mine)), marks)


@bp.post("/pairs/<public_id>/reviews/<review_id>/mine")
@signed_in
def save_own_part(public_id: str, review_id: str) -> ResponseReturnValue:
    """Keep what one says."""
    found = review_seen(pair_to_write(public_id), review_id)
    form, marks = web_form(found.form), request.form.get("seen", "")[:5_000]
    if not form.accepted():
        return _page(found, form, marks), 422
    try:
        alone = _save(found, form.values(), _seen(marks))
    except TooManyPairLines:
        form.refuse("more", FULL)
        return _page(found, form, marks), 422
    flash(f"review-{review_id}", "kept")
    flash("Kept." if alone else "You wrote on another device meanwhile: both texts stand. Look at them.", "message")
    onward = "reviews.review" if alone else "review_part.own_part"
    return redirect(url_for(onward, public_id=public_id, review_id=review_id), 303)


def _save(found: ReviewSeen, typed: dict[str, str], seen: dict[str, int]) -> bool:
    said = {found.field_of(key): text for key, text in typed.items()}
    return services.save_sheet(
        db.session, installation.vault(), found.seen.pair, found.review, said,
        seen={found.field_of(key): changes for key, changes in seen.items()}, picked=PICKED, by=found.seen.me.id,
        at=clock.now(),
    )  # fmt: skip


def _seen(marks: str) -> dict[str, int]:
    """How often each line had been changed when the page was drawn; of what a page does not say, both texts stand."""
    return {key: changes for key, changes in marks_sent(marks).items() if isinstance(changes, int)}


def _page(found: ReviewSeen, form: PaperForm, marks: str) -> str:
    return page(
        "mentoring/reviews/own_part.html", OwnPartPage(found.seen, found, form, marks, POINTS[found.review.point])
    )


# As a file


@dataclass(frozen=True)
class BringPartPage:
    """Where one's part comes back that was filled in offline."""

    seen: PairSeen
    found: ReviewSeen
    form: FilledFileForm
    point: str


@bp.get("/pairs/<public_id>/reviews/<review_id>/mine.md")
@signed_in
def own_file(public_id: str, review_id: str) -> Response:
    """One's own part as Markdown, to be filled in offline."""
    found = review_seen(pair_inside(public_id), review_id)
    about = [(f"Objective {number}", aim.words.text) for number, aim in enumerate(found.aims, 1)]
    return markdown_answer(to_markdown(found.form, values(found.mine), about=about), name=f"review-{found.review.on}")


@bp.get("/pairs/<public_id>/reviews/<review_id>/file")
@signed_in
def bring(public_id: str, review_id: str) -> ResponseReturnValue:
    """Where the file comes back."""
    return _bring(review_seen(pair_to_write(public_id), review_id), FilledFileForm())


@bp.post("/pairs/<public_id>/reviews/<review_id>/file")
@takes_files
@signed_in
def take_file(public_id: str, review_id: str) -> ResponseReturnValue:
    """Keep what the file says; where it says otherwise than what is there, both texts stand."""
    found, form = review_seen(pair_to_write(public_id), review_id), FilledFileForm()
    read = brought_in(form, found.form) if form.accepted() else None
    if read is None:
        return _bring(found, form), 422
    try:
        _save(found, {key: text for key, text in read.values.items() if text}, {})
    except TooManyPairLines:
        form.refuse("file", FULL)
        return _bring(found, form), 422
    flash("The file is taken in. Look at what it says.", "message")
    return redirect(url_for("review_part.own_part", public_id=public_id, review_id=review_id), 303)


def _bring(found: ReviewSeen, form: FilledFileForm) -> str:
    return page("mentoring/reviews/bring.html", BringPartPage(found.seen, found, form, POINTS[found.review.point]))
