"""A command loads what it needs: each is asked in a process of its own which modules it has loaded by then."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from learnmentor import rooms
from learnmentor.cli import main
from tests.command_line import inside

HEAVY = {"alembic", "flask", "granian", "sqlalchemy", "typst", "cryptography", "markdown", "yaml"}
COMMAND = """
import json, sys
from learnmentor.cli import main
try:
    main({words!r})
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)))
"""
APPLICATION = """
import json, sys
from learnmentor import rooms
rooms.named("operator_commands:serve")
rooms.named("app:create_app")()
print(json.dumps(sorted(sys.modules)))
"""


def loaded(code: str, tmp_path: Path) -> set[str]:
    """The modules that a process has at the end of `code`."""
    environment = {
        **os.environ,
        "LEARNMENTOR_SECRET_KEY": "s" * 48,
        "LEARNMENTOR_TEXT_KEYS": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        "LEARNMENTOR_DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/none.db",
    }
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.mark.parametrize("words", [["--version"], ["--help"]], ids=" ".join)
def test_the_list_of_commands_loads_no_library_but_that_of_commands(tmp_path: Path, words: list[str]) -> None:
    assert not loaded(COMMAND.format(words=words), tmp_path) & HEAVY


@pytest.mark.parametrize("word", sorted(rooms.commands()))
def test_a_command_of_a_room_loads_no_server_no_migrations_and_no_other_command(tmp_path: Path, word: str) -> None:
    found = loaded(COMMAND.format(words=[word, "--help"]), tmp_path)
    assert not found & {"granian", "alembic", "learnmentor.demo", "learnmentor.app"}
    own = f"learnmentor.{rooms.commands()[word].lies.partition(':')[0]}"
    assert {name for name in found if re.fullmatch(r"learnmentor\.\w+\.cli", name)} == {own}


def test_the_server_loads_no_command_of_a_room_no_job_and_no_migrations(tmp_path: Path) -> None:
    found = loaded(APPLICATION, tmp_path)
    works = {f"learnmentor.{name}.{room.jobs}" for name, room in rooms.manifests().items() if room.jobs}
    assert "learnmentor.cpd.views.year" in found
    assert not found & {"alembic", "mako", "icalendar", "learnmentor.demo", "learnmentor.database_commands", *works}
    assert not {name for name in found if re.fullmatch(r"learnmentor\.\w+\.cli", name)}


def test_a_command_is_described_in_the_list_as_in_its_own_help() -> None:
    listed = main.get_help(main.make_context("learnmentor", [], resilient_parsing=True))
    for word, command in inside(main):
        said = command.get_short_help_str(limit=200)
        assert " ".join(said.split()) in " ".join(listed.split()), f"Write this beside {word} where it is named: {said}"
