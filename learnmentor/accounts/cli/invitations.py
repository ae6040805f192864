"""Invitations: listed, sent again, withdrawn."""

import click
from sqlalchemy.orm import Session

from learnmentor.accounts import rules, services
from learnmentor.accounts.invitations import queries as invitation_queries
from learnmentor.accounts.invitations import services as invitation_services
from learnmentor.accounts.invitations.rules import InvitationStanding
from learnmentor.accounts.models import Invitation
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import database
from learnmentor.ground.zones import day_of
from learnmentor.web import installation
from learnmentor.web.commands import Command, with_application

_MOST = 1000
_INVITATION_OVER = "That invitation is over: it was used, withdrawn or replaced."


@click.command("invitations", cls=Command)
@click.option("--words", default="", help="What the address holds.")
@click.option("--standing", type=click.Choice([each.value for each in InvitationStanding]), help="How it stands.")
@with_application
def list_invitations(*, words: str, standing: str | None) -> None:
    """List invitations, the newest first: address, role, how it stands, day sent. No link and no hash."""
    at, chosen = clock.now(), InvitationStanding(standing) if standing else None
    with database().session(writes=False) as db:
        found = invitation_queries.sent_invitations(db, words=words, standing=chosen, at=at, most=_MOST, after=0)
        for one in found.invitations:
            stands = invitation_queries.standing_of(one, at=at)
            sent = day_of(one.sent_at, installation.zone()).isoformat()
            click.echo(f"{one.email}\t{one.role or 'learner'}\t{stands}\t{sent}")
    if found.total > _MOST:
        click.echo(f"These are the newest {_MOST} of {found.total}.", err=True)


@click.command("resend-invitation", cls=Command)
@click.argument("email")
@with_application
def resend_invitation(*, email: str) -> None:
    """Send the newest invitation of EMAIL again with another link, or print that where there is no mail."""
    settings, token = installation.settings(), randomness.token()
    link = f"{settings.base_url}/invitations/{token}"
    with database().transaction() as db:
        try:
            invitation_services.send_again(
                db, _invitation(db, email), by=installation.name(), token_sha256=rules.digest(token), link=link,
                sender=installation.sender(), at=clock.now(),
            )  # fmt: skip
        except invitation_services.InvitationOver:
            raise click.ClickException(_INVITATION_OVER) from None
        except services.AddressTaken:
            raise click.ClickException("This address has an account by now.") from None
    click.echo(f"{email} gets another letter." if settings.mail_server else link)


@click.command("withdraw-invitation", cls=Command)
@click.argument("email")
@with_application
def withdraw_invitation(*, email: str) -> None:
    """Let nobody in by the invitation of EMAIL any more."""
    with database().transaction() as db:
        try:
            invitation_services.withdraw(db, _invitation(db, email), at=clock.now())
        except invitation_services.InvitationOver:
            raise click.ClickException(_INVITATION_OVER) from None
    click.echo(f"The invitation for {email} is withdrawn.")


def _invitation(db: Session, email: str) -> Invitation:
    found = invitation_queries.newest_to(db, email)
    if found is None:
        raise click.ClickException("Nobody was invited under this address.")
    return found
