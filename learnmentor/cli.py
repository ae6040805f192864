"""`learnmentor`: the command line. A command is loaded when it is asked for; the list of all needs none of them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import click

from learnmentor import __version__, rooms
from learnmentor.rooms import CommandEntry

_OF_THE_CORRIDOR = {
    "backup": CommandEntry(
        "operator_commands:make_backup",
        "Copy database and files into a new folder below DESTINATION, while LearnMentor runs.",
    ),
    "config": CommandEntry("operator_commands:config", "List every setting: its variable, its default, what it does."),
    "db": CommandEntry("database_commands:database", "Look after the database."),
    "demo": CommandEntry("demo:demonstration", "Make and start an installation to try, with five people in it."),
    "restore": CommandEntry("operator_commands:restore_backup", "Put the backup in FOLDER where the settings point."),
    "serve": CommandEntry("operator_commands:serve", "Answer web requests until stopped."),
}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Load without the garbage collector: it would go over all modules many times, now and later, and find nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class _Commands(click.Group):
    """The commands above and those of the rooms."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- as click calls it
        """Every command by its word."""
        return sorted(_entries())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as click calls it
        """The command of that word."""
        if cmd_name not in _entries():
            return None
        return _loaded(_entries()[cmd_name].lies)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- as click calls it
        """The list of commands, as their entries describe them."""
        with formatter.section("Commands"):
            formatter.write_dl([(word, entry.says) for word, entry in sorted(_entries().items())])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click does not know how to say becomes a `ClickException`."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            raise click.ClickException(rooms.named("web.commands:in_words")(error)) from error


@cache
def _loaded(lies: str) -> click.Command:
    with _uncollected():
        found: click.Command = rooms.named(lies)
    return found


def _entries() -> dict[str, CommandEntry]:
    return _OF_THE_CORRIDOR | rooms.commands()


def _application() -> Any:
    with _uncollected():
        return rooms.named("app:create_app")()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="learnmentor")
@click.pass_context
def main(context: click.Context) -> None:
    """LearnMentor: half-hour training for mentors, honest hours, certificates that anyone can check."""
    context.obj = context.obj or _application
    rooms.named("web.logs:configure")()
