"""LearnMentor promises that anybody can check a pack, and an operator every ledger, with one command."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import update

from learnmentor.cli import main
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdYearSum
from learnmentor.cpd.prose import Prose
from tests.cpd.ledger import Ledger
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """The command line, on this application."""
    return lambda *arguments: CliRunner().invoke(main, list(map(str, arguments)), obj=lambda: app)


def _pack(mine: Ledger, browser: Browser, folder: Path) -> Path:
    mine.log(prose=Prose(impact="Shorter questions."))
    mine.db.commit()
    path = folder / "evidence-2026-27.zip"
    path.write_bytes(browser.get("/cpd/2026-27/evidence-pack").submit("Download the pack").response.data)
    return path


def test_a_pack_is_checked_without_settings_database_or_network(
    mine: Ledger, as_amina: Browser, tmp_path: Path
) -> None:
    path = _pack(mine, as_amina, tmp_path)
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", "from learnmentor.cli import main; main()", "verify", str(path)]
    done = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "evidence-2026-27.zip agrees with itself.")


def test_a_good_pack_is_not_said_to_prove_who_made_it(
    run: Callable[..., Result], mine: Ledger, as_amina: Browser, tmp_path: Path
) -> None:
    path = _pack(mine, as_amina, tmp_path)
    with zipfile.ZipFile(path) as archive:
        guide = archive.read("VERIFY.txt").decode()
    page = as_amina.get("/cpd/2026-27/evidence-pack").words
    for said in (run("verify", path).output, guide, page):
        assert "not signed" in said
        assert "nothing in it was changed" not in said
        assert "who made" in said
    assert "without proof" not in run("verify", path).output


def test_entries_without_proof_of_their_words_are_named(
    run: Callable[..., Result], mine: Ledger, as_amina: Browser, tmp_path: Path
) -> None:
    mine.withdraw(mine.log())
    mine.correct(mine.log(), minutes=60)
    erased = mine.log(prose=Prose(impact="Gone."))
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == erased.id).values(prose_salt=b""))
    result = run("verify", _pack(mine, as_amina, tmp_path))
    assert result.exit_code == 0
    assert "without proof: 5." in result.output


def test_a_changed_pack_is_said_to_be_one(
    run: Callable[..., Result], mine: Ledger, as_amina: Browser, tmp_path: Path
) -> None:
    path = _pack(mine, as_amina, tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    result = run("verify", path)
    assert result.exit_code == 1
    assert "This is not a ZIP file, or it was cut off." in result.output
    assert "evidence-2026-27.zip is not as it was made." in result.output


def test_a_pack_that_is_not_there_is_said_not_to_be(run: Callable[..., Result], tmp_path: Path) -> None:
    assert "does not exist" in run("verify", tmp_path / "nothing.zip").output


def test_every_ledger_of_the_installation_is_checked(run: Callable[..., Result], mine: Ledger) -> None:
    mine.log(prose=Prose(reflection="Mine."))
    mine.db.commit()
    result = run("verify")
    assert (result.exit_code, result.output) == (0, "2 ledgers, none changed.\n")


def test_a_changed_line_is_named_with_its_ledger(run: Callable[..., Result], mine: Ledger) -> None:
    entry = mine.log(minutes=60)
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(counted_minutes=600))
    mine.db.commit()
    result = run("verify")
    assert result.exit_code == 1
    assert f"Ledger {mine.person.public_id}: Line 1 was changed after it was written" in result.output


def test_swapped_files_are_noticed_through_the_digest_of_the_words(run: Callable[..., Result], mine: Ledger) -> None:
    entry = mine.log()
    mine.db.add(
        CpdFile(public_id="sneaked", entry_id=entry.id, name="a", media_type="b", size=1, sha256="c", storage_key="d")
    )
    mine.db.commit()
    assert "What was written about line 1, or its files, changed since." in run("verify").output


def test_no_words_of_anybody_are_printed(run: Callable[..., Result], mine: Ledger) -> None:
    entry = mine.log(title="Very private title", prose=Prose(reflection="Very private words"))
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(provider="changed"))
    mine.db.commit()
    assert "private" not in run("verify").output


def test_kept_sums_are_added_up_anew_by_command(mine: Ledger, run: Callable[..., Result]) -> None:
    mine.log(minutes=60)
    mine.db.execute(update(CpdYearSum).where(CpdYearSum.person_id == mine.person.id).values(by_month=[]))
    mine.db.commit()
    said = "Added up the CPD years of 2 people; those of {} were not what their lines come to."
    assert run("cpd", "rebuild-sums").output.strip() == said.format(1)
    assert run("cpd", "rebuild-sums").output.strip() == said.format(0)
    assert run("verify").exit_code == 0
