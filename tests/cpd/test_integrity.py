"""LearnMentor promises that a ledger which was changed is noticed within a day, without showing anybody's entries."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from learnmentor.cpd import integrity
from learnmentor.cpd.integrity import LedgerCheckResult, LedgerFault
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdLedgerCheck, CpdProse
from learnmentor.cpd.prose import Prose
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.db import Database, database
from learnmentor.ground.vault import Vault
from tests.conftest import HeldClock
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.page import Browser
from tests.statements import statements


@pytest.fixture
def ours(app: Flask) -> Database:
    """The database as the worker has it."""
    with app.app_context():
        return database()


def _check(ours: Database, mine: Ledger, vault: Vault = VAULT) -> CpdLedgerCheck:
    mine.db.commit()
    integrity.checking(vault, now=lambda: NOW)(ours, {})
    mine.db.rollback()
    return integrity.latest(mine.db)[0]


def test_whole_ledgers_are_said_to_be_whole(ours: Database, mine: Ledger) -> None:
    mine.withdraw(mine.correct(mine.log(prose=Prose("Mine alone"))))
    check = _check(ours, mine)
    assert (check.ledgers, check.lines, check.faults) == (2, 5, [])  # a stranger's two lines among them


def test_a_changed_line_is_named_by_ledger_and_number(ours: Database, mine: Ledger) -> None:
    mine.log()
    entry = mine.log(title="Very private title", prose=Prose("Very private words"))
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(counted_minutes=600))
    check = _check(ours, mine)
    (fault,) = check.faults
    assert fault["ledger"] == mine.person.public_id
    assert fault["reason"].startswith("Line 2 was changed after it was written")


def test_erased_words_leave_a_ledger_whole(ours: Database, mine: Ledger) -> None:
    entry = mine.log(prose=Prose("Words to be erased"))
    mine.db.execute(delete(CpdProse).where(CpdProse.entry_id == entry.id))
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(prose_salt=b""))
    mine.db.expire_all()
    assert _check(ours, mine).faults == []


SLIDES = KeptFile("slides.pdf", "application/pdf", 12, "a" * 64, "a" * 64)


def test_another_file_in_a_files_place_is_named_on_whatever_page_of_the_ledger_it_stands(
    ours: Database, mine: Ledger
) -> None:
    mine.log(files=[SLIDES])
    mine.fill(600)
    entry = mine.log(prose=Prose("With slides"), files=[SLIDES, SLIDES])
    assert _check(ours, mine).faults == []
    mine.db.execute(update(CpdFile).where(CpdFile.entry_id == entry.id).values(sha256="b" * 64))
    (fault,) = _check(ours, mine).faults
    assert fault["reason"] == "What was written about line 602, or its files, changed since."


def test_words_moved_to_another_line_do_not_open_there(ours: Database, mine: Ledger) -> None:
    one, other = mine.log(prose=Prose("First")), mine.log(prose=Prose("Second"))
    body = mine.db.execute(select(CpdProse.body).where(CpdProse.entry_id == one.id)).scalar_one()
    mine.db.execute(update(CpdProse).where(CpdProse.entry_id == other.id).values(body=body))
    (fault,) = _check(ours, mine).faults
    assert fault["reason"] == "What was written about line 2 opens with none of this server's keys, or was changed."


def test_a_ledger_is_read_by_its_pages_and_not_by_its_lines(app: Flask, ours: Database, mine: Ledger) -> None:
    mine.log(prose=Prose("Mine"), files=[SLIDES])
    mine.fill(600)
    mine.db.commit()
    with statements(app) as sent:
        found = integrity.check_all(lambda: ours.session(writes=False), VAULT)
    assert (found.ledgers, found.lines, list(found.faults)) == (2, 603, [])
    # who has one; lines and files of each page; where each ends, and whether it is closed; of each its sums, kept and
    # added up, its profile, and whether another account was merged into it
    assert len(sent) <= 1 + 2 * (2 + 1) + 2 + 2 * 5


def test_a_lost_key_is_not_called_a_change(ours: Database, mine: Ledger) -> None:
    mine.log(prose=Prose("Sealed"))
    (fault,) = _check(ours, mine, Vault((b"x" * 32,))).faults
    assert fault["reason"] == "What was written about line 1 opens with none of this server's keys, or was changed."


def test_checks_of_long_ago_and_faults_without_end_are_not_kept(mine: Ledger) -> None:
    for day in range(40):
        result = LedgerCheckResult(1, 1, [LedgerFault("someone", f"Line {n}") for n in range(250 if day == 39 else 0)])
        integrity.keep(mine.db, result, at=NOW + timedelta(days=day))
    kept = integrity.latest(mine.db, most=100)
    assert len(kept) == 30
    assert len(kept[0].faults) == 101
    assert kept[0].faults[-1] == {"ledger": None, "reason": "And 150 more: learnmentor verify names them all."}


def test_the_administrators_page_says_what_was_found_and_shows_no_entries(
    ours: Database, mine: Ledger, as_grace: Browser, time: HeldClock
) -> None:
    assert time() == NOW
    assert "No check yet" in as_grace.get("/people").click("Checks of the ledgers").words
    entry = mine.log(title="Very private title")
    _check(ours, mine)
    mine.db.rollback()
    page = as_grace.get("/ledgers")
    assert "All is as it was written. 2 ledgers with 3 lines, on 21 November 2026 at 10:00." in page.words
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(title="Changed title"))
    _check(ours, mine)
    mine.db.rollback()
    page = as_grace.get("/ledgers")
    assert f"Ledger {mine.person.public_id} : Line 1 was changed after it was written" in page.words
    assert "title" not in page.words
    assert mine.person.name not in page.words
