"""The rooms of the house in their order, and what each says of itself in its `room.py`.

`app.py`, `cli.py`, the worker and the stories of taking out and closing walk this list and know no room by name. A
manifest names modules and does not import them, so that a command loads what it needs and no more.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from learnmentor.web.navigation import Place

if TYPE_CHECKING:  # the list of commands loads neither Flask nor SQLAlchemy
    from flask import Blueprint
    from sqlalchemy.orm import Session

    from learnmentor.ground.personal_data import PersonalData
    from learnmentor.jobs.worker import Handler, Repeated
    from learnmentor.web.readiness import Opens

ROOMS = (  # each knows only those before it
    "jobs", "signing", "accounts", "organisations", "courses", "mentoring", "assessment", "cpd", "certificates",
    "evidence", "groups", "authoring",
)  # fmt: skip


@dataclass(frozen=True)
class Pages:
    """A module of views with a blueprint `bp`. While one of its pages is looked at, the place `lights` is current."""

    module: str  # within the room
    lights: str = ""  # the endpoint of a place in the navigation


@dataclass(frozen=True)
class CommandEntry:
    """A command in the list of all: where it lies, as module and name, and the sentence that stands beside it."""

    lies: str
    says: str


@dataclass(frozen=True)
class Room:
    """The manifest of a room. Modules are named as they lie within the room: "views.entries", "cli:verify"."""

    pages: tuple[Pages, ...] = ()
    places: tuple[Place, ...] = ()
    commands: Mapping[str, CommandEntry] = field(default_factory=dict)  # by the word that is typed
    jobs: str = ""  # a module with `handlers()` and `REPEATED`
    sealed: Mapping[str, str] = field(default_factory=dict)  # by words for it: what says whether the newest of it opens
    personal: str = ""  # a module with `PERSONAL`, where the room's tables know people


@cache
def manifests() -> dict[str, Room]:
    """Every room's manifest by its name, in the order of the rooms."""
    return {name: import_module(f"learnmentor.{name}.room").ROOM for name in ROOMS}


def named(lies: str) -> Any:
    """What is called so in a module of the house, such as "app:create_app", loaded when somebody needs it."""
    module, _, name = lies.partition(":")
    return getattr(import_module(f"learnmentor.{module}"), name)


def blueprints() -> "Iterator[tuple[Blueprint, str]]":
    """The blueprint of each module of views, and the place that it lights."""
    for name, room in manifests().items():
        for pages in room.pages:
            yield named(f"{name}.{pages.module}:bp"), pages.lights


def places() -> tuple[Place, ...]:
    """The places of the navigation, from left to right."""
    return tuple(sorted((place for room in manifests().values() for place in room.places), key=lambda each: each.order))


def commands() -> dict[str, CommandEntry]:
    """The commands that rooms bring, by their words."""
    return {
        word: CommandEntry(f"{name}.{entry.lies}", entry.says)
        for name, room in manifests().items()
        for word, entry in room.commands.items()
    }


def handlers() -> "dict[str, Handler]":
    """What is done for each kind of job. Inside an application context."""
    found: dict[str, Handler] = {}
    for name, room in manifests().items():
        if room.jobs:
            found.update(named(f"{name}.{room.jobs}:handlers")())
    return found


def repeated() -> "tuple[Repeated, ...]":
    """The work that comes back by itself."""
    works = (named(f"{name}.{room.jobs}:REPEATED") for name, room in manifests().items() if room.jobs)
    return tuple(work for each in works for work in each)


def sealed() -> "dict[str, Opens]":
    """What rooms keep sealed, each asked whether its newest opens."""
    return {
        words: named(f"{name}.{opens}") for name, room in manifests().items() for words, opens in room.sealed.items()
    }


def personal_data() -> "tuple[PersonalData, ...]":
    """What each room holds of people."""
    return tuple(named(f"{name}.{room.personal}:PERSONAL") for name, room in manifests().items() if room.personal)


def files_in_use(db: "Session", keys: Collection[str]) -> set[str]:
    """Those of the stored files that a row of any room names."""
    asked = [each.files_in_use for each in personal_data() if each.files_in_use]
    return set().union(*(found(db, keys) for found in asked))
