"""`learnmentor worker`: mail, reminders and other work that happens after the answer."""

import signal
from collections.abc import Callable
from types import FrameType

import click

from learnmentor import rooms
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.jobs import queries
from learnmentor.jobs.worker import Worker
from learnmentor.web.commands import ready_to_work, with_application

_MOST = 100


@click.command("worker")
@click.option("--once", is_flag=True, help="Stop when nothing is due, instead of waiting for more.")
@with_application
@ready_to_work
def worker(*, once: bool) -> None:
    """Send mail and do other work that waits, until stopped. Several may run."""
    made = Worker(database(), rooms.handlers(), clock.now, rooms.repeated())
    if once:
        click.echo(f"Done: {made.run_once()} jobs.", err=True)
        return
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _stopper(made))
    click.echo("The worker waits for work. Stop it with Ctrl-C; it finishes what it has begun.", err=True)
    made.run()


@click.command("jobs")
@with_application
def jobs() -> None:
    """List the jobs that failed: what was given up, and what is tried again and when."""
    with database().session(writes=False) as db:
        found = queries.troubles(db, most=_MOST)
    for trouble in found:
        when = f"tried again at {trouble.again_at:%Y-%m-%d %H:%M} UTC" if trouble.again_at else "given up"
        click.echo(f"{trouble.id}  {trouble.kind}, {trouble.tries} tries, {when}\n    {trouble.fault}")
    if not found:
        click.echo("Nothing failed that was not done since.")


def _stopper(worker: Worker) -> Callable[[int, FrameType | None], None]:
    def stop(_sign: int, _frame: FrameType | None) -> None:
        worker.stop()

    return stop
