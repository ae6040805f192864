"""`learnmentor users`: accounts from the command line, such as the first administrator's."""

import sys
from datetime import timedelta
from typing import Any

import click
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts import forms, passwords, queries, rules, services
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import database
from learnmentor.ground.typefaces import missing_characters
from learnmentor.stories import closing_account, opening_account
from learnmentor.web import installation
from learnmentor.web.commands import CommandGroup, with_application

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for one another


def _offered_roles() -> list[rules.RoleName]:
    """The roles that some page asks for, once all pages are known."""
    list(rooms.blueprints())
    return forms.offered_roles()


class _OfferedRole(click.ParamType):
    """A role that opens a page, as on the page of a person."""

    name = "role"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        """What help shows."""
        return f"[{'|'.join(_offered_roles())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The role, or a sentence that names those there are."""
        offered = _offered_roles()
        if value in offered:
            return str(value)
        nothing = f"{value} opens no page in this version" if value in list(RoleName) else f"{value} is no role"
        return self.fail(f"{nothing}. Choose {' or '.join(offered)}.", param, ctx)


_OFFERED = _OfferedRole()


@click.group(cls=CommandGroup)
def users() -> None:
    """Look after accounts and roles."""


@users.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As it should be printed on certificates.")
@click.option("--role", "roles", multiple=True, type=_OFFERED, help="Give it once for each role.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
@with_application
def add(*, email: str, name: str, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Make an account for EMAIL. Prints the password, unless it was given."""
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    password, name = _made_password() if given is None else given, rules.clean_name(name)
    _refuse(rules.name_fault(name, missing=missing_characters(name)))
    _refuse(rules.password_fault(password, email=email, name=name, common=passwords.common()))
    _refuse(None if "@" in email else "The address has no @.")
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
            services.give_role(db, person, name=RoleName(role), starts_on=installation.today(), ends_on=None)
    click.echo(f"{person.email} can sign in." if given else f"{person.email} can sign in with: {password}")


@users.command("give-role")
@click.argument("email")
@click.argument("role", type=_OFFERED)
@with_application
def give_role(*, email: str, role: str) -> None:
    """Give ROLE to EMAIL from today on."""
    with database().transaction() as db:
        try:
            services.give_role(
                db, _person(db, email), name=RoleName(role), starts_on=installation.today(), ends_on=None
            )
        except services.RoleClash:
            raise click.ClickException("This account holds the role already.") from None
    click.echo(f"{email} is {role}.")


@users.command("end-role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in RoleName]))
@with_application
def end_role(*, email: str, role: str) -> None:
    """Take ROLE away from EMAIL at once."""
    yesterday = installation.today() - timedelta(days=1)
    with database().transaction() as db:
        held = queries.roles_of(db, _person(db, email).id)
        going = [one for one in held if one.name == role and (one.ends_on is None or one.ends_on > yesterday)]
        try:
            for one in going:
                services.end_role(db, one, last_day=yesterday)
        except services.LastAdministrator:
            raise click.ClickException("Nobody else could look after people then.") from None
    click.echo(f"{email} is no longer {role}." if going else f"{email} is not {role}.")


@users.command("password-link")
@click.argument("email")
@with_application
def password_link(*, email: str) -> None:
    """Print a link with which EMAIL can choose a new password, for places without mail."""
    settings = installation.settings()
    token = randomness.token()
    with database().transaction() as db:
        services.keep_reset(db, _person(db, email), token_sha256=rules.digest(token), at=clock.now())
    click.echo(f"{settings.base_url}/password-reset/{token}")


@users.command("sign-out")
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
        services.sign_out_everywhere(db, None if email is None else _person(db, email))
    click.echo(f"{email or 'Everybody'} is signed out everywhere.")


@users.command("close")
@click.argument("email")
@with_application
def close(*, email: str) -> None:
    """Erase the person behind EMAIL and close the account, for somebody who cannot do it by themselves."""
    settings = installation.settings()
    with database().session(writes=False) as db:
        name = _person(db, email).name
    click.confirm(f"This erases what {name} wrote and added, for good. Go on?", abort=True)
    with database().transaction() as db:
        person = _person(db, email)
        try:
            closing_account.close(
                db, rooms.personal_data(), person_id=person.id, sender=None, at=clock.now(), zone=settings.time_zone
            )
        except services.LastAdministrator:
            raise click.ClickException("Nobody else could look after people then.") from None
    click.echo("The account is closed. Its files go within the hour, by the worker.")


def _person(db: Session, email: str) -> Person:
    found = queries.person_by_email(db, email)
    if found is None:
        raise click.ClickException("No account has this address.")
    return found


def _refuse(fault: str | None) -> None:
    if fault is not None:
        raise click.ClickException(fault)


def _made_password() -> str:
    return "-".join(randomness.letters(4, of=_LETTERS) for _ in range(4))
