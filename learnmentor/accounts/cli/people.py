"""Accounts and their roles: made, given, ended, closed."""

import sys
from datetime import timedelta

import click
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts import passwords, queries, rules, services
from learnmentor.accounts.cli.arguments import NOBODY_LEFT, OFFERED, part_called, person_of, refuse
from learnmentor.accounts.lives import services as lives
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import database
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.stories import closing_account, opening_account
from learnmentor.web import installation
from learnmentor.web.commands import Command, with_application

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for one another


@click.command("add", cls=Command)
@click.argument("email")
@click.option("--name", required=True, help="As it should be printed on certificates.")
@click.option("--role", "roles", multiple=True, type=OFFERED, help="Give it once for each role.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
@with_application
def add(*, email: str, name: str, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Make an account for EMAIL. Prints the password, unless it was given."""
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    password, name = _made_password() if given is None else given, rules.clean_name(name)
    refuse(rules.name_fault(name, missing=missing_characters(name)))
    refuse(rules.password_fault(password, email=email, name=name, common=passwords.common()))
    refuse(None if "@" in email else "The address has no @.")
    kept = passwords.hashed(password)
    with database().transaction() as db:
        try:
            person = opening_account.open_account(
                db, email=email, name=name, password_hash=kept, public_id=randomness.public_id(), at=clock.now(),
                today=installation.today(),
            )  # fmt: skip
        except services.AddressTaken:
            raise click.ClickException(
                "This address has an account already. See: learnmentor users give-role"
            ) from None
        for role in dict.fromkeys(roles):
            _give(db, person, RoleName(role), None)
    click.echo(f"{person.email} can sign in." if given else f"{person.email} can sign in with: {password}")


@click.command("give-role", cls=Command)
@click.argument("email")
@click.argument("role", type=OFFERED)
@click.option("--part", default=None, help="The part of a coordinator, by its name, where there are several.")
@with_application
def give_role(*, email: str, role: str, part: str | None) -> None:
    """Give ROLE to EMAIL from today on."""
    with database().transaction() as db:
        try:
            _give(db, person_of(db, email), RoleName(role), part)
        except services.RoleClash:
            raise click.ClickException("This account holds the role already.") from None
    click.echo(f"{email} is {role}.")


@click.command("end-role", cls=Command)
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in RoleName]))
@with_application
def end_role(*, email: str, role: str) -> None:
    """Take ROLE away from EMAIL at once."""
    yesterday = installation.today() - timedelta(days=1)
    with database().transaction() as db:
        held = queries.roles_of(db, person_of(db, email).id)
        going = [one for one in held if one.name == role and (one.ends_on is None or one.ends_on > yesterday)]
        try:
            for one in going:
                services.end_role(db, one, last_day=yesterday)
        except services.LastAdministrator:
            raise click.ClickException(NOBODY_LEFT) from None
    click.echo(f"{email} is no longer {role}." if going else f"{email} is not {role}.")


@click.command("password-link", cls=Command)
@click.argument("email")
@with_application
def password_link(*, email: str) -> None:
    """Print a link with which EMAIL can choose a new password, for places without mail."""
    settings = installation.settings()
    token = randomness.token()
    link = f"{settings.base_url}/password-reset/{token}"
    with database().transaction() as db:
        lives.make_password_link(
            db, person_id=person_of(db, email).id, token_sha256=rules.digest(token), link=link, by=None, sender=None,
            at=clock.now(),
        )  # fmt: skip
    click.echo(link)


@click.command("sign-out", cls=Command)
@click.argument("email", required=False)
@click.option(
    "--everybody", is_flag=True, help="After a backup was restored: what had ended since is good in it again."
)
@with_application
def sign_out(*, email: str | None, everybody: bool) -> None:
    """Sign EMAIL out on every device, or --everybody."""
    if (email is None) != everybody:
        raise click.ClickException("Name one address, or say --everybody.")
    with database().transaction() as db:
        services.sign_out_everywhere(db, None if email is None else person_of(db, email))
    click.echo(f"{email or 'Everybody'} is signed out everywhere.")


@click.command("close", cls=Command)
@click.argument("email")
@with_application
def close(*, email: str) -> None:
    """Erase the person behind EMAIL and close the account, for somebody who cannot do it by themselves."""
    settings = installation.settings()
    with database().session(writes=False) as db:
        name = person_of(db, email).name
    click.confirm(f"This erases what {name} wrote and added, for good. Go on?", abort=True)
    with database().transaction() as db:
        person = person_of(db, email)
        try:
            closing_account.close(
                db, rooms.personal_data(), person_id=person.id, sender=None, at=clock.now(), zone=settings.time_zone
            )
        except services.LastAdministrator:
            raise click.ClickException(NOBODY_LEFT) from None
    click.echo("The account is closed. Its files go within the hour, by the worker.")


def _give(db: Session, person: Person, role: RoleName, part: str | None) -> None:
    """Give a role from today on; a coordinator's in a part."""
    where = part_called(db, part) if role == RoleName.COORDINATOR else None
    services.give_role(
        db, person, name=role, starts_on=installation.today(), ends_on=None, part_id=where.id if where else None
    )


def _made_password() -> str:
    return "-".join(randomness.letters(4, of=_LETTERS) for _ in range(4))
