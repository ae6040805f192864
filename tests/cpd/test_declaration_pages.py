"""LearnMentor promises that a year is declared in two steps and a minute, once, and stays as it was declared."""

import hashlib
import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import locked_person
from learnmentor.cpd import chain
from learnmentor.cpd.declarations import queries
from learnmentor.cpd.declarations import services as declarations
from learnmentor.cpd.declarations.rules import Declared
from learnmentor.cpd.models import CpdDeclaration
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear, EntryType
from learnmentor.cpd.targets.queries import target_of
from learnmentor.cpd.targets.rules import IFL, SET, Absence, Circumstances, Post, Profile, ProfileKind
from learnmentor.cpd.targets.services import choose_profile, keep_circumstances
from tests.conftest import HeldClock
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.page import Browser, Page

pytestmark = pytest.mark.usefixtures("time")
YEAR = CpdYear(2026)


def _declare(browser: Browser) -> Page:
    second = browser.get("/cpd").click("Look over and declare").click("This is right, go on")
    return second.submit("Declare 2026-27").follow()


def _half_time(mine: Ledger) -> None:
    """Half a post, and four months away."""
    away = Absence(date(2027, 1, 1), date(2027, 4, 30))
    told = Circumstances((Post(teaching=600, full_time=1200),), (away,))
    keep_circumstances(mine.db, VAULT, person_id=mine.person.id, circumstances=told, at=NOW)


# The year at a glance


def test_the_year_shows_its_months_and_the_pace_that_is_needed(mine: Ledger, as_amina: Browser) -> None:
    mine.study(on=date(2026, 10, 5))
    mine.log(on=date(2026, 11, 12), minutes=180)
    mine.db.commit()
    page = as_amina.get("/cpd")
    assert len(page.soup.select(".columns__month")) == 12
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("[aria-label='Hours by month'] tbody tr")]
    assert rows[1] == "October 2026 30 min 0 min 30 min –"
    assert rows[2].startswith("November 2026 0 min 3 h 3 h ")
    foot = page.one("[aria-label='Hours by month'] tfoot").get_text(" ", strip=True)
    assert foot == "All 30 min 3 h 3 h 30 min 26 h 30 min"
    assert "So far you did about 17 min a week. From here, about 40 min a week would reach the target" in page.words


def test_years_stand_side_by_side_with_what_each_holds(mine: Ledger, as_amina: Browser) -> None:
    mine.log(on=date(2026, 8, 31), minutes=120, title="Old")
    mine.log(on=date(2026, 9, 1), minutes=60, title="New")
    mine.study(on=date(2026, 9, 2))
    mine.db.commit()
    page = as_amina.get("/cpd")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select(".years tbody tr")]
    assert rows == ["2026-27 30 min 1 h 1 h 30 min 30 h –", "2025-26 0 min 2 h 2 h 30 h –"]


# Declaring


def test_a_year_is_declared_in_two_steps_without_typing_anything(mine: Ledger, as_amina: Browser) -> None:
    mine.study()
    mine.log(minutes=90, prose=Prose(impact="Shorter questions."))
    mine.db.commit()
    first = as_amina.get("/cpd").click("Look over and declare")
    assert first.words.count("Step 1 of 2") == 1
    second = first.click("This is right, go on")
    assert "In the CPD year 2026-27, from 1 September 2026 to 31 August 2027, I did 2 h of" in second.words
    assert not second.soup.select("main input:not([type=hidden]), main textarea, main select")
    shown = second.submit("Declare 2026-27").follow()
    assert shown.h1 == "Declaration of 2026-27"
    assert "Declared on 21 November 2026" in shown.words
    assert "Your record says the same today." in shown.words
    assert "You declared 2 h on 21 November 2026" in as_amina.get("/cpd").words


def test_what_may_be_missing_is_asked_and_stands_in_nobody_s_way(mine: Ledger, as_amina: Browser) -> None:
    mine.log(minutes=90)
    mine.db.commit()
    first = as_amina.get("/cpd/2026-27/declaration")
    assert "You are 28 h 30 min short of the target." in first.words
    assert "1 entry says nothing yet about what came of it." in first.words
    assert "None of this stands in your way." in first.words
    assert first.click("This is right, go on").submit("Declare 2026-27").follow().h1 == "Declaration of 2026-27"


def test_pressed_twice_it_is_declared_once(mine: Ledger, as_amina: Browser) -> None:
    mine.log()
    mine.db.commit()
    second = as_amina.get("/cpd/2026-27/declaration/statement")
    once, twice = second.submit("Declare 2026-27"), second.submit("Declare 2026-27")
    assert once.response.headers["Location"] == twice.response.headers["Location"]
    assert len(mine.db.scalars(select(CpdDeclaration)).all()) == 1


def test_a_declared_year_that_did_not_change_leads_to_its_declaration(mine: Ledger, as_amina: Browser) -> None:
    mine.log()
    mine.db.commit()
    _declare(as_amina)
    first = as_amina.get("/cpd/2026-27/declaration")
    assert "nothing has changed since" in first.words
    assert not first.soup.find("a", string="This is right, go on")
    assert as_amina.get("/cpd/2026-27/declaration/statement").follow().h1 == "Declaration of 2026-27"


def test_a_line_that_came_between_the_steps_is_shown_before_anything_is_declared(
    mine: Ledger, as_amina: Browser
) -> None:
    mine.log(minutes=60)
    mine.db.commit()
    second = as_amina.get("/cpd/2026-27/declaration/statement")
    mine.log(minutes=120, title="From another tab")
    mine.db.commit()
    refused = second.submit("Declare 2026-27")
    assert refused.status == 422
    assert "Your record or your target has changed since you opened this page" in refused.words
    assert "I did 3 h of continuing professional development" in refused.words
    assert not mine.db.scalars(select(CpdDeclaration)).all()
    mine.db.rollback()
    assert "I did 3 h" in refused.submit("Declare 2026-27").follow().words


def test_a_correction_after_it_leaves_the_first_and_makes_a_second(
    mine: Ledger, as_amina: Browser, time: HeldClock
) -> None:
    entry = mine.log(minutes=180)
    mine.db.commit()
    first = _declare(as_amina)
    mine.correct(entry, minutes=60)
    mine.db.commit()
    time.tick(days=3)
    changed = as_amina.get(first.browser.address)
    assert "1 line of the ledger came after it. It declares 3 h; the record of the year now holds 1 h." in changed.words
    again = changed.click("Declare 2026-27 again").click("This is right, go on")
    assert "This takes the place of what you declared on 21 November 2026" in again.words
    second = again.submit("Declare 2026-27").follow()
    assert "declaration 2 of the year" in second.words
    old = second.click("Declaration 1")
    assert "You declared again on 24 November 2026" in old.words
    assert "I did 3 h of continuing professional development" in old.words
    assert not old.soup.find("button", string="Answer an audit: download the evidence")


def test_a_line_of_another_year_does_not_touch_it(mine: Ledger, as_amina: Browser) -> None:
    mine.log(minutes=180)
    mine.db.commit()
    shown = _declare(as_amina)
    mine.log(on=date(2026, 8, 20), minutes=60)
    mine.db.commit()
    assert "Your record says the same today." in as_amina.get(shown.browser.address).words


def test_the_file_is_the_one_its_page_gives_the_fingerprint_of(mine: Ledger, as_amina: Browser) -> None:
    mine.log()
    mine.db.commit()
    page = _declare(as_amina)
    file = page.click("its file").response
    assert hashlib.sha256(file.data).hexdigest() in page.words
    told = json.loads(file.data)
    assert told["ledger"] == {
        "lines": 1,
        "head": mine.db.scalars(select(CpdDeclaration)).one().snapshot["ledger"]["head"],
    }
    assert "Amina" not in file.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="declaration-2026-27-1.json"'


def test_a_declaration_that_was_touched_in_the_database_says_so(mine: Ledger, as_amina: Browser) -> None:
    mine.log()
    mine.db.commit()
    page = _declare(as_amina)
    row = mine.db.scalars(select(CpdDeclaration)).one()
    row.snapshot = {**row.snapshot, "counted_minutes": 6000}
    mine.db.commit()
    assert "This is not the declaration as it was made" in as_amina.get(page.browser.address).words


# Posts and absences


def test_how_the_target_was_worked_out_stays_with_it_and_is_sealed(mine: Ledger, as_amina: Browser) -> None:
    _half_time(mine)
    mine.log(minutes=600)
    mine.db.commit()
    page = _declare(as_amina)
    assert "My target for the year is 10 h. I have reached it." in page.words
    assert "0.5 of a full post" in page.words
    row = mine.db.scalars(select(CpdDeclaration)).one()
    for text in (chain.canonical(row.snapshot), row.working or b""):
        assert b"full post" not in text
    keep_circumstances(mine.db, VAULT, person_id=mine.person.id, circumstances=Circumstances(), at=NOW)
    mine.db.commit()
    later = as_amina.get(page.browser.address)
    assert "The target was 10 h, and is now 30 h." in later.words
    assert "0.5 of a full post" in later.words


def test_with_the_working_erased_the_declaration_still_holds(mine: Ledger, as_amina: Browser) -> None:
    mine.log()
    mine.db.commit()
    page = _declare(as_amina)
    mine.db.scalars(select(CpdDeclaration)).one().working = None
    mine.db.commit()
    later = as_amina.get(page.browser.address)
    assert "The declaration holds without it." in later.words
    assert "This is not the declaration as it was made" not in later.words


def test_a_declaration_of_a_calendar_year_outlives_the_profile_it_was_made_under(
    mine: Ledger, as_amina: Browser
) -> None:
    calendar = Profile(ProfileKind.CUSTOM, minutes=120, starts=(1, 1))
    choose_profile(mine.db, person_id=mine.person.id, profile=calendar, at=NOW)
    mine.log(minutes=180)
    mine.db.commit()
    page = as_amina.get("/cpd/2026/declaration/statement").submit("Declare 2026").follow()
    assert page.h1 == "Declaration of 2026"
    choose_profile(mine.db, person_id=mine.person.id, profile=None, at=NOW)
    mine.db.commit()
    later = as_amina.get(page.browser.address)
    assert "there is no year of this name any more" in later.words
    assert not later.soup.find("button", string="Answer an audit: download the evidence")


def test_a_year_without_a_number_is_declared_by_its_hours(mine: Ledger, as_amina: Browser) -> None:
    choose_profile(mine.db, person_id=mine.person.id, profile=SET, at=NOW)
    mine.log(minutes=180)
    mine.db.commit()
    assert "a week would reach" not in as_amina.get("/cpd").words
    page = as_amina.get("/cpd/2026-27/declaration").click("This is right, go on")
    assert "No number of hours is asked of me for the year." in page.words
    assert "Target on that day no number" in page.submit("Declare 2026-27").follow().words


# Whose it is


def test_nobody_else_finds_a_declaration(
    mine: Ledger, as_amina: Browser, personas: dict[str, Person], app: Flask, stranger: Browser
) -> None:
    mine.log()
    mine.db.commit()
    address = _declare(as_amina).browser.address
    for person in personas.values():
        assert Browser(app).sign_in(person).get(address).status == 404
        assert Browser(app).sign_in(person).get(f"{address}/declaration.json").status == 404
    assert stranger.get(address).status == 303


@pytest.mark.parametrize("year", ["2027-28", "nonsense"])
def test_a_year_that_has_not_come_cannot_be_declared(as_amina: Browser, year: str) -> None:
    assert as_amina.get(f"/cpd/{year}/declaration").status == 404
    assert as_amina.post(f"/cpd/{year}/declaration").status == 404


# The service


def _made(mine: Ledger, **more: Any) -> tuple[Declared, bool]:
    target = target_of(mine.db, VAULT, person_id=mine.person.id, year=YEAR, on=NOW.date())
    seen = declarations.standing(mine.db, person_id=mine.person.id, year=YEAR, target=target).seen
    plain = {"target": target, "seen": seen, "at": NOW, "zone": "Europe/London"}
    return declarations.declare(mine.db, VAULT, learner=mine.actor, year=YEAR, **{**plain, **more})


def test_a_declaration_counts_its_owner_s_lines_alone(mine: Ledger) -> None:
    mine.log(minutes=60)
    declared, first = _made(mine)
    assert first
    assert declared.counted == 60
    assert declared.target == IFL.minutes
    assert declared.unchanged


def test_a_declaration_agrees_with_the_ledger_it_names(mine: Ledger) -> None:
    entry = mine.log(minutes=60)
    mine.log(minutes=30, on=date(2026, 8, 3), type=EntryType.READING, title="Another year")
    mine.withdraw(entry)
    mine.log(minutes=90)
    _made(mine)
    mine.db.expire_all()
    kept = queries.declared(mine.db, VAULT, person_id=mine.person.id, year=YEAR)[0]
    assert kept.unchanged
    assert kept.snapshot["ledger"]["lines"] == 4
    assert kept.snapshot["lines"]["count"] == 3
    assert kept.counted == 90


def test_the_person_s_row_is_held_while_a_year_is_frozen(mine: Ledger) -> None:
    mine.log()
    _made(mine)
    assert locked_person(mine.db, mine.person.id) is mine.db.info["locked person"][1]


def test_what_was_not_seen_is_not_declared(mine: Ledger) -> None:
    mine.log()
    with pytest.raises(declarations.ChangedMeanwhile) as refused:
        _made(mine, seen="something else")
    assert refused.value.now.lines == 1
