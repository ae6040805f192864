"""The base of command-line commands: an application around them, and sentences instead of tracebacks."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import click

from learnmentor.config import SettingsError

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


class Group(click.Group):
    """A group whose commands are all of the kind above."""

    command_class = Command
    group_class = type


def with_application(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application that the root command knows how to make (its `obj`)."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        make_application = click.get_current_context().find_root().obj
        try:
            app = make_application()
        except SettingsError as fault:
            raise click.ClickException(f"LearnMentor cannot start:\n{fault}") from fault
        with app.app_context():
            return command(*args, **kwargs)

    return run
