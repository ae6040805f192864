"""`learnmentor serve`, `backup`, `restore` and `config`: what an operator does with a whole installation."""

import base64
from pathlib import Path

import click
from flask import current_app

from learnmentor.config import described
from learnmentor.ground import clock, randomness, startup_checks
from learnmentor.ground.storage import backup
from learnmentor.server import serve as answer_requests
from learnmentor.web import installation
from learnmentor.web.commands import Command, CommandGroup, ready_to_work, refuse_to_start, with_application
from learnmentor.web.limits import hashes_at, takes_files_at


@click.command(cls=Command)
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


@click.command("backup", cls=Command)
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


@click.command("restore", cls=Command)
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


@click.group(cls=CommandGroup, invoke_without_command=True)
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
