"""Two accounts merged from the command line of the server."""

import click
from sqlalchemy.orm import Session

from learnmentor.accounts import queries
from learnmentor.accounts.merging import wording
from learnmentor.accounts.merging.views import told
from learnmentor.accounts.models import Person
from learnmentor.ground.db import database
from learnmentor.stories import merging_accounts
from learnmentor.stories.merged_rows import Pair
from learnmentor.stories.merging_accounts import CannotMerge
from learnmentor.web import installation
from learnmentor.web.commands import with_application


@click.command("merge")
@click.argument("stays")
@click.argument("goes")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@with_application
def merge(*, stays: str, goes: str, yes: bool) -> None:
    """Close the account of GOES; the one of STAYS goes on with what both had. This cannot be undone.

    Nobody is asked for a proof: whoever runs the server answers for it. Both addresses get a letter.
    """
    with database().session(writes=False) as db:
        for email in (stays, goes):
            _person(db, email)
    if not yes:
        click.confirm(f"Close the account of {goes} for good, and let {stays} go on with what both had?", abort=True)
    with database().transaction() as db:
        pair = Pair(_person(db, stays).id, _person(db, goes).id)
        try:
            closed = merging_accounts.merge(
                db, installation.vault(), pair, proofs=None, asked_by=None, told=told(), note=True
            )
        except CannotMerge as refused:
            raise click.ClickException(wording.why_not(refused.obstacles)) from None
        lines, head = closed.lines, closed.head
    click.echo(f"{goes} was merged into {stays}. Its CPD record is closed with {lines} lines; its last hash is {head}")


def _person(db: Session, email: str) -> Person:
    found = queries.person_by_email(db, email)
    if found is None:
        raise click.ClickException(f"No account has the address {email}.")
    return found
