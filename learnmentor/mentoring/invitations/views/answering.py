"""Answering an invitation: by the link of the letter, with an account or without one, or from one's own page."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import passwords
from learnmentor.accounts import queries as accounts
from learnmentor.accounts import sign_in as sessions
from learnmentor.accounts.forms import NewAccountForm
from learnmentor.accounts.rules import digest
from learnmentor.accounts.services import AddressTaken
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views.coming_in import link_over
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import at_once, db, undo_before_drawing
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.mentoring import wording
from learnmentor.mentoring.invitations import queries, services
from learnmentor.mentoring.invitations.models import PairInvitee
from learnmentor.mentoring.invitations.queries import KnownInvitation
from learnmentor.mentoring.invitations.rules import ProposalStanding
from learnmentor.mentoring.invitations.services import ProposalOver, ProposerAway
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.services import PairOfOne
from learnmentor.stories import invited_to_pair
from learnmentor.web import installation
from learnmentor.web.access import or_404, public, signed_in
from learnmentor.web.limits import hashes
from learnmentor.web.pages import page

bp = Blueprint("pair_answers", __name__)

_OVER = {
    ProposalStanding.OPENED: "It was accepted. Sign in, and you find the pair under Mentoring.",
    ProposalStanding.DECLINED: "The answer was no. If that has changed, invite the other one yourself, or ask them to.",
    ProposalStanding.WITHDRAWN: "It was withdrawn. If you would like to work together, ask whoever sent it.",
    ProposalStanding.OVER: "It waited for thirty days, which are past. Ask whoever sent it to send it again.",
}
_AWAY = "Whoever sent it cannot take part just now. Ask them."
_OWN = "It is from yourself, or asks you twice. A pair has two people."


@dataclass(frozen=True)
class PairProposalPage:
    """What is proposed and by whom. `form` makes an account; without it, whoever looks is signed in or signs in."""

    by: str
    other: str  # whom a coordinator suggests, or ""
    kind: str
    context: str
    you: str
    until: datetime
    send_to: str
    say_no: str
    form: NewAccountForm | None
    email: str
    sign_in: str
    waits_for_other: bool


@dataclass(frozen=True)
class ProposalOverPage:
    """Why an invitation cannot be answered."""

    says: str


# By the link of the letter


@bp.get("/pair-invitations/<token>")
@public
def by_link(token: str) -> ResponseReturnValue:
    """What is proposed, and the way to say yes or no."""
    invitee = queries.invitee_by_token(db.session, digest(token))
    return _link_page(token, invitee, _account_form(invitee), 200) if invitee else link_over()


@bp.post("/pair-invitations/<token>")
@public
@hashes
def accept_by_link(token: str) -> ResponseReturnValue:
    """Say yes, with the account that is signed in, or with a new one."""
    invitee = queries.invitee_by_token(db.session, digest(token))
    if invitee is None:
        return link_over()
    if sessions.current_actor() is not None:
        return _accept(invitee)
    form = _account_form(invitee)
    if form is None or not form.accepted():
        return _link_page(token, invitee, form, 422)
    return _open_account(token, form)


def _open_account(token: str, form: NewAccountForm) -> ResponseReturnValue:
    kept, public_id, at = passwords.hashed(form.text("password")), randomness.public_id(), clock.now()
    try:
        with at_once() as apart:
            person, pair = invited_to_pair.accept(
                apart, or_404(queries.invitee_by_token(apart, digest(token))), name=form.text("name"),
                password_hash=kept, public_id=public_id, sender=installation.sender(), on=installation.today(), at=at,
            )  # fmt: skip
            begun, opened = sessions.begin(apart, person, remember=False), pair.public_id if pair else ""
    except AddressTaken:
        return redirect(url_for("pair_answers.by_link", token=token), 303)
    except (ProposalOver, ProposerAway, PairOfOne) as refused:
        return _over(refused)
    sessions.enter(begun)
    return _way_on(opened)


@bp.post("/pair-invitations/<token>/no")
@public
def decline_by_link(token: str) -> ResponseReturnValue:
    """Say no: whoever holds the link reads the mail of the address."""
    invitee = queries.invitee_by_token(db.session, digest(token))
    return _decline(invitee, url_for("pair_answers.by_link", token=token)) if invitee else link_over()


def _account_form(invitee: PairInvitee | None) -> NewAccountForm | None:
    """The form of a new account; None for whoever is signed in, or whose address has an account."""
    if (
        invitee is None
        or sessions.current_actor() is not None
        or accounts.address_in_use(db.session, _address(invitee))
    ):
        return None
    return NewAccountForm(email=_address(invitee), common=passwords.common(), missing=missing_characters)


def _address(invitee: PairInvitee) -> str:
    return invitee.email or ""


def _link_page(token: str, invitee: PairInvitee, form: NewAccountForm | None, status: int) -> Response:
    here = url_for("pair_answers.by_link", token=token)
    sign_in = "" if form or sessions.current_actor() else url_for("accounts.sign_in", next=here)
    no = url_for("pair_answers.decline_by_link", token=token)
    return _page(invitee, status, send_to=here, say_no=no, form=form, sign_in=sign_in)


# From one's own page


@bp.get("/mentoring/invitations/<public_id>")
@signed_in
def invitation(public_id: str) -> ResponseReturnValue:
    """What is proposed to whoever is signed in."""
    no = url_for("pair_answers.decline", public_id=public_id)
    return _page(_mine_or_404(public_id), 200, send_to=url_for("pair_answers.accept", public_id=public_id), say_no=no)


@bp.post("/mentoring/invitations/<public_id>")
@signed_in
def accept(public_id: str) -> ResponseReturnValue:
    """Say yes."""
    return _accept(_mine_or_404(public_id))


@bp.post("/mentoring/invitations/<public_id>/no")
@signed_in
def decline(public_id: str) -> ResponseReturnValue:
    """Say no."""
    return _decline(_mine_or_404(public_id), url_for("pairs.mine"))


def _mine_or_404(public_id: str) -> PairInvitee:
    me = current_learner()
    address = accounts.address_of(db.session, me.id)
    return or_404(queries.invitee_of(db.session, public_id, person_id=me.id, email=address))


# What both share


def _accept(invitee: PairInvitee) -> ResponseReturnValue:
    try:
        pair = services.accept(
            db.session, invitee, person_id=current_learner().id, sender=installation.sender(),
            on=installation.today(), at=clock.now(),
        )  # fmt: skip
    except (ProposalOver, ProposerAway, PairOfOne) as refused:
        return _over(refused)
    return _way_on(pair.public_id if pair else "")


def _way_on(pair_id: str) -> ResponseReturnValue:
    if not pair_id:
        flash("You said yes. The pair begins when the other one has said yes too; you get a letter then.", "message")
        return redirect(url_for("pairs.mine"), 303)
    flash("Your pair is open. A good first step is to agree what it is for.", "message")
    return redirect(url_for("pairs.pair", public_id=pair_id), 303)


def _decline(invitee: PairInvitee, way_on: str) -> ResponseReturnValue:
    try:
        services.decline(db.session, invitee, sender=installation.sender(), at=clock.now())
    except ProposalOver as refused:
        return _over(refused)
    flash("You said no. Nobody asks you why, and nothing else of yours is told.", "message")
    return redirect(way_on, 303)


def _over(refused: Exception) -> Response:
    """Why it cannot be answered."""
    undo_before_drawing()
    says = _OVER[refused.standing] if isinstance(refused, ProposalOver) else _AWAY
    says = _OWN if isinstance(refused, PairOfOne) else says
    return make_response(page("mentoring/invitations/over.html", ProposalOverPage(says)), 410)


def _page(
    invitee: PairInvitee,
    status: int,
    *,
    send_to: str,
    say_no: str,
    form: NewAccountForm | None = None,
    sign_in: str = "",
) -> Response:
    found = queries.known(db.session, invitee.invitation_id)
    if found is None or not found.whole:
        return _over(ProposalOver(ProposalStanding.WITHDRAWN))
    standing = found.invitation.proposal.standing(at=clock.now())
    if standing == ProposalStanding.OPENED and (there := _own_pair(found)):
        return make_response(redirect(url_for("pairs.pair", public_id=there), 303))
    if standing != ProposalStanding.WAITING:
        return _over(ProposalOver(standing))
    if found.by.suspended_at is not None:
        return _over(ProposerAway())
    context = PairProposalPage(
        by=found.by.name, other=_suggested(found, invitee), kind=wording.KINDS[found.invitation.kind],
        context=wording.CONTEXTS[found.invitation.context],
        you=wording.called(found.invitation.kind, Side(invitee.side)), until=found.invitation.expires_at,
        send_to=send_to, say_no=say_no, form=form, email=_address(invitee), sign_in=sign_in,
        waits_for_other=invitee.accepted_at is not None,
    )  # fmt: skip
    return make_response(page("mentoring/invitations/proposal.html", context), status)


def _own_pair(found: KnownInvitation) -> str:
    """The pair that came of it, for one of its two."""
    actor = sessions.current_actor()
    if actor is None or actor.id not in {each.person_id for each in found.invitees}:
        return ""
    return db.session.get_one(Pair, found.invitation.pair_id).public_id


def _suggested(found: KnownInvitation, invitee: PairInvitee) -> str:
    other = found.other_than(invitee)
    return services.name_of(db.session, other) if other is not None and other.person_id != found.by.id else ""
