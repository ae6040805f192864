"""Names that somebody would search for: no drawers and no riddles, no name twice, folders that are read in a minute."""

import ast
from collections import defaultdict
from collections.abc import Callable, Mapping

import pytest

from tests.house.tree import ROOT, Module, faults, modules, parsed, with_planted

Tree = Mapping[str, Module]

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "base", "core", "stuff"}
RIDDLES = {
    "again", "glance", "glance_page", "held", "ladder", "late", "many", "old_office", "outline_of_what", "owed", "post",
    "presented", "proofs_of", "several", "shelf_of", "shown", "unwelcome", "written",
}  # fmt: skip
FURNITURE = {"rules", "models", "queries", "services", "forms", "views", "cli", "jobs", "room", "letters", "__init__"}
MOST_MODULES = 16  # of one folder, its manifest and the words of its __init__ with them: past about twelve, a sub-room
MOST_LINES = 400


def unsearchable(tree: Tree) -> list[str]:
    """Modules named for nothing, or for a riddle."""
    return [module.at(1) for module in tree.values() if module.stem in DRAWERS | RIDDLES]


def near_names(tree: Tree) -> list[str]:
    """Modules of one folder whose names begin with the same word: pack, pack_check, packing."""
    stems: dict[tuple[str, str], list[Module]] = defaultdict(list)
    for module in tree.values():
        if module.room and module.stem not in FURNITURE and module.name.count(".") > 1:
            stems[module.name.rpartition(".")[0], _stem(module.stem)].append(module)
    return [f"{found[0].at(1)} and {found[1].at(1)}" for found in stems.values() if len(found) > 1 and found[0].room]


def _stem(name: str) -> str:
    """The first word of a name, whatever its ending."""
    word = name.partition("_")[0]
    return next((word.removesuffix(end) for end in ("ings", "ing", "ies", "es", "s") if word.endswith(end)), word)


def twice_named(tree: Tree) -> list[str]:
    """Public classes of the same name."""
    places: dict[str, list[str]] = defaultdict(list)
    for module in tree.values():
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module.at(node.lineno))
    return [f"{name}: {', '.join(found)}" for name, found in places.items() if len(found) > 1]


def heaps(tree: Tree) -> list[str]:
    """Folders of rooms with more modules than a newcomer reads in a minute."""
    folders: dict[str, int] = defaultdict(int)
    for module in tree.values():
        if module.room:
            folders[str(module.path.parent.relative_to(ROOT))] += 1
    return [f"{folder}: {count} modules" for folder, count in folders.items() if count > MOST_MODULES]


def long_files(tree: Tree) -> list[str]:
    """Files in which a second idea may have moved in."""
    counts = ((module, len(module.source.splitlines())) for module in tree.values() if "migrations" not in module.name)
    return [f"{module.at(1)}: {lines} lines" for module, lines in counts if lines > MOST_LINES]


def tree_of(module: Module) -> ast.Module:
    """The syntax tree of a module, planted or not."""
    return parsed(module.path) if module.text is None else ast.parse(module.text)


RULES: dict[Callable[[Tree], list[str]], str] = {
    unsearchable: "Name the module for a noun that somebody would search for, as cpd/chain.py is:",
    near_names: "These sound alike. Make a sub-room with the furniture of a room, or call one otherwise:",
    twice_named: "Whoever searches for one finds the other. Put the room's noun into the name:",
    heaps: f"A folder with more than {MOST_MODULES} modules is a heap. Give what belongs together a sub-room:",
    long_files: f"More than {MOST_LINES} lines: which second idea moved in? Give it a module of its own:",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_name_breaks_the_rule(rule: Callable[[Tree], list[str]]) -> None:
    faults(rule(modules()), RULES[rule])


PLANTED: list[tuple[Callable[[Tree], list[str]], dict[str, str], str]] = [
    (unsearchable, {"learnmentor.cpd.helpers": ""}, "cpd/helpers.py"),
    (unsearchable, {"learnmentor.cpd.targets.several": ""}, "targets/several.py"),
    (near_names, {"learnmentor.cpd.chaining": ""}, "cpd/chain.py"),
    (near_names, {"learnmentor.evidence.packs.pack": "", "learnmentor.evidence.packs.packing": ""}, "packs/pack.py"),
    (twice_named, {"learnmentor.web.new_part": "class CpdEntry:\n    pass"}, "CpdEntry"),
    (heaps, {f"learnmentor.cpd.idea{n}{'x' * n}": "" for n in range(17)}, "learnmentor/cpd: "),
    (long_files, {"learnmentor.cpd.new_idea": "x = 1\n" * 401}, "new_idea.py:1: 401 lines"),
]


@pytest.mark.parametrize(("rule", "sources", "found"), PLANTED)
def test_an_offence_is_found(rule: Callable[[Tree], list[str]], sources: dict[str, str], found: str) -> None:
    named = rule(with_planted(sources))
    assert any(found in each for each in named), named


def test_every_rule_was_shown_to_find_something() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(RULES)
