"""Imports go down: by kind inside and across rooms, by feature from room to room. No module is outside the rules.

Each rule is a function of the whole tree, so that a tree with an offence in it shows that the rule finds it.
"""

import sys
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.house.tree import ROOMS, Import, Module, faults, modules, with_planted

Tree = Mapping[str, Module]

KINDS = {"rules": 0, "models": 1, "queries": 2, "services": 3, "forms": 3, "views": 4, "cli": 4, "jobs": 4, "room": 5}

FLASK = {"flask", "flask_login", "flask_wtf", "flask_compress", "werkzeug", "wtforms"}
CORRIDOR = {"ground", "web", "markup", "stories", "migrations"}
FRONT_DOOR = {
    f"learnmentor.{name}"
    for name in (
        "__main__",
        "app",
        "cli",
        "demo",
        "demo_assessed",
        "demo_assessed_words",
        "demo_group",
        "demo_pair",
        "demo_pair_words",
        "rooms",
        "server",
        "database_commands",
        "operator_commands",
    )
}  # may know everything
GATE = "learnmentor.ground.db"  # knows Flask, so that nobody who needs the database has to
WORDS = "learnmentor.ground.words"  # how hours and dates read: a document says them as the pages do
NOT_GIVEN = {"learnmentor.ground.clock", "learnmentor.config"}  # time and settings are passed in
CARRIERS = {"views", "cli", "jobs", "room"}  # of a room, those that Flask or the worker calls
SILENT = {"rules", "models"}  # words for people are said further up
FLASK_ANYWHERE = {"learnmentor.accounts.sign_in", GATE}
# One place each for what may have to be exchanged some day.
KEPT_TO = {
    "flask_login": "learnmentor.accounts.sign_in",
    "markdown": "learnmentor.markup",
    "pymdownx": "learnmentor.markup",
    "bleach": "learnmentor.markup",
    "nh3": "learnmentor.markup",
    "typst": "learnmentor.ground.printing.typesetting",
    "granian": "learnmentor.server",
    "smtplib": "learnmentor.jobs",
    "cryptography": "learnmentor.ground.vault",
    "joserfc": "learnmentor.signing",
    "argon2": "learnmentor.accounts.passwords",
}


def part(module: Module) -> str | None:
    """Which part of the house a module is of; None: none that a rule judges."""
    if module.room:
        return "room"
    if module.name in FRONT_DOOR:
        return "front door"
    if module.name in {"learnmentor", "learnmentor.config"}:
        return "ground"
    folder = module.name.split(".")[1]
    return {"stories": "story"}.get(folder, folder) if folder in CORRIDOR else None


def kind(module: Module) -> str:
    """The furniture that a module is, by its folder or its own name, or "idea" for one named after its idea.

    What several views share to make one page, such as courses/study/views/sheet.py, is of their kind, and so is what
    a page is given where it stands beside them: studio/contexts.py.
    """
    if module.name == "learnmentor.accounts.sign_in" or module.stem == "contexts":
        return "views"
    words = module.name.split(".")[2:]
    return next((word for word in words if word in KINDS), "idea")


def height(tree: Tree, module: Module, above: frozenset[str] = frozenset()) -> int:
    """How high a module of a room stands; an idea as high as the highest that it imports: pure ones with the rules."""
    if (known := kind(module)) != "idea":
        return KINDS[known]
    above |= {module.name}
    asks = any(i.module.split(".")[0] == "sqlalchemy" for i in module.imports)
    return max(
        (
            height(tree, tree[i.module], above)
            for i in module.imports
            if in_a_room(tree, i.module) and i.module not in above
        ),
        default=0,
    ) or int(asks)


def imports(tree: Tree, *parts: str) -> Iterator[tuple[Module, Import]]:
    """Each import of each module of these parts of the house; of all of them by default."""
    return ((module, i) for module in tree.values() if not parts or part(module) in parts for i in module.imports)


def in_a_room(tree: Tree, name: str) -> bool:
    """Whether an import is of a module that lies in a room."""
    return name in tree and tree[name].room is not None


# The rules: what breaks them, place by place


def unjudged(tree: Tree) -> list[str]:
    """Modules that belong to no part of the house, so that no rule would look at them."""
    return [module.at(1) for module in tree.values() if part(module) is None]


def upwards(tree: Tree) -> list[str]:
    """A room's file that imports what stands higher."""
    return [
        f"{module.at(i.line)}: {kind(module)} imports {i.module}"
        for module, i in imports(tree, "room")
        if in_a_room(tree, i.module) and height(tree, tree[i.module]) > height(tree, module)
    ]


def carried_ideas(tree: Tree) -> list[str]:
    """Ideas that import what only the front of a room may: forms, views, commands."""
    return [
        f"{module.at(i.line)}: {i.module}"
        for module, i in imports(tree, "room")
        if kind(module) == "idea" and in_a_room(tree, i.module) and kind(tree[i.module]) in {*CARRIERS, "forms"}
    ]


def curious_forms(tree: Tree) -> list[str]:
    """Forms that reach for the database."""
    return [
        f"{module.at(i.line)}: {i.module}"
        for module, i in imports(tree, "room")
        if kind(module) == "forms"
        and (i.module.split(".")[0] == "sqlalchemy" or i.module == GATE or in_a_room(tree, i.module))
        and not (in_a_room(tree, i.module) and (height(tree, tree[i.module]) == 0 or kind(tree[i.module]) == "forms"))
    ]


def impure_rules(tree: Tree) -> list[str]:
    """Rules that need more than the standard library and other pure modules of rooms."""
    return [
        f"{module.at(i.line)}: {i.module}"
        for module, i in imports(tree, "room")
        if kind(module) == "rules"
        and i.module.split(".")[0] not in sys.stdlib_module_names
        and not (in_a_room(tree, i.module) and height(tree, tree[i.module]) == 0)
    ]


def later_rooms(tree: Tree) -> list[str]:
    """Domain files that import a room after theirs."""
    return [
        f"{module.at(i.line)}: {module.room} imports {i.module}"
        for module, i in imports(tree, "room")
        if kind(module) not in CARRIERS
        and i.module in tree
        and (other := tree[i.module].room)
        and ROOMS.index(other) > ROOMS.index(module.room or "")
    ]


def ways_to_flask(tree: Tree) -> list[str]:
    """Modules that must not know Flask and reach it, by whatever way; the gate's own knowledge is nobody else's."""
    found = []
    for module in tree.values():
        if part(module) in {"web", "front door"} or kind(module) in CARRIERS or module.name in FLASK_ANYWHERE:
            continue
        allowed = {"wtforms", "werkzeug"} if kind(module) == "forms" else set()
        if way := _way(tree, module, FLASK - allowed):
            found.append(f"{module.at(1)}: {' → '.join(way)}")
    return found


def _way(tree: Tree, start: Module, libraries: set[str]) -> list[str] | None:
    """The first way from a module to one of the libraries. A form may know the web's forms, which know Flask."""
    waiting, seen = [[start.name]], {start.name, GATE}
    while waiting:
        way = waiting.pop(0)
        for i in tree[way[-1]].imports:
            if i.module.split(".")[0] in libraries:
                return [*way, i.module]
            if kind(start) == "forms" and i.module == "learnmentor.web.forms":
                continue
            if i.module in tree and i.module not in seen:
                seen.add(i.module)
                waiting.append([*way, i.module])
    return None


def second_homes(tree: Tree) -> list[str]:
    """Libraries that may be exchanged some day, imported outside their one place."""
    return [
        f"{module.at(i.line)}: {i.module} belongs to {home}"
        for module, i in imports(tree)
        if (home := KEPT_TO.get(i.module.split(".")[0])) and not f"{module.name}.".startswith(f"{home}.")
    ]


def reached_for(tree: Tree) -> list[str]:
    """Domain files that reach for the session, the time, the settings or the web instead of being given them."""
    found = []
    for module, i in imports(tree, "room"):
        if kind(module) in {*CARRIERS, "forms"}:
            continue
        request_bound = i.module == GATE and {"db", "database"} & set(i.names)
        web = i.module.startswith("learnmentor.web") or (i.module == WORDS and kind(module) in SILENT)
        if request_bound or web or i.module in {*NOT_GIVEN, *FRONT_DOOR}:
            found.append(f"{module.at(i.line)}: {i.module} {', '.join(i.names)}".rstrip())
    return found


def knowing_corridor(tree: Tree) -> list[str]:
    """Ground, markup and web that know a room, a story or a part above theirs."""
    may_know = {
        "ground": {"ground", "migrations"},
        "markup": {"markup", "ground"},
        "web": {"web", "ground", "migrations"},
    }
    return [
        f"{module.at(i.line)}: {i.module}"
        for module, i in imports(tree, *may_know)
        if i.module in tree and part(tree[i.module]) not in may_know[part(module) or ""]
    ]


def loud_history(tree: Tree) -> list[str]:
    """Migrations that ask today's product; only the one file that compares tables knows the rooms' models."""
    # What people are found by has to be folded as it is today, whatever it was on the day of the migration.
    allowed = {
        "learnmentor",
        "learnmentor.ground.db",
        "learnmentor.migrations",
        "learnmentor.ground.typed.names",
        "learnmentor.ground.locks",
    }
    return [
        f"{module.at(i.line)}: {i.module}"
        for module, i in imports(tree, "migrations")
        if i.module in tree
        and i.module not in allowed
        and not (module.name == "learnmentor.migrations.env" and kind(tree[i.module]) == "models")
    ]


def told_stories(tree: Tree) -> list[str]:
    """Stories called from below the views."""
    return [
        f"{module.at(i.line)}: {i.module}"
        for module, i in imports(tree)
        if i.module in tree
        and part(tree[i.module]) == "story"
        and part(module) not in {"story", "front door"}
        and kind(module) not in CARRIERS
    ]


def proud_stories(tree: Tree) -> list[str]:
    """Stories that import anything but rules, queries, services, each other and the ground."""
    return [
        f"{module.at(i.line)}: {i.module}"
        for module, i in imports(tree, "story")
        if i.module in tree
        and (part(tree[i.module]) not in {"ground", "story"} or i.module in NOT_GIVEN)
        and not (
            in_a_room(tree, i.module)
            and height(tree, tree[i.module]) <= KINDS["services"]
            and kind(tree[i.module]) != "forms"
        )
    ]


def circles(tree: Tree) -> list[str]:
    """Modules that import themselves by way of others."""
    return [f"{module.at(1)}: in a circle" for module in tree.values() if module.name in _below(tree, module.name)]


def _below(tree: Tree, name: str) -> set[str]:
    waiting, seen = [name], set[str]()
    while waiting:
        new = {i.module for i in tree[waiting.pop()].imports if i.module in tree} - seen
        seen |= new
        waiting += new
    return seen


def hidden(tree: Tree) -> list[str]:
    """Imports inside a function."""
    return [
        f"{module.at(i.line)}: {i.module} in {i.function}()"
        for module, i in imports(tree)
        if i.function and (module.name, i.function) != ("learnmentor.app", "create_app")
    ]


RULES: dict[Callable[[Tree], list[str]], str] = {
    unjudged: "Say in tests/house/test_imports.py which part of the house this is (CORRIDOR, FRONT_DOOR):",
    upwards: "views and cli import forms and services, they queries, they models, they rules. Move this further down:",
    carried_ideas: "What is named after its idea serves forms and views and knows none. Pass in what it needs:",
    curious_forms: "A form knows shape and wording. Pass what it checks against to its constructor:",
    impure_rules: "A rule is a decision about values that are passed in. Take the value as an argument:",
    later_rooms: f"The order is {' ← '.join(ROOMS)}. Call from the later room, a story or a view:",
    ways_to_flask: "Domain files know nothing of Flask, by no way. Take what is needed in the view and pass it in:",
    second_homes: "Ask the module that knows the library instead of importing it a second time:",
    reached_for: "Session, time, settings and wording are arguments of domain functions. Pass them in from the view:",
    knowing_corridor: "The corridor serves every room and knows none. Pass in what differs, or move this to a room:",
    loud_history: "A migration says what the tables were on its day. Spell out what it needs:",
    told_stories: "A story such as stories/completion.py goes through every room; only views and commands call it:",
    proud_stories: "A story is given everything it needs; it imports rules, queries and services alone:",
    circles: "Two modules that import each other are one, or share a third further down:",
    hidden: "An import inside a function hides a circle. Import at the top, or move the shared part further down:",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks_the_rule(rule: Callable[[Tree], list[str]]) -> None:
    faults(rule(modules()), RULES[rule])


PLANTED: list[tuple[Callable[[Tree], list[str]], str, str]] = [
    (unjudged, "learnmentor.helpers", ""),
    (unjudged, "learnmentor.reports.figures", ""),
    (upwards, "learnmentor.cpd.rules", "from learnmentor.cpd.models import CpdEntry"),
    (upwards, "learnmentor.cpd.models", "from learnmentor.cpd import queries"),
    (upwards, "learnmentor.cpd.queries", "import learnmentor.cpd.services"),
    (upwards, "learnmentor.cpd.services", "from learnmentor.cpd.views.year import bp"),
    (upwards, "learnmentor.cpd.targets.rules", "from learnmentor.cpd.queries import entries"),
    (carried_ideas, "learnmentor.cpd.new_idea", "from learnmentor.cpd.views.year import bp"),
    (carried_ideas, "learnmentor.cpd.new_idea", "from learnmentor.cpd.forms.entries import EntryForm"),
    (curious_forms, "learnmentor.cpd.forms.entries", "from learnmentor.cpd.queries import entries"),
    (curious_forms, "learnmentor.evidence.packs.forms", "from sqlalchemy import select"),
    (curious_forms, "learnmentor.cpd.forms.fields", "from learnmentor.ground.db import db"),
    (impure_rules, "learnmentor.cpd.rules", "import yaml"),
    (impure_rules, "learnmentor.cpd.rules", "from learnmentor.cpd.queries.ledger import lines"),
    (impure_rules, "learnmentor.cpd.targets.rules", "from learnmentor.ground.vault import Vault"),
    (later_rooms, "learnmentor.accounts.services", "from learnmentor.cpd import services"),
    (later_rooms, "learnmentor.jobs.new_idea", "from learnmentor.accounts import rules"),
    (later_rooms, "learnmentor.cpd.tables.services", "from learnmentor.evidence.packs import services"),
    (ways_to_flask, "learnmentor.cpd.chain", "from flask import request"),
    (ways_to_flask, "learnmentor.cpd.chain", "import learnmentor.web.access"),
    (ways_to_flask, "learnmentor.cpd.rules", "from learnmentor.web.refused_forms import Held"),
    (ways_to_flask, "learnmentor.cpd.forms.entries", "from flask import session"),
    (ways_to_flask, "learnmentor.markup.context", "import werkzeug"),
    (ways_to_flask, "learnmentor.stories.completion", "from learnmentor.accounts.sign_in import current_learner"),
    (ways_to_flask, "learnmentor.ground.storage.files", "from flask import current_app"),
    (second_homes, "learnmentor.cpd.rules", "import nh3"),
    (second_homes, "learnmentor.markupsafety", "import bleach"),
    (reached_for, "learnmentor.cpd.services", "from learnmentor.ground.db import db"),
    (reached_for, "learnmentor.cpd.services", "from learnmentor.ground import clock"),
    (reached_for, "learnmentor.cpd.targets.rules", "from learnmentor.config import Settings"),
    (reached_for, "learnmentor.cpd.rules", "from learnmentor.ground.words import hours"),
    (reached_for, "learnmentor.cpd.targets.rules", "from learnmentor.web import labels"),
    (knowing_corridor, "learnmentor.ground.storage.files", "from learnmentor.cpd.models import CpdFile"),
    (knowing_corridor, "learnmentor.web.new_part", "from learnmentor.accounts import rules"),
    (knowing_corridor, "learnmentor.web.new_part", "from learnmentor.stories import completion"),
    (knowing_corridor, "learnmentor.markup.context", "from learnmentor.web.labels import label"),
    (knowing_corridor, "learnmentor.ground.zones", "from learnmentor.web import labels"),
    (loud_history, "learnmentor.migrations.versions.0099_new", "from learnmentor.cpd.models import CpdEntry"),
    (loud_history, "learnmentor.migrations.env", "from learnmentor.cpd.services import log_activity"),
    (told_stories, "learnmentor.cpd.services", "from learnmentor.stories import completion"),
    (told_stories, "learnmentor.cpd.new_idea", "from learnmentor.stories.taking_out import Maker"),
    (told_stories, "learnmentor.ground.storage.files", "import learnmentor.stories.closing_account"),
    (proud_stories, "learnmentor.stories.completion", "from learnmentor.cpd.views.year import bp"),
    (proud_stories, "learnmentor.stories.closing_account", "from learnmentor.ground import clock"),
    (proud_stories, "learnmentor.stories.own_data", "from learnmentor.web.labels import label"),
    (circles, "learnmentor.cpd.rules", "from learnmentor.cpd.targets import rules"),
    (circles, "learnmentor.cpd.new_idea", "import learnmentor.cpd.new_idea"),
    (hidden, "learnmentor.cpd.rules", "def late():\n    import json"),
    (hidden, "learnmentor.app", "def other():\n    from learnmentor import server"),
    (hidden, "learnmentor.cpd.services", "class Late:\n    def late(self):\n        from learnmentor.cpd import chain"),
]


@pytest.mark.parametrize(("rule", "name", "source"), PLANTED)
def test_an_offence_is_found(rule: Callable[[Tree], list[str]], name: str, source: str) -> None:
    found = rule(with_planted({name: source}))
    assert any(f"{name.replace('.', '/')}.py" in each for each in found), found


def test_every_rule_was_shown_to_find_something() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(RULES)


def test_a_way_to_flask_is_found_at_any_distance() -> None:
    far = {
        "learnmentor.cpd.rules": "from learnmentor.cpd import near",
        "learnmentor.cpd.near": "from learnmentor.cpd import nearer",
        "learnmentor.cpd.nearer": "from learnmentor.web import access",
    }
    found = ways_to_flask(with_planted(far))
    assert any("cpd/rules.py" in each and each.endswith("learnmentor.web.access → flask") for each in found), found


def test_the_database_is_no_way_to_flask() -> None:
    assert ways_to_flask(with_planted({"learnmentor.cpd.models": "from learnmentor.ground.db import Base"})) == []
