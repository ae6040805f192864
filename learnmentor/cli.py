"""`learnmentor`: the command line. Rooms bring their own commands; here are those of the corridor."""

import base64
import os
from pathlib import Path

import click
from flask import current_app

from learnmentor import __version__, demo, migrations, rooms
from learnmentor.app import create_app
from learnmentor.config import SettingsError, described
from learnmentor.ground import backup, clock, randomness, startup_checks
from learnmentor.ground.db import database as stored
from learnmentor.server import serve as answer_requests
from learnmentor.signing import services as signing
from learnmentor.web import installation, logs
from learnmentor.web.commands import CommandGroup, ready_to_work, refuse_to_start, with_application
from learnmentor.web.limits import hashes_at, takes_files_at


class _Commands(CommandGroup):
    """The commands below and those of the rooms, which are looked for when somebody asks for them."""

    group_class = CommandGroup  # of groups below this one, which hold no rooms

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command by its word."""
        return sorted({*super().list_commands(ctx), *rooms.commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that word."""
        own = super().get_command(ctx, cmd_name)
        return own or (rooms.command(cmd_name) if cmd_name in rooms.commands() else None)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="learnmentor")
@click.pass_context
def main(context: click.Context) -> None:
    """LearnMentor: half-hour training for mentors, honest hours, certificates that anyone can check."""
    context.obj = context.obj or create_app
    logs.configure()


@main.command()
@with_application
@ready_to_work
def serve() -> None:
    """Answer web requests until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 -- not the proxy
    settings = app.config["SETTINGS"]
    refuse_to_start(startup_checks.bind_fault(settings.bind))
    app.extensions["learnmentor.database"].engine.dispose()  # each worker opens its own connections
    answers = f"LearnMentor answers on {settings.base_url} (listening on {settings.bind}). Stop it with Ctrl-C."
    answer_requests(
        app,
        bind=settings.bind,
        workers=settings.workers,
        threads=settings.threads,
        listening=lambda: click.echo(answers, err=True),
        takes_large=lambda method, path: takes_files_at(app, method, path),
        queues=lambda method, path: hashes_at(app, method, path),
    )


@main.command("demo")
def demonstration() -> None:
    """Make and start an installation to try, with three people in it."""
    try:
        demo.run(os.environ)
    except (demo.CannotStart, SettingsError) as fault:
        raise click.ClickException(str(fault)) from fault


@main.group("db")
def database() -> None:
    """Look after the database."""


@database.command("upgrade")
@with_application
def upgrade() -> None:
    """Bring the tables up to this version, and make the first signing key."""
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
    migrations.downgrade(installation.settings().database_url, revision)


@main.command("backup")
@click.argument("destination", type=click.Path(path_type=Path))
@with_application
def make_backup(destination: Path) -> None:
    """Copy database and files into a new folder below DESTINATION, while LearnMentor runs. The keys stay out of it."""
    settings = installation.settings()
    try:
        made = backup.make(destination, url=settings.database_url, data_dir=settings.data_dir, at=clock.now())
    except backup.BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(
        f"{made.folder}: the database and {made.files} files, {made.size / 1e6:.1f} MB.\n"
        "The keys are not in it. Keep LEARNMENTOR_TEXT_KEYS somewhere else: without it, what people wrote stays shut.\n"
        f"To put it back into an empty place: learnmentor restore {made.folder}"
    )


@main.command("restore")
@click.argument("folder", type=click.Path(path_type=Path))
@with_application
def restore_backup(folder: Path) -> None:
    """Put the backup in FOLDER where the settings point. Nothing is written over: that place must be empty."""
    settings = installation.settings()
    try:
        files = backup.restore(folder, url=settings.database_url, data_dir=settings.data_dir)
    except backup.BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(
        f"The database and {files} files are in place. Run `learnmentor db upgrade`, start it with the keys of that "
        "installation, and look at /ready."
    )


@main.group(invoke_without_command=True)
@click.pass_context
def config(context: click.Context) -> None:
    """List every setting: its variable, its default, what it does."""
    if context.invoked_subcommand:
        return
    for variable, default, help_text, secret in described():
        click.echo(f"{variable}  (default: {default}{', secret' if secret else ''})\n    {help_text}")


@config.command("new-keys")
def new_keys() -> None:
    """Print a fresh LEARNMENTOR_SECRET_KEY and LEARNMENTOR_TEXT_KEYS."""
    click.echo(f"LEARNMENTOR_SECRET_KEY={randomness.token()}")
    click.echo(f"LEARNMENTOR_TEXT_KEYS={base64.urlsafe_b64encode(randomness.salt(32)).decode()}")
