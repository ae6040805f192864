"""A permission that nobody asks protects nothing: every may_… of a room is asked where something is opened."""

import ast
from collections import defaultdict
from collections.abc import Mapping

import pytest

from tests.house.tree import ROOT, faults, files


def unasked(sources: Mapping[str, str], *, templates: str = "") -> list[str]:
    """Predicates that no module but their own, and no template, calls. `sources`: text by file."""
    trees = {name: ast.parse(text) for name, text in sources.items()}
    askers = defaultdict(set)
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                askers[node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id].add(name)
    return [
        f"{name}:{node.lineno}: {node.name}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("may_")
        and f"{node.name}(" not in templates
        and not askers[node.name] - {name}
    ]


def test_every_predicate_is_asked() -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in files("learnmentor", suffix=".py")}
    templates = "\n".join(path.read_text() for path in files("templates", suffix=".html"))
    assert sum("def may_" in text for text in sources.values()) >= 3
    faults(unasked(sources, templates=templates), "Ask it with require(...) where the thing is opened, or take it out:")


RULES = "def may_open(actor):\n    return True\n"


@pytest.mark.parametrize(
    ("more", "templates", "found"),
    [
        ({}, "", True),
        ({"rules.py": RULES + "\ndef may_see(actor):\n    return may_open(actor)\n"}, "", True),
        ({"views.py": "from rules import may_open\n"}, "", True),
        ({"views.py": "require(rules.may_open(actor))"}, "", False),
        ({"services.py": "from rules import may_open\nif not may_open(actor):\n    raise Refused"}, "", False),
        ({}, "{% if may_open(actor) %}", False),
    ],
)
def test_a_predicate_that_nobody_asks_is_found(more: dict[str, str], templates: str, *, found: bool) -> None:
    assert bool(unasked({"rules.py": RULES, **more}, templates=templates)) is found
