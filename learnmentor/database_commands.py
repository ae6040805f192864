"""`learnmentor db`: the tables up to this version, or down."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from alembic.util import CommandError

from learnmentor import migrations
from learnmentor.ground import clock
from learnmentor.ground.db import database as stored
from learnmentor.signing import services as signing
from learnmentor.web import installation
from learnmentor.web.commands import CommandGroup, with_application


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """What Alembic refuses ends the command with a sentence."""
    try:
        yield
    except CommandError as fault:
        raise click.ClickException(f"The tables cannot be changed: {fault}.") from fault


@click.group("db", cls=CommandGroup)
def database() -> None:
    """Look after the database."""


@database.command("upgrade")
@with_application
def upgrade() -> None:
    """Bring the tables up to this version, and make the first signing key."""
    with in_a_sentence():
        migrations.upgrade(installation.settings().database_url)
    with stored().transaction() as session:
        signing.ensure_key(session, installation.vault(), at=clock.now())
    click.echo("The database is up to date.")


@database.command("downgrade")
@click.argument("revision")
@with_application
def downgrade(revision: str) -> None:
    """Take the tables down to REVISION (or "base"), losing what newer tables hold."""
    click.confirm(f"This deletes what tables newer than {revision} hold. Go on?", abort=True)
    with in_a_sentence():
        migrations.downgrade(installation.settings().database_url, revision)
