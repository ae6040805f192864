"""A page is given one typed context: a frozen dataclass, in the place of dictionaries and long lists of keywords.

Each rule is a function of sources by name, so that a planted offence shows that the rule finds it.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from learnmentor.web import pages
from tests.house.test_imports import kind
from tests.house.tree import ROOT, faults, modules

Sources = Mapping[str, str]

MOST_KEYWORDS = 3
LOOSE = ("dict[str, Any]", "dict[str, object]", "Mapping[str, Any]", "Mapping[str, object]")


def calls(source: str, *names: str) -> Iterator[ast.Call]:
    """Every call of a function of these names, however it was imported."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
            yield node


def spread(sources: Sources) -> list[str]:
    """Templates drawn from keywords that were put together elsewhere."""
    return [
        f"{name}:{call.lineno}: {ast.unparse(call)}"
        for name, source in sources.items()
        for call in calls(source, "render_template", "render_template_string")
        if any(word.arg is None for word in call.keywords)
    ]


def too_many(sources: Sources) -> list[str]:
    """Templates drawn from more keywords than a reader keeps apart."""
    return [
        f"{name}:{call.lineno}: {ast.unparse(call.args[0])}, {len(call.keywords)} values"
        for name, source in sources.items()
        for call in calls(source, "render_template")
        if len(call.keywords) > MOST_KEYWORDS
    ]


def twice(sources: Sources) -> list[str]:
    """Templates drawn from keywords in more than one place, which may drift apart."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, source in sources.items():
        for call in calls(source, "render_template"):
            places[ast.unparse(call.args[0])].append(f"{name}:{call.lineno}")
    return [f"{template}: {', '.join(found)}" for template, found in places.items() if len(found) > 1]


def loose(sources: Sources) -> list[str]:
    """Functions, of modules that draw templates, that take or return a dictionary of anything."""
    return [
        f"{name}:{node.lineno}: {node.name}"
        for name, source in sources.items()
        if any(calls(source, "render_template", "page", "get_template"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and _is_loose(node)
    ]


def _is_loose(function: ast.FunctionDef) -> bool:
    if any(ast.unparse(each).endswith("context_processor") for each in function.decorator_list):
        return False  # Flask asks for a dictionary there
    given = function.args
    hints = [each.annotation for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)] + [function.returns]
    return any(word in ast.unparse(hint) for hint in hints if hint is not None for word in LOOSE)


def not_frozen(sources: Sources) -> list[str]:
    """Contexts that something could still change while a page is drawn."""
    return [
        f"{name}:{node.lineno}: {node.name}"
        for name, source in sources.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Page") and not _is_frozen(node)
    ]


def _is_frozen(node: ast.ClassDef) -> bool:
    return any("frozen=True" in ast.unparse(each) for each in node.decorator_list)


EVERYWHERE = {
    spread: "Make it a frozen dataclass, and hand that to learnmentor.web.pages.page:",
    too_many: "Make them the fields of a frozen dataclass, and hand that to learnmentor.web.pages.page:",
    twice: "Let both places hand one kind of context to learnmentor.web.pages.page:",
}
IN_VIEWS = {
    loose: "Say what is in it, with a dataclass or a TypedDict:",
    not_frozen: "A page's context is a value: @dataclass(frozen=True):",
}


def test_every_page_has_one_typed_context() -> None:
    sources = {str(each.path.relative_to(ROOT)): each.path.read_text() for each in modules().values()}
    sources.pop("learnmentor/web/pages.py")  # which hands the fields over
    shown = {each.at(0).partition(":")[0] for each in modules().values() if kind(each) == "views"}
    assert sum(len(list(calls(sources[name], "page"))) for name in shown) > 25
    for rule, remedy in EVERYWHERE.items():
        faults(rule(sources), remedy)
    for rule, remedy in IN_VIEWS.items():
        faults(rule({name: sources[name] for name in shown}), remedy)


@pytest.mark.parametrize(
    ("rule", "planted", "found"),
    [
        (spread, "render_template('a.html', **shown())", True),
        (spread, "flask.render_template('a.html', b=1, **{'c': 2})", True),
        (spread, "render_template('a.html', b=1)\npage('a.html', Context(**facts))", False),
        (too_many, "render_template('a.html', b=1, c=2, d=3, e=4)", True),
        (too_many, "render_template('a.html', b=1, c=2, d=3)", False),
        (twice, "render_template('a.html', b=1)\nrender_template('a.html', b=2)", True),
        (twice, "render_template('a.html', b=1)\nrender_template('b.html', b=2)", False),
        (loose, "def shown() -> dict[str, Any]: ...\npage('a.html', shown())", True),
        (loose, "def draw(*, of: dict[str, object]) -> str:\n    return render_template('a.html', of=of)", True),
        (loose, "def draw(of: 'Mapping[str, Any] | None') -> str:\n    return pages.page('a.html', of)", True),
        (loose, "@bp.app_context_processor\ndef foot() -> dict[str, object]: ...\npage('a.html', context)", False),
        (loose, "def credential() -> dict[str, Any]: ...", False),  # for programs: nothing is drawn there
        (not_frozen, "@dataclass\nclass YearPage: ...", True),
        (not_frozen, "@dataclass(frozen=True, kw_only=True)\nclass YearPage: ...", False),
    ],
)
def test_a_loose_page_is_found(rule: Callable[[Sources], list[str]], planted: str, *, found: bool) -> None:
    assert bool(rule({"views.py": planted})) is found


def test_a_template_in_two_modules_is_found() -> None:
    assert twice({"views.py": "render_template('a.html')", "jobs.py": "render_template('a.html')"})


def test_a_context_hands_over_its_own_fields_and_those_it_inherits_and_copies_none() -> None:
    rows = [1, 2]

    @dataclass(frozen=True)
    class Above:
        rows: list[int]

    @dataclass(frozen=True)
    class Whole(Above):
        title: str = "none"

        @property
        def shouted(self) -> str:
            return self.title.upper()

    shown = pages.values(Whole(rows))
    assert shown == {"rows": [1, 2], "title": "none"}
    assert shown["rows"] is rows
