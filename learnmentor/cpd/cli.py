"""`learnmentor cpd`: the sums that are kept of CPD years, added up anew."""

import click
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import locked_person
from learnmentor.cpd.sums import queries, services
from learnmentor.ground.db import database
from learnmentor.jobs.batches import SomeFailed, for_each_apart
from learnmentor.web import installation
from learnmentor.web.commands import CommandGroup, with_application


@click.group(cls=CommandGroup)
def cpd() -> None:
    """Look after CPD records."""


@cpd.command("rebuild-sums")
@with_application
def rebuild_sums() -> None:
    """Add up the CPD years of everybody anew, from the lines of their ledgers. Harmless at any time."""
    with database().session(writes=False) as db:
        whose = queries.everybody(db)
    mended, today = list[int](), installation.today()

    def rebuild(db: Session, person_id: int) -> None:
        locked_person(db, person_id, closed_too=True)
        if services.differing(db, person_id=person_id):
            mended.append(person_id)
        services.rebuild(db, person_id=person_id, on=today)

    try:
        for_each_apart(database(), whose, rebuild, work="rebuild-sums")
    except SomeFailed as why:
        raise click.ClickException(f"Some could not be added up. {why}") from None
    click.echo(
        f"Added up the CPD years of {len(whose)} people; those of {len(mended)} were not what their lines come to."
    )
