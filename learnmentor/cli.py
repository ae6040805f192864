"""`learnmentor`: the command line. Rooms bring their own commands; here are those of the corridor."""

import base64
import os
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app

from learnmentor import __version__, demo, migrations
from learnmentor.accounts import services as accounts
from learnmentor.accounts.cli import users
from learnmentor.accounts.letters import Sender
from learnmentor.app import create_app
from learnmentor.assessment.activities.jobs import reminding
from learnmentor.assessment.activities.services import REMINDER
from learnmentor.authoring.cli import content
from learnmentor.certificates.cli import award
from learnmentor.certificates.documents.fingerprints import RECORD
from learnmentor.certificates.documents.jobs import RECORD_ALL, Recorder
from learnmentor.certificates.jobs import issuing
from learnmentor.certificates.renewals import services as renewals
from learnmentor.certificates.renewals.schedule import REMIND
from learnmentor.certificates.services import ISSUE_LATE
from learnmentor.certificates.views.certificates import press_for
from learnmentor.config import Settings, SettingsError, described
from learnmentor.cpd.ledger_check import CHECK, checking
from learnmentor.cpd.prompts.services import ASK, prompting
from learnmentor.evidence.cli import verify
from learnmentor.evidence.packs.services import MAKE
from learnmentor.evidence.packs.views import maker_for, packs_for
from learnmentor.ground import backup, clock, randomness, startup_checks
from learnmentor.ground.db import database as stored
from learnmentor.ground.files import FileStore
from learnmentor.ground.vault import Vault
from learnmentor.jobs import services as jobs
from learnmentor.jobs.cli import jobs as list_jobs
from learnmentor.jobs.cli import worker_command
from learnmentor.jobs.mail_server import MailServer
from learnmentor.jobs.worker import Handler, Repeated, in_one_transaction, sending
from learnmentor.server import serve as answer_requests
from learnmentor.signing import services as signing
from learnmentor.signing.cli import keys
from learnmentor.stories import closing_account, stored_files, taking_out
from learnmentor.stories.closing_account import FORGET
from learnmentor.web import logs
from learnmentor.web.commands import Group, ready_to_work, refuse_to_start, with_application
from learnmentor.web.limits import takes_files_at


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
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
    settings: Settings = app.config["SETTINGS"]
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
    migrations.upgrade(current_app.config["SETTINGS"].database_url)
    with stored().transaction() as session:
        signing.ensure_key(session, current_app.config["VAULT"], at=clock.now())
    click.echo("The database is up to date.")


@database.command("downgrade")
@click.argument("revision")
@with_application
def downgrade(revision: str) -> None:
    """Take the tables down to REVISION (or "base"), losing what newer tables hold."""
    click.confirm(f"This deletes what tables newer than {revision} hold. Go on?", abort=True)
    migrations.downgrade(current_app.config["SETTINGS"].database_url, revision)


@main.command("backup")
@click.argument("destination", type=click.Path(path_type=Path))
@with_application
def make_backup(destination: Path) -> None:
    """Copy database and files into a new folder below DESTINATION, while LearnMentor runs. The keys stay out of it."""
    settings: Settings = current_app.config["SETTINGS"]
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
    settings: Settings = current_app.config["SETTINGS"]
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


def handlers(settings: Settings) -> dict[str, Handler]:
    """What is done for each kind of job: the one place where rooms hand their work to the worker."""
    server = MailServer(settings.mail_server, settings.mail_from) if settings.mail_server else None
    sender = Sender(settings.base_url, settings.installation_name)
    packs, files = packs_for(settings), FileStore(settings.data_dir / "files")
    press = press_for(settings)
    recorder = Recorder(press.documents, press.name, now=clock.now)
    return {
        jobs.SEND: sending(server, now=clock.now),
        REMINDER: reminding(sender, now=clock.now),
        REMIND: renewals.reminding(sender, zone=settings.time_zone, now=clock.now),
        ISSUE_LATE: issuing(issuer=settings.installation_name or "LearnMentor", zone=settings.time_zone, now=clock.now),
        RECORD: recorder.one,
        RECORD_ALL: recorder.all,
        MAKE: taking_out.making(maker_for(settings), packs, sender=sender, now=clock.now),
        CHECK: checking(Vault(settings.text_keys), now=clock.now),
        ASK: prompting(sender, vault=Vault(settings.text_keys), secret=settings.secret_key, now=clock.now),
        FORGET: closing_account.forgetting(files, packs),
        stored_files.SETTLE: stored_files.settling(files, now=clock.now),
        "tidy-packs": taking_out.tidying(packs, now=clock.now),
        "tidy-jobs": in_one_transaction(jobs.tidy, now=clock.now),
        "tidy-accounts": in_one_transaction(accounts.tidy, now=clock.now),
    }


REPEATED = (
    Repeated("tidy-jobs", timedelta(days=1)),
    Repeated("tidy-accounts", timedelta(days=1)),
    Repeated("tidy-packs", timedelta(hours=1)),
    Repeated(stored_files.SETTLE, timedelta(hours=1)),
    Repeated(CHECK, timedelta(days=1)),
    Repeated(RECORD_ALL, timedelta(days=1)),
    Repeated(ASK, timedelta(days=1)),
)

for command in (users, worker_command(handlers, REPEATED), list_jobs, award, content, keys, verify):
    main.add_command(command)
