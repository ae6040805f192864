"""Lines of a meeting's record: added by either, from a queue that was kept offline too; changed and taken away."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.mentoring.lines import queries as line_queries
from learnmentor.mentoring.lines import rules as line_rules
from learnmentor.mentoring.lines import services
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.meetings.form_record import LINES
from learnmentor.mentoring.meetings.forms import MeetingLineForm
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.recording import write_line
from learnmentor.mentoring.meetings.typed_record import TypedLine
from learnmentor.mentoring.meetings.views.meetings import meeting_page
from learnmentor.mentoring.meetings.views.seen import meeting_of
from learnmentor.mentoring.meetings.wording import ENDED
from learnmentor.mentoring.paper.marks import changes_sent
from learnmentor.mentoring.services import PairEnded
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.forms import trimmed
from learnmentor.web.pages import page

bp = Blueprint("meeting_lines", __name__)

FULL = "This record holds as many lines as it can. Take some away, or add to one that is there."


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/lines")
@signed_in
def add_line(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """Add a line. Sent as JSON it is answered as JSON; sent twice with one token it is one line."""
    if request.is_json:
        return _add_sent(public_id, meeting_id, request.get_json(silent=True))
    seen, form = pair_to_write(public_id), MeetingLineForm()
    found, token = meeting_of(seen, meeting_id), request.form.get("token", "")[:40] or randomness.public_id()
    if not form.accepted():
        return meeting_page(seen, found, 422, add=form, token=token)
    typed = TypedLine(form.text("field") or "main", form.text("words"), bool(form.own.data))
    try:
        _write(seen, found, typed, token)
    except (PairEnded, services.TooManyPairLines) as refused:
        form.refuse("words", ENDED if isinstance(refused, PairEnded) else FULL)
        return meeting_page(seen, found, 422, add=form, token=token)
    flash("Added.", "message")
    flash(f"meeting-line-{meeting_id}", "kept")
    return redirect(_address(seen, found), 303)


def _add_sent(public_id: str, meeting_id: str, body: Any) -> ResponseReturnValue:
    seen = pair_inside(public_id)
    found, (typed, token) = meeting_of(seen, meeting_id), _sent(body)
    if len(typed.text) > line_rules.LONGEST_LINE:
        return jsonify(error=f"Keep this to {line_rules.LONGEST_LINE:,} characters."), 422
    try:
        line = _write(seen, found, typed, token)
    except (PairEnded, services.TooManyPairLines) as refused:
        return jsonify(error=ENDED if isinstance(refused, PairEnded) else FULL), 422
    return jsonify(line=line.public_id, by=seen.me.name)


def _sent(body: Any) -> tuple[TypedLine, str]:
    """The line of a queue, and its token; 400 for anything that is none."""
    if not isinstance(body, dict):
        abort(400)
    field, text, token = (body.get(name) for name in ("field", "text", "token"))
    if not (isinstance(field, str) and isinstance(text, str) and isinstance(token, str)):
        abort(400)
    if field not in LINES or not trimmed(text) or not 8 <= len(token) <= 40:
        abort(400)
    return TypedLine(field, trimmed(text), body.get("own") is True), trimmed(token)


def _write(seen: PairSeen, found: PairMeeting, typed: TypedLine, token: str) -> PairLine:
    return write_line(
        db.session, installation.vault(), seen.pair, typed, record=found.public_id, token=token, by=seen.me.id,
        at=clock.now(),
    )  # fmt: skip


def _address(seen: PairSeen, found: PairMeeting) -> str:
    return url_for("meetings.meeting", public_id=seen.pair.public_id, meeting_id=found.public_id) + "#lines"


# Changed


@dataclass(frozen=True)
class MeetingLinePage:
    """A line that its writer changes. `changes`: how often it had been changed when the page was opened."""

    seen: PairSeen
    meeting: PairMeeting
    line: PairLine
    place: str
    form: MeetingLineForm
    changes: str


def _own_line(seen: PairSeen, found: PairMeeting, line_id: str) -> PairLine:
    """A line of the reader's; 404 for the other's that is held back, 403 for the other's that both read."""
    line = or_404(line_queries.line(db.session, line_id, pair_id=seen.pair.id))
    if line.record != found.public_id or not line_rules.may_read_line(seen.me.id, line.facts):
        abort(404)
    require(line_rules.may_change_line(seen.me.id, line.facts))
    return line


def _line_page(
    seen: PairSeen, found: PairMeeting, line: PairLine, form: MeetingLineForm, *, changes: str, status: int = 200
) -> Response:
    context = MeetingLinePage(seen, found, line, LINES.get(line.field, LINES["main"]), form, changes)
    return make_response(page("mentoring/meetings/line.html", context), status)


@bp.get("/pairs/<public_id>/meetings/<meeting_id>/lines/<line_id>")
@signed_in
def edit_line(public_id: str, meeting_id: str, line_id: str) -> ResponseReturnValue:
    """Change a line of one's own, or take it away."""
    seen = pair_to_write(public_id)
    found = meeting_of(seen, meeting_id)
    line = _own_line(seen, found, line_id)
    typed = {"words": line_queries.text_of(installation.vault(), line), "own": line.own, "field": line.field}
    return _line_page(seen, found, line, MeetingLineForm(data=typed), changes=str(line.changes))


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/lines/<line_id>")
@signed_in
def change_line(public_id: str, meeting_id: str, line_id: str) -> ResponseReturnValue:
    """Keep what was changed; what another device of the same writer changed meanwhile stays beside it."""
    seen, form = pair_to_write(public_id), MeetingLineForm()
    found = meeting_of(seen, meeting_id)
    line, changes = _own_line(seen, found, line_id), request.form.get("changes", "")
    if not form.accepted():
        return _line_page(seen, found, line, form, changes=changes, status=422)
    try:
        alone = services.change(
            db.session, installation.vault(), seen.pair, line, by=seen.me.id, text=form.text("words"),
            own=bool(form.own.data), seen=changes_sent(changes), at=clock.now(),
        )  # fmt: skip
    except PairEnded:
        form.refuse("words", ENDED)
        return _line_page(seen, found, line, form, changes=changes, status=422)
    other = "You had changed it in another place meanwhile, so it has both texts now."
    flash("Saved." if alone else f"Saved. {other}", "message")
    flash(f"meeting-line-{line_id}", "kept")
    return redirect(_address(seen, found), 303)


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/lines/<line_id>/delete")
@signed_in
def delete_line(public_id: str, meeting_id: str, line_id: str) -> ResponseReturnValue:
    """Take a line of one's own away."""
    seen = pair_to_write(public_id)
    found = meeting_of(seen, meeting_id)
    line = _own_line(seen, found, line_id)
    try:
        services.take_away(db.session, seen.pair, line, by=seen.me.id)
    except PairEnded:
        flash(ENDED, "message")
    else:
        flash("Taken away.", "message")
    return redirect(_address(seen, found), 303)
