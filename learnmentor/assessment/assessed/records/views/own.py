"""A released copy as its learner finds it: read, taken out, put in anew where the record changed."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from learnmentor.assessment.assessed.models import ReleasedRecord
from learnmentor.assessment.assessed.records import queries, rules, services
from learnmentor.assessment.assessed.records.copies import RecordCopy
from learnmentor.assessment.assessed.records.forms import ReleaseForm
from learnmentor.assessment.assessed.records.rules import RecordSource, RecordStanding
from learnmentor.assessment.assessed.records.views.choosing import REFUSED, copy_page, said_of
from learnmentor.assessment.assessed.records.views.copying import NotReadyYet, copy_of
from learnmentor.assessment.assessed.records.views.part import (
    ReleasedLine,
    line_of,
    part_address,
    part_taking,
    work_address,
)
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.assessment.assessed.views.seen import OwnSubmission, own_submission, own_submission_to_prepare
from learnmentor.courses.catalogue.assessed_versions import PartTake, ReleasableKind
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.mentoring.paper.sheet import PaperSheet
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("own_copies", __name__)

_SEEN_AGAIN = "The record has changed again since you looked. This is the copy as it would be now."


@dataclass(frozen=True)
class OwnCopyPage:
    """A copy of its learner. `sheet`: None where nobody reads it any more; `changed`: the record is another now."""

    own: OwnSubmission
    line: ReleasedLine
    sheet: PaperSheet | None
    sha256: str
    changed: bool
    handed_in: bool
    removed: bool
    back: str


@bp.get("/assessed-work/<public_id>/records/<released_id>")
@signed_in
def record(public_id: str, released_id: str) -> ResponseReturnValue:
    """The copy, how it stands, and whether its record has changed."""
    own = own_submission(public_id)
    found = _of(own, released_id)
    context = OwnCopyPage(
        own, line_of(queries.ReleasedTo(found, queries.name_asked(db.session, found))),
        queries.sheet(installation.vault(), found), found.sha256, own.open and _newer(own, found) is not None,
        queries.in_a_try(db.session, installation.vault(), found), found.removed_at is not None,
        part_address(public_id, found.part),
    )  # fmt: skip
    return page("assessed/records/own_copy.html", context)


def _of(own: OwnSubmission, released_id: str) -> ReleasedRecord:
    return or_404(queries.record(db.session, released_id, submission_id=own.submission.id))


def _newer(own: OwnSubmission, found: ReleasedRecord) -> RecordCopy | None:
    """The copy as it would be now, where that is another one and may take its place."""
    source = RecordSource.from_text(found.source)
    over = found.removed_at is not None or rules.standing(found.state) == RecordStanding.NOT_USED
    if source is None or over or source.kind == ReleasableKind.TRANSCRIPT:
        return None
    try:
        copy = copy_of(own.me, RecordSource(source.kind, source.key))
    except (NotFound, NotReadyYet):  # the record is gone: the copy stays as it was
        return None
    return copy if copy.sha256 != found.sha256 else None


@bp.post("/assessed-work/<public_id>/records/<released_id>/take-out")
@signed_in
def take_out(public_id: str, released_id: str) -> ResponseReturnValue:
    """Take it out of what is prepared; clicked twice, it is out."""
    own = own_submission_to_prepare(public_id)
    found = queries.record(db.session, released_id, submission_id=own.submission.id)
    if found is None:
        flash("It is out already.", "message")
        return redirect(work_address(public_id), 303)
    part = found.part
    try:
        services.take_out(db.session, installation.vault(), own.submission, released_id, by=own.me.id, at=clock.now())
    except NotNow:
        undo_before_drawing()
        flash("This work was handed in or given up a moment ago, so nothing was taken out.", "message")
    else:
        flash("It is taken out. Nobody is asked for it any more.", "message")
    return redirect(part_address(public_id, part), 303)


# A newer copy in its place


@bp.get("/assessed-work/<public_id>/records/<released_id>/newer")
@signed_in
def newer(public_id: str, released_id: str) -> ResponseReturnValue:
    """The copy as it would be now."""
    own = own_submission_to_prepare(public_id)
    found = _of(own, released_id)
    copy = _newer(own, found)
    if copy is None:
        return redirect(url_for("own_copies.record", public_id=public_id, released_id=released_id), 303)
    return _newer_page(own, found, copy, 200)


@bp.post("/assessed-work/<public_id>/records/<released_id>/newer")
@signed_in
def put_newer(public_id: str, released_id: str) -> ResponseReturnValue:
    """Put the newer copy in the place of this one, which asks anew."""
    own, form = own_submission_to_prepare(public_id), ReleaseForm()
    found = _of(own, released_id)
    part, copy = found.part, _newer(own, found)
    if copy is None:
        return redirect(part_address(public_id, part), 303)
    if copy.sha256 != form.text("seen"):
        return _newer_page(own, found, copy, 422, says=_SEEN_AGAIN)
    try:
        services.replace(
            db.session, installation.vault(), own.submission, found, copy, by=own.me.id,
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except tuple(REFUSED) as refused:
        undo_before_drawing()
        flash(REFUSED[type(refused)], "message")
    else:
        flash(said_of(copy), "message")
    return redirect(part_address(public_id, part), 303)


def _newer_page(
    own: OwnSubmission, found: ReleasedRecord, copy: RecordCopy, status: int, *, says: str = ""
) -> ResponseReturnValue:
    part = part_taking(own, found.part, PartTake.RECORDS)
    send_to = url_for("own_copies.put_newer", public_id=own.submission.public_id, released_id=found.public_id)
    return copy_page(own, part, copy, status, send_to=send_to, says=says, instead=True)
