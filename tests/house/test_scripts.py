"""The scripts of pages: one statement a line, nothing that a linter doubts, and their pure parts do what they say."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import unavailable
from tests.house.tree import ROOT, faults, files

OURS = [ROOT / "static" / "js", ROOT / "tests" / "js"]
TESTS = list(files("tests/js", suffix=".test.mjs"))

KNOWN = "const { all, begin, end, ready } = globalThis;\nbegin(all, end, ready);\n"
LAYOUT = "Format issues"
PLANTED = {  # what is wrong, lines that are wrong in that way alone, and the word by which it is found
    "two statements on a line": ("begin(); end();", LAYOUT),
    "a second statement behind a block": ("if (ready) {\n  begin();\n} end();", LAYOUT),
    "a block on the line of its head": ("export function start() { begin(); }", LAYOUT),
    "several statements in an arrow": ("export const start = () => { begin(); end(); };", LAYOUT),
    "a statement on the line of its condition": ("if (ready) begin();", "curly"),
    "a statement on the line of its loop": ("for (const one of all) one();", "curly"),
    "several statements behind a comma": ("(begin(), end());", "no-sequences"),
    "a statement that hides in a condition": ("ready && begin();", "no-unused-expressions"),
    "a statement that hides in a choice": ("ready ? begin() : end();", "no-unused-expressions"),
    "an assignment that hides in a value": ("export const start = () => (all.one = ready);", "no-return-assign"),
    "two variables in one declaration": ("export const one = 1,\n  two = 2;", "one-var"),
    "var": ("export var one = 1;", "no-var"),
    "==": ("export const same = ready == all;", "eqeqeq"),
    "a name that nobody uses": ("const one = 1;", "no-unused-vars"),
    "a name that nobody knows": ("begin(unknown);", "no-undef"),
    "markup made of text": ("all.innerHTML = ready;", "no-restricted-properties"),
    "one module more for a page to fetch": ('import "./base.mjs";', "no-restricted-imports"),
}


def tool(name: str) -> str:
    """A program that the development packages bring."""
    found = shutil.which(name, path=Path(sys.executable).parent) or shutil.which(name)
    if found is None:
        unavailable(f"The scripts are not looked at without {name}, which `make setup` installs.")
    return str(found)


def complaints(*where: Path) -> str:
    """What formatter and linter say about files or folders, under the rules of this house."""
    said = [
        subprocess.run([*command, *map(str, where)], cwd=ROOT, capture_output=True, text=True, check=False)
        for command in (
            [tool("oxfmt"), "--check", "--config=.oxfmtrc.json"],
            [tool("oxlint"), "--config=.oxlintrc.json", "--format=unix"],
        )
    ]
    return "".join(one.stdout + one.stderr for one in said if one.returncode)


def test_scripts_hold_one_statement_a_line_and_nothing_that_a_linter_doubts() -> None:
    faults(complaints(*OURS).splitlines(), "Run `.venv/bin/oxfmt static/js tests/js`, and mend what the linter says:")


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_offence_is_found(what: str, tmp_path: Path) -> None:
    lines, found_by = PLANTED[what]
    planted = tmp_path / "planted.mjs"
    planted.write_text(KNOWN)
    assert complaints(planted) == ""
    planted.write_text(f"{KNOWN}{lines}\n")
    assert found_by in complaints(planted)


def node() -> str:
    """Node: the one inside Playwright's package, or one on the PATH."""
    playwright = find_spec("playwright")
    inside = Path(str(playwright.origin)).parent / "driver" if playwright else None
    found = (inside and shutil.which("node", path=inside)) or shutil.which("node")
    if found is None:
        unavailable("The pure parts of scripts are tested by node, which is neither in Playwright nor on the PATH.")
    return str(found)


@pytest.mark.parametrize("file", TESTS, ids=lambda path: path.name)
def test_the_pure_parts_of_scripts_do_what_they_say(file: Path) -> None:
    ran = subprocess.run(
        [node(), "--test", "--test-reporter=tap", str(file)],
        cwd=ROOT, env={**os.environ, "TZ": "UTC"}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.findall(r"^# pass (\d+)$", ran.stdout, re.MULTILINE) == [str(file.read_text().count("\ntest("))]


def test_every_script_has_its_pure_parts_tested() -> None:
    tested = "".join(path.read_text() for path in TESTS)
    found = [f"static/js/{path.name}" for path in files("static/js") if f"/static/js/{path.name}" not in tested]
    faults(found, "Export what these decide without a page, and try it in tests/js:")
