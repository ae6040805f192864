"""Meetings of a pair: listed, planned, looked at, changed, cancelled, and as a file for a calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor import rooms
from learnmentor.ground import clock, randomness
from learnmentor.ground.calendars.entries import CalendarEntry, entry_uid
from learnmentor.ground.db import db
from learnmentor.mentoring.meetings import queries, rules, services
from learnmentor.mentoring.meetings.form_record import LINES
from learnmentor.mentoring.meetings.forms import MeetingClaimForm, MeetingLineForm, MeetingPlanForm
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.rules import MeetingPlace, MeetingState
from learnmentor.mentoring.meetings.views.seen import SaidOutcome, ShownLine, lines_of, meeting_of, outcomes_of, when
from learnmentor.mentoring.meetings.wording import ENDED, FRAMES, MODES, STANDS, TOO_MANY, day_in_words
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.services import PairEnded
from learnmentor.mentoring.targets import queries as target_queries
from learnmentor.mentoring.targets.queries import OpenedTarget
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.stories import held_meeting
from learnmentor.web import downloads, installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("meetings", __name__)

USUAL_MINUTES = 45


@dataclass(frozen=True)
class ListedMeeting:
    """A meeting in the list; `waits`: it is over and nobody has recorded it."""

    public_id: str
    when: str
    mode: str
    minutes: int
    state: str
    waits: bool


@dataclass(frozen=True)
class MeetingsPage:
    """The meetings of a pair, and how long the two have met."""

    seen: PairSeen
    to_come: Sequence[ListedMeeting]
    gone_by: Sequence[ListedMeeting]
    held: int
    minutes: int


def _listed(found: PairMeeting) -> ListedMeeting:
    waits = found.state == MeetingState.PLANNED and found.when.ends_at <= clock.now()
    minutes = found.when.minutes
    return ListedMeeting(
        found.public_id, when(found), MODES[rules.MeetingMode(found.mode)], minutes, found.state, waits
    )


@bp.get("/pairs/<public_id>/meetings")
@signed_in
def meetings(public_id: str) -> ResponseReturnValue:
    """What is planned, and what was."""
    seen = pair_inside(public_id)
    held = queries.held_meetings(db.session, seen.pair.id)
    context = MeetingsPage(
        seen,
        [_listed(each) for each in queries.to_come(db.session, seen.pair.id)],
        [_listed(each) for each in queries.gone_by(db.session, seen.pair.id)],
        len(held),
        sum(each.minutes for each in held),
    )
    return page("mentoring/meetings/meetings.html", context)


# Planned


@dataclass(frozen=True)
class MeetingPlanPage:
    """A meeting to be planned, or one that is changed."""

    seen: PairSeen
    form: MeetingPlanForm
    meeting: PairMeeting | None


def _form_page(seen: PairSeen, form: MeetingPlanForm, status: int, meeting: PairMeeting | None = None) -> Response:
    return make_response(page("mentoring/meetings/plan.html", MeetingPlanPage(seen, form, meeting)), status)


@bp.get("/pairs/<public_id>/meetings/new")
@signed_in
def new_meeting(public_id: str) -> ResponseReturnValue:
    """When the next meeting is."""
    seen = pair_to_write(public_id)
    held = queries.held_meetings(db.session, seen.pair.id)
    minutes = held[-1].minutes if held else USUAL_MINUTES
    return _form_page(seen, MeetingPlanForm(data={"zone": installation.zone(), "minutes": str(minutes)}), 200)


@bp.post("/pairs/<public_id>/meetings/new")
@signed_in
def plan_meeting(public_id: str) -> ResponseReturnValue:
    """Plan a meeting."""
    seen, form = pair_to_write(public_id), MeetingPlanForm()
    if not form.accepted() or (plan := form.plan(at=clock.now())) is None:
        return _form_page(seen, form, 422)
    try:
        made = services.plan(
            db.session, installation.vault(), seen.pair, plan, by=seen.me.id, public_id=randomness.public_id(),
            at=clock.now(),
        )  # fmt: skip
    except (PairEnded, services.TooManyMeetings) as refused:
        form.form_errors.append(ENDED if isinstance(refused, PairEnded) else TOO_MANY)
        return _form_page(seen, form, 422)
    flash(_planned(form), "message")
    flash(f"meeting-new-{public_id}", "kept")
    return redirect(url_for("meetings.meeting", public_id=public_id, meeting_id=made.public_id), 303)


def _planned(form: MeetingPlanForm) -> str:
    said = "The meeting is planned."
    if form.twice():
        return f"{said} Clocks are put back that night and show this time twice: it is the first of the two."
    return said


@bp.get("/pairs/<public_id>/meetings/<meeting_id>/edit")
@signed_in
def edit_meeting(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """Change a meeting that is planned."""
    seen = pair_to_write(public_id)
    found = meeting_of(seen, meeting_id)
    if not rules.may_plan(found.state):
        flash(STANDS, "message")
        return redirect(url_for("meetings.meeting", public_id=public_id, meeting_id=meeting_id), 303)
    return _form_page(seen, _filled(found), 200, found)


def _filled(found: PairMeeting) -> MeetingPlanForm:
    local, where = found.starts_at.astimezone(ZoneInfo(found.zone)), queries.place_of(installation.vault(), found)
    typed = {
        "on": local.date(), "clock": f"{local:%H:%M}", "minutes": str(found.minutes), "zone": found.zone,
        "mode": found.mode, "place": where.place, "address": where.address,
    }  # fmt: skip
    return MeetingPlanForm(data=typed)


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/edit")
@signed_in
def change_meeting(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """Keep the changes."""
    seen, form = pair_to_write(public_id), MeetingPlanForm()
    found = meeting_of(seen, meeting_id)
    if not form.accepted() or (plan := form.plan(at=clock.now())) is None:
        return _form_page(seen, form, 422, found)
    try:
        services.change(db.session, installation.vault(), seen.pair, found, plan, by=seen.me.id)
    except (PairEnded, services.MeetingStands) as refused:
        form.form_errors.append(ENDED if isinstance(refused, PairEnded) else STANDS)
        return _form_page(seen, form, 422, found)
    flash("Saved. Calendars that read your private address follow by themselves.", "message")
    flash(f"meeting-{meeting_id}", "kept")
    return redirect(url_for("meetings.meeting", public_id=public_id, meeting_id=meeting_id), 303)


@bp.post("/pairs/<public_id>/meetings/<meeting_id>/cancel")
@signed_in
def cancel_meeting(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """Say that it does not take place."""
    seen = pair_to_write(public_id)
    found = meeting_of(seen, meeting_id)
    try:
        services.cancel(db.session, seen.pair, found, at=clock.now())
    except (PairEnded, services.MeetingStands) as refused:
        held = "This meeting was held, so it cannot be cancelled. Its record stays."
        flash(ENDED if isinstance(refused, PairEnded) else held, "message")
    else:
        flash("The meeting is cancelled. What was written for it stays.", "message")
    return redirect(url_for("meetings.meeting", public_id=public_id, meeting_id=meeting_id), 303)


# One meeting


@dataclass(frozen=True)
class MeetingPage:
    """A meeting for one of the two. `claim` is there while it is offered to them as a CPD entry."""

    seen: PairSeen
    meeting: PairMeeting
    when: str
    mode: str
    brought_by: str
    frame: str
    where: MeetingPlace
    lines: Mapping[str, Sequence[ShownLine]]
    places: Mapping[str, str]
    targets: Sequence[OpenedTarget]
    outcomes: Sequence[SaidOutcome]
    may_plan: bool
    may_record: bool
    may_confirm: bool
    mentor: str
    over: bool
    claim: MeetingClaimForm | None
    entry: str | None  # the public id of the entry in the reader's CPD record
    add: MeetingLineForm
    token: str


@bp.get("/pairs/<public_id>/meetings/<meeting_id>")
@signed_in
def meeting(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """When it is, what was said, what came of it."""
    seen = pair_inside(public_id)
    return meeting_page(seen, meeting_of(seen, meeting_id))


def meeting_page(
    seen: PairSeen,
    found: PairMeeting,
    status: int = 200,
    *,
    add: MeetingLineForm | None = None,
    claim: MeetingClaimForm | None = None,
    token: str | None = None,
) -> Response:
    """The page of a meeting, with whatever form was refused."""
    both_coach = seen.pair.kind == PairKind.CO_COACHING
    entry = held_meeting.entered(db.session, found, person_id=seen.me.id)
    context = MeetingPage(
        seen=seen,
        meeting=found,
        when=when(found),
        mode=MODES[rules.MeetingMode(found.mode)],
        brought_by=brought_by_in_words(seen, found),
        frame=FRAMES[rules.MeetingFrame(found.frame)] if found.frame else "",
        where=queries.place_of(installation.vault(), found),
        lines=lines_of(seen, found),
        places=LINES,
        targets=target_queries.set_in(db.session, installation.vault(), pair_id=seen.pair.id, record=found.public_id),
        outcomes=outcomes_of(seen, found),
        may_plan=seen.open and rules.may_plan(found.state),
        may_record=seen.open and rules.may_record(found.state),
        may_confirm=seen.open
        and rules.may_confirm(seen.me.id, found.when, mentor_id=found.mentor_id, both_coach=both_coach),
        mentor="" if both_coach or found.mentor_id is None else seen.name_of(found.mentor_id),
        over=found.when.starts_at <= clock.now(),
        claim=claim or claim_form(seen, found),
        entry=entry.public_id if entry else None,
        add=add or MeetingLineForm(blank=True),
        token=token or randomness.public_id(),
    )
    return make_response(page("mentoring/meetings/meeting.html", context), status)


def claim_form(seen: PairSeen, found: PairMeeting) -> MeetingClaimForm | None:
    """The offer of a CPD entry, while it stands."""
    offer = held_meeting.offered(db.session, found, person_id=seen.me.id)
    return MeetingClaimForm(blank=True).offer(offer.lengths, offer.suggested) if offer else None


def brought_by_in_words(seen: PairSeen, found: PairMeeting) -> str:
    """Who brought the subject, by name; "" where nobody has said."""
    if found.brought_by is None or found.mentor_id is None:
        return ""
    if found.brought_by == rules.BroughtBy.BOTH:
        return "Both"
    two = {seen.known.mentor.id, seen.known.mentee.id} - {found.mentor_id}
    who = found.mentor_id if found.brought_by == rules.BroughtBy.MENTOR else min(two, default=0)
    return seen.name_of(who)


@bp.get("/pairs/<public_id>/meetings/<meeting_id>/meeting.ics")
@signed_in
def calendar(public_id: str, meeting_id: str) -> ResponseReturnValue:
    """The meeting as a file for a calendar: its time, where it is and with whom, and no word of what it is about."""
    seen = pair_inside(public_id)
    found = meeting_of(seen, meeting_id)
    base, where = installation.settings().base_url, queries.place_of(installation.vault(), found)
    entry = CalendarEntry(
        uid=entry_uid(found.public_id, base), title=f"Meeting with {seen.other.name}", starts_at=found.when.starts_at,
        minutes=found.when.minutes, where=where.place or where.address,
        page=base + url_for("meetings.meeting", public_id=public_id, meeting_id=meeting_id), changes=found.changes,
        cancelled=found.state == MeetingState.CANCELLED, made_at=found.made_at,
    )  # fmt: skip
    content = rooms.named("ground.calendars.calendar_file:calendar_file")(entry)
    return downloads.calendar(content, name=f"meeting {day_in_words(found.when.starts_at, found.zone)}.ics")
