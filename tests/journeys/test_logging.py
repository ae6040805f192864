"""Between two lessons: something logged by a line and two touches, a draft that comes back, a table brought in."""

import pytest
from flask import Flask

from learnmentor.accounts.models import Person
from tests.journeys.conftest import Visitor

# as cells of a spreadsheet are pasted
TABLE = "Date\tActivity\tType\tHours\n12/11/2026\tFeedback day\tworkshop\t1.5\nsoon\tA book\treading\t1\n"


@pytest.fixture
def published() -> None:
    """This story needs no content."""


@pytest.mark.usefixtures("time")
def test_logging_takes_a_line_and_two_touches(app: Flask, amina: Person, visitor: Visitor) -> None:
    visitor.enter(app, amina)
    visitor.open("/cpd/entries/new")
    page = visitor.page
    page.get_by_label("What did you do?").fill("Talked with Jo about her group")
    page.get_by_label("45 min", exact=True).check()
    page.get_by_label("What kind of activity").select_option("mentoring")
    visitor.look("filled")
    page.get_by_role("button", name="Log it").click()
    page.get_by_text("Logged: 45 min on 21 November 2026.").wait_for()
    page.get_by_role("link", name="Log something").first.click()
    page.get_by_role("link", name="Talked with Jo").click()
    assert page.get_by_label("45 min", exact=True).is_checked()
    visitor.look("once-more")
    page.get_by_role("button", name="Log it").click()
    page.get_by_role("heading", name="CPD year").wait_for()


@pytest.mark.usefixtures("time")
def test_a_draft_behind_add_more_comes_back_in_sight(app: Flask, amina: Person, visitor: Visitor) -> None:
    visitor.enter(app, amina)
    visitor.open("/cpd/entries/new")
    page = visitor.page
    page.get_by_text("Add more").click()
    page.get_by_label("What did you take from it?").fill("I spoke too early")
    page.wait_for_timeout(500)
    visitor.open("/cpd/entries/new")
    page.get_by_text("it was not sent yet, so we put it back").wait_for()
    assert page.get_by_label("What did you take from it?").is_visible()
    assert page.get_by_label("What did you take from it?").input_value() == "I spoke too early"
    visitor.look("put-back")


@pytest.mark.usefixtures("time")
def test_a_table_is_looked_over_mended_and_brought_in(app: Flask, amina: Person, visitor: Visitor) -> None:
    visitor.enter(app, amina)
    visitor.open("/cpd/import")
    page = visitor.page
    page.get_by_label("Paste your table").fill(TABLE)
    page.get_by_role("button", name="Look it over").click()
    page.get_by_text("“soon” is no date we can read.").wait_for()
    visitor.look("looked-over")
    page.get_by_role("button", name="Add 1 entry, leave the rest out").click()
    page.get_by_text("The rest waits below.").wait_for()
    visitor.look("rest-left")
    page.get_by_label("Paste your table").fill(TABLE.replace("soon", "13/11/2026"))
    page.get_by_role("button", name="Look it over again").click()
    page.get_by_role("button", name="Add 1 entry").click()
    page.get_by_text("1 entry added, 1 h in all.").wait_for()
    visitor.open("/cpd/import")
    assert page.get_by_label("Paste your table").input_value() == ""


@pytest.mark.usefixtures("time")
def test_a_long_paste_comes_back_whole_with_what_is_too_much(app: Flask, amina: Person, visitor: Visitor) -> None:
    visitor.enter(app, amina)
    visitor.open("/cpd/entries/new")
    page, words = visitor.page, "I wait longer now. " * 632
    page.get_by_label("What did you do?").focus()
    page.keyboard.insert_text("t" * 260)  # as a paste is typed: scripts that set a value pass any length by
    page.get_by_text("Add more").click()
    page.get_by_label("What has changed").focus()
    page.keyboard.insert_text(words)
    page.get_by_label("Or, instead, hours").fill("1:75")
    page.get_by_role("button", name="Log it").click()
    page.get_by_role("link", name="Keep this to 10,000 characters; it has 12,007.").wait_for()
    page.get_by_role("link", name="Keep this to 200 characters; it has 260.").wait_for()
    assert page.get_by_label("What did you do?").input_value() == "t" * 260
    assert page.get_by_label("What has changed").input_value() == words.strip()
    visitor.look("too-much")


@pytest.mark.usefixtures("time")
def test_a_table_with_the_line_ends_of_old_macs_is_added_by_the_first_press(
    app: Flask, amina: Person, visitor: Visitor
) -> None:
    visitor.enter(app, amina)
    visitor.open("/cpd/import")
    page = visitor.page
    written = "CPD record\rDate;Activity;Type;Duration\r12/11/2026;Café talk;workshop;1:30:00\r".encode("mac_roman")
    page.get_by_label("Or choose a CSV file").set_input_files(
        {"name": "hours.csv", "mimeType": "text/csv", "buffer": written}
    )
    page.get_by_role("button", name="Look it over").click()
    page.get_by_text("Café talk").first.wait_for()
    visitor.look("above-the-headings")
    page.get_by_role("button", name="Add 1 entry").click()
    page.get_by_text("1 entry added, 1 h 30 min in all.").wait_for()
