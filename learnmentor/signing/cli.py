"""`learnmentor keys`: the keys that evidence packs and credentials are signed with."""

import click

from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.ground.words import long_date
from learnmentor.ground.zones import day_of
from learnmentor.signing import queries, services
from learnmentor.signing.rules import PublicKey, address_of
from learnmentor.web import installation
from learnmentor.web.commands import CommandGroup, with_application

LONGEST_REASON = 300


@click.group(cls=CommandGroup)
def keys() -> None:
    """Look after the keys that packs and credentials are signed with."""


@keys.command("list")
@with_application
def list_keys() -> None:
    """Name every key, its fingerprint and what became of it."""
    with database().session(writes=False) as db:
        found = queries.published(db)
    for key in found:
        click.echo(f"{key.kid}\n    {_state(key)}\n    fingerprint {key.fingerprint}")
    if not found:
        click.echo("There is no key yet. Make one with: learnmentor keys new")


@keys.command()
@with_application
def new() -> None:
    """Make the first key. `learnmentor db upgrade` does it by itself."""
    with database().transaction() as db:
        try:
            made = services.first_key(db, installation.vault(), at=clock.now())
        except services.KeyExists:
            raise click.ClickException("There is a key in force. To change it: learnmentor keys rotate") from None
    _say_published(made.kid)


@keys.command()
@with_application
def rotate() -> None:
    """Sign with a new key from now on. The one before stays published and still proves what it signed."""
    with database().transaction() as db:
        made = services.rotate(db, installation.vault(), at=clock.now())
    _say_published(made.kid)


@keys.command()
@click.argument("kid")
@click.option("--reason", required=True, help="One sentence, shown to whoever checks something signed with the key.")
@with_application
def revoke(kid: str, reason: str) -> None:
    """Say that the key KID proves nothing any more: for one that got into other hands.

    Everything it ever signed is refused from now on, so packs have to be downloaded again.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise click.ClickException(f"Give the reason in one sentence of at most {LONGEST_REASON} characters.")
    with database().transaction() as db:
        found = queries.key(db, kid)
        if found is None:
            raise click.ClickException("There is no such key. See: learnmentor keys list")
        before = queries.current(db)
        try:
            in_force = services.revoke(db, installation.vault(), found, reason=reason, at=clock.now())
        except services.RevokedBefore:
            raise click.ClickException("This key was revoked before; the first reason stands.") from None
    click.echo(f"{kid} is revoked. What it signed is refused from now on.")
    if in_force is not before:
        _say_published(in_force.kid)


def _state(key: PublicKey) -> str:
    zone = installation.zone()
    if key.revoked_at:
        return f"revoked on {long_date(day_of(key.revoked_at, zone))}: {key.reason}"
    if key.retired_at:
        return f"retired on {long_date(day_of(key.retired_at, zone))}: signs no more, still proves what it signed"
    return "in force: signs today"


def _say_published(kid: str) -> None:
    settings = installation.settings()
    click.echo(f"{kid} signs from now on. It is published at {address_of(kid, base_url=settings.base_url)}")
