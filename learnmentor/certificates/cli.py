"""`learnmentor award`: what administrators do with certificates from the command line."""

import click

from learnmentor import clock
from learnmentor.certificates import queries, services
from learnmentor.db import database
from learnmentor.web.commands import with_application


@click.group()
def award() -> None:
    """Look after issued certificates."""


@award.command()
@click.argument("number")
@click.option("--reason", required=True, help="One sentence, shown on the certificate's public page.")
@with_application
def revoke(number: str, reason: str) -> None:
    """Say that the certificate NUMBER no longer holds. Its page stays and says so, with the reason."""
    with database().transaction() as session:
        found = queries.certificate(session, number)
        if found is None:
            raise click.ClickException(f"There is no certificate {number}.")
        try:
            services.revoke(session, found, reason=reason, by=None, at=clock.now())
        except services.AlreadyRevoked:
            raise click.ClickException(f"{found.number} was revoked before; the first reason stands.") from None
    click.echo(f"{found.number} is revoked. Its page says so from now on.")
