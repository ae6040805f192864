"""The one page that a third party sees, and the link by which they come to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.accounts import passwords
from learnmentor.accounts import queries as accounts
from learnmentor.accounts import services as people
from learnmentor.accounts import sign_in as sessions
from learnmentor.accounts.forms import NewAccountForm
from learnmentor.accounts.rules import digest
from learnmentor.accounts.services import AddressTaken, LinkOver
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views.coming_in import link_over
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import at_once, db, undo_before_drawing
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.mentoring import queries as pairs
from learnmentor.mentoring import wording
from learnmentor.mentoring.agreements.views.contexts import agreed_undertakings
from learnmentor.mentoring.meetings.queries import minutes_met
from learnmentor.mentoring.queries import KnownPair
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.third_parties import queries, rules, services
from learnmentor.mentoring.third_parties.disclosure import USUAL, ShownToThird
from learnmentor.mentoring.third_parties.models import PairThirdParty
from learnmentor.mentoring.third_parties.rules import ThirdRole
from learnmentor.mentoring.third_parties.wording import CALLED
from learnmentor.web import errors, installation
from learnmentor.web.access import or_404, public, signed_in
from learnmentor.web.limits import hashes
from learnmentor.web.pages import page

bp = Blueprint("third_party", __name__)


def shown(db: Session, known: KnownPair) -> ShownToThird:
    """All that a third party of this pair sees, and nothing else."""
    pair = known.pair
    return ShownToThird(
        tuple((wording.called(pair.kind, side).capitalize(), known.party(side).name) for side in Side),
        wording.KINDS[pair.kind], pair.opened_at, pair.ended_at,
        minutes_met(db, pair.id), tuple(agreed_undertakings(db, pair_id=pair.id) or USUAL),
    )  # fmt: skip


# The link of the letter


@dataclass(frozen=True)
class ThirdPartyLinkPage:
    """What will be shown, and the way in: signed in, by signing in, or by an account that is made here."""

    role: str
    send_to: str
    form: NewAccountForm | None
    email: str
    sign_in: str


@bp.get("/third-party-links/<token>")
@public
def by_link(token: str) -> ResponseReturnValue:
    """What this is about, before anything of it is shown."""
    found = queries.by_token(db.session, digest(token))
    if found is None or not _good(found):
        return link_over()
    return _link_page(token, found, _account_form(found), 200)


@bp.post("/third-party-links/<token>")
@public
@hashes
def take(token: str) -> ResponseReturnValue:
    """Come in by the link, with the account that is signed in or a new one."""
    found = queries.by_token(db.session, digest(token))
    if found is None or not _good(found):
        return link_over()
    actor = sessions.current_actor()
    if actor is not None:
        return _taken(lambda: services.take(db.session, digest(token), person_id=actor.id, at=clock.now()).public_id)
    form = _account_form(found)
    if form is None or not form.accepted():
        return _link_page(token, found, form, 422)
    return _open_account(token, found.email, form)


def _good(found: PairThirdParty) -> bool:
    third, actor = found.third, sessions.current_actor()
    if third.person_id is not None:
        return actor is None or actor.id == third.person_id
    return third.agreed and third.expires_at is not None and clock.now() < third.expires_at


def _taken(take: Callable[[], str]) -> ResponseReturnValue:
    try:
        public_id = take()
    except services.OneOfTheTwo:
        undo_before_drawing()
        return errors.page(
            422, message="You are one of the two. This link is for somebody else, so pass it on or leave it."
        )
    except LinkOver:
        undo_before_drawing()
        return link_over()
    return redirect(url_for("third_party.page_of_third", public_id=public_id), 303)


def _open_account(token: str, email: str, form: NewAccountForm) -> ResponseReturnValue:
    kept, at = passwords.hashed(form.text("password")), clock.now()
    try:
        with at_once() as apart:
            person = people.open_account(
                apart, email=email, name=form.text("name"), password_hash=kept, public_id=randomness.public_id(), at=at
            )
            public_id = services.take(apart, digest(token), person_id=person.id, at=at).public_id
            begun = sessions.begin(apart, person, remember=False)
    except AddressTaken:
        return redirect(url_for("third_party.by_link", token=token), 303)
    except LinkOver:
        return link_over()
    sessions.enter(begun)
    return redirect(url_for("third_party.page_of_third", public_id=public_id), 303)


def _account_form(found: PairThirdParty) -> NewAccountForm | None:
    if sessions.current_actor() is not None or accounts.address_in_use(db.session, found.email):
        return None
    return NewAccountForm(email=found.email, common=passwords.common(), missing=missing_characters)


def _link_page(token: str, found: PairThirdParty, form: NewAccountForm | None, status: int) -> Response:
    here = url_for("third_party.by_link", token=token)
    sign_in = "" if form or sessions.current_actor() else url_for("accounts.sign_in", next=here)
    context = ThirdPartyLinkPage(CALLED[ThirdRole(found.role)], here, form, found.email, sign_in)
    return make_response(page("mentoring/third_parties/link.html", context), status)


# The page


@dataclass(frozen=True)
class ThirdPartyPage:
    """What is shown, and whether it was acknowledged."""

    public_id: str
    role: str
    shown: ShownToThird
    acknowledged_as: str
    acknowledged_at: datetime | None


@bp.get("/third-party/<public_id>")
@signed_in
def page_of_third(public_id: str) -> ResponseReturnValue:
    """Parties, days, hours and undertakings, for whom both of the two have named."""
    found = _mine_or_404(public_id)
    known = or_404(pairs.known_pair(db.session, found.pair_id))
    context = ThirdPartyPage(
        public_id, CALLED[ThirdRole(found.role)], shown(db.session, known),
        queries.acknowledged_as(installation.vault(), found), found.acknowledged_at,
    )  # fmt: skip
    return page("mentoring/third_parties/shown.html", context)


@bp.post("/third-party/<public_id>/acknowledge")
@signed_in
def acknowledge(public_id: str) -> ResponseReturnValue:
    """Say under one's name that one has seen it."""
    found = _mine_or_404(public_id)
    try:
        services.acknowledge(db.session, installation.vault(), found, by=current_learner(), at=clock.now())
    except services.ThirdPartyGone:
        undo_before_drawing()
        or_404(None)
    flash("Thank you. The two see that you acknowledged it, and when.", "message")
    return redirect(url_for("third_party.page_of_third", public_id=public_id), 303)


def _mine_or_404(public_id: str) -> PairThirdParty:
    found = or_404(queries.by_public_id(db.session, public_id))
    return or_404(found if rules.may_see_shown(current_learner().id, found.third) else None)
