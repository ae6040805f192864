"""What becomes of accounts: suspended, returned, left, under another address, merged; and who holds which role."""

import click

from learnmentor.accounts import rules, services
from learnmentor.accounts.cli.arguments import NOBODY_LEFT, person_of, refuse
from learnmentor.accounts.lives import queries as life_queries
from learnmentor.accounts.lives import role_table
from learnmentor.accounts.lives import services as lives
from learnmentor.accounts.lives.rules import LONGEST_REASON, RoleOrder, RoleTime
from learnmentor.accounts.lives.services import LinkPair
from learnmentor.accounts.merging import wording as merging_wording
from learnmentor.accounts.merging.views import told
from learnmentor.accounts.rules import RoleName
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import database
from learnmentor.ground.words import plural
from learnmentor.stories import leaving
from learnmentor.stories.merging import accounts as merging_accounts
from learnmentor.stories.merging.moves import AccountPair
from learnmentor.web import installation
from learnmentor.web.commands import Command, with_application


@click.command("suspend", cls=Command)
@click.argument("email")
@click.option("--because", required=True, help="One sentence, which the owner of the account reads.")
@with_application
def suspend(*, email: str, because: str) -> None:
    """Let nobody sign in as EMAIL, and end its sign-ins; nothing is lost."""
    because = " ".join(because.split())
    too_long = f"Keep the reason to {LONGEST_REASON} characters; it has {len(because)}."
    refuse(too_long if len(because) > LONGEST_REASON else None if because else "Say why, in one sentence.")
    with database().transaction() as db:
        try:
            lives.suspend(
                db, person_id=person_of(db, email).id, because=because, by=None, today=installation.today(),
                sender=installation.sender(), at=clock.now(),
            )  # fmt: skip
        except services.LastAdministrator:
            raise click.ClickException(NOBODY_LEFT) from None
        except lives.SuspendedAlready:
            raise click.ClickException("This account is suspended already.") from None
    click.echo(f"{email} is suspended, and signed out everywhere.")


@click.command("return", cls=Command)
@click.argument("email")
@with_application
def return_account(*, email: str) -> None:
    """Let EMAIL sign in again, with the same password."""
    with database().transaction() as db:
        try:
            lives.return_account(
                db, person_id=person_of(db, email).id, by=None, sender=installation.sender(), at=clock.now()
            )
        except lives.NotSuspended:
            raise click.ClickException("This account is not suspended.") from None
    click.echo(f"{email} can sign in again.")


@click.command("leave", cls=Command)
@click.argument("email")
@with_application
def leave(*, email: str) -> None:
    """End every role of EMAIL and where they belong today; the account and its record go on."""
    with database().transaction() as db:
        try:
            ended = leaving.leave(
                db, person_id=person_of(db, email).id, last_day=installation.today(), by=None, at=clock.now()
            )
        except services.LastAdministrator:
            raise click.ClickException(NOBODY_LEFT) from None
    click.echo(f"{plural(ended, 'role', 'roles')} of {email} ended; today is the last day.")


@click.command("change-address", cls=Command)
@click.argument("email")
@click.argument("new_email")
@with_application
def change_address(*, email: str, new_email: str) -> None:
    """Ask NEW_EMAIL whether it wants the account of EMAIL; prints the link for that where there is no mail."""
    settings = installation.settings()
    confirm, stop = randomness.token(), randomness.token()
    links = LinkPair(
        rules.digest(confirm), f"{settings.base_url}/address-changes/confirm/{confirm}",
        rules.digest(stop), f"{settings.base_url}/address-changes/stop/{stop}",
    )  # fmt: skip
    refuse(None if "@" in new_email and len(new_email) <= rules.LONGEST_ADDRESS else f"{new_email} is no address.")
    with database().transaction() as db:
        try:
            lives.ask_for_address(
                db, person_id=person_of(db, email).id, email=new_email, by=None, links=links,
                sender=installation.sender(), at=clock.now(),
            )  # fmt: skip
        except lives.SameAddress:
            raise click.ClickException("The account has this address already.") from None
    click.echo("Both addresses get a letter." if settings.mail_server else links.confirm)


@click.command("roles", cls=Command)
@click.option("--role", type=click.Choice([role.value for role in RoleName]), help="This role alone.")
@click.option("--when", default=RoleTime.TODAY.value, type=click.Choice([each.value for each in RoleTime]))
@click.option("--by", default=RoleOrder.NAME.value, type=click.Choice([each.value for each in RoleOrder]))
@with_application
def roles(*, role: str | None, when: str, by: str) -> None:
    """Print who holds which role until when, as CSV."""
    named, today = RoleName(role) if role else None, installation.today()
    with database().session(writes=False) as db:
        lines = life_queries.every_role_line(db, role=named, time=RoleTime(when), order=RoleOrder(by), on=today)
        for piece in role_table.as_csv(lines):
            click.echo(piece, nl=False)


@click.command("merge", cls=Command)
@click.argument("stays")
@click.argument("goes")
@with_application
def merge(*, stays: str, goes: str) -> None:
    """Close the account of GOES; that of STAYS goes on with what both had. Asks, as it cannot be undone."""
    with database().session(writes=False) as db:
        pair = AccountPair(person_of(db, stays).id, person_of(db, goes).id)
    click.confirm(f"This closes the account of {goes} for good; {stays} goes on with what both had. Go on?", abort=True)
    with database().transaction() as db:
        try:
            closed = merging_accounts.merge(
                db, installation.vault(), pair, proofs=None, asked_by=None, told=told(), note=True
            )
        except merging_accounts.CannotMerge as refused:
            raise click.ClickException(merging_wording.why_not(refused.obstacles)) from None
        click.echo(f"Merged. The record of {goes} is closed with {closed.lines} lines; its last hash is {closed.head}")
