"""The base of command-line commands: an application around them, and sentences instead of tracebacks."""

import functools
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
import structlog
from sqlalchemy.exc import DBAPIError

from learnmentor.config import SettingsError
from learnmentor.ground import startup_checks
from learnmentor.ground.db import database
from learnmentor.ground.storage.storage_faults import place_of, refusal, told, trouble_in
from learnmentor.ground.vault import UnreadableText
from learnmentor.web import installation
from learnmentor.web.logs import places

_log = structlog.get_logger("commands")


_LIKE_AN_OPTION = re.compile(r"-[A-Za-z]|--[a-z][a-z-]*(=.*)?", re.DOTALL)


class Command(click.Command):
    """A command whose arguments may begin with a dash: no id, address or file name is taken for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with what is no option put behind a double dash."""
        if not any(isinstance(param, click.Argument) for param in self.get_params(ctx)):
            return super().parse_args(ctx, args)
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        takes_a_value = {name: not option.is_flag for option in options for name in option.opts}
        return super().parse_args(ctx, _sorted(args, takes_a_value))


def _sorted(args: Iterable[str], takes_a_value: dict[str, bool]) -> list[str]:
    options: list[str] = []
    values: list[str] = []
    rest: Iterator[str] = iter(args)
    for each in rest:
        if each == "--":
            values.extend(rest)
        elif each in takes_a_value or _LIKE_AN_OPTION.fullmatch(each):
            options.extend((each, *islice(rest, int(takes_a_value.get(each, False)))))
        else:
            values.append(each)
    return [*options, "--", *values]


class CommandGroup(click.Group):
    """A group whose commands are all of the kind above, and end in a sentence, whatever goes wrong in them."""

    command_class = Command
    group_class: type[click.Group | type] | None = type

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click does not know how to say becomes a `ClickException`."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            raise click.ClickException(in_words(error)) from error


def with_application(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application that the root command knows how to make (its `obj`)."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        app = click.get_current_context().find_root().obj()
        with app.app_context():
            try:
                return command(*args, **kwargs)
            except (DBAPIError, sqlite3.Error) as error:
                raise click.ClickException(_of_database(error)) from error

    return run


def ready_to_work(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command only where folder and database can be used as they are; else it says what to do, and ends."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        settings = installation.settings()
        refuse_to_start(
            startup_checks.what_stops(database().engine, url=settings.database_url, data_dir=settings.data_dir)
        )
        return command(*args, **kwargs)

    return run


def refuse_to_start(why: str | None) -> None:
    """End with the sentence, if there is one."""
    if why is not None:
        raise click.ClickException(f"LearnMentor cannot start. {why}")


def in_words(error: Exception) -> str:
    """What went wrong in a command, as a sentence; what nobody foresaw is logged with its place in the code."""
    if isinstance(error, SettingsError):
        return f"LearnMentor cannot start:\n{error}"
    if isinstance(error, UnreadableText):
        return (
            "Something that was encrypted here does not open. LEARNMENTOR_TEXT_KEYS must hold the key that it was "
            "written with: put that one back, behind the first."
        )
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename} cannot be used: {refusal(Path(error.filename)) or error.strerror}"
    if (trouble := trouble_in(error)) is not None:
        return f"LearnMentor cannot go on: {trouble}."
    _log.error("crash", error=type(error).__name__, trace=places(error.__traceback__))
    return (
        f"This should not have happened ({type(error).__name__}), and nothing was changed by the step that failed. The "
        "line of the log above says where in the code; please report it with the command that you gave."
    )


def _of_database(error: DBAPIError | sqlite3.Error) -> str:
    trouble = trouble_in(error)
    return told(trouble, place_of(installation.settings().database_url)) if trouble else in_words(error)
