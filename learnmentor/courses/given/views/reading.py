"""A programme that was given away, for those whom it is for: read it, begin it, copy it, take its newer version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates.awards import progress as award_progress
from learnmentor.certificates.awards.progress import Station
from learnmentor.courses.given import queries, rules, services, wording
from learnmentor.courses.given.queries import Attendance, GivenShown, VersionShown
from learnmentor.courses.given.rules import Audience, GivenContent, Offer
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.programmes import rules as programme_rules
from learnmentor.courses.programmes.queries import ProgrammeView
from learnmentor.courses.programmes.services import TooManyProgrammes
from learnmentor.courses.study import queries as study_queries
from learnmentor.courses.study import rules as study_rules
from learnmentor.courses.study.rules import Stop
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.zones import day_of
from learnmentor.groups import queries as groups
from learnmentor.organisations.sharing import queries as sharing
from learnmentor.stories import completion
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("given", __name__)

__all__ = ["bp"]


def belongs_to() -> frozenset[str]:
    """What is open to the person: the public ids of their parts and groups, and programmes shared with these parts."""
    me, today = current_learner().id, installation.today()
    return groups.belongings(db.session, me, on=today) | sharing.open_to(db.session, person_id=me, on=today)


@dataclass(frozen=True)
class GivenPage:
    """A programme that was given away: `version` is the reader's own, or else the newest.

    `changes` is what the newest changed for who follows an older one; `token` is that of the link they came by.
    """

    given: GivenShown
    version: VersionShown
    content: GivenContent
    hours: str
    due: str
    due_on: date | None
    today: date
    stops: Mapping[str, Stop]
    done: int
    sessions: Mapping[str, Attendance]
    map: list[Station]
    next: Stop | None
    changes: list[str]
    may_begin: bool
    gives: bool
    token: str | None


def _found(public_id: str) -> GivenShown:
    """A programme that the person may see; any other does not exist."""
    found = or_404(queries.given_programme(db.session, public_id, person_id=current_learner().id))
    reader = found.reader(current_learner().id, belongs_to=belongs_to())
    if not rules.may_see(found.offer, reader) and not (found.offer.published and _looks_after(found.offer)):
        abort(404)
    return found


def _looks_after(offer: Offer) -> bool:
    """Whether the person coordinates the group or the part that it is for: they give it to do, so they read it."""
    if offer.audience_id is None:
        return False
    find = groups.groups_to_name if offer.audience == Audience.GROUP else groups.parts_to_name
    return bool(find(db.session, current_learner(), on=installation.today(), most=1, only=offer.audience_id))


def _by_link(token: str) -> GivenShown:
    found = queries.given_by_link(db.session, token, person_id=current_learner().id)
    if found is None or not rules.may_see(found.offer, found.reader(current_learner().id, token=token)):
        abort(404, "This link leads nowhere any more. Ask whoever gave it to you for another.")
    return found


@bp.get("/programmes/given/<public_id>")
@signed_in
def programme(public_id: str) -> ResponseReturnValue:
    """For whom and by whom it is, its hours and dates, and every place of it with how far the reader is."""
    return _page(_found(public_id))


@bp.get("/programmes/link/<token>")
@signed_in
def by_link(token: str) -> ResponseReturnValue:
    """The same for whoever has the link."""
    return _page(_by_link(token), token=token)


def _page(found: GivenShown, *, token: str | None = None) -> str:
    learner, version = current_learner(), found.shown
    assert version is not None  # noqa: S101 -- what may be seen is published
    progress = study_queries.studied(db.session, learner.id)
    view = programmes.view_of_version(db.session, version.id, progress)
    attended = [each for each in queries.attended(db.session, learner.id) if each.programme_id == found.id]
    content, today = version.content, installation.today()
    begun_on = day_of(found.begun_at, installation.zone()) if found.begun_at else today
    context = GivenPage(
        given=found,
        version=version,
        content=content,
        hours=wording.hours_said(content),
        due=wording.due_said(content),
        due_on=content.due(begun_on) if found.followed else None,
        today=today,
        stops={stop.code: stop for stop in view.stops},
        done=_places_done(content, view, attended),
        sessions={each.item: each for each in attended},
        map=award_progress.programme_stations(view.units, None),
        next=study_rules.where_you_stopped(view.stops) or study_rules.next_stop(view.stops),
        changes=_changes(found),
        may_begin=rules.may_follow(found.offer, found.reader(learner.id, token=token, belongs_to=belongs_to())),
        gives=rules.may_look_after_given(actor_id=learner.id, giver_id=found.offer.giver_id),
        token=token,
    )
    return page("courses/given.html", context)


def _places_done(content: GivenContent, view: ProgrammeView, attended: list[Attendance]) -> int:
    there = {each.item for each in attended}
    return view.done + sum(item.session and item.key in there for item in content.items)


def _changes(found: GivenShown) -> list[str]:
    if not (found.newer_waits and found.followed and found.newest):
        return []
    before, now = found.followed.content, found.newest.content
    return wording.changes_said(rules.changes_between(before, now), now)


@bp.post("/programmes/given/<public_id>/follow")
@signed_in
def follow(public_id: str) -> ResponseReturnValue:
    """Begin it, or put it on the home page again."""
    return _follow(_found(public_id))


@bp.post("/programmes/link/<token>")
@signed_in
def follow_by_link(token: str) -> ResponseReturnValue:
    """Begin it by its link."""
    return _follow(_by_link(token), token=token)


def _follow(found: GivenShown, *, token: str | None = None) -> ResponseReturnValue:
    learner = current_learner()
    reader = found.reader(learner.id, token=token, belongs_to=belongs_to())
    try:
        services.follow(db.session, found, learner=learner, reader=reader, at=clock.now())
    except (services.NotFollowed, services.GivenGone):
        abort(404, "This programme was withdrawn a moment ago, so nobody can begin it any more.")
    issue_if_whole()
    flash("The programme is on your home page.", "message")
    return redirect(url_for("given.programme", public_id=found.public_id), 303)


def issue_if_whole() -> None:
    """Issue what is due to somebody who had done all of a programme before they picked or began it."""
    settings = installation.settings()
    issued = completion.programmes_changed(
        db.session, person_id=current_learner().id, at=clock.now(), zone=settings.time_zone,
        issuer=settings.installation_name or "LearnMentor",
    )  # fmt: skip
    for certificate in issued:
        flash(f"You had done all of it already: your certificate {certificate.number} is issued.", "message")


@bp.post("/programmes/given/<public_id>/newest")
@signed_in
def take_newest(public_id: str) -> ResponseReturnValue:
    """Go on with the newest version."""
    found = _found(public_id)
    try:
        services.take_newest(db.session, found, learner=current_learner())
    except (services.NotFollowed, services.GivenGone):
        abort(404, "You do not follow this programme, so there is no version of yours to change.")
    issue_if_whole()
    flash("You follow the newest version. What you had done is still done.", "message")
    return redirect(url_for("given.programme", public_id=public_id), 303)


@bp.post("/programmes/given/<public_id>/copy")
@signed_in
def copy(public_id: str) -> ResponseReturnValue:
    """Make a programme of one's own with the same segments."""
    found = _found(public_id)
    version = or_404(found.shown)
    if not programmes.segment_ids(db.session, version.content.named_segments):
        abort(422, "There is nothing to copy: none of its segments is on offer any more.")
    try:
        made = services.copy(
            db.session, version.content, owner=current_learner(), at=clock.now(), public_id=randomness.public_id()
        )
    except TooManyProgrammes:
        abort(422, f"You have {programme_rules.MAX_PROGRAMMES} programmes. Delete one before you make a copy.")
    issue_if_whole()
    flash("This copy is yours: change it as you like. Nobody else sees it.", "message")
    return redirect(url_for("programmes.edit", public_id=made.public_id), 303)
