"""`learnmentor cpd`: the sums that are kept of CPD years, added up anew."""

import click

from learnmentor.accounts.queries import locked_person
from learnmentor.cpd.sums import queries, services
from learnmentor.ground.db import database
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
    mended = 0
    for person_id in whose:
        with database().transaction() as db:
            locked_person(db, person_id, closed_too=True)
            mended += bool(services.differing(db, person_id=person_id))
            services.rebuild(db, person_id=person_id)
    click.echo(f"Added up the CPD years of {len(whose)} people; those of {mended} were not what their lines come to.")
