"""LearnMentor promises that a person sees their year as it is, and nobody else's."""

import csv
from datetime import date
from io import StringIO

import pytest
from flask import Flask

from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries.years import home_summary
from learnmentor.cpd.rules import CpdYear, EntryType
from learnmentor.cpd.targets import services as targets
from learnmentor.cpd.targets.rules import Profile, ProfileKind
from learnmentor.ground.zones import day_of
from tests import factories
from tests.conftest import HeldClock
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.page import Browser
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("time")


# The year


def test_an_empty_year_says_what_lands_here_and_offers_to_log(as_amina: Browser) -> None:
    page = as_amina.get("/cpd")
    assert page.h1 == "CPD year 2026-27"
    assert "Nothing in 2026-27 yet" in page.words
    assert "30 h to go" in page.words
    assert page.click("Log something").h1 == "Log something"


def test_the_year_shows_its_figures_apart_and_says_how_each_was_counted(mine: Ledger, as_amina: Browser) -> None:
    mine.study("C1-S1", active=22)
    mine.study("C1-S2", active=19, claimed=15)
    mine.log(minutes=330)
    mine.db.commit()
    figures = [words.get_text(" ", strip=True) for words in as_amina.get("/cpd").soup.select(".figures > div")]
    assert figures[0].startswith("Planned 1 h What the authors planned for the 2 segments")
    assert figures[1].startswith("Active 41 min Measured on the screen")
    assert figures[2].startswith("Claimed 5 h 45 min 5 h 30 min you logged yourself")
    assert "15 min you claimed for studying segments away from the screen" in figures[2]


def test_the_ring_tells_studied_from_logged(mine: Ledger, as_amina: Browser) -> None:
    mine.study()
    mine.log(minutes=90)
    mine.db.commit()
    ring = as_amina.get("/cpd").one(".ring__picture")
    assert ring["aria-label"] == "2 h of 30 h: Segments 30 min, Logged by you 1 h 30 min"


def test_a_shortfall_is_said_with_what_would_close_it(mine: Ledger, as_amina: Browser, time: HeldClock) -> None:
    mine.log(minutes=600)
    mine.db.commit()
    assert "20 h to go. 40 more segments of half an hour would close it" in as_amina.get("/cpd").words
    time.tick(days=365)
    over = as_amina.get("/cpd/2026-27").words
    assert "The year closed 20 h short of the target. If you did something then" in over


def test_a_reached_target_is_said_with_what_is_to_spare(mine: Ledger, as_amina: Browser) -> None:
    for day in (1, 2, 3):
        mine.log(on=date(2026, 10, day), minutes=605 // 15 * 15 + 15)
    mine.db.commit()
    assert "You have reached the target, with 45 min to spare." in as_amina.get("/cpd").words


def test_the_target_says_how_it_was_worked_out(as_amina: Browser) -> None:
    page = as_amina.get("/cpd")
    assert "How was 30 h worked out?" in page.words
    assert "SI 2007/2116" in page.words


def test_the_kinds_are_drawn_and_tabled(mine: Ledger, as_amina: Browser) -> None:
    mine.study()
    mine.log(minutes=90, type=EntryType.READING)
    mine.db.commit()
    page = as_amina.get("/cpd")
    assert [label.get_text() for label in page.soup.select(".bars__label")] == ["Reading", "Online segment"]
    table = [cell.get_text() for cell in page.soup.select("[aria-label^='Hours by kind'] tfoot td")]
    assert table == ["2", "30 min", "22 min", "1 h 30 min", "2 h"]


def test_each_year_keeps_what_it_had(mine: Ledger, as_amina: Browser) -> None:
    mine.log(on=date(2026, 8, 31), minutes=120, title="Last day of the old year")
    mine.log(on=date(2026, 9, 1), minutes=60, title="First day of the new")
    mine.db.commit()
    now = as_amina.get("/cpd")
    assert "Last day of the old year" not in now.words
    old = now.click("2025-26")
    assert "Last day of the old year" in old.words
    assert "First day of the new" not in old.words


@pytest.mark.parametrize("address", ["/cpd/2027-28", "/cpd/2026-28", "/cpd/nonsense", "/cpd/2027-28/evidence-pack"])
def test_years_that_have_not_come_or_do_not_exist_are_not_found(as_amina: Browser, address: str) -> None:
    assert as_amina.get(address).status == 404


def test_long_years_are_paged_without_a_gap_or_a_repeat(mine: Ledger, as_amina: Browser) -> None:
    mine.fill(120)
    mine.db.commit()
    page, seen = as_amina.get("/cpd"), []
    while True:
        seen += [link.get_text() for link in page.soup.select("#entries tbody a")]
        if not page.soup.find("a", string="Older entries"):
            break
        page = page.click("Older entries")
    assert sorted(seen) == [f"Entry {number:05}." for number in range(1, 121)]


@pytest.mark.parametrize("place", ["x", "2026-11-12", "2026-11-12.", "2026-13-45.1", "2026-11-12." + "9" * 20])
def test_an_address_with_a_broken_place_shows_the_newest(mine: Ledger, as_amina: Browser, place: str) -> None:
    mine.log(title="Still here")
    mine.db.commit()
    assert "Still here" in as_amina.get("/cpd", query={"older-than": place}).words


def test_a_thousand_entries_cost_no_more_statements_than_one(app: Flask, mine: Ledger, as_amina: Browser) -> None:
    def cost() -> int:
        with statements(app) as sent:
            assert as_amina.get("/cpd").status == 200
        return len(sent)

    mine.log()
    mine.db.commit()
    few = cost()
    mine.fill(1000)
    mine.db.commit()
    assert cost() == few <= 10


def test_the_home_page_asks_twice(app: Flask, mine: Ledger) -> None:
    mine.study()
    mine.log(minutes=90)
    with statements(app) as sent:
        year = home_summary(mine.db, VAULT, person_id=mine.person.id, on=date(2026, 11, 21))
    assert len(sent) == 2
    assert (year.label, year.counted_minutes, year.target_minutes) == ("2026-27", 120, 1800)
    assert [(part.label, part.minutes) for part in year.parts] == [("Segments", 30), ("Logged by you", 90)]


def test_the_home_page_counts_only_the_kinds_that_count_and_only_what_is_in_force(mine: Ledger) -> None:
    reading = Profile(ProfileKind.CUSTOM, minutes=600, categories=(EntryType.READING,))
    targets.choose_profile(mine.db, person_id=mine.person.id, profile=reading, at=NOW)
    mine.study()
    mine.log(minutes=90)
    mine.correct(mine.log(minutes=60, type=EntryType.READING), minutes=75, type=EntryType.READING)
    mine.withdraw(mine.log(minutes=15, type=EntryType.READING))
    year = home_summary(mine.db, VAULT, person_id=mine.person.id, on=date(2026, 11, 21))
    assert (year.counted_minutes, year.target_minutes) == (75, 600)
    assert [(part.label, part.minutes) for part in year.parts] == [("Segments", 0), ("Logged by you", 75)]


# The spreadsheet


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_columns_of_the_spreadsheet_are_named_as_readers_know_them(as_amina: Browser) -> None:
    heading = as_amina.get("/cpd/2026-27/entries.csv").response.get_data(as_text=True).splitlines()[0]
    assert heading.lstrip("\ufeff") == (
        "Date,Activity,Type,Provider,Counted minutes,Counted as,Planned minutes,Active minutes,Claimed minutes,"
        "Attended minutes,Confirmed by,Segment,Version,Status,Line,Files"
    )


def test_the_spreadsheet_holds_what_the_screen_shows(mine: Ledger, as_amina: Browser) -> None:
    mine.study("C1-S1", active=22)
    withdrawn = mine.log(title="Taken back")
    mine.withdraw(withdrawn)
    corrected = mine.log(title="Wrong", minutes=60)
    mine.correct(corrected, title="Right", minutes=75)
    mine.db.commit()
    page = as_amina.get("/cpd")
    answer = page.click("as a spreadsheet").response
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cpd-2026-27.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = _rows(answer.text)
    assert [row["Activity"] for row in rows] == [link.get_text() for link in page.soup.select("#entries tbody a")]
    assert {row["Activity"]: (row["Counted minutes"], row["Status"]) for row in rows} == {
        "Right": ("75", "counts"),
        "Taken back": ("0", "withdrawn"),
        "C1-S1 Many meanings": ("30", "counts"),
    }


@pytest.mark.parametrize("title", ["=1+1", "+44", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "＝1"])
def test_no_spreadsheet_takes_a_title_for_a_formula(mine: Ledger, as_amina: Browser, title: str) -> None:
    mine.log(title=title, provider=title)
    mine.db.commit()
    row = _rows(as_amina.get("/cpd/2026-27/entries.csv").text)[0]
    assert row["Activity"] == row["Provider"] == f"'{title}"


def test_the_spreadsheet_of_a_long_year_is_whole(mine: Ledger, as_amina: Browser) -> None:
    mine.fill(1100)
    mine.db.commit()
    rows = _rows(as_amina.get("/cpd/2026-27/entries.csv").text)
    assert len({row["Activity"] for row in rows}) == len(rows) == 1100


# Whose it is


def test_nobody_else_finds_an_entry_its_files_or_its_forms(
    mine: Ledger, personas: dict[str, factories.Person], app: Flask, stranger: Browser
) -> None:
    entry = mine.log(prose=Prose(reflection="Mine alone."))
    mine.db.commit()
    addresses = [f"/cpd/entries/{entry.public_id}{more}" for more in ("", "/correction", "/withdrawal")]
    for address in addresses:
        for person in personas.values():
            assert Browser(app).sign_in(person).get(address).status == 404
        assert stranger.get(address).status == 303
    assert Browser(app).sign_in(personas["grace"]).post(addresses[2], {"explanation": ""}).status == 404
    assert mine.lines()[-1].kind == "own"


def test_reflections_stand_on_no_page_but_the_entrys_own(mine: Ledger, as_amina: Browser) -> None:
    entry = mine.log(prose=Prose(reflection="Between me and me."))
    mine.db.commit()
    assert "Between me and me." in as_amina.get(f"/cpd/entries/{entry.public_id}").words
    for address in ("/cpd", "/cpd/2026-27/entries.csv", "/cpd/2026-27/evidence-pack"):
        assert "Between me and me." not in as_amina.get(address).text


# One entry


def test_an_entry_shows_all_that_was_ever_written_about_it(mine: Ledger, as_amina: Browser) -> None:
    first = mine.log(title="Feedback day", minutes=180)
    second = mine.correct(first, minutes=150, title="Feedback half-day", prose=Prose(explanation="We stopped at noon."))
    mine.db.commit()
    page = as_amina.get(f"/cpd/entries/{second.public_id}")
    assert page.h1 == "Feedback half-day"
    assert "We stopped at noon." in page.words
    old = page.click("see line 1")
    assert old.h1 == "Feedback day"
    assert old.click("See it as it stands now").h1 == "Feedback half-day"
    assert not old.soup.find("a", string="Correct")


def test_an_entry_from_a_segment_names_the_version_studied_and_stands(mine: Ledger, as_amina: Browser) -> None:
    entry = mine.study("C1-S1", active=22)
    mine.db.commit()
    page = as_amina.get(f"/cpd/entries/{entry.public_id}")
    assert "C1-S1 , version 1" in page.words
    assert "22 min, measured on the screen" in page.words
    assert not page.soup.find("a", string="Correct")
    assert as_amina.get(f"/cpd/entries/{entry.public_id}/correction").status == 403


def test_markup_in_what_was_typed_is_shown_and_not_run(mine: Ledger, as_amina: Browser) -> None:
    entry = mine.log(title="<b>Bold</b>", prose=Prose(impact="<script>alert(1)</script>"))
    mine.db.commit()
    page = as_amina.get(f"/cpd/entries/{entry.public_id}")
    assert page.h1 == "<b>Bold</b>"
    assert "<script>alert(1)</script>" in page.words


def test_without_its_key_an_entry_still_opens_and_says_what_is_wrong(
    app: Flask, mine: Ledger, as_amina: Browser
) -> None:
    entry = mine.log(prose=Prose(impact="Sealed."))
    mine.db.commit()
    assert entry.prose is not None
    entry.prose.body = entry.prose.body[:-1] + b"\x00"
    mine.db.commit()
    assert "this server cannot open it" in as_amina.get(f"/cpd/entries/{entry.public_id}").words


def test_the_year_that_a_day_belongs_to_follows_the_wall_clock(as_amina: Browser, time: HeldClock) -> None:
    time.moment = time.moment.replace(year=2027, month=8, day=31, hour=23, minute=30)  # half past midnight in summer
    assert as_amina.get("/cpd").h1 == "CPD year 2027-28"
    assert CpdYear.of(day_of(time.moment, "Europe/London")).label == "2027-28"
