"""Coming in by a code, a link or a letter; what is accepted on the way, changed later, and how one leaves."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import throttle
from learnmentor.accounts import tries as accounts
from learnmentor.accounts.queries import address_of
from learnmentor.accounts.rules import digest
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.throttle import Tried
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, db
from learnmentor.groups import queries as groups
from learnmentor.groups.joining import queries, rules, services
from learnmentor.groups.joining.forms import CodeForm, JoinForm
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands, WayFault, WayKind
from learnmentor.groups.joining.services import Arrival
from learnmentor.groups.joining.terms import CURRENT, TERMS, JoiningTerms
from learnmentor.groups.queries import KnownGroup, LeaderLine
from learnmentor.groups.sessions import queries as sessions
from learnmentor.groups.sessions import services as attendance
from learnmentor.groups.views.contexts import GroupSeen, group_seen
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("coming", __name__)

_SAID = {
    WayFault.WITHDRAWN: "Its leader has withdrawn it.",
    WayFault.OVER: "Its last day is past.",
    WayFault.FULL: "As many people as it was made for have come by it.",
}


# A code


@bp.get("/join")
@signed_in
def code() -> ResponseReturnValue:
    """Where a code is typed: for a group, or for being at a session."""
    return _code_page(CodeForm(), 200)


def _code_page(form: CodeForm, status: int) -> Response:
    return make_response(page("groups/code.html", CodePage(form)), status)


@dataclass(frozen=True)
class CodePage:
    """One field for a code."""

    form: CodeForm


@bp.post("/join")
@signed_in
def type_code() -> ResponseReturnValue:
    """See what a code opens. Tries are counted as those of signing in are."""
    form, at = CodeForm(), clock.now()
    if not form.accepted():
        return _code_page(form, 422)
    tried = throttle.tried(
        throttle.GROUP_CODE, address=current_learner().public_id, network=request.remote_addr or "",
        key=installation.secret().encode(),
    )  # fmt: skip
    with at_once() as apart:
        wait = accounts.count_try(apart, tried, at=at)
    if wait is not None:
        return _too_many(form, throttle.wait_in_words(wait, at=at))
    answer = _way_on(form.typed, tried, at=at) or _at_session(form.typed, tried, at=at)
    if answer is None:
        form.refuse("code", "No group and no session has this code now. Look at it once more, or ask your leader.")
        return _code_page(form, 422)
    return answer


def _too_many(form: CodeForm, wait: str) -> Response:
    form.refuse("code", f"There were many tries in a short time. Nothing is locked: try again in {wait}.")
    return _code_page(form, 429)


def _way_on(typed: str, tried: Tried, *, at: datetime) -> ResponseReturnValue | None:
    way = queries.way_by_word(db.session, typed, kind=WayKind.CODE)
    if way is None:
        return None
    with at_once() as apart:
        accounts.forget_tries(apart, tried, at=at)
    return redirect(url_for("coming.arrive", word=_pass(way.public_id)), 303)


def _at_session(typed: str, tried: Tried, *, at: datetime) -> ResponseReturnValue | None:
    """The code of a session: it is written down and waits for the leader. Where it is not good for whoever typed it,
    there is no such code: it is no way to find out about groups."""
    try:
        with at_once() as apart:
            found = sessions.session_by_code(apart, typed)
            if found is None:
                return None
            attendance.say_here(apart, found, person=current_learner(), at=at)
            accounts.forget_tries(apart, tried, at=at)
            address = url_for(
                "sessions.session", public_id=sessions.group_of(apart, found).public_id, session_id=found.public_id
            )
    except (attendance.CodeOver, attendance.NotAMember):
        return None
    flash("You are on the list. It counts when your leader has confirmed who was there.", "message")
    return redirect(address, 303)


def _pass(way_public_id: str) -> str:
    """What somebody who typed a code goes on with: it is theirs alone, so that nobody tries codes by addresses."""
    key, whose = installation.secret().encode(), current_learner().public_id
    sign = hmac.digest(key, f"group code {way_public_id} for {whose}".encode(), hashlib.sha256)
    return f"{way_public_id}.{urlsafe_b64encode(sign[:18]).decode()}"


# At the door


@dataclass(frozen=True)
class GroupDoorPage:
    """What a group is, what its leader will see, and how one wants to be seen.

    `send_to` takes the answer. `member` is how the reader stands with it so far, `accepted` the version that they
    accepted.
    """

    known: KnownGroup
    leaders: Sequence[LeaderLine]
    form: JoinForm
    terms: JoiningTerms
    member: GroupMember | None
    accepted: JoiningTerms | None
    send_to: str
    waits: bool
    closed: bool


def _page(
    known: KnownGroup, form: JoinForm, status: int, *, send_to: str, member: GroupMember | None, waits: bool
) -> Response:
    form.version.data = str(CURRENT.version)
    context = GroupDoorPage(
        known=known,
        leaders=groups.leaders(db.session, known.group.id, on=installation.today()),
        form=form,
        terms=CURRENT,
        member=member,
        accepted=TERMS.get(member.terms_version or 0) if member else None,
        send_to=send_to,
        waits=waits,
        closed=not known.place.open_on(installation.today()),
    )
    return make_response(page("groups/joining.html", context), status)


def _arrival(word: str) -> tuple[KnownGroup, Arrival]:
    """What a word in an address opens to whoever asks; 404 for none."""
    if "." in word:
        way = or_404(queries.way_by_public_id(db.session, word.partition(".")[0]))
        if not hmac.compare_digest(word.encode(), _pass(way.public_id).encode()):
            abort(404)
        return groups.known_group(db.session, way.group_id), Arrival(ComesBy.CODE, way_id=way.id)
    if (link := queries.way_by_word(db.session, word, kind=WayKind.LINK)) is not None:
        return groups.known_group(db.session, link.group_id), Arrival(ComesBy.LINK, way_id=link.id)
    letter = or_404(queries.invitation_by_token(db.session, digest(word), at=clock.now()))
    meant = letter.email == address_of(db.session, current_learner().id)
    return (
        groups.known_group(db.session, letter.group_id),
        Arrival(ComesBy.LETTER, invitation_id=letter.id, meant=meant),
    )


def _will_wait(known: KnownGroup, arrival: Arrival) -> bool:
    belongs = groups.belongs(
        db.session, person_id=current_learner().id, root_id=known.part.root_id, on=installation.today()
    )
    return rules.stands_after_accepting(belongs=belongs, asked_for=arrival.meant) == Stands.WAITING


@bp.get("/join/<word>")
@signed_in
def arrive(word: str) -> ResponseReturnValue:
    """What a group is and what its leader will see, for somebody with a link, a letter or the pass of a code."""
    known, arrival = _arrival(word)
    member = queries.member(db.session, group_id=known.group.id, person_id=current_learner().id)
    if member is not None:
        return redirect(url_for("coming.joining", public_id=known.group.public_id), 303)
    _refuse_way_over(arrival)
    waits = _will_wait(known, arrival)
    return _page(known, JoinForm(), 200, send_to=url_for("coming.join", word=word), member=None, waits=waits)


def _refuse_way_over(arrival: Arrival) -> None:
    way = queries.way_by_key(db.session, arrival.way_id, at=clock.now()) if arrival.way_id else None
    if way is not None and (fault := way.fault) is not None:
        abort(410, f"Nobody comes by this any more. {_SAID[fault]} Ask the leader of the group for another one.")


@bp.post("/join/<word>")
@signed_in
def join(word: str) -> ResponseReturnValue:
    """Join, having read what is shown."""
    known, arrival = _arrival(word)
    return _accept(known, arrival, member=None, send_to=url_for("coming.join", word=word))


def _accept(known: KnownGroup, arrival: Arrival, *, member: GroupMember | None, send_to: str) -> ResponseReturnValue:
    form, public_id = JoinForm(), known.group.public_id
    waits = _will_wait(known, arrival) and member is None
    if not form.accepted():
        return _page(known, form, 422, send_to=send_to, member=member, waits=waits)
    try:
        stands = services.accept(
            db.session, known.group, person=current_learner(), arrival=arrival, seen_as=Counted(form.text("seen_as")),
            version=form.read_version, on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except services.OtherTerms:
        form.form_errors.append("This text changed while the page was open. Read it once more, then send it again.")
        return _page(known, form, 422, send_to=send_to, member=member, waits=waits)
    except services.GroupFull:
        form.form_errors.append("This group is full. Ask its leader whether somebody leaves.")
        return _page(known, form, 422, send_to=send_to, member=member, waits=waits)
    except services.WayOver as over:
        abort(410, f"Nobody comes by this any more. {_SAID[over.fault]} Ask the leader of the group for another one.")
    except services.NotAsked:
        abort(404)
    if stands == Stands.WAITING:
        flash("Your leader is told that you wait. You get a letter when you are in.", "message")
        return redirect(url_for("groups.groups"), 303)
    flash(f"You are in “{known.group.title}”.", "message")
    return redirect(url_for("groups.group", public_id=public_id), 303)


# Asked, waiting, or in: what the leader sees, to change, and to leave


def _standing(public_id: str) -> tuple[GroupSeen, GroupMember]:
    seen = group_seen(public_id)
    return seen, or_404(seen.member)


@bp.get("/groups/<public_id>/joining")
@signed_in
def joining(public_id: str) -> ResponseReturnValue:
    """What the leader sees or will see of whoever asks, with the ways to change it and to leave."""
    seen, member = _standing(public_id)
    form = JoinForm(data={"seen_as": member.seen_as})
    send_to = url_for("coming.answer", public_id=public_id)
    return _page(seen.known, form, 200, send_to=send_to, member=member, waits=False)


@bp.post("/groups/<public_id>/joining")
@signed_in
def answer(public_id: str) -> ResponseReturnValue:
    """Join a group that one was asked into, or change how one is seen in it."""
    seen, member = _standing(public_id)
    send_to = url_for("coming.answer", public_id=public_id)
    if member.state == Stands.INVITED:
        return _accept(seen.known, Arrival(ComesBy.LIST, meant=True), member=member, send_to=send_to)
    form = JoinForm()
    if not form.accepted():
        return _page(seen.known, form, 422, send_to=send_to, member=member, waits=False)
    try:
        services.see_otherwise(
            db.session, seen.group, person=current_learner(), seen_as=Counted(form.text("seen_as")),
            version=form.read_version, at=clock.now(),
        )  # fmt: skip
    except services.OtherTerms:
        form.form_errors.append("This text changed while the page was open. Read it once more, then send it again.")
        return _page(seen.known, form, 422, send_to=send_to, member=member, waits=False)
    except services.MemberGone:
        abort(404, "You are no longer in this group.")
    flash("Saved. It holds from this moment on.", "message")
    return redirect(url_for("coming.joining", public_id=public_id), 303)


@bp.post("/groups/<public_id>/leave")
@signed_in
def leave(public_id: str) -> ResponseReturnValue:
    """Leave a group, or say no to one; leaving twice is leaving once."""
    seen = group_seen(public_id)
    if services.leave(db.session, seen.group, person=current_learner(), at=clock.now()):
        flash(f"You are no longer in “{seen.group.title}”, and its leader sees nothing of you any more.", "message")
    return redirect(url_for("groups.groups"), 303)
