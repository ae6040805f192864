"""Who else sees something of a pair: named by one, agreed to by the other, taken away by either."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.accounts import throttle, tries
from learnmentor.accounts.views.coming_in import too_many, tried_at
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, db
from learnmentor.mentoring.third_parties import queries, rules, services
from learnmentor.mentoring.third_parties.disclosure import ShownToThird
from learnmentor.mentoring.third_parties.forms import NameThirdPartyForm
from learnmentor.mentoring.third_parties.models import PairThirdParty
from learnmentor.mentoring.third_parties.rules import ThirdRole
from learnmentor.mentoring.third_parties.views.disclosure import shown
from learnmentor.mentoring.third_parties.wording import CALLED
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.pages import page

bp = Blueprint("third_parties", __name__)

_SAID: dict[type[Exception], str] = {
    services.OneOfTheTwo: "This is your own address. Enter that of somebody who is neither of you.",
    services.NamedAlready: "This address is named already. It stands in the list.",
    services.TooManyThirdParties: (
        f"You have named {rules.MOST_THIRD_PARTIES}, which is as many as may. Take one away first."
    ),
}
_REFUSED = tuple(_SAID)


@dataclass(frozen=True)
class ThirdPartyLine:
    """A third party as the two see it."""

    public_id: str
    role: str
    email: str
    named_by: str
    may_agree: bool
    agreed_at: datetime | None
    opened: bool
    acknowledged_as: str
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class ThirdPartiesPage:
    """Those whom the two named, what is shown to them, and the form to name another one."""

    seen: PairSeen
    lines: Sequence[ThirdPartyLine]
    shown: ShownToThird
    form: NameThirdPartyForm
    more: bool


@bp.get("/pairs/<public_id>/third-parties")
@signed_in
def third_parties(public_id: str) -> ResponseReturnValue:
    """Who else sees something, and what."""
    return _page(pair_inside(public_id), NameThirdPartyForm(), 200)


@bp.post("/pairs/<public_id>/third-parties")
@signed_in
def name(public_id: str) -> ResponseReturnValue:
    """Name somebody."""
    seen, form = pair_to_write(public_id), NameThirdPartyForm()
    if not form.accepted():
        return _page(seen, form, 422)
    with at_once() as apart:
        wait = tries.count_try(apart, tried_at(throttle.PAIR_INVITATION, form.text("email")), at=clock.now())
    if wait is not None:
        return too_many(form, wait, lambda: _page(pair_to_write(public_id), form, 429))
    try:
        services.name(
            db.session, pair_to_write(public_id).pair, email=form.text("email"), role=ThirdRole(form.text("role")),
            by=seen.me, sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except _REFUSED as refused:
        form.refuse("email", _SAID[type(refused)])
        return _page(pair_to_write(public_id), form, 422)
    flash("They are named. The letter goes when the other one of you agrees.", "message")
    return redirect(url_for("third_parties.third_parties", public_id=public_id), 303)


@bp.post("/pairs/<public_id>/third-parties/<third_id>/agree")
@signed_in
def agree(public_id: str, third_id: str) -> ResponseReturnValue:
    """Agree to what is shown."""
    seen = pair_to_write(public_id)
    try:
        services.agree(db.session, seen.pair, third_id, by=seen.me, sender=installation.sender(), at=clock.now())
    except services.ThirdPartyGone:
        flash("It was taken away, or agreed to, a moment ago.", "message")
    else:
        flash("You agreed, and the letter is on its way.", "message")
    return redirect(url_for("third_parties.third_parties", public_id=public_id), 303)


@bp.post("/pairs/<public_id>/third-parties/<third_id>/again")
@signed_in
def send_again(public_id: str, third_id: str) -> ResponseReturnValue:
    """Write to them once more."""
    seen = pair_to_write(public_id)
    sent = services.send_again(db.session, seen.pair, third_id, sender=installation.sender(), at=clock.now())
    said = "Another letter is on its way." if sent else "The last letter is less than a day old, or they opened it."
    flash(said, "message")
    return redirect(url_for("third_parties.third_parties", public_id=public_id), 303)


@bp.post("/pairs/<public_id>/third-parties/<third_id>/away")
@signed_in
def take_away(public_id: str, third_id: str) -> ResponseReturnValue:
    """Show nothing to them any more."""
    services.take_away(db.session, pair_inside(public_id).pair, third_id)
    flash("They see nothing of this pair any more.", "message")
    return redirect(url_for("third_parties.third_parties", public_id=public_id), 303)


def _page(seen: PairSeen, form: NameThirdPartyForm, status: int) -> Response:
    found = queries.of_pair(db.session, seen.pair.id)
    context = ThirdPartiesPage(
        seen, [_line(seen, each) for each in found], shown(db.session, seen.known), form,
        more=seen.open and len(found) < rules.MOST_THIRD_PARTIES,
    )  # fmt: skip
    return make_response(page("mentoring/third_parties/third_parties.html", context), status)


def _line(seen: PairSeen, found: PairThirdParty) -> ThirdPartyLine:
    return ThirdPartyLine(
        found.public_id, CALLED[ThirdRole(found.role)], found.email,
        "You" if found.named_by_id == seen.me.id else seen.name_of(found.named_by_id),
        seen.open and rules.may_agree(seen.me.id, found.third), found.agreed_at, found.person_id is not None,
        queries.acknowledged_as(installation.vault(), found), found.acknowledged_at,
    )  # fmt: skip


def next_things(db: Session, seen: PairSeen, *, on: date) -> Sequence[NextThing]:  # noqa: ARG001 -- as every sub-room's
    """Somebody who was named and to whom the other one has not agreed."""
    if not seen.open:
        return []
    url = url_for("third_parties.third_parties", public_id=seen.pair.public_id)
    waiting = [each for each in queries.of_pair(db, seen.pair.id) if not each.third.agreed]
    return [
        NextThing("Somebody is to see your dates and hours: agree or not", url, None, "you")
        if rules.may_agree(seen.me.id, each.third)
        else NextThing("Whether somebody may see your dates and hours", url, None, "other")
        for each in waiting
    ]
