"""Every command of `learnmentor`, those of rooms too, which the root looks for when it is asked."""

from collections.abc import Iterator

import click

from learnmentor.cli import main


def inside(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """The commands of a group by their words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, name
        yield name, found


def commands(group: click.Group = main, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group with the words that call it."""
    yield above, group
    for name, command in inside(group):
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name), command


def that_run() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Those that do something by themselves, which most groups do not."""
    for words, command in commands():
        if words and (not isinstance(command, click.Group) or command.invoke_without_command):
            yield words, command
