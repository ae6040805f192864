"""What is asked of the database does not grow with what a ledger holds."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, event
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.cpd.prompts import services as prompts
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries import entries, files
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.targets import working
from learnmentor.cpd.targets.rules import IFL, NONE, Circumstances, Post
from learnmentor.ground.letters import Sender
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.page import Browser
from tests.statements import statements

OFTEN = ("/", "/cpd", "/cpd/2025-26", "/units", "/programmes", "/certificates")
WEEK = timedelta(days=7, minutes=1)


def asked(db: Session, call: Callable[[], object]) -> list[str]:
    """The reads that a call makes in this session."""
    found: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            found.append(statement)

    event.listen(db.get_bind(), "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(db.get_bind(), "before_cursor_execute", note)
    return found


def test_a_letter_about_twenty_entries_is_asked_for_like_one_about_one(db: Session, mine: Ledger) -> None:
    def ask(weeks: int) -> int:
        return prompts.prompt(
            db, VAULT, person_id=mine.person.id, sender=Sender("https://learn.example", "N"), secret="s" * 48,
            at=NOW + WEEK * weeks,
        )  # fmt: skip

    first = mine.log()
    mine.correct(mine.correct(first, minutes=30), minutes=45)
    few = asked(db, lambda: ask(1))
    for number in range(19):
        entry = mine.log(minutes=15)
        if number % 2:
            mine.correct(entry, minutes=20)
    many = asked(db, lambda: ask(6))
    assert len(many) == len(few)


def test_the_newest_version_of_each_entry_is_the_one_at_the_end_of_its_chain(db: Session, mine: Ledger) -> None:
    first, second, third = (mine.log(minutes=15) for _ in range(3))
    corrected = mine.correct(mine.correct(first, minutes=30), minutes=45, prose=Prose(impact="It helped."))
    gone = mine.withdraw(second)
    wanted = [each.sequence for each in (first, second, third)]
    found = entries.newest_versions(db, person_id=mine.person.id, sequences=wanted)
    assert {key: line.id for key, line in found.items()} == dict(
        zip(wanted, (corrected.id, gone.id, third.id), strict=True)
    )
    prose = entries.prose_of(VAULT, found[first.sequence])
    assert prose is not None
    assert prose.impact == "It helped."
    assert entries.newest_versions(db, person_id=mine.person.id, sequences=[]) == {}


def test_years_weigh_together_what_they_weigh_one_by_one(db: Session, mine: Ledger) -> None:
    years = [CpdYear(begins) for begins in (2021, 2023, 2026)]
    for year in years:
        mine.log(on=date(year.begins, 11, 1), minutes=15)
    mine.log(on=date(2022, 11, 1), minutes=15)
    alone = [files.weight_of_years(db, person_id=mine.person.id, years=[year]) for year in years]
    together = files.weight_of_years(db, person_id=mine.person.id, years=years)
    assert [weight.lines for weight in alone] == [1, 1, 1]
    assert (together.lines, together.file_bytes) == (3, 0)
    assert files.weight_of_years(db, person_id=mine.person.id, years=[]) == files.Weight(0, 0)


def test_a_pack_of_ten_years_is_asked_for_like_one_of_two(app: Flask, mine: Ledger, as_amina: Browser) -> None:
    for begins in range(2015, 2026):
        mine.log(on=date(begins, 11, 1), minutes=15)
    mine.db.commit()
    sent: list[int] = []
    for years in (2, 10):
        page = as_amina.get("/cpd/2025-26/evidence-pack")
        labels = [box["value"] for box in page.soup.select("input[name=years]")]
        with statements(app) as found:
            assert page.submit("Download the pack", years=labels[:years]).status == 303
        sent.append(len(found))
    assert sent[1] <= sent[0] + 1, sent  # one pack waits already, and is looked at


@pytest.mark.usefixtures("time")
@pytest.mark.parametrize(("page", "most"), [("/", 7), ("/cpd", 5), ("/units", 4), ("/certificates", 5)])
def test_ten_years_cost_a_page_that_is_opened_often_no_more_statements_than_one_day(
    app: Flask, mine: Ledger, as_amina: Browser, page: str, most: int
) -> None:
    def cost() -> int:
        with statements(app) as sent:
            assert as_amina.get(page).status == 200
        return len(sent)

    mine.log(minutes=15)
    mine.db.commit()
    few = cost()
    for begins in range(2015, 2026):
        mine.log(on=date(begins, 11, 1), minutes=15)
    mine.fill(200)
    mine.db.commit()
    assert cost() == few <= most


@pytest.mark.usefixtures("time")
def test_pages_that_are_opened_often_put_no_statement_together_anew(
    mine: Ledger, as_amina: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine.fill(120)
    mine.db.commit()
    for page in OFTEN:
        as_amina.get(page)
    made: list[str] = []
    begin = Select.__init__

    def note(self: Select[Any], *columns: Any) -> None:
        made.append(", ".join(map(str, columns)))
        begin(self, *columns)

    monkeypatch.setattr(Select, "__init__", note)
    for page in OFTEN:
        assert as_amina.get(page).status == 200
        assert not made, page


def test_posts_and_absences_are_not_kept_with_what_years_ask_of_everybody() -> None:
    half = Circumstances((Post(teaching=500, full_time=1000),))
    working.target(IFL, NONE, CpdYear(2026))
    kept = working._of_everybody.cache_info()
    assert working.target(IFL, half, CpdYear(2026)).minutes == 900
    assert working._of_everybody.cache_info() == kept


def test_five_hundred_forgotten_files_are_looked_up_at_once(db: Session) -> None:
    keys = [f"{number:064x}" for number in range(500)]
    assert len(asked(db, lambda: rooms.files_in_use(db, keys))) == 3  # of records, of assessed work, and of the course
