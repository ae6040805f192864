"""Habits that a reader relies on: who commits, who knows the time, what a room says of itself, how files are named."""

import ast
from collections.abc import Iterator

import click

from learnmentor.ground import db, sqlite
from learnmentor.web.commands import Command
from tests.command_line import commands
from tests.house.tree import ROOMS, ROOT, Module, faults, files, modules, parsed

WATCHES = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def calls(*names: str) -> Iterator[tuple[Module, ast.Call, str, str]]:
    """Every call of a method of these names: its module, the call, what it is called on, and its name."""
    for module in modules().values():
        for node in ast.walk(parsed(module.path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
                yield module, node, ast.unparse(node.func.value), node.func.attr


def test_only_the_database_module_commits() -> None:
    found = [
        f"{module.at(call.lineno)}: {owner}.commit()"
        for module, call, owner, _ in calls("commit")
        if module.name not in {db.__name__, sqlite.__name__} and not module.name.startswith("learnmentor.migrations")
    ]
    faults(found, "Services flush; db.py commits once, at the end of a request or of a `transaction()` block:")


def test_only_the_clock_knows_the_time() -> None:
    found = [
        f"{module.at(call.lineno)}: {owner}.{name}()"
        for module, call, owner, name in calls(*{name for _, name in WATCHES})
        if (owner.rpartition(".")[2], name) in WATCHES and module.name != "learnmentor.ground.clock"
    ]
    faults(
        found,
        "Ask ground/clock.py in a view or a command, and pass the moment in, so that a test can hold it still:",
    )


def test_every_room_says_what_it_is_for_its_nouns_and_what_it_refuses() -> None:
    found = []
    for room in ROOMS:
        said = ast.get_docstring(parsed(ROOT / "learnmentor" / room / "__init__.py")) or ""
        if "Nouns:" not in said or "Refuses:" not in said:
            found.append(f"learnmentor/{room}/__init__.py")
    faults(found, "Begin the room with a paragraph: what it is for, then 'Nouns: ...' and 'Refuses: ...':")


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "base"}
    found = [str(module.path.relative_to(ROOT)) for module in modules().values() if module.stem in drawers]
    faults(found, "Name a module for its idea, as cpd/chain.py is, and move the rest to where it is used:")


def test_only_one_module_draws_by_chance() -> None:
    chance = {"secrets", "random", "uuid"}
    found = [
        f"{module.at(i.line)}: {i.module}"
        for module in modules().values()
        for i in module.imports
        if i.module.split(".")[0] in chance
        and module.name != "learnmentor.ground.randomness"
        and not module.name.startswith("learnmentor.migrations")
    ]
    found += [
        f"{module.at(call.lineno)}: {owner}.urandom()" for module, call, owner, _ in calls("urandom", "getrandom")
    ]
    faults(found, "Ask learnmentor.ground.randomness, which tests seed, so that two runs of a commit agree:")


def test_tests_draw_nothing_that_no_seed_reaches_and_ask_for_no_real_time() -> None:
    unseeded = {"token_bytes", "token_hex", "token_urlsafe", "uuid4", "urandom", "SystemRandom", "generate_key"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)}()"
        for path in files("tests", suffix=".py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr in unseeded or (ast.unparse(node.func.value).rpartition(".")[2], node.func.attr) in WATCHES)
    ]
    faults(found, "Ask `random`, which tests/conftest.py seeds, keys_for_tests_only.py, or the clock that it holds:")


def test_every_command_takes_ids_that_begin_with_a_dash() -> None:
    found = [
        " ".join(path)
        for path, command in commands()
        if any(isinstance(param, click.Argument) for param in command.params) and not isinstance(command, Command)
    ]
    faults(found, "Give it cls=Command of learnmentor.web.commands, or make it by a Group of there:")
    assert [" ".join(path) for path, command in commands() if isinstance(command, Command)], "there are commands"
