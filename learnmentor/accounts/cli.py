"""`learnmentor users`: accounts from the command line, such as the first administrator's."""

import secrets
import sys
from datetime import date, timedelta

import click
from flask import current_app
from sqlalchemy.orm import Session

from learnmentor import clock, leaving
from learnmentor.accounts import passwords, queries, rules, services
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.views import digest
from learnmentor.config import Settings
from learnmentor.db import database
from learnmentor.typesetting import missing_characters
from learnmentor.web.commands import with_application

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for one another
_ROLE = click.Choice([role.value for role in RoleName])


@click.group()
def users() -> None:
    """Look after accounts and roles."""


@users.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As it should be printed on certificates.")
@click.option("--role", "roles", multiple=True, type=_ROLE, help="Give it once for each role.")
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
            person = services.open_account(
                db, email=email, name=name, password_hash=kept, public_id=secrets.token_urlsafe(12), at=clock.now()
            )
        except services.AddressTaken:
            raise click.ClickException(
                "This address has an account already. See: learnmentor users give-role"
            ) from None
        for role in dict.fromkeys(roles):
            services.give_role(db, person, name=RoleName(role), starts_on=_today(), ends_on=None)
    click.echo(f"{person.email} can sign in." if given else f"{person.email} can sign in with: {password}")


@users.command("give-role")
@click.argument("email")
@click.argument("role", type=_ROLE)
@with_application
def give_role(*, email: str, role: str) -> None:
    """Give ROLE to EMAIL from today on."""
    with database().transaction() as db:
        try:
            services.give_role(db, _person(db, email), name=RoleName(role), starts_on=_today(), ends_on=None)
        except services.RoleClash:
            raise click.ClickException("This account holds the role already.") from None
    click.echo(f"{email} is {role}.")


@users.command("end-role")
@click.argument("email")
@click.argument("role", type=_ROLE)
@with_application
def end_role(*, email: str, role: str) -> None:
    """Take ROLE away from EMAIL at once."""
    yesterday = _today() - timedelta(days=1)
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
    settings: Settings = current_app.config["SETTINGS"]
    token = secrets.token_urlsafe(32)
    with database().transaction() as db:
        services.keep_reset(db, _person(db, email), token_sha256=digest(token), at=clock.now())
    click.echo(f"{settings.base_url}/password-reset/{token}")


@users.command("close")
@click.argument("email")
@with_application
def close(*, email: str) -> None:
    """Erase the person behind EMAIL and close the account, for somebody who cannot do it by themselves."""
    settings: Settings = current_app.config["SETTINGS"]
    with database().session(writes=False) as db:
        name = _person(db, email).name
    click.confirm(f"This erases what {name} wrote and added, for good. Go on?", abort=True)
    with database().transaction() as db:
        person = _person(db, email)
        try:
            leaving.close(db, person_id=person.id, sender=None, at=clock.now(), zone=settings.time_zone)
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
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _today() -> date:
    return clock.today(current_app.config["TIME_ZONE"])
