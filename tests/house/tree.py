"""The repository as the house tests see it: its files, and what each module of the product imports."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from learnmentor.rooms import ROOMS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (".ci", "bench", "content", "docs", "learnmentor", "requirements", "static", "templates", "tests", "tools")


@dataclass(frozen=True)
class Import:
    """One imported module, where, and the names taken from it. `function` holds the import, if one does."""

    module: str
    names: tuple[str, ...]
    line: int
    function: str | None


@dataclass(frozen=True)
class Module:
    """One module of the product."""

    name: str
    path: Path
    imports: tuple[Import, ...]
    text: str | None = None  # of one that was planted

    @property
    def source(self) -> str:
        """What stands in it."""
        return self.path.read_text() if self.text is None else self.text

    @property
    def room(self) -> str | None:
        """The room it belongs to, or None for the corridor."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 and parts[1] in ROOMS else None

    @property
    def stem(self) -> str:
        """The last word of its name."""
        return self.name.rpartition(".")[2]

    def at(self, line: int) -> str:
        """A place for a message."""
        return f"{self.path.relative_to(ROOT)}:{line}"


def files(*folders: str, suffix: str = "") -> Iterator[Path]:
    """Every file below the folders (all of the repository's by default), in order, without caches."""
    for folder in folders or FOLDERS:
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    if not folders:
        yield from sorted(
            path
            for path in ROOT.glob(f"*{suffix}")
            if path.is_file() and path.name not in {".git", "uv.lock"} and ".env" not in path.name
        )


@cache
def modules() -> dict[str, Module]:
    """Every module of the product by its dotted name."""
    paths = {_dotted(path): path for path in files("learnmentor", suffix=".py")}
    return {
        name: Module(name, path, tuple(_walk(parsed(path), frozenset(paths), None))) for name, path in paths.items()
    }


def with_planted(sources: Mapping[str, str]) -> dict[str, Module]:
    """The product with modules that are not there, or not so: an offence for a rule to find."""
    known = frozenset(modules()) | frozenset(sources)
    planted = {
        name: Module(name, ROOT / f"{name.replace('.', '/')}.py", tuple(_walk(ast.parse(text), known, None)), text)
        for name, text in sources.items()
    }
    return {**modules(), **planted}


def faults(found: list[str], remedy: str) -> None:
    """Fail with the remedy and every place that needs it."""
    assert not found, remedy + "\n  " + "\n  ".join(found)


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text())


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _walk(node: ast.AST, known: frozenset[str], function: str | None) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        inside = (
            child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and function is None else function
        )
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, (), child.lineno, inside)
        elif isinstance(child, ast.ImportFrom):
            yield from _taken(child, known, inside)
        yield from _walk(child, known, inside)


def _taken(statement: ast.ImportFrom, known: frozenset[str], function: str | None) -> Iterator[Import]:
    source = statement.module or ""
    names = [alias.name for alias in statement.names]
    for name in names:
        if f"{source}.{name}" in known:  # `from learnmentor.cpd import rules` imports the module itself
            yield Import(f"{source}.{name}", (), statement.lineno, function)
    if rest := tuple(name for name in names if f"{source}.{name}" not in known):
        yield Import(source, rest, statement.lineno, function)
