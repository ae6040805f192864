"""The receipt of a try, to read, to print, and to check to the byte."""

from dataclasses import dataclass

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.handing_in import queries, rules
from learnmentor.assessment.assessed.handing_in.receipts import moment_in_words
from learnmentor.assessment.assessed.handing_in.receipts import receipt as receipt_sheet
from learnmentor.assessment.assessed.handing_in.views.seen import try_seen
from learnmentor.assessment.assessed.models import SubmissionTry
from learnmentor.assessment.assessed.rules import HandedInFile, HandedInWork
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission
from learnmentor.ground.vault import UnreadableText
from learnmentor.mentoring.paper.views import pdf_answer
from learnmentor.web import downloads, installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("receipts", __name__)

LOCKED = "This server has lost the key to what was handed in. Tell the people who run LearnMentor for you."


@dataclass(frozen=True)
class ReceiptPage:
    """What was received, when, and its number."""

    own: OwnSubmission
    tried: SubmissionTry
    title: str
    moment: str
    files: tuple[HandedInFile, ...]
    left: int


@bp.get("/assessed-work/<public_id>/tries/<int:number>/receipt")
@signed_in
def receipt(public_id: str, number: int) -> ResponseReturnValue:
    """The receipt as a page."""
    own = own_submission(public_id)
    tried = try_seen(own, number)
    work = _work(tried)
    files = tuple(each for part in (work.parts if work else ()) for each in part.files)
    moment = moment_in_words(tried.handed_in_at, installation.zone())
    return page(
        "assessed/handing_in/receipt.html",
        ReceiptPage(own, tried, brief_of(tried).title, moment, files, rules.tries_left(tried.number)),
    )


@bp.get("/assessed-work/<public_id>/tries/<int:number>/receipt.pdf")
@signed_in
def receipt_pdf(public_id: str, number: int) -> ResponseReturnValue:
    """The receipt on A4."""
    own = own_submission(public_id)
    tried = try_seen(own, number)
    sheet = receipt_sheet(
        own.submission, tried, _work(tried), title=brief_of(tried).title,
        name=own.me.name, zone=installation.zone(),
    )  # fmt: skip
    return pdf_answer(sheet, name=f"receipt-{_named(own, tried)}")


@bp.get("/assessed-work/<public_id>/tries/<int:number>/work.json")
@signed_in
def work(public_id: str, number: int) -> ResponseReturnValue:
    """The work as it was hashed: the SHA-256 of this file is the number on the receipt."""
    own = own_submission(public_id)
    tried = try_seen(own, number)
    try:
        content = or_404(queries.work_json(installation.vault(), tried))
    except UnreadableText:
        abort(404, LOCKED)
    name = f"work-{_named(own, tried)}.json"
    return downloads.document(content, kind="application/json", name=name, etag=tried.sha256)


def _work(tried: SubmissionTry) -> HandedInWork | None:
    """What was handed in, for the names of its files; none where no key opens it: the receipt holds all the same."""
    try:
        return assessed.work_of(installation.vault(), tried)
    except UnreadableText:
        return None


def _named(own: OwnSubmission, tried: SubmissionTry) -> str:
    return f"{own.submission.unit_code.lower()}-level-{own.submission.level}-try-{tried.number}"
