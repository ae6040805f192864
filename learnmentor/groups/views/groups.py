"""Mine as member and as leader; one of them; making, changing and closing one, and who leads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from learnmentor.accounts.rules import clean_address
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.groups import queries, rules, services
from learnmentor.groups.assignments import queries as assignments
from learnmentor.groups.assignments.queries import AssignmentLine
from learnmentor.groups.assignments.rules import MOST_ASSIGNMENTS, Given, Progress, progress
from learnmentor.groups.forms import GroupForm, NameLeaderForm
from learnmentor.groups.joining import queries as joining
from learnmentor.groups.joining.queries import GroupNumbers
from learnmentor.groups.queries import GroupLine
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.services import GroupFacts
from learnmentor.groups.sessions import queries as sessions
from learnmentor.groups.sessions.models import GroupSession
from learnmentor.groups.sessions.rules import MOST_SESSIONS, Was
from learnmentor.groups.views.contexts import GroupSeen, group_run, group_seen
from learnmentor.organisations.models import Part
from learnmentor.organisations.rules import Span, may_coordinate, reaches_all
from learnmentor.web import errors, installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.pages import page

bp = Blueprint("groups", __name__)

_MOST_PARTS = 500


@bp.app_errorhandler(services.NoLongerLeading)
def _no_longer_leading(_error: services.NoLongerLeading) -> Response:
    return errors.page(403, message="You do not look after this group, or no longer do.")


@bp.app_errorhandler(services.GroupClosed)
def _group_closed(_error: services.GroupClosed) -> Response:
    return errors.page(422, message="This group is closed or its last day is past, so nothing new is done in it.")


@dataclass(frozen=True)
class GroupsPage:
    """The groups of whoever looks: those they are in, lead, and reach as coordinator without leading them."""

    mine: Sequence[GroupLine]
    led: Sequence[GroupLine]
    reached: Sequence[GroupLine]
    may_begin: bool
    several: bool  # they are of more than one organisation
    today: date


@bp.get("/groups", endpoint="groups")
@signed_in
def every_group() -> ResponseReturnValue:
    """The groups that one is in, leads or looks after."""
    actor, today = current_learner(), installation.today()
    led = queries.groups_led(db.session, actor.id, on=today)
    keys = {line.public_id for line in led}
    mine = queries.groups_of_member(db.session, actor.id)
    reached = [line for line in queries.groups_reached(db.session, actor) if line.public_id not in keys]
    context = GroupsPage(
        mine=mine,
        led=led,
        reached=reached,
        several=len({line.root_id for line in (*mine, *led, *reached)}) > 1,
        may_begin=rules.may_begin_groups(actor),
        today=today,
    )
    return page("groups/groups.html", context)


# Making and changing


def _places() -> list[Part]:
    """The parts in which whoever asks may make a group, in the order of the tree."""
    actor, today = current_learner(), installation.today()
    own = queries.own_roots(db.session, person_id=actor.id, on=today)
    scoped = {int(path.partition("/")[0]) for _, path in actor.scopes}
    roots = sorted({*own, *scoped})
    if reaches_all(actor):
        roots = sorted({*roots, *queries.every_root(db.session, most=_MOST_PARTS)})
    parts = queries.parts_to_choose(db.session, roots=roots, most=_MOST_PARTS)
    return [part for part in parts if rules.may_make(actor, part, belongs=part.root_id in own)]


def _form(parts: Sequence[Part], **more: object) -> GroupForm:
    form = GroupForm(**more)  # type: ignore[arg-type]
    form.part.choices = [SelectChoice(part.public_id, _indented(part)) for part in parts]
    return form


def _indented(part: Part) -> str:
    return " › ".join(["…"] * (part.path.count("/") - 2) + [part.name]) if part.parent_id else part.name


@dataclass(frozen=True)
class GroupFormPage:
    """A group to be made, or one that is changed; `several`: there is more than one place to choose from."""

    form: GroupForm
    seen: GroupSeen | None
    several: bool


def _form_page(form: GroupForm, parts: Sequence[Part], status: int, *, seen: GroupSeen | None = None) -> Response:
    context = GroupFormPage(form, seen, several=len(parts) > 1)
    return make_response(page("groups/group_form.html", context), status)


@bp.get("/groups/new")
@signed_in
def new_group() -> ResponseReturnValue:
    """What a new group is."""
    require(rules.may_begin_groups(current_learner()))
    parts = _places()
    return _form_page(_form(parts, data={"starts_on": installation.today()}), parts, 200)


@bp.post("/groups/new")
@signed_in
def make_group() -> ResponseReturnValue:
    """Make a group and lead it."""
    require(rules.may_begin_groups(current_learner()))
    parts = _places()
    form = _form(parts)
    if not form.accepted():
        return _form_page(form, parts, 422)
    part = or_404(next((each for each in parts if each.public_id == form.text("part")), None))
    try:
        made = services.make(
            db.session, part=part, facts=_facts(form), by=current_learner(), public_id=randomness.public_id(),
            at=clock.now(), today=installation.today(),
        )  # fmt: skip
    except services.MayNotMake:
        form.refuse("part", "You may no longer make groups here. Choose another place.")
        return _form_page(form, parts, 422)
    flash(f"“{made.title}” is made, and you lead it. Ask people to join.", "message")
    flash("group", "kept")
    return redirect(url_for("groups.group", public_id=made.public_id), 303)


def _facts(form: GroupForm) -> GroupFacts:
    first, last = form.days()
    days = form.stalled_days.data or rules.STALLED_AFTER
    return GroupFacts(GroupKind(form.text("kind")), form.text("title"), form.text("about"), first, last, days)


@bp.get("/groups/<public_id>/edit")
@signed_in
def edit_group(public_id: str) -> ResponseReturnValue:
    """Change a group."""
    seen = group_run(public_id)
    form = _form([seen.known.part], obj=seen.group, data={"part": seen.known.part.public_id})
    return _form_page(form, [seen.known.part], 200, seen=seen)


@bp.post("/groups/<public_id>/edit")
@signed_in
def change_group(public_id: str) -> ResponseReturnValue:
    """Keep the changes."""
    seen = group_run(public_id)
    form = _form([seen.known.part])
    if not form.accepted():
        return _form_page(form, [seen.known.part], 422, seen=seen)
    services.change(db.session, seen.group, facts=_facts(form), by=current_learner(), on=installation.today())
    flash("The changes are saved.", "message")
    flash(f"group-{public_id}", "kept")
    return redirect(url_for("groups.group", public_id=public_id), 303)


@bp.post("/groups/<public_id>/close")
@signed_in
def close_group(public_id: str) -> ResponseReturnValue:
    """Close a group."""
    seen = group_run(public_id)
    services.close(db.session, seen.group, by=current_learner(), on=installation.today())
    flash(
        "The group is closed. Nobody joins any more and nothing is asked for; what people did stays theirs.", "message"
    )
    return redirect(url_for("groups.group", public_id=public_id), 303)


@bp.post("/groups/<public_id>/open")
@signed_in
def open_group(public_id: str) -> ResponseReturnValue:
    """Open a closed group again."""
    seen = group_run(public_id)
    services.reopen(db.session, seen.group, by=current_learner(), on=installation.today())
    flash("The group is open again.", "message")
    return redirect(url_for("groups.group", public_id=public_id), 303)


# One group


@dataclass(frozen=True)
class GroupPage:
    """A group for a member, for whoever runs it, or for both in one.

    `given` is what a member was given and how far they are; `assigned` and `numbers` are for whoever runs it. `was`
    says how the member stands with each session, by its key.
    """

    seen: GroupSeen
    given: Sequence[tuple[Given, Progress]]
    assigned: Sequence[AssignmentLine]
    numbers: GroupNumbers | None
    to_come: Sequence[GroupSession]
    past: Sequence[GroupSession]
    was: dict[int, Was]
    today: date
    kinds: dict[GroupKind, str]


KINDS = {GroupKind.COHORT: "Cohort", GroupKind.NETWORK: "Network", GroupKind.PEER: "Peer group"}


@bp.get("/groups/<public_id>")
@signed_in
def group(public_id: str) -> ResponseReturnValue:
    """A group: its dates, sessions and what it was given. Whoever is asked or waits is shown the door first."""
    seen = group_seen(public_id)
    if not seen.runs and not seen.is_member:
        or_404(seen.member)
        return redirect(url_for("coming.joining", public_id=public_id), 303)
    return page("groups/group.html", _group_page(seen))


def _group_page(seen: GroupSeen) -> GroupPage:
    actor, today, at, group_id = current_learner(), installation.today(), clock.now(), seen.group.id
    every = sessions.sessions(db.session, group_id, most=MOST_SESSIONS)
    given = assignments.given_to_member(db.session, person_id=actor.id, group_id=group_id, on=today)
    return GroupPage(
        seen=seen,
        given=[(each, progress(each, on=today)) for each in given],
        assigned=assignments.assignments(db.session, group_id, most=MOST_ASSIGNMENTS) if seen.runs else [],
        numbers=joining.numbers(db.session, group_id) if seen.runs else None,
        to_come=[each for each in every if each.when.ends_at >= at],
        past=[each for each in reversed(every) if each.when.ends_at < at],
        was=sessions.states_of(db.session, person_id=actor.id, group_id=group_id) if seen.is_member else {},
        today=today,
        kinds=KINDS,
    )


# Who leads


@dataclass(frozen=True)
class LeadersPage:
    """Who leads a group, with a form for one more."""

    seen: GroupSeen
    form: NameLeaderForm
    coordinates: bool
    fault: str | None


def _leaders_page(seen: GroupSeen, form: NameLeaderForm, status: int, *, fault: str | None = None) -> Response:
    context = LeadersPage(seen, form, coordinates=may_coordinate(current_learner(), seen.known), fault=fault)
    return make_response(page("groups/leaders.html", context), status)


@bp.get("/groups/<public_id>/leaders")
@signed_in
def leaders(public_id: str) -> ResponseReturnValue:
    """Who leads a group."""
    return _leaders_page(group_run(public_id), NameLeaderForm(), 200)


@bp.post("/groups/<public_id>/leaders")
@signed_in
def name_leader(public_id: str) -> ResponseReturnValue:
    """Name one more leader."""
    seen, form, today = group_run(public_id), NameLeaderForm(), installation.today()
    if not form.accepted():
        return _leaders_page(seen, form, 422)
    root, address = seen.known.part.root_id, clean_address(form.text("email"))
    person = queries.member_of_organisation(db.session, email=address, root_id=root, on=today)
    if person is None:
        form.refuse("email", "Nobody who belongs here has this address. Check it, or ask a coordinator to add them.")
        return _leaders_page(seen, form, 422)
    if form.last_day.data and form.last_day.data < today:
        form.refuse("last_day", "This day is past. Choose today or a later day.")
        return _leaders_page(seen, form, 422)
    span = Span(today, form.last_day.data)
    try:
        services.name_leader(db.session, seen.group, person=person, span=span, by=current_learner(), on=today)
    except services.LeadsAlready:
        form.refuse("email", f"{person.name} leads this group already.")
        return _leaders_page(seen, form, 422)
    except services.TooManyLeaders:
        form.refuse("email", f"A group has {rules.MOST_LEADERS} leaders at most. End the leading of one first.")
        return _leaders_page(seen, form, 422)
    flash(f"{person.name} leads this group from now on.", "message")
    return redirect(url_for("groups.leaders", public_id=public_id), 303)


@bp.post("/groups/<public_id>/leaders/<int:key>/end")
@signed_in
def end_leading(public_id: str, key: int) -> ResponseReturnValue:
    """Let somebody lead no more."""
    seen = group_run(public_id)
    try:
        services.end_leading(db.session, seen.group, key=key, by=current_learner(), on=installation.today())
    except services.LastLeader:
        said = "Nobody would lead this group then. Name another leader, with no last day, before this one goes."
        return _leaders_page(seen, NameLeaderForm(blank=True), 422, fault=said)
    except services.LeaderGone:
        flash("That was ended a moment ago, perhaps by you in another window.", "message")
        return redirect(url_for("groups.leaders", public_id=public_id), 303)
    flash("They no longer lead this group.", "message")
    return redirect(url_for("groups.groups"), 303)
