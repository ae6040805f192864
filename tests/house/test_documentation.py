"""What the words promise is there: settings, commands, and the two commands that begin everything."""

import re
from collections.abc import Iterator

import click
import pytest

from learnmentor.cli import main
from learnmentor.config import described
from tests.command_line import inside, that_run
from tests.house.tree import ROOT, faults, files

OPERATIONS = ROOT / "docs/operations.md"
ROW = re.compile(r"^\| `((?:LEARNMENTOR_|DATABASE_)[A-Z_]+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)
OPTIONS_OF_A_SERVER = {"LEARNMENTOR_TESTS_STRICT"}


def written_commands() -> Iterator[tuple[str, str]]:
    """Each place in the documents that names a command, with the words after "learnmentor"."""
    for path in [ROOT / "README.md", *files("docs", suffix=".md")]:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            for call in re.findall(r"(?:`|bin/|^ {4}(?:\S+ )*)learnmentor ([a-z][a-z -]*)", line):
                yield f"{path.relative_to(ROOT)}:{number}", call.split(" -")[0].strip()


def shown(default: str) -> str:
    """A default as a reader sees it."""
    words = {"": "none", "False": "`no`", "True": "`yes`", "required": "required"}
    return words.get(default) or f"`{default.replace(f'{ROOT}/', '')}`"


def test_every_setting_stands_in_the_table_with_its_default_and_meaning() -> None:
    written = ROW.findall(OPERATIONS.read_text())
    settings = [(variable, shown(default), meaning) for variable, default, meaning, _secret in described()]
    missing = [
        f"| `{variable}` | {default} | {meaning} |"
        for variable, default, meaning in settings
        if (variable, default, meaning) not in written
    ]
    faults(
        missing, "learnmentor/config.py says these lines; put them into the table of settings in docs/operations.md:"
    )
    faults([row[0] for row in written if row not in settings], "Take these lines out of docs/operations.md:")


@pytest.mark.parametrize("path", [ROOT / "README.md", *files("docs", suffix=".md")], ids=lambda path: path.name)
def test_no_document_names_a_setting_that_is_not_there(path: object) -> None:
    known = {variable for variable, *_ in described()} | OPTIONS_OF_A_SERVER
    named = set(re.findall(r"\bLEARNMENTOR_[A-Z_]+[A-Z]\b", path.read_text()))  # type: ignore[attr-defined]
    faults(sorted(named - known), f"{path} names settings that learnmentor/config.py does not have:")


def test_every_command_is_explained() -> None:
    text = OPERATIONS.read_text()
    faults(
        [call for words, _ in that_run() if f"`{(call := ' '.join(('learnmentor', *words)))}" not in text],
        "Explain these in the table of commands in docs/operations.md:",
    )


def test_every_command_in_the_documents_exists() -> None:
    found = []
    for place, call in written_commands():
        at: click.Command = main
        for word in call.split():
            if not isinstance(at, click.Group):
                break  # what follows a command are its arguments
            known = dict(inside(at))
            if word not in known:
                found.append(f"{place}: learnmentor {call}")
                break
            at = known[word]
    faults(
        found, "The documents name commands that `learnmentor --help` does not know. Mend the words or add the command:"
    )


def test_the_two_commands_of_the_readme_are_those_of_make_and_ci() -> None:
    start = (ROOT / "README.md").read_text().partition("## Start")[2].partition("\n## ")[0]
    shown = re.findall(r"^ {4}(make \w+)$", start, re.MULTILINE)
    assert shown == ["make run", "make test"], (
        "README's Start shows two commands: one that runs LearnMentor, one that tests it"
    )
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {command.split()[1] for command in shown} <= targets, "README names a target that the Makefile does not have"
    assert "make test" in (ROOT / ".ci/run").read_text(), ".ci/run must run the command that README tells people to run"
