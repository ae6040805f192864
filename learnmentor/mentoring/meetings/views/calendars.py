"""A private calendar: an address that a calendar program reads, with the times of one's own meetings and no more."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor import rooms
from learnmentor.accounts.queries import hold_person
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.calendars.entries import CalendarEntry, entry_uid
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.mentoring.meetings import queries, services
from learnmentor.mentoring.meetings.queries import ShownMeeting
from learnmentor.web import downloads, installation
from learnmentor.web.access import or_404, public, signed_in
from learnmentor.web.pages import page

bp = Blueprint("calendars", __name__)

NAME = "Mentoring meetings"


@dataclass(frozen=True)
class CalendarPage:
    """The reader's calendar address: since when there is one, and the address itself right after it was made."""

    since: datetime | None
    address: str | None


@bp.get("/mentoring/calendar")
@signed_in
def calendar() -> ResponseReturnValue:
    """Whether there is an address, and what it shows."""
    feed = queries.feed_of(db.session, current_learner().id)
    return page("mentoring/meetings/calendar.html", CalendarPage(feed.made_at if feed else None, None))


@bp.post("/mentoring/calendar")
@signed_in
def renew() -> ResponseReturnValue:
    """Make an address, which is shown this once; the one before opens nothing from now on."""
    me, token = current_learner(), randomness.token()
    hold_person(db.session, me.id)
    feed = services.open_feed(db.session, person_id=me.id, token_sha256=_digest(token), at=clock.now())
    since = feed.made_at
    commit_before_drawing()
    address = installation.settings().base_url + url_for("calendars.feed", token=token)
    return page("mentoring/meetings/calendar.html", CalendarPage(since, address))


@bp.post("/mentoring/calendar/stop")
@signed_in
def stop() -> ResponseReturnValue:
    """Have the address open nothing any more."""
    me = current_learner()
    hold_person(db.session, me.id)
    services.stop_feed(db.session, person_id=me.id)
    flash("The address is stopped. Take the calendar out of your calendar program too.", "message")
    return redirect(url_for("calendars.calendar"), 303)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@bp.get("/calendars/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The meetings of whoever made the address: when, and with whom."""
    reader = or_404(queries.reader_of(db.session, _digest(token)))
    found = queries.shown_meetings(db.session, reader.id, at=clock.now())
    content = rooms.named("ground.calendars.calendar_file:calendar_feed")([_entry(each) for each in found], name=NAME)
    answer = downloads.calendar(content, name="meetings.ics")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _entry(found: ShownMeeting) -> CalendarEntry:
    base = installation.settings().base_url
    return CalendarEntry(
        uid=entry_uid(found.public_id, base), title=f"Meeting with {found.other}", starts_at=found.starts_at,
        minutes=found.minutes, where="", changes=found.changes, cancelled=found.cancelled, made_at=found.made_at,
        page=base + url_for("meetings.meeting", public_id=found.pair_public_id, meeting_id=found.public_id),
    )  # fmt: skip
