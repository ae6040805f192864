"""Everybody who was invited, and what can be done about each invitation; and that somebody looks at one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from flask import Blueprint, Response, flash, get_flashed_messages, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import forms
from learnmentor.accounts import rules as accounts
from learnmentor.accounts.invitations import queries, rules, services
from learnmentor.accounts.invitations.forms import FindInvitationsForm
from learnmentor.accounts.invitations.queries import FoundInvitations
from learnmentor.accounts.invitations.rules import InvitationStanding
from learnmentor.accounts.models import Invitation
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.services import AddressTaken
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views.coming_in import new_link
from learnmentor.ground import clock
from learnmentor.ground.db import db, undo_before_drawing
from learnmentor.jobs import queries as mail
from learnmentor.jobs.models import OutgoingMail
from learnmentor.web import installation
from learnmentor.web.access import or_404, public, require, with_role
from learnmentor.web.pages import page, page_number

bp = Blueprint("invitations", __name__)

_log = structlog.get_logger("people")
_PAGE = 50
_LAST_PAGE = 10_000
_OVER = "That invitation is over: it was used, withdrawn or replaced, perhaps a moment ago. Its line says which."
_HAS_ACCOUNT = "This address has an account by now. You can find it among the people."


@dataclass(frozen=True)
class InvitationsPage:
    """Invitations found. `link` is shown once, where no letter can carry it."""

    form: FindInvitationsForm
    found: FoundInvitations
    standing_of: Callable[[Invitation], InvitationStanding]
    letters: Mapping[tuple[str, datetime], OutgoingMail]
    page: int
    pages: int
    mail_server: bool
    link: str | None


@bp.get("/people/invitations")
@with_role(RoleName.ADMINISTRATOR)
def invitations() -> ResponseReturnValue:
    """Everybody who was invited, to search and to leaf through."""
    form = FindInvitationsForm(data={name: request.args.get(name, "")[:254] for name in ("words", "standing")})
    number, at = page_number(_LAST_PAGE), clock.now()
    found = queries.sent_invitations(
        db.session, words=form.text("words"), standing=form.chosen(), at=at, most=_PAGE, after=(number - 1) * _PAGE
    )
    context = InvitationsPage(
        form=form, found=found, standing_of=lambda each: queries.standing_of(each, at=at),
        letters=mail.letters_to(db.session, {one.email for one in found.invitations}), page=number,
        pages=max(1, -(-found.total // _PAGE)), mail_server=bool(installation.settings().mail_server),
        link=next(map(str, get_flashed_messages(category_filter=["invitation-link"])), None),
    )  # fmt: skip
    return page("accounts/invitations.html", context)


@bp.post("/people/invitations/<public_id>/resend")
@with_role(RoleName.ADMINISTRATOR)
def resend(public_id: str) -> ResponseReturnValue:
    """Send it again with another link."""
    sent, actor = _sent(public_id), current_learner()
    token, link = new_link("accounts.invitation")
    try:
        services.send_again(
            db.session, sent, by=actor.name, token_sha256=token, link=link, sender=installation.sender(), at=clock.now()
        )
    except (services.InvitationOver, AddressTaken) as error:
        return _refused(_HAS_ACCOUNT if isinstance(error, AddressTaken) else _OVER)
    _log.info("invited again", by=actor.public_id, invitation=public_id)
    return _told(sent.email, link)


@bp.post("/people/invitations/<public_id>/withdraw")
@with_role(RoleName.ADMINISTRATOR)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Let nobody in by it any more."""
    sent = _sent(public_id)
    try:
        services.withdraw(db.session, sent, at=clock.now())
    except services.InvitationOver:
        return _refused(_OVER)
    _log.info("invitation withdrawn", by=current_learner().public_id, invitation=public_id)
    flash(f"The invitation for {sent.email} is withdrawn. Its link opens nothing any more.", "message")
    return redirect(url_for("invitations.invitations"), 303)


@bp.get("/people/invitations/<public_id>/replace")
@with_role(RoleName.ADMINISTRATOR)
def replacement(public_id: str) -> ResponseReturnValue:
    """Another address or another role for an invitation."""
    sent = _sent(public_id)
    return _replace_page(forms.InviteForm(data={"email": sent.email, "role": sent.role or ""}), sent, 200)


@bp.post("/people/invitations/<public_id>/replace")
@with_role(RoleName.ADMINISTRATOR)
def replace(public_id: str) -> ResponseReturnValue:
    """Invite them in its place."""
    sent, actor, form = _sent(public_id), current_learner(), forms.InviteForm()
    if not form.accepted():
        return _replace_page(form, sent, 422)
    token, link = new_link("accounts.invitation")
    try:
        made = services.replace(
            db.session, sent, email=form.text("email"), role=forms.chosen_role(form.role), by=actor,
            token_sha256=token, link=link, sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except AddressTaken:
        form.refuse("email", "This address has an account already. You can find it among the people.")
        return _replace_page(form, sent, 422)
    except services.InvitationOver:
        return _refused(_OVER)
    _log.info("invitation replaced", by=actor.public_id, invitation=public_id, replaced_by=made.public_id)
    return _told(made.email, link)


@bp.post("/invitations/<token>/seen")
@public
def seen(token: str) -> ResponseReturnValue:
    """A script says that somebody looks at the page of a link. The answer is the same for every token."""
    services.note_seen(db.session, accounts.digest(token), at=clock.now())
    return {"noted": True}


def _sent(public_id: str) -> Invitation:
    require(rules.may_invite(current_learner()))
    return or_404(queries.sent_invitation(db.session, public_id))


def _refused(why: str) -> Response:
    undo_before_drawing()
    flash(why, "message")
    return make_response(redirect(url_for("invitations.invitations"), 303))


def _told(email: str, link: str) -> Response:
    if installation.settings().mail_server:
        flash(f"The invitation for {email} is written, with a new link. The one before is over.", "message")
    else:
        flash(link, "invitation-link")
    return make_response(redirect(url_for("invitations.invitations"), 303))


def _replace_page(form: forms.InviteForm, sent: Invitation, status: int) -> Response:
    context = ReplaceInvitationPage(form, sent, bool(installation.settings().mail_server))
    return make_response(page("accounts/replace_invitation.html", context), status)


@dataclass(frozen=True)
class ReplaceInvitationPage:
    """The form of the invitation that takes the place of `sent`."""

    form: forms.InviteForm
    sent: Invitation
    mail_server: bool
