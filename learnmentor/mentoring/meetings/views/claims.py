"""A held meeting as an entry in the reader's own CPD record: taken, or not."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.cpd.services import DayFull
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import hours
from learnmentor.mentoring.meetings.forms import MeetingClaimForm
from learnmentor.mentoring.meetings.views.meetings import meeting_page
from learnmentor.mentoring.meetings.views.seen import meeting_of
from learnmentor.mentoring.views.seen import PairSeen, pair_inside
from learnmentor.stories import held_meeting
from learnmentor.web import installation
from learnmentor.web.access import signed_in

bp = Blueprint("meeting_claims", __name__)


def _title(seen: PairSeen, *, names: bool) -> str:
    """What stands in the record: no content, and the other one's name only where the writer wants it."""
    return f"Meeting with {seen.other.name}" if names else f"Meeting with my {seen.other_is}"


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/cpd")
@signed_in
def take(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """Enter the meeting in one's own CPD record; twice is once. Also after the pair's end."""
    seen = pair_inside(public_id)
    found = meeting_of(seen, meeting_id)
    lengths = held_meeting.lengths_of(found.when.minutes)
    form = MeetingClaimForm().offer(lengths, lengths[0])
    if not form.accepted():
        return meeting_page(seen, found, 422, claim=form)
    minutes, title = int(form.text("minutes")), _title(seen, names=bool(form.names.data))
    try:
        new = held_meeting.take(
            db.session, installation.vault(), found, learner=seen.me, minutes=minutes, title=title, at=clock.now()
        )
    except DayFull as full:
        form.refuse("minutes", f"That day has {hours(full.already)} in your record already, so this does not fit in.")
        return meeting_page(seen, found, 422, claim=form)
    except held_meeting.NotHeld:
        flash("This meeting is not recorded as held, so there is nothing to enter.", "message")
    else:
        flash("It is in your CPD record." if new else "It was in your CPD record already.", "message")
    return redirect(url_for("meetings.meeting", public_id=public_id, meeting_id=meeting_id), 303)


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/no-cpd")
@signed_in
def let_go(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """Not enter it: it is not offered any more."""
    seen = pair_inside(public_id)
    found = meeting_of(seen, meeting_id)
    held_meeting.let_go(db.session, found, person_id=seen.me.id, at=clock.now())
    flash("It stays out of your CPD record. You can log it there yourself at any time.", "message")
    return redirect(url_for("meetings.meeting", public_id=public_id, meeting_id=meeting_id), 303)
