"""What a room reads stands in its `queries`: nowhere else in a room is a `select` put together."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.house.tree import ROOMS, ROOT, faults, files

LIBRARY = "sqlalchemy"
ASKING = {"select", "exists"}  # what begins a read, wherever in the library it comes from
REMEDY = "Give the read a name and a docstring in the `queries` of its room, and call that:"


def sources() -> dict[str, str]:
    """The modules of the rooms that are no queries, by their path."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in files(f"learnmentor/{room}", suffix=".py")
        if not is_queries(path.relative_to(ROOT))
    }


def is_queries(path: Path) -> bool:
    """Whether a module is named queries, or lies in a folder that is."""
    return "queries" in path.with_suffix("").parts


def reads(modules: Mapping[str, str]) -> list[str]:
    """Where these modules read: a select or an exists of SQLAlchemy's, or the query of a session."""
    return [
        f"{path}:{line}: {what}" for path, source in modules.items() for line, what in sorted(_reads(ast.parse(source)))
    ]


def _reads(tree: ast.Module) -> Iterator[tuple[int, str]]:
    imported, library = set[str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == LIBRARY:
            imported |= {each.asname or each.name for each in node.names if each.name in ASKING}
            library |= {each.asname or each.name for each in node.names}  # such as `from sqlalchemy import sql`
        elif isinstance(node, ast.Import):
            library |= {each.asname or LIBRARY for each in node.names if each.name.split(".")[0] == LIBRARY}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _asks(node.func, imported, library):
            yield node.lineno, ast.unparse(node.func)


def _asks(called: ast.expr, imported: Iterable[str], library: Iterable[str]) -> bool:
    if isinstance(called, ast.Name):
        return called.id in imported
    if not isinstance(called, ast.Attribute):
        return False
    return called.attr == "query" or (called.attr in ASKING and ast.unparse(called.value).split(".")[0] in library)


def test_what_a_room_reads_stands_in_its_queries() -> None:
    faults(reads(sources()), REMEDY)


PLANTED = {
    "a select": "from sqlalchemy import select\nfound = db.scalar(select(CpdEntry))",
    "a select under another name": "from sqlalchemy import func, select as ask\ndef f():\n    return ask(CpdEntry.id)",
    "a select of another module": "from sqlalchemy.sql.expression import select\nlines = select(CpdEntry.id)",
    "a select by way of the library": "import sqlalchemy as sa\nlines = sa.select(CpdEntry.id)",
    "a select by way of a module of it": "from sqlalchemy import sql\nlines = sql.select(CpdEntry.id)",
    "a select by its whole name": "import sqlalchemy.orm\nlines = sqlalchemy.select(CpdEntry.id)",
    "an exists": "from sqlalchemy import exists\nlater = exists().where(CpdEntry.supersedes == 1)",
    "a select inside a delete": "from sqlalchemy import delete, select\ngone = delete(A).where(A.b.in_(select(B.id)))",
    "the old way": "def entries(db):\n    return db.query(CpdEntry).all()",
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_a_read_elsewhere_is_found(source: str) -> None:
    [found] = reads({**sources(), "learnmentor/cpd/services.py": source})
    assert found.startswith("learnmentor/cpd/services.py:")


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import delete, update\ndb.execute(update(CpdEntry).values(title=''))",
        "entry = db.get_one(CpdEntry, 1)",
        "there = place.exists() and store.exists('key')",
        "from selectors import select\nready = select(1)",
    ],
)
def test_what_is_no_read_is_left_alone(source: str) -> None:
    assert reads({"learnmentor/cpd/services.py": source}) == []


def test_queries_are_modules_of_that_name_and_folders_of_it() -> None:
    named = {
        "cpd/queries/years.py": True,
        "jobs/queries.py": True,
        "cpd/services.py": False,
        "cpd/my_queries.py": False,
    }
    assert {path: is_queries(Path("learnmentor") / path) for path in named} == named
