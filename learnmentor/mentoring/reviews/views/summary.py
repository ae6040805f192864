"""The summary of a review: written, agreed to, released, and the report that is made of it."""

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.paper.sheet import PaperSheet, plain_markdown
from learnmentor.mentoring.paper.views import markdown_answer, pdf_answer
from learnmentor.mentoring.reviews import services
from learnmentor.mentoring.reviews.forms import AgreeForm, ReleaseForm, SummaryForm
from learnmentor.mentoring.reviews.review_sheet import report_sheet
from learnmentor.mentoring.reviews.rules import SummaryReader
from learnmentor.mentoring.reviews.views.contexts import ReviewSeen, review_page, review_seen
from learnmentor.mentoring.views.seen import pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import require, signed_in

bp = Blueprint("review_summary", __name__)
CHANGED = "The summary was changed while you looked at it. Read it as it is now."


@bp.post("/pairs/<public_id>/reviews/<review_id>/summary")
@signed_in
def write(public_id: str, review_id: str) -> ResponseReturnValue:
    """Put words before the other one, who is to agree to just these."""
    found, form = review_seen(pair_to_write(public_id), review_id), SummaryForm()
    if not form.accepted():
        return review_page(found, summary=form), 422
    try:
        services.write_summary(
            db.session, installation.vault(), found.seen.pair, found.review, text=form.text("words"),
            seen=form.text("shown"), by=found.seen.me.id, at=clock.now(),
        )  # fmt: skip
    except services.SummaryReleased:
        form.refuse("words", "The summary was released, and stays as it is. Write another one in the next review.")
        return review_page(found, summary=form), 422
    except services.SummaryChanged:
        form.refuse("words", f"{CHANGED} Your words are still here.")
        form.shown.data = services.summary_mark(found.summary)
        return review_page(found, summary=form), 422
    flash(f"Kept. Your {found.seen.other_is} is asked to agree to just these words.", "message")
    return _back(found)


@bp.post("/pairs/<public_id>/reviews/<review_id>/summary/agree")
@signed_in
def agree(public_id: str, review_id: str) -> ResponseReturnValue:
    """Agree to the words as they were shown."""
    found, form = review_seen(pair_to_write(public_id), review_id), AgreeForm()
    try:
        services.agree(
            db.session, installation.vault(), found.seen.pair, found.review, seen=form.text("shown"),
            by=found.seen.me.id, at=clock.now(),
        )  # fmt: skip
    except services.SummaryChanged:
        flash(CHANGED, "message")
    else:
        flash("You both agree to these words.", "message")
    return _back(found)


@bp.post("/pairs/<public_id>/reviews/<review_id>/summary/release")
@signed_in
def release(public_id: str, review_id: str) -> ResponseReturnValue:
    """Let the agreed words go."""
    found, form = review_seen(pair_to_write(public_id), review_id), ReleaseForm()
    require(found.decides)
    if not form.accepted():
        return review_page(found, release=form), 422
    try:
        services.release(
            db.session, installation.vault(), found.seen.pair, found.review,
            readers=[SummaryReader(each) for each in form.readers.data or []], seen=form.text("shown"),
            name=form.text("name"), by=found.seen.me.id, at=clock.now(),
        )  # fmt: skip
    except services.SummaryChanged:
        flash(CHANGED, "message")
    except services.NotToBeReleased:
        abort(403)
    else:
        flash("Signed. Only the summary may leave, and only to whom you named.", "message")
    return _back(found)


@bp.get("/pairs/<public_id>/reviews/<review_id>/report.pdf")
@signed_in
def report_pdf(public_id: str, review_id: str) -> Response:
    """The report on A4, to be handed on."""
    found = review_seen(pair_inside(public_id), review_id)
    return pdf_answer(_report(found), name=f"report-{found.review.on}")


@bp.get("/pairs/<public_id>/reviews/<review_id>/report.md")
@signed_in
def report_markdown(public_id: str, review_id: str) -> Response:
    """The report as plain Markdown."""
    found = review_seen(pair_inside(public_id), review_id)
    return markdown_answer(plain_markdown(_report(found)), name=f"report-{found.review.on}")


def _report(found: ReviewSeen) -> PaperSheet:
    """The report of a summary that goes to somebody; there is none of one that was not released."""
    if found.summary is None or not any(each.reader != SummaryReader.NOBODY for each in found.releases):
        abort(404)
    known = found.seen.known
    between = f"{known.mentor.name}, {known.mentee.name}"
    return report_sheet(found.review, found.summary, found.releases, between=between)


def _back(found: ReviewSeen) -> ResponseReturnValue:
    here = url_for("reviews.review", public_id=found.seen.pair.public_id, review_id=found.review.public_id)
    return redirect(f"{here}#summary", 303)
