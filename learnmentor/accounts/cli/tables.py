"""Many people in and out, as tables."""

from typing import BinaryIO

import click
from sqlalchemy.orm import Session

from learnmentor.accounts import rules
from learnmentor.accounts.cli.arguments import offered_roles, part_called, person_of
from learnmentor.accounts.rules import RoleName
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.ground.tables.encodings import decoded
from learnmentor.jobs.batches import for_each_apart
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.tables import changes, reading
from learnmentor.organisations.tables import services as people_tables
from learnmentor.stories import named_group
from learnmentor.web import installation
from learnmentor.web.commands import Command, with_application


@click.command("import", cls=Command)
@click.argument("file", type=click.File("rb"))
@click.option("--by", required=True, help="The address of the administrator in whose name people are invited.")
@click.option("--part", default=None, help="The part that an empty cell means, by its name.")
@click.option("--look", is_flag=True, help="Say what would happen, and do nothing.")
@with_application
def import_people(*, file: BinaryIO, by: str, part: str | None, look: bool) -> None:
    """Bring in the people of a table (CSV), as the page of a part does. Whoever is new gets a letter."""
    text = decoded(file.read(reading.MOST_CHARACTERS * 4 + 1))
    table = reading.read(text or "")
    with database().session(writes=False) as db:
        place, actor = part_called(db, part), _administrator(db, by)
        done = people_tables.look_over(db, place, table, _importer(actor))
    refused = [(slip.line, slip.column, slip.message) for slip in table.slips]
    addresses = frozenset(line.email for line in table.found)

    def some(db: Session, start: int) -> None:
        lines = table.found[start : start + people_tables.AT_ONCE]
        done[start : start + len(lines)] = people_tables.bring_in(
            db, place, lines, addresses=addresses, importer=_importer(actor)
        )

    if not look:
        starts = range(0, len(table.found), people_tables.AT_ONCE)
        for_each_apart(database(), starts, some, work=people_tables.BRING_IN)
    refused += [(each.line.line, each.column, each.why) for each in done if each.why]
    for line, column, why in sorted(refused):
        click.echo(f"Line {line}{f', {column}' if column else ''}: {why}", err=True)
    counts = changes.counted(done)
    left_out = counts["refused"] + len(table.slips)
    said = f"{counts['new']} invited, {counts['changed']} changed, {counts['known']} as they were, {left_out} left out."
    click.echo(f"Nothing was done. It would be: {said}" if look else said)


@click.command("export", cls=Command)
@click.option("--part", default=None, help="The part whose people are written, by its name; everybody's without it.")
@with_application
def export_people(*, part: str | None) -> None:
    """Write the people of a part and all inside it as a table (CSV) that `users import` takes. No password is in it."""
    with database().session(writes=False) as db:
        for piece in people_tables.as_csv(db, part_called(db, part), on=installation.today(), everywhere=True):
            click.echo(piece, nl=False)


def _importer(actor: rules.Actor) -> people_tables.Importer:
    return people_tables.Importer(
        actor, installation.sender(), frozenset(offered_roles()), installation.today(), clock.now(), named_group.GROUPS
    )


def _administrator(db: Session, email: str) -> rules.Actor:
    person = person_of(db, email)
    actor = rules.Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())
    now = organisations.actor_now(db, actor, on=installation.today())
    if not now.has(RoleName.ADMINISTRATOR):
        raise click.ClickException(f"{email} is no administrator. People are invited in the name of one.")
    return now
