"""A meeting that was held: recorded on one page, and confirmed by the mentor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.mentoring.lines.services import TooManyPairLines
from learnmentor.mentoring.meetings import queries, recording, rules, services
from learnmentor.mentoring.meetings.form_record import LINES, record_form
from learnmentor.mentoring.meetings.forms import RecordSetting, typed_record
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.rules import MeetingFrame, MeetingMode, MeetingSaid
from learnmentor.mentoring.meetings.views.agreed import agreement_asked
from learnmentor.mentoring.meetings.views.meetings import USUAL_MINUTES
from learnmentor.mentoring.meetings.views.seen import ShownLine, ShownTarget, lines_of, meeting_of, open_targets
from learnmentor.mentoring.meetings.wording import CANCELLED, ENDED, PROMPTS, TOO_MANY
from learnmentor.mentoring.paper.definition import FormDefinition, Values
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.marks import changes_sent
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.services import PairEnded
from learnmentor.mentoring.targets.services import TooManyTargets
from learnmentor.mentoring.views.seen import PairSeen, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("meeting_record", __name__)

_REFUSED = {
    PairEnded: ENDED,
    services.MeetingCancelled: CANCELLED,
    services.TooManyMeetings: TOO_MANY,
    TooManyPairLines: "This record holds as many lines as it can. Take some away, or add to one that is there.",
    TooManyTargets: "This pair has as many targets as it can hold.",
}
_STEPS = 5  # minutes in which a time is prefilled


@dataclass(frozen=True)
class MeetingRecordPage:
    """The record of one meeting; `meeting` is None for one that nobody planned. `agreement`: where one is signed."""

    seen: PairSeen
    meeting: PairMeeting | None
    form: PaperForm
    token: str
    edits: int
    targets: Sequence[ShownTarget]
    posted: Mapping[str, str]
    lines: Mapping[str, Sequence[ShownLine]]
    line_words: Mapping[str, str]
    prompts: Mapping[MeetingFrame, tuple[str, ...]]
    agreement: str
    asks: bool
    keep: str


def definition_of(seen: PairSeen) -> FormDefinition:
    """The form as the reader fills it in."""
    return record_form(PairKind(seen.pair.kind), seen.side)


def record_page(seen: PairSeen, found: PairMeeting | None, form: PaperForm, status: int = 200) -> Response:
    """The record as it is typed."""
    asked = agreement_asked(db.session, seen)
    at = found.public_id if found else None
    context = MeetingRecordPage(
        seen=seen,
        meeting=found,
        form=form,
        token=request.form.get("token", "")[:24] or randomness.public_id(),
        edits=_seen() if form.posted else (found.edits if found else 0),
        targets=open_targets(seen, on=installation.today(), apart_from=at),
        posted=request.form if form.posted else {},
        lines=lines_of(seen, found) if found else {},
        line_words=LINES,
        prompts=PROMPTS,
        agreement=asked.href,
        asks=asked.asks,
        keep=keep_key(seen, found),
    )
    return make_response(page("mentoring/meetings/record.html", context), status)


def keep_key(seen: PairSeen, found: PairMeeting | None) -> str:
    """What the browser keeps unsent words of a record under."""
    return f"meeting-record-{found.public_id if found else seen.pair.public_id}"


def _seen() -> int:
    """How often the meeting had been recorded when the form was opened."""
    return max(0, changes_sent(request.form.get("seen", "")))


def said_in_form(said: MeetingSaid, zone: str) -> Values:
    """What is said of a meeting, as the form has it."""
    local = said.held_at.astimezone(ZoneInfo(zone))
    return {
        "on": local.date().isoformat(), "at": f"{local:%H:%M}", "minutes": said.minutes, "mode": said.mode,
        "brought_by": said.brought_by or "", "frame": said.frame or "",
    }  # fmt: skip


def just_now(*, at: datetime) -> MeetingSaid:
    """A meeting that has just ended, as the form of one that nobody planned begins."""
    began = at - timedelta(minutes=USUAL_MINUTES)
    began -= timedelta(minutes=began.minute % _STEPS, seconds=began.second, microseconds=began.microsecond)
    return MeetingSaid(began, USUAL_MINUTES, MeetingMode.ROOM)


def empty_form(seen: PairSeen, found: PairMeeting | None, values: Values | None = None) -> PaperForm:
    """The form with what is known of the meeting, and with `values` that came from a file."""
    zone = found.zone if found else installation.zone()
    known = said_in_form(found.said if found else just_now(at=clock.now()), zone)
    definition = definition_of(seen)
    return web_form(definition, {**definition.empty, **known, **(values or {})}, blank=values is not None)


@bp.get("/pairs/<public_id>/meetings/record")
@signed_in
def new_record(public_id: str) -> ResponseReturnValue:
    """Record a meeting that nobody planned."""
    seen = pair_to_write(public_id)
    return record_page(seen, None, empty_form(seen, None))


@bp.post("/pairs/<public_id>/meetings/record")
@signed_in
def keep_new_record(public_id: str) -> ResponseReturnValue:
    """Keep the record of a meeting that nobody planned; if the two had one at that time, it is that one."""
    seen = pair_to_write(public_id)
    return _keep(seen, None)


@bp.get("/pairs/<public_id>/meetings/<meeting_id>/record")
@signed_in
def record(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """Record a meeting, or go on with its record."""
    seen = pair_to_write(public_id)
    found = meeting_of(seen, meeting_id)
    if not rules.may_record(found.state):
        flash(CANCELLED, "message")
        return redirect(url_for("meetings.meeting", public_id=public_id, meeting_id=meeting_id), 303)
    return record_page(seen, found, empty_form(seen, found))


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/record")
@signed_in
def keep_record(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """Keep the record of a meeting."""
    seen = pair_to_write(public_id)
    return _keep(seen, meeting_of(seen, meeting_id))


def _keep(seen: PairSeen, found: PairMeeting | None) -> ResponseReturnValue:
    form = web_form(definition_of(seen))
    if form.wants_more:
        return record_page(seen, found, form)
    to_agreement = request.form.get("then") == "agreement"
    typed = typed_record(form, request.form, _setting(seen, found), held=not to_agreement) if form.accepted() else None
    if typed is None:
        return record_page(seen, found, form, 422)
    try:
        kept = recording.keep(
            db.session, installation.vault(), seen.pair, found, typed, seen=_seen(),
            token=request.form.get("token", "")[:24] or randomness.public_id(), by=seen.me.id, at=clock.now(),
        )  # fmt: skip
    except tuple(_REFUSED) as refused:
        undo_before_drawing()
        form.form_errors.append(_REFUSED[type(refused)])
        return record_page(seen, found, form, 422)
    flash(keep_key(seen, found), "kept")
    return _kept(seen, kept, to_agreement=to_agreement)


def _setting(seen: PairSeen, found: PairMeeting | None) -> RecordSetting:
    at = found.public_id if found else None
    still = open_targets(seen, on=installation.today(), apart_from=at)
    return RecordSetting(
        zone=found.zone if found else installation.zone(),
        opened_at=seen.pair.opened_at,
        at=clock.now(),
        outcomes=frozenset(each.target.public_id for each in still),
        following_minutes=found.when.minutes if found else USUAL_MINUTES,
        needs_excuse=agreement_asked(db.session, seen).asks,
    )


def _kept(seen: PairSeen, kept: recording.KeptRecord, *, to_agreement: bool) -> ResponseReturnValue:
    """Say what came of it, and go on."""
    if to_agreement:
        flash("What you typed is kept with the meeting. Sign the agreement, then record it as held.", "message")
        return redirect(agreement_asked(db.session, seen).href, 303)
    flash("Recorded. It is offered to each of you as a CPD entry.", "message")
    if not kept.alone:
        said = f"Your {seen.other_is} had recorded this meeting meanwhile. When it was and how is as they said"
        flash(f"{said}; what you wrote is added. Put it right here if it is wrong.", "message")
    if kept.late:
        flash("Some targets were closed meanwhile, and stay as they are.", "message")
    address = url_for("meetings.meeting", public_id=seen.pair.public_id, meeting_id=kept.meeting.public_id)
    return redirect(address, 303)


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/confirm")
@signed_in
def confirm(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """The mentor says that the record is what was agreed."""
    seen = pair_to_write(public_id)
    found = meeting_of(seen, meeting_id)
    try:
        done = services.confirm(db.session, seen.pair, found, by=seen.me.id, at=clock.now())
    except PairEnded:
        flash(ENDED, "message")
    else:
        flash("Confirmed." if done else "There is nothing for you to confirm here.", "message")
    return redirect(url_for("meetings.meeting", public_id=public_id, meeting_id=meeting_id), 303)


def latest(seen: PairSeen) -> PairMeeting | None:
    """The meeting that a form which is filled in offline is most likely about: the first that waits to be recorded."""
    return next(iter(queries.to_come(db.session, seen.pair.id)), None)
