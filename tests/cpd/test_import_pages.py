"""LearnMentor promises that a table comes in after it was looked at, once, and goes out as it came."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import LOGGABLE
from learnmentor.cpd.tables import services as tables
from learnmentor.cpd.tables.reading import Cleaning, read
from learnmentor.web.forms import single_line, trimmed
from tests import factories
from tests.cpd import samples
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.page import Browser, Page, upload

pytestmark = pytest.mark.usefixtures("time")

TABLE = (
    "Date,Activity,Type,Hours,Provider,Reflection\n"
    "12/11/2026,Feedback day,workshop,1.5,AoC,I talked too much\n"
    "13/11/2026,Read about questioning,reading,0.75,,\n"
)


def _looked_over(browser: Browser, text: str = TABLE) -> Page:
    page = browser.get("/cpd/import").submit("Look it over", table=text)
    assert page.status == 200
    return page


def _entries(mine: Ledger) -> int:
    mine.db.rollback()
    found = mine.db.scalar(select(func.count()).where(CpdEntry.person_id == mine.person.id)) or 0
    mine.db.rollback()  # a test that only looks holds no lock
    return found


def test_a_table_is_shown_before_anything_is_added(mine: Ledger, as_amina: Browser) -> None:
    page = _looked_over(as_amina)
    assert "2 entries to add, 2 h 15 min in all." in page.words
    assert "Feedback day Workshop · AoC · with your words" in page.words
    assert "12 Nov 2026" in page.words
    assert _entries(mine) == 0


def test_a_table_that_was_looked_at_comes_in(mine: Ledger, as_amina: Browser) -> None:
    year = _looked_over(as_amina).submit("Add 2 entries").follow()
    assert "2 entries added, 2 h 15 min in all." in year.words
    assert "I talked too much" in year.click("Feedback day").words
    assert mine.holds()


def test_nothing_comes_in_twice(mine: Ledger, as_amina: Browser) -> None:
    page = _looked_over(as_amina)
    assert [page.submit("Add 2 entries").status for _ in range(2)] == [303, 303]
    assert _entries(mine) == 2
    again = _looked_over(as_amina)
    assert "Nothing to add yet. 2 lines left alone." in again.words
    assert "in your record already" in again.words
    more = _looked_over(as_amina, TABLE + "14/11/2026,A talk with Jo,mentoring,1,,\n")
    more.submit("Add 1 entry")
    assert _entries(mine) == 3


def test_what_was_corrected_or_withdrawn_since_stays_so(mine: Ledger, as_amina: Browser) -> None:
    _looked_over(as_amina).submit("Add 2 entries")
    day, book = mine.lines()
    found = {line.sequence: mine.db.scalars(select(CpdEntry).where(CpdEntry.public_id == line.public_id)).one()
             for line in (day, book)}  # fmt: skip
    mine.correct(found[day.sequence], title="Feedback day", minutes=60)
    mine.withdraw(found[book.sequence])
    mine.db.commit()
    page = _looked_over(as_amina)
    assert "in your record, and corrected since" in page.words
    assert "in your record, and withdrawn since" in page.words


def test_slips_are_named_and_the_table_is_kept(mine: Ledger, as_amina: Browser) -> None:
    wrong = TABLE + "soon,Day,lunch,1,,\n"
    page = _looked_over(as_amina, wrong)
    assert "Line 4 Date “soon” is no date we can read. Write day, month, year: 12/11/2026." in page.words
    assert "Line 4 Type “lunch” is no kind we know. Choose one of: reading, workshop" in page.words
    assert page.one("textarea").get_text().strip() == wrong.strip()
    left = page.submit("Add 2 entries, leave the rest out")
    assert "2 entries added, 2 h 15 min in all. The rest waits below." in left.words
    assert left.one("textarea").get_text().strip() == wrong.strip()
    assert "Nothing to add yet. 2 lines left alone. 2 slips to mend." in left.words
    mended = wrong.replace("soon", "14/11/2026").replace("lunch", "other")
    year = left.submit("Look it over again", table=mended).submit("Add 1 entry").follow()
    assert "1 entry added, 1 h in all." in year.words
    assert "cpd-import" in year.one("body")["data-kept-ok"]
    assert _entries(mine) == 3


def test_a_table_changed_after_it_was_shown_is_shown_again(mine: Ledger, as_amina: Browser) -> None:
    page = _looked_over(as_amina).submit("Add 2 entries", table=TABLE.replace("1.5", "3"))
    assert page.status == 200
    assert "3 h 45 min in all" in page.words
    assert _entries(mine) == 0


@pytest.mark.parametrize("line_end", ["\r", "\n", "\r\n"])
def test_the_first_press_adds_whatever_ends_the_lines(mine: Ledger, as_amina: Browser, line_end: str) -> None:
    content = TABLE.replace("\n", line_end).encode()
    page = as_amina.get("/cpd/import").submit("Look it over", file=upload(content, "hours.csv"))
    as_a_browser_sends_it = page.one("textarea").get_text().replace("\n", "\r\n")
    assert page.submit("Add 2 entries", table=as_a_browser_sends_it).status == 303
    assert _entries(mine) == 2


def test_an_entry_is_known_again_in_another_normal_form(mine: Ledger, as_amina: Browser) -> None:
    _looked_over(as_amina, TABLE.replace("AoC", "Café")).submit("Add 2 entries")
    again = _looked_over(as_amina, TABLE.replace("AoC", "CAFE\u0301").replace("Feedback", "Feed\u200bback"))
    assert "Nothing to add yet. 2 lines left alone." in again.words
    assert _entries(mine) == 2


def test_pasted_lines_with_marks_are_as_many_entries(mine: Ledger, as_amina: Browser) -> None:
    pasted = (
        "Date\tActivity\tType\tHours\r\n"
        '10/11/2026\t"Stretch\tworkshop\t1\r\n11/11/2026\tCircle\tmentoring\t1\r\n'
        '12/11/2026\tA chapter"\treading\t1\r\n'
    )
    year = _looked_over(as_amina, pasted).submit("Add 3 entries").follow()
    assert "3 entries added, 3 h in all." in year.words
    mine.db.rollback()
    assert [(line.on.day, line.title, line.counted_minutes) for line in mine.lines()] == [
        (10, '"Stretch', 60),
        (11, "Circle", 60),
        (12, 'A chapter"', 60),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_a_file_is_read_as_its_spreadsheet_wrote_it(as_amina: Browser, encoding: str) -> None:
    content = TABLE.replace("AoC", "Café").encode(encoding)
    page = as_amina.get("/cpd/import").submit("Look it over", file=upload(content, "hours.csv"))
    assert "Workshop · Café" in page.words


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Paste a table here, or choose a file below."),
        ({"table": "  "}, "Paste a table here, or choose a file below."),
        ({"table": "x" * 400_001}, "This is more than 400,000 characters. Bring it in as several tables."),
        ({"file": ("hours.xlsx", samples.EXCEL)}, "hours.xlsx is not a CSV file. Save it as CSV in your spreadsheet"),
        ({"file": ("hours.csv", samples.EXCEL)}, "hours.csv is not a CSV file. Save it as CSV in your spreadsheet"),
        ({"file": ("hours.csv", samples.PDF)}, "hours.csv is not a CSV file."),
        ({"file": ("hours.csv", b"{\\rtf1 Date}")}, "hours.csv is not a CSV file."),
        ({"file": ("hours.csv", b"Date\x01Hours")}, "hours.csv is not a CSV file."),
        ({"file": ("film.csv", b"a" * 1_600_001)}, "film.csv is too large for a table of entries."),
        ({"file": ("empty.csv", b"")}, "Paste a table here, or choose a file below."),
    ],
)
def test_what_is_no_table_says_what_to_do(mine: Ledger, as_amina: Browser, sent: dict[str, Any], says: str) -> None:
    if "file" in sent:
        name, content = sent["file"]
        sent = {"file": upload(content, name)}
    page = as_amina.get("/cpd/import").submit("Look it over", **sent)
    assert page.status == 422
    assert says in page.errors()[0]


def test_a_year_that_is_closed_is_not_written_into(as_amina: Browser) -> None:
    page = _looked_over(as_amina, TABLE.replace("12/11/2026", "31/08/2025"))
    assert "The earliest day you can log is 1 September 2025." in page.words


# Out, and in again


def _exported(as_amina: Browser) -> str:
    answer = as_amina.get("/cpd/import").click("Download all your entries").response
    assert answer.mimetype == "text/csv"
    return answer.get_data(as_text=True)


def test_the_export_holds_ones_own_words_and_nobody_elses(mine: Ledger, as_amina: Browser) -> None:
    mine.log(title="=1+1", prose=Prose("Mine alone", "They ask", links=("https://a.example", "https://b.example")))
    mine.study("C1-S1")
    mine.withdraw(mine.log(title="Not mine", minutes=60))
    mine.db.commit()
    rows = list(csv.DictReader(io.StringIO(_exported(as_amina).removeprefix("\ufeff"), newline="")))
    assert [row["Activity"] for row in rows] == ["'=1+1", "C1-S1 Many meanings", "Not mine"]
    assert rows[0]["Reflection"] == "Mine alone"
    assert rows[0]["Links"] == "https://a.example\nhttps://b.example"
    assert [row["Status"] for row in rows] == ["counts", "counts", "withdrawn"]


def test_ones_own_export_brings_nothing_new(mine: Ledger, as_amina: Browser) -> None:
    mine.log(title="=1+1")
    mine.log(title="Twice", minutes=60)
    mine.log(title="Twice", minutes=60)
    mine.study("C1-S1")
    mine.db.commit()
    page = _looked_over(as_amina, _exported(as_amina))
    assert "Nothing to add yet. 4 lines left alone." in page.words


_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
_TITLE = st.one_of(_TEXT, st.text(alphabet="'=+-@ ab", max_size=8))
_LINKS = st.lists(st.from_regex(r"https://[a-z]{1,9}\.example/[a-z'=,;]{0,5}", fullmatch=True), max_size=3)
_LINES = st.lists(
    st.tuples(
        st.builds(single_line, _TITLE).filter(bool),
        st.builds(single_line, _TEXT),
        st.dates(date(2026, 9, 1), date(2026, 11, 21)),
        st.sampled_from(LOGGABLE),
        st.integers(1, 8).map(lambda quarters: quarters * 15),
        st.builds(Prose, st.builds(trimmed, _TEXT), st.builds(trimmed, _TEXT), links=_LINKS.map(tuple)),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lines=_LINES)
def test_an_export_comes_in_elsewhere_and_goes_out_again_to_the_byte(db: Session, lines: list[Any]) -> None:
    first, second = (Ledger(db, factories.person(db)) for _ in range(2))
    for title, provider, on, kind, minutes, prose in lines:
        first.log(title=title, provider=provider, on=on, type=kind, minutes=minutes, prose=prose)
    out = "".join(tables.as_csv(db, VAULT, person_id=first.person.id))
    table = read(out, first=date(2026, 9, 1), today=date(2026, 11, 21), cleaning=Cleaning(single_line, trimmed))
    taken = tables.take_in(db, VAULT, table, learner=second.actor, source="import:x", at=NOW)
    assert not taken.slips
    assert len(taken.found) == len(lines)
    assert "".join(tables.as_csv(db, VAULT, person_id=second.person.id)) == out
    again = tables.take_in(db, VAULT, table, learner=second.actor, source="import:y", at=NOW)
    assert not again.found
    assert second.holds()
    db.rollback()


def test_a_thousand_lines_come_in_at_once(app: Flask, mine: Ledger, as_amina: Browser) -> None:
    rows = "".join(f"{1 + n % 28}/10/2026,Part {n},workshop,0.25\n" for n in range(1000))
    page = _looked_over(as_amina, "Date,Activity,Type,Hours\n" + rows)
    assert page.submit("Add 1000 entries").status == 303
    assert _entries(mine) == 1000
