"""What a private text is sealed for is spelled in one function, which writers, readers and packs of one's own ask."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, faults, files

_SPELLED = re.compile(r"[a-z-]+:")


def places(text: str) -> Iterator[tuple[str, int, str | None]]:
    """Every text that begins like a place ("claim:" and a value): its beginning, its line, the function it is in."""
    tree = ast.parse(text)
    inside = {
        id(node): function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            begin = str(node.values[0].value)
            if _SPELLED.fullmatch(begin):
                yield begin, node.lineno, inside.get(id(node))


def spelled_again(sources: dict[str, str]) -> list[str]:
    """Places that are spelled outside the function that names them, in files by their names."""
    found = [(name, *place) for name, text in sources.items() for place in places(text)]
    known = {begin: name for name, begin, _, function in found if function and function.endswith("_place")}
    return [
        f"{name}:{line}: {begin}"
        for name, begin, line, function in found
        if begin in known and not (function and function.endswith("_place") and known[begin] == name)
    ]


def sources() -> dict[str, str]:
    """The modules of the product."""
    return {str(Path(path).relative_to(ROOT)): path.read_text() for path in files("learnmentor", suffix=".py")}


def test_what_a_text_is_sealed_for_is_spelled_once() -> None:
    named = {
        begin
        for text in sources().values()
        for begin, _, function in places(text)
        if (function or "").endswith("_place")
    }
    assert {"claim:", "response:", "circumstances:", "declaration:", "signing-key:", "cpd:"} <= named
    faults(spelled_again(sources()), "Call the function that spells the place instead of spelling it again:")


@pytest.mark.parametrize(
    "again",
    [
        'OPENED = {"claim": lambda row: f"claim:{row.person_id}:{row.segment_id}"}',
        'def read(vault, row):\n    return vault.open(row.body, place=f"claim:{row.person_id}:{row.segment_id}")',
        'def _place(row):\n    return f"claim:{row.person_id}"',
    ],
)
def test_a_place_that_is_spelled_again_is_found(again: str) -> None:
    once = 'def claim_place(person_id, segment_id):\n    return f"claim:{person_id}:{segment_id}"'
    assert spelled_again({"models.py": once}) == []
    assert [found.partition(":")[0] for found in spelled_again({"models.py": once, "own.py": again})] != []
