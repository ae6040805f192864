"""What becomes of a form of one's own: finished, opened again, shown to a pair, taken back, deleted."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.sheets import services
from learnmentor.mentoring.sheets.views.contexts import own
from learnmentor.mentoring.views.seen import pair_to_write
from learnmentor.web import errors
from learnmentor.web.access import signed_in

bp = Blueprint("sheet_steps", __name__)


@bp.app_errorhandler(services.SheetGone)
def _gone(_error: services.SheetGone) -> ResponseReturnValue:
    return errors.page(404, message="This form was deleted a moment ago, perhaps by you in another window.")


@bp.app_errorhandler(services.SheetFinished)
def _finished(_error: services.SheetFinished) -> ResponseReturnValue:
    said = "This form was finished, perhaps by you in another window. Open it again to write on it."
    return errors.as_json(409, "finished", said) if errors.wants_json() else errors.page(409, message=said)


def _back(sheet_id: str, said: str, category: str = "message") -> ResponseReturnValue:
    flash(said, category)
    return redirect(url_for("sheets.sheet", sheet_id=sheet_id), 303)


@bp.post("/mentoring/forms/<sheet_id>/finish")
@signed_in
def finish(sheet_id: str) -> ResponseReturnValue:
    """Say that it is finished."""
    seen = own(sheet_id)
    try:
        services.finish(db.session, seen.sheet, at=clock.now())
    except services.SheetEmpty:
        return _back(
            sheet_id, "Nothing is written on this form yet. Fill in a line or two, and then finish it.", "error"
        )
    return _back(sheet_id, "Finished. To fill it in again later, begin a new one: this one stays as it is.")


@bp.post("/mentoring/forms/<sheet_id>/reopen")
@signed_in
def reopen(sheet_id: str) -> ResponseReturnValue:
    """Write on it again."""
    seen = own(sheet_id)
    try:
        services.reopen(db.session, seen.sheet)
    except services.ViewWasRead:
        return _back(
            sheet_id, "The other's view of it can be read by now, so it stays. Begin a new one instead.", "error"
        )
    return _back(sheet_id, "You can write on it again.")


@bp.post("/mentoring/forms/<sheet_id>/share")
@signed_in
def share(sheet_id: str) -> ResponseReturnValue:
    """Show it to the other of a pair."""
    seen, pair = own(sheet_id), pair_to_write(request.form.get("pair", ""))
    try:
        services.share(db.session, seen.sheet, pair.pair, at=clock.now())
    except services.BoundToPair:
        return _back(sheet_id, "This form belongs to another pair of yours. Fill in a new one for this pair.", "error")
    return _back(sheet_id, "It is shown now. You can take it back here at any time.")


@bp.post("/mentoring/forms/<sheet_id>/take-back")
@signed_in
def take_back(sheet_id: str) -> ResponseReturnValue:
    """Show it to nobody any more."""
    services.take_back(db.session, own(sheet_id).sheet)
    return _back(sheet_id, "Only you can read it now. What was read before cannot be unread.")


@bp.post("/mentoring/forms/<sheet_id>/delete")
@signed_in
def delete(sheet_id: str) -> ResponseReturnValue:
    """Delete it."""
    seen = own(sheet_id)
    if request.form.get("sure") != "yes":
        abort(422, "Tick the box to say that you are sure.")
    services.delete(db.session, seen.sheet)
    flash("The form is deleted.", "message")
    return redirect(url_for("sheets.mine"), 303)
