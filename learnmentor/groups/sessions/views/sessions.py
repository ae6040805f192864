"""Sessions: planned, looked at, changed, cancelled, and as a file for a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from learnmentor import rooms
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.calendars.entries import CalendarEntry, entry_uid
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.groups.assignments import queries as assignments
from learnmentor.groups.joining.rules import counted_in_words, spoken
from learnmentor.groups.sessions import queries, rules, services
from learnmentor.groups.sessions.forms import AddPersonForm, ConfirmForm, SessionForm
from learnmentor.groups.sessions.models import GroupSession
from learnmentor.groups.sessions.queries import AttendanceLine
from learnmentor.groups.sessions.rules import HeldHow, Was
from learnmentor.groups.sessions.services import SessionFacts
from learnmentor.groups.views.contexts import GroupSeen, group_inside, group_run
from learnmentor.markup import Context, render
from learnmentor.web import downloads, installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("sessions", __name__)


@dataclass(frozen=True)
class SessionFormPage:
    """A session to be planned, or one that is changed."""

    seen: GroupSeen
    form: SessionForm
    session: GroupSession | None


def _form(seen: GroupSeen, **typed: object) -> SessionForm:
    form = SessionForm(data=typed)
    places = assignments.places_to_fill(db.session, seen.group.id)
    form.fills.choices = [SelectChoice("", "No"), *(SelectChoice(each.key, each.title) for each in places)]
    return form


def _form_page(seen: GroupSeen, form: SessionForm, status: int, *, session: GroupSession | None = None) -> Response:
    return make_response(page("groups/session_form.html", SessionFormPage(seen, form, session)), status)


def _facts(seen: GroupSeen, form: SessionForm) -> SessionFacts | None:
    """What was typed, its text rendered; None where the text cannot be, which is said beside it."""
    rendered = render(form.text("materials"), Context())
    for fault in rendered.faults[:5]:
        form.refuse("materials", f"Line {fault.line}: {fault.message}")
    if rendered.faults:
        return None
    programme, _, item = form.text("fills").partition(":")
    belongs_to = assignments.group_belongs_to(db.session, seen.known)
    key = assignments.programme_key(db.session, programme, belongs_to=belongs_to) if item else None
    return SessionFacts(
        title=form.text("title"), starts_at=form.starts_at(), zone=form.text("zone"), minutes=form.length(),
        held_how=HeldHow(form.text("held_how")), place=form.text("place"), address=form.text("address"),
        materials=form.text("materials"), materials_html=rendered.html, links=form.material_links(),
        programme_id=key, item=item if key else None,
    )  # fmt: skip


@bp.get("/groups/<public_id>/sessions/new")
@signed_in
def new_session(public_id: str) -> ResponseReturnValue:
    """What a new session is."""
    seen = group_run(public_id)
    return _form_page(seen, _form(seen, zone=installation.zone()), 200)


@bp.post("/groups/<public_id>/sessions/new")
@signed_in
def plan_session(public_id: str) -> ResponseReturnValue:
    """Plan a session."""
    seen = group_run(public_id)
    form = _form(seen)
    if not form.accepted() or (facts := _facts(seen, form)) is None:
        return _form_page(seen, form, 422)
    try:
        made = services.plan(
            db.session, seen.group, facts=facts, by=current_learner(), public_id=randomness.public_id(),
            on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.TooManySessions:
        form.refuse("title", f"A group has {rules.MOST_SESSIONS} sessions at most. Make another group for more.")
        return _form_page(seen, form, 422)
    flash("The session is planned. Members are reminded by letter the day before.", "message")
    flash(f"session-new-{public_id}", "kept")
    return redirect(url_for("sessions.session", public_id=public_id, session_id=made.public_id), 303)


# One session


@dataclass(frozen=True)
class SessionPage:
    """A session for a member, for whoever runs the group, or for both in one.

    `attendance` is for whoever runs it: those whom they see by name. `counted` says how many are counted only and wait,
    where that may be said.
    """

    seen: GroupSeen
    session: GroupSession
    local: datetime
    fills: str | None  # the place in a programme, in words
    was: Was | None
    attendance: Sequence[AttendanceLine]
    counted: str | None
    may_confirm: bool
    may_move: bool
    code: str | None
    add: AddPersonForm
    confirm: ConfirmForm


def session_of(seen: GroupSeen, session_id: str) -> GroupSession:
    """A session of a group; 404 for none."""
    return or_404(queries.session(db.session, session_id, group_id=seen.group.id))


def session_page(
    seen: GroupSeen, found: GroupSession, status: int = 200, *, add: AddPersonForm | None = None
) -> Response:
    """The page of a session, with whatever form was refused."""
    at, actor = clock.now(), current_learner()
    mine = queries.was_there(db.session, session_id=found.id, person_id=actor.id) if seen.is_member else None
    waiting = queries.counted_only(db.session, found, Was.WAITING) if seen.runs else []
    context = SessionPage(
        seen=seen,
        session=found,
        local=found.starts_at.astimezone(ZoneInfo(found.zone)),
        fills=_fills(seen, found),
        was=mine.state if mine else None,
        attendance=queries.attendance(db.session, found) if seen.runs else [],
        counted=counted_in_words(len(waiting)),
        may_confirm=rules.may_confirm(found.when, at=at),
        may_move=rules.may_move(found.when),
        code=spoken(found.code) if seen.runs and found.code and not found.when.cancelled else None,
        add=add or AddPersonForm(blank=True),
        confirm=ConfirmForm(blank=True, data={"counted": True}),
    )
    return make_response(page("groups/session.html", context), status)


def _fills(seen: GroupSeen, found: GroupSession) -> str | None:
    key = queries.place_filled(db.session, found)
    places = assignments.places_to_fill(db.session, seen.group.id) if key else []
    return next((each.title for each in places if each.key == key), None)


@bp.get("/groups/<public_id>/sessions/<session_id>")
@signed_in
def session(public_id: str, session_id: str) -> ResponseReturnValue:
    """When and where, what belongs to it, and who was there for whoever runs the group."""
    seen = group_inside(public_id)
    return session_page(seen, session_of(seen, session_id))


@bp.get("/groups/<public_id>/sessions/<session_id>/edit")
@signed_in
def edit_session(public_id: str, session_id: str) -> ResponseReturnValue:
    """Change a session."""
    seen = group_run(public_id)
    found = session_of(seen, session_id)
    if not rules.may_move(found.when):
        flash("This session was cancelled or confirmed, so it stays as it is.", "message")
        return redirect(url_for("sessions.session", public_id=public_id, session_id=session_id), 303)
    return _form_page(seen, _filled(seen, found), 200, session=found)


def _filled(seen: GroupSeen, found: GroupSession) -> SessionForm:
    """The form as it would have been typed."""
    local = found.starts_at.astimezone(ZoneInfo(found.zone))
    typed = {
        "title": found.title, "on": local.date(), "clock": f"{local:%H:%M}", "minutes": str(found.minutes),
        "zone": found.zone, "held_how": found.held_how, "place": found.place, "address": found.address,
        "materials": found.materials, "fills": queries.place_filled(db.session, found) or "",
        "links": "\n".join(f"{link.href} {link.words}" for link in found.material_links),
    }  # fmt: skip
    return _form(seen, **typed)


@bp.post("/groups/<public_id>/sessions/<session_id>/edit")
@signed_in
def change_session(public_id: str, session_id: str) -> ResponseReturnValue:
    """Keep the changes; where time or place is another one, members are told."""
    seen = group_run(public_id)
    form = _form(seen)
    found = session_of(seen, session_id)
    if not form.accepted() or (facts := _facts(seen, form)) is None:
        return _form_page(seen, form, 422, session=found)
    try:
        moved = services.change(
            db.session, seen.group, found, facts=facts, by=current_learner(), on=installation.today(), at=clock.now()
        )
    except services.SessionStands:
        form.form_errors.append("This session was cancelled or confirmed a moment ago, so it stays as it is.")
        return _form_page(seen, form, 422, session=found)
    flash("Saved. Every member gets a letter with the new time and place." if moved else "Saved.", "message")
    flash(f"session-{session_id}", "kept")
    return redirect(url_for("sessions.session", public_id=public_id, session_id=session_id), 303)


@bp.post("/groups/<public_id>/sessions/<session_id>/cancel")
@signed_in
def cancel_session(public_id: str, session_id: str) -> ResponseReturnValue:
    """Say that it does not take place."""
    seen = group_run(public_id)
    found = session_of(seen, session_id)
    try:
        services.cancel(db.session, seen.group, found, by=current_learner(), on=installation.today(), at=clock.now())
    except services.SessionStands:
        flash("Who was there is confirmed, so this session took place and cannot be cancelled.", "message")
    else:
        flash("The session is cancelled. Every member gets a letter that says so.", "message")
    return redirect(url_for("sessions.session", public_id=public_id, session_id=session_id), 303)


@bp.get("/groups/<public_id>/sessions/<session_id>/session.ics")
@signed_in
def calendar(public_id: str, session_id: str) -> ResponseReturnValue:
    """The session as a file for a calendar."""
    seen = group_inside(public_id)
    found = session_of(seen, session_id)
    base = installation.settings().base_url
    entry = CalendarEntry(
        uid=entry_uid(found.public_id, base), title=f"{found.title} ({seen.group.title})",
        starts_at=found.starts_at, minutes=found.minutes, where=found.place or found.address,
        page=base + url_for("sessions.session", public_id=public_id, session_id=session_id), changes=found.changes,
        cancelled=found.when.cancelled, made_at=found.made_at,
    )  # fmt: skip
    content = rooms.named("ground.calendars.calendar_file:calendar_file")(entry)
    return downloads.calendar(content, name=f"session {long_date(found.starts_at)}.ics")
