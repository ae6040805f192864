"""LearnMentor promises at the command line: what was done is said, what was not done is explained."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from learnmentor.authoring.publishing import services as publishing
from learnmentor.cli import main
from learnmentor.ground import sqlite
from learnmentor.ground.db import database
from tests import factories
from tests.authoring import content
from tests.authoring.content import FILES, SEGMENT

Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Run:
    """Run a command on the small folder, which lies at `tmp_path`."""
    content.write(tmp_path / "content", content.folder())

    def command(*words: str) -> Result:
        return CliRunner().invoke(main, ["content", *words], obj=lambda: app)

    return command


@pytest.fixture
def root(tmp_path: Path) -> str:
    """The small folder's place."""
    return str(tmp_path / "content")


def test_a_good_folder_is_said_to_be_good(run: Run, root: str) -> None:
    result = run("check", root)
    assert result.exit_code == 0
    assert "0 to put right, 0 to look at again." in result.output


def test_a_breach_is_said_with_file_line_and_remedy_and_fails_the_command(run: Run, root: str) -> None:
    place = Path(root) / SEGMENT
    place.write_text(FILES[SEGMENT].replace("reflection: 8", "reflection: 9"))
    result = run("check", root)
    assert result.exit_code == 1
    assert f"ERROR {SEGMENT}:8: The minutes add up to 31. Make reading" in result.output
    refused = run("publish", root)
    assert refused.exit_code == 1
    assert "Nothing was published: 1 to put right." in refused.output


def test_publishing_says_what_it_did_and_does_nothing_twice(run: Run, root: str) -> None:
    first = run("publish", root)
    assert "C1-S1: revision 1" in first.output
    assert "9 published, 0 unchanged." in first.output
    assert "0 published, 9 unchanged." in run("publish", root).output


def test_while_a_course_is_looked_over_others_write(
    run: Run, root: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("publish", root)
    place = Path(root) / SEGMENT
    place.write_text(FILES[SEGMENT] + "\nOne more line.\n")
    looked_over, written = publishing.check_all, []

    def check_all(*asked: Any) -> Any:
        with app.app_context(), database().transaction() as other:
            written.append(factories.person(other, name="Somebody").id)
        return looked_over(*asked)

    monkeypatch.setattr(sqlite, "PATIENCE", 0.2)
    monkeypatch.setattr(publishing, "check_all", check_all)
    assert "C1-S1: revision 2" in run("publish", root).output
    assert written


def test_a_course_that_was_changed_while_it_was_looked_over_is_not_published(
    run: Run, root: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("publish", root)
    place = Path(root) / SEGMENT
    place.write_text(FILES[SEGMENT] + "\nOne more line.\n")
    looked_over = publishing.check_all

    def check_all(*asked: Any) -> Any:
        monkeypatch.setattr(publishing, "check_all", looked_over)
        assert "C1-S1: revision 2" in run("publish", root).output
        return looked_over(*asked)

    monkeypatch.setattr(publishing, "check_all", check_all)
    refused = run("publish", root)
    assert refused.exit_code == 1
    assert "somebody published from the studio just now" in refused.output


def test_what_was_published_is_written_out_to_the_byte(run: Run, root: str, tmp_path: Path) -> None:
    run("publish", root)
    result = run("export", str(tmp_path / "out"))
    assert "10 written, 0 unchanged." in result.output
    for file in content.folder():
        assert (tmp_path / "out" / file.path).read_bytes() == file.data
    assert "0 written, 10 unchanged." in run("export", root).output


def test_writing_out_stops_before_words_that_were_never_published(run: Run, root: str) -> None:
    run("publish", root)
    place = Path(root) / SEGMENT
    place.write_text("mine")
    result = run("export", root)
    assert result.exit_code == 1
    assert SEGMENT in result.output
    assert place.read_text() == "mine"


def test_a_missing_folder_is_a_sentence(run: Run, tmp_path: Path) -> None:
    result = run("check", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "There is no folder" in result.output


def test_a_folder_of_something_else_withdraws_nothing(run: Run, root: str, tmp_path: Path) -> None:
    run("publish", root)
    (tmp_path / "empty").mkdir()
    result = run("publish", str(tmp_path / "empty"))
    assert result.exit_code == 1
    assert "no content" in result.output


def test_a_note_longer_than_a_revision_keeps_is_refused_with_a_sentence(run: Run, root: str) -> None:
    result = run("publish", root, "--note", "x" * 301)
    assert result.exit_code == 1
    assert "Keep the note to 300 characters; this one has 301." in result.output
    assert "published" not in result.output
