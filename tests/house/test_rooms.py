"""The list of rooms and the folders agree: what a manifest names is there, and what is there is named."""

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest
from flask import Blueprint

from learnmentor import rooms
from learnmentor.accounts.rules import RoleName
from tests.command_line import commands
from tests.house.routes import bare_app
from tests.house.tree import ROOT, Module, faults, modules, parsed

ROOM_FILES = sorted(path.parent.name for path in (ROOT / "learnmentor").glob("*/room.py"))


def with_blueprints() -> Iterator[Module]:
    """Modules of rooms that make a blueprint."""
    for module in modules().values():
        made = (node for node in parsed(module.path).body if isinstance(node, ast.Assign))
        if module.room and any(ast.unparse(node.value).startswith("Blueprint(") for node in made):
            yield module


def test_every_folder_with_a_manifest_is_in_the_list() -> None:
    assert sorted(rooms.ROOMS) == ROOM_FILES
    assert list(rooms.manifests()) == list(rooms.ROOMS)


@pytest.mark.parametrize("name", rooms.ROOMS)
def test_what_a_manifest_names_is_there(name: str) -> None:
    room = rooms.manifests()[name]
    for pages in room.pages:
        assert isinstance(import_module(f"learnmentor.{name}.{pages.module}").bp, Blueprint)
    for word in room.commands:
        assert rooms.named(rooms.commands()[word].lies).name == word
    if room.jobs:
        work = import_module(f"learnmentor.{name}.{room.jobs}")
        with bare_app().app_context():
            assert {each.kind for each in work.REPEATED} <= work.handlers().keys()


def test_every_module_of_views_has_a_blueprint_that_its_manifest_names() -> None:
    named = {f"learnmentor.{name}.{pages.module}" for name, room in rooms.manifests().items() for pages in room.pages}
    found = [module.at(1) for module in with_blueprints() if module.name not in named]
    faults(found, "Name it in the `pages` of its room's manifest:")
    assert named == {module.name for module in with_blueprints()}


def test_every_handler_and_command_of_a_room_is_named_by_its_manifest() -> None:
    named = {
        f"learnmentor.{name}.{lies.partition(':')[0]}"
        for name, room in rooms.manifests().items()
        for lies in (*(entry.lies for entry in room.commands.values()), room.jobs)
        if lies
    }
    known = modules()
    named |= {i.module for name in named & known.keys() for i in known[name].imports}  # which may collect others
    found = [
        module.at(1)
        for module in modules().values()
        if module.room and module.stem in {"cli", "jobs"} and module.name.count(".") > 1 and module.name not in named
    ]
    faults(found, "Name it in the `commands` or `jobs` of its room's manifest:")


def test_no_two_rooms_answer_to_one_word_or_one_kind_of_job() -> None:
    words = [word for room in rooms.manifests().values() for word in room.commands]
    with bare_app().app_context():
        kinds = [
            kind
            for name, room in rooms.manifests().items()
            if room.jobs
            for kind in import_module(f"learnmentor.{name}.{room.jobs}").handlers()
        ]
        assert len(kinds) == len(set(kinds)) == len(rooms.handlers())
    assert len(words) == len(set(words))
    assert {call[0] for call, _ in commands() if call} >= set(words)


def test_every_place_that_pages_light_is_in_the_navigation() -> None:
    places = {place.endpoint for place in rooms.places()}
    assert {lights for _, lights in rooms.blueprints() if lights} == places
    assert {place.endpoint for place in rooms.places()} <= bare_app().view_functions.keys()
    assert {place.role for place in rooms.places()} - {None} <= set(RoleName)


def test_no_module_is_imported_for_its_effect() -> None:
    found = [
        f"{module.at(node.lineno)}: {ast.unparse(node)}"
        for module in modules().values()
        if not module.name.startswith("learnmentor.migrations")
        for node in ast.walk(parsed(module.path))
        if isinstance(node, ast.ImportFrom | ast.Import) and "F401" in line_of(module, node.lineno)
    ]
    faults(found, "Name the module in a manifest, which loads it, instead of importing it for what it does:")


def line_of(module: Module, number: int) -> str:
    """One line of a module."""
    return module.path.read_text().splitlines()[number - 1]
