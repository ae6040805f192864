"""Links and codes of a group: made, withdrawn, and the page that shows one on a slide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.zones import moment
from learnmentor.groups.joining import queries, rules, services
from learnmentor.groups.joining.forms import WayForm
from learnmentor.groups.joining.queries import WayLine
from learnmentor.groups.joining.rules import WayKind
from learnmentor.groups.views.contexts import GroupSeen, group_run
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("ways", __name__)

_MOST = 50


@dataclass(frozen=True)
class WaysPage:
    """The links and codes of a group, and a form for one more. `base_url` is what a link begins with."""

    seen: GroupSeen
    form: WayForm
    ways: Sequence[WayLine]
    base_url: str


def _ways_page(seen: GroupSeen, form: WayForm, status: int) -> Response:
    listed = queries.ways(db.session, seen.group.id, at=clock.now(), most=_MOST)
    context = WaysPage(seen, form, listed, installation.settings().base_url)
    return make_response(page("groups/ways.html", context), status)


@bp.get("/groups/<public_id>/ways")
@signed_in
def ways(public_id: str) -> ResponseReturnValue:
    """Links and codes."""
    seen, today = group_run(public_id), installation.today()
    form = WayForm(today=today, data={"last_day": rules.expected_end(today, seen.group.ends_on)})
    return _ways_page(seen, form, 200)


@bp.post("/groups/<public_id>/ways")
@signed_in
def make_way(public_id: str) -> ResponseReturnValue:
    """Make a link or a code."""
    seen, form = group_run(public_id), WayForm(today=installation.today())
    if not form.accepted():
        return _ways_page(seen, form, 422)
    try:
        made = services.make_way(
            db.session, seen.group, kind=WayKind(form.text("kind")), ends_at=_end_of(form.day()), most=form.most.data,
            by=current_learner(), on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.TooManyWays:
        form.refuse("kind", f"{rules.MOST_WAYS} links and codes can be used already. Withdraw one first.")
        return _ways_page(seen, form, 422)
    flash("The code is made." if made.kind == WayKind.CODE else "The link is made.", "message")
    return redirect(url_for("ways.ways", public_id=public_id), 303)


def _end_of(day: date) -> datetime:
    """The end of a day where this installation is."""
    return moment(day, time(23, 59), installation.zone())


@bp.post("/groups/<public_id>/ways/<way_id>/withdraw")
@signed_in
def withdraw_way(public_id: str, way_id: str) -> ResponseReturnValue:
    """Let nobody come by it any more."""
    seen = group_run(public_id)
    way = or_404(queries.way(db.session, way_id, group_id=seen.group.id))
    services.withdraw_way(db.session, seen.group, way, by=current_learner(), on=installation.today(), at=clock.now())
    flash("Nobody comes by it any more. Those who came by it stay.", "message")
    return redirect(url_for("ways.ways", public_id=public_id), 303)


@dataclass(frozen=True)
class SlidePage:
    """A code in large letters, and where it is typed."""

    title: str
    code: str
    where: str
    until: datetime | None
    back: str


@bp.get("/groups/<public_id>/ways/<way_id>/slide")
@signed_in
def slide(public_id: str, way_id: str) -> ResponseReturnValue:
    """The code of a group in large letters, to show to a room."""
    seen = group_run(public_id)
    way = or_404(queries.way(db.session, way_id, group_id=seen.group.id))
    if way.kind != WayKind.CODE:
        return redirect(url_for("ways.ways", public_id=public_id), 303)
    where = f"{installation.settings().base_url}{url_for('coming.code')}"
    back = url_for("ways.ways", public_id=public_id)
    return page("groups/slide.html", SlidePage(seen.group.title, rules.spoken(way.word), where, way.ends_at, back))
