"""Who was at a session: ticked, added, confirmed; and its code in large letters."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import clean_address
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import plural
from learnmentor.groups.joining.rules import spoken
from learnmentor.groups.joining.views.ways import SlidePage
from learnmentor.groups.rules import MOST_MEMBERS
from learnmentor.groups.sessions import services
from learnmentor.groups.sessions.forms import AddPersonForm, ConfirmForm
from learnmentor.groups.sessions.views.sessions import session_of, session_page
from learnmentor.groups.views.contexts import group_run
from learnmentor.stories import attended_session
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("attendance", __name__)

_NOT_YET = "The session has not begun, so nobody can have been there yet."


@bp.post("/groups/<public_id>/sessions/<session_id>/attendance")
@signed_in
def confirm(public_id: str, session_id: str) -> ResponseReturnValue:
    """Confirm who was there: each gets a line in the CPD record, and whoever is no longer ticked has it withdrawn."""
    seen, form = group_run(public_id), ConfirmForm()
    found = session_of(seen, session_id)
    first = found.confirmed_at is None
    try:
        outcome = attended_session.confirm(
            db.session, seen.group, found, there=request.form.getlist("there")[:MOST_MEMBERS],
            counted=bool(form.counted.data), by=current_learner(), provider=installation.name(),
            issuer=installation.name(), on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.SessionNotBegun:
        flash(_NOT_YET, "message")
    else:
        flash(_said(outcome, first=first), "message")
    return redirect(url_for("sessions.session", public_id=public_id, session_id=session_id), 303)


def _said(outcome: attended_session.Confirmed, *, first: bool) -> str:
    """What came of it, the same whether or not anybody who is counted only was there."""
    lands = "the hours are in the CPD record of everybody who was there, with your name, unless their day was full."
    back = f" {plural(outcome.taken_back, 'line is', 'lines are')} withdrawn." if outcome.taken_back else ""
    return f"{'Confirmed' if first else 'Saved'}: {lands}{back}"


@bp.post("/groups/<public_id>/sessions/<session_id>/people")
@signed_in
def add_person(public_id: str, session_id: str) -> ResponseReturnValue:
    """Put somebody on the list by their address."""
    seen, form = group_run(public_id), AddPersonForm()
    found = session_of(seen, session_id)
    if not form.accepted():
        return session_page(seen, found, 422, add=form)
    try:
        services.add(
            db.session, seen.group, found, email=clean_address(form.text("email")), by=current_learner(),
            on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.SessionNotBegun:
        form.refuse("email", _NOT_YET)
        return session_page(seen, found, 422, add=form)
    flash(
        "If a member of this group has that address, they are on the list now. Confirm it when it is complete.",
        "message",
    )
    return redirect(url_for("sessions.session", public_id=public_id, session_id=session_id), 303)


@bp.get("/groups/<public_id>/sessions/<session_id>/slide")
@signed_in
def slide(public_id: str, session_id: str) -> ResponseReturnValue:
    """The code for being there, in large letters."""
    seen = group_run(public_id)
    found = session_of(seen, session_id)
    code = or_404(found.code)
    where = f"{installation.settings().base_url}{url_for('coming.code')}"
    back = url_for("sessions.session", public_id=public_id, session_id=session_id)
    return page("groups/slide.html", SlidePage(found.title, spoken(code), where, None, back))
