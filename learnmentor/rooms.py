"""The rooms of the house in their order, and what each says of itself in its `room.py`.

`app.py`, `cli.py`, the worker and the stories of taking out and closing walk this list and know no room by name. A
manifest names modules and does not import them, so that a command loads what it needs and no more.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

import click
from flask import Blueprint
from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import NOTHING_PERSONAL, PersonalData
from learnmentor.jobs.worker import Handler, Repeated
from learnmentor.web.navigation import Place
from learnmentor.web.readiness import Opens

ROOMS = (  # each knows only those before it
    "jobs", "signing", "accounts", "courses", "assessment", "cpd", "certificates", "evidence", "authoring",
)  # fmt: skip


@dataclass(frozen=True)
class Pages:
    """A module of views with a blueprint `bp`. While one of its pages is looked at, the place `lights` is current."""

    module: str  # within the room
    lights: str = ""  # the endpoint of a place in the navigation


@dataclass(frozen=True)
class Room:
    """The manifest of a room. Modules are named as they lie within the room: "views.entries", "cli:verify"."""

    pages: tuple[Pages, ...] = ()
    places: tuple[Place, ...] = ()
    commands: Mapping[str, str] = field(default_factory=dict)  # by the word that is typed
    jobs: str = ""  # a module with `handlers()` and `REPEATED`
    sealed: Mapping[str, Opens] = field(default_factory=dict)  # by words for it: whether the newest of it opens
    personal: PersonalData = NOTHING_PERSONAL


@cache
def manifests() -> dict[str, Room]:
    """Every room's manifest by its name, in the order of the rooms."""
    return {name: import_module(f"learnmentor.{name}.room").ROOM for name in ROOMS}


def _part(room: str, named: str) -> Any:
    module, _, name = named.partition(":")
    return getattr(import_module(f"learnmentor.{room}.{module}"), name)


def blueprints() -> Iterator[tuple[Blueprint, str]]:
    """The blueprint of each module of views, and the place that it lights."""
    for name, room in manifests().items():
        for pages in room.pages:
            yield _part(name, f"{pages.module}:bp"), pages.lights


def places() -> tuple[Place, ...]:
    """The places of the navigation, from left to right."""
    return tuple(sorted((place for room in manifests().values() for place in room.places), key=lambda each: each.order))


def commands() -> dict[str, str]:
    """The commands that rooms bring: where each lies, by its word."""
    return {word: f"{name}.{lies}" for name, room in manifests().items() for word, lies in room.commands.items()}


def command(word: str) -> click.Command:
    """A room's command."""
    room, _, lies = commands()[word].partition(".")
    found: click.Command = _part(room, lies)
    return found


def handlers() -> dict[str, Handler]:
    """What is done for each kind of job. Inside an application context."""
    found: dict[str, Handler] = {}
    for name, room in manifests().items():
        if room.jobs:
            found.update(_part(name, f"{room.jobs}:handlers")())
    return found


def repeated() -> tuple[Repeated, ...]:
    """The work that comes back by itself."""
    works = (_part(name, f"{room.jobs}:REPEATED") for name, room in manifests().items() if room.jobs)
    return tuple(work for each in works for work in each)


def sealed() -> dict[str, Opens]:
    """What rooms keep sealed, each asked whether its newest opens."""
    return {words: opens for room in manifests().values() for words, opens in room.sealed.items()}


def personal_data() -> tuple[PersonalData, ...]:
    """What each room holds of people."""
    return tuple(room.personal for room in manifests().values())


def files_in_use(db: Session, keys: Collection[str]) -> set[str]:
    """Those of the stored files that a row of any room names."""
    asked = [each.files_in_use for each in personal_data() if each.files_in_use]
    return set().union(*(found(db, keys) for found in asked))
