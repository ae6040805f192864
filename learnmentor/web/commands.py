"""The base of command-line commands: an application around them, and sentences instead of tracebacks."""

import functools
from collections.abc import Callable
from typing import Any

import click

from learnmentor.config import SettingsError


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
