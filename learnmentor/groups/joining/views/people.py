"""For whoever runs a group: whom they see by name, whom they ask, let in or turn away."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import plural
from learnmentor.groups.joining import lists, queries, rules, services
from learnmentor.groups.joining.forms import AskForm, slip_in_words
from learnmentor.groups.joining.lists import ListRead
from learnmentor.groups.joining.models import GroupInvitation
from learnmentor.groups.joining.queries import GroupMemberLine, GroupNumbers
from learnmentor.groups.rules import MOST_MEMBERS
from learnmentor.groups.views.contexts import GroupSeen, group_run
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page, page_number

bp = Blueprint("group_people", __name__)

_PAGE = 50
_MOST_SLIPS = 20  # said at one time


@dataclass(frozen=True)
class GroupPeoplePage:
    """Whom a leader sees by name, how many others there are where that may be said, and whom they ask."""

    seen: GroupSeen
    form: AskForm
    members: Sequence[GroupMemberLine]
    numbers: GroupNumbers
    counted: str | None
    left: str | None
    invitations: Sequence[GroupInvitation]
    page: int
    pages: int


def _people_page(seen: GroupSeen, form: AskForm, status: int) -> Response:
    number = page_number(MOST_MEMBERS)
    counts = queries.numbers(db.session, seen.group.id)
    context = GroupPeoplePage(
        seen=seen,
        form=form,
        members=queries.members_shown(db.session, seen.group.id, most=_PAGE, after=(number - 1) * _PAGE),
        numbers=counts,
        counted=rules.counted_in_words(counts.counted),
        left=rules.counted_in_words(counts.left),
        invitations=queries.open_invitations(db.session, seen.group.id, at=clock.now(), most=_PAGE),
        page=number,
        pages=max(1, -(-counts.shown // _PAGE)),
    )
    return make_response(page("groups/people.html", context), status)


@bp.get("/groups/<public_id>/people")
@signed_in
def people(public_id: str) -> ResponseReturnValue:
    """Who is in a group, waits for it or is asked."""
    return _people_page(group_run(public_id), AskForm(), 200)


@bp.post("/groups/<public_id>/people")
@signed_in
@takes_files
def ask(public_id: str) -> ResponseReturnValue:
    """Ask everybody on a list, or nobody where a line of it has to be mended."""
    seen, form = group_run(public_id), AskForm()
    if not form.accepted() or (read := _read(seen, form)) is None:
        return _people_page(seen, form, 422)
    try:
        outcome = services.ask(
            db.session, seen.group, people=read.people, addresses=read.addresses, by=current_learner(),
            sender=installation.sender(), on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.GroupFull:
        form.refuse("people", f"A group has {MOST_MEMBERS} people at most, and these would be more. Ask fewer.")
        return _people_page(seen, form, 422)
    said = f"{plural(outcome.asked, 'letter is', 'letters are')} written."
    already = (
        f" {plural(outcome.already, 'of them was', 'of them were')} here or asked already." if outcome.already else ""
    )
    flash(said + already, "message")
    flash(f"group-list-{public_id}", "kept")
    return redirect(url_for("group_people.people", public_id=public_id), 303)


def _read(seen: GroupSeen, form: AskForm) -> ListRead | None:
    """What the list comes to; None, with the reasons beside the field, where something has to be mended."""
    text = form.listed()
    if text is None:
        form.refuse("table", "This file is no table of text. Save it as CSV, then choose it again.")
        return None
    try:
        lines = lists.read(text)
    except lists.TooManyLines as many:
        form.refuse("people", f"The list has {many.lines:,} lines; {rules.MOST_AT_ONCE} fit. Ask them in several goes.")
        return None
    if not lines:
        form.refuse("people", "Write at least one name or address, or choose a table with some in it.")
        return None
    names = lists.names_in(lines)
    if len(names) > lists.MOST_NAMES:
        form.refuse("people", f"There are {len(names)} names; {lists.MOST_NAMES} fit. Use addresses for longer lists.")
        return None
    part = seen.known.part
    known = queries.people_listed(
        db.session, root_id=part.root_id, path=part.path, names=names, on=installation.today(),
        emails=[line.address for line in lines if line.address],
    )  # fmt: skip
    read = lists.matched(lines, known)
    for slip in read.slips[:_MOST_SLIPS]:
        form.refuse("people", slip_in_words(slip))
    return None if read.slips else read


@bp.post("/groups/<public_id>/people/<member_id>/let-in")
@signed_in
def let_in(public_id: str, member_id: str) -> ResponseReturnValue:
    """Let somebody in who waits."""
    seen = group_run(public_id)
    try:
        person = services.let_in(
            db.session, seen.group, public_id=member_id, by=current_learner(), sender=installation.sender(),
            on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.MemberGone:
        flash("They no longer wait: they left, or were let in a moment ago.", "message")
    else:
        flash(f"{person.name} is in the group.", "message")
    return redirect(url_for("group_people.people", public_id=public_id), 303)


@bp.post("/groups/<public_id>/people/<member_id>/turn-away")
@signed_in
def turn_away(public_id: str, member_id: str) -> ResponseReturnValue:
    """End somebody's stay, their waiting, or that they were asked."""
    seen = group_run(public_id)
    try:
        services.turn_away(
            db.session, seen.group, public_id=member_id, by=current_learner(), on=installation.today(), at=clock.now()
        )
    except services.MemberGone:
        flash("They are no longer on this list.", "message")
    else:
        flash("They are no longer in the group, and you see nothing of them any more.", "message")
    return redirect(url_for("group_people.people", public_id=public_id), 303)


@bp.post("/groups/<public_id>/invitations/<invitation_id>/withdraw")
@signed_in
def withdraw_invitation(public_id: str, invitation_id: str) -> ResponseReturnValue:
    """Let the link in a letter open nothing any more."""
    seen = group_run(public_id)
    found = or_404(queries.invitation(db.session, invitation_id, group_id=seen.group.id))
    services.withdraw_invitation(
        db.session, seen.group, found, by=current_learner(), on=installation.today(), at=clock.now()
    )
    flash("The link in that letter opens nothing any more.", "message")
    return redirect(url_for("group_people.people", public_id=public_id), 303)
