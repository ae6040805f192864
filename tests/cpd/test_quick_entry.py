"""LearnMentor promises that logging is a line, a touch and a kind; and that what was done before is logged by fewer."""

import pytest

from tests.conftest import HeldClock
from tests.cpd.ledger import Ledger
from tests.page import Browser, Page

pytestmark = pytest.mark.usefixtures("time")


def _quick(browser: Browser, **fields: str) -> Page:
    return browser.get("/cpd/entries/new").submit(
        "Log it", **{"title": "Talk with Jo", "type": "mentoring", "length": "45", **fields}
    )


def test_a_title_a_touch_and_a_kind_are_enough(mine: Ledger, as_amina: Browser) -> None:
    year = _quick(as_amina).follow()
    assert "Logged: 45 min on 21 November 2026." in year.words
    assert mine.holds()


def test_everything_else_waits_behind_one_line(as_amina: Browser) -> None:
    page = as_amina.get("/cpd/entries/new")
    more = page.one("details.disclosure")
    assert not more.has_attr("open")
    hidden = {str(field["name"]) for field in more.select("[name]")}
    assert hidden == {"provider", "impact", "reflection", "links", "files"}


def test_what_was_written_behind_it_is_shown_again_with_the_slip(as_amina: Browser) -> None:
    page = _quick(as_amina, title="", reflection="Kept")
    assert page.one("details.disclosure").has_attr("open")
    assert "Kept" in page.one('[name="reflection"]').get_text()
    assert page.one('[name="length"][checked]')["value"] == "45"


def test_typed_hours_take_the_place_of_the_touch(as_amina: Browser) -> None:
    assert "Logged: 2 h 15 min" in _quick(as_amina, hours="2.25").follow().words


@pytest.mark.parametrize("odd", ["", "44", "-15", "1e9", "x"])
def test_a_length_that_is_not_offered_is_none(as_amina: Browser, odd: str) -> None:
    page = _quick(as_amina, length=odd)
    assert page.status == 422
    assert page.errors() == ["Say how long it took, for example 1.5."]


def test_a_year_that_is_over_asks_for_the_day(as_amina: Browser) -> None:
    page = as_amina.get("/cpd/entries/new", query={"year": "2025-26"})
    assert page.one('[name="on"]').get("value", "") == ""


# Once more


def test_an_earlier_entry_begins_a_new_one_without_its_thoughts(mine: Ledger, as_amina: Browser) -> None:
    _quick(as_amina, provider="Northfield", impact="Something", reflection="Private")
    form = as_amina.get("/cpd").click("Talk with Jo").click("Log it again")
    assert form.one('[name="title"]')["value"] == "Talk with Jo"
    assert form.one('[name="provider"]')["value"] == "Northfield"
    assert form.one('[name="on"]')["value"] == "2026-11-21"
    assert form.one('[name="length"][checked]')["value"] == "45"
    assert "Private" not in form.text
    assert "Something" not in form.text
    assert "Logged: 45 min" in form.submit("Log it").follow().words
    mine.db.rollback()
    assert [line.counted_minutes for line in mine.lines()] == [45, 45]


def test_the_newest_different_things_are_offered_on_the_form(mine: Ledger, as_amina: Browser) -> None:
    for title in ("Oldest", "Talk", "Book", "talk", "Visit"):
        mine.log(title=title, minutes=15)
    mine.withdraw(mine.log(title="Withdrawn", minutes=15))
    mine.study()
    mine.db.commit()
    page = as_amina.get("/cpd/entries/new")
    assert [link.get_text() for link in page.soup.select("nav.again a")] == ["Visit", "talk", "Book"]
    copied = page.click("Visit")
    assert copied.one('[name="length"][checked]')["value"] == "15"
    assert not copied.one('[name="hours"]').get("value")  # else it would go before another touch
    assert "Logged: 1 h on" in copied.submit("Log it", length="60").follow().words


def test_a_withdrawn_entry_is_logged_again_with_the_hours_it_had(mine: Ledger, as_amina: Browser) -> None:
    gone = mine.withdraw(mine.log(minutes=105))
    mine.db.commit()
    form = as_amina.get(f"/cpd/entries/{gone.public_id}").click("Log it again")
    assert form.one('[name="hours"]')["value"] == "1.75"


def test_nobody_copies_from_anothers_ledger(mine: Ledger, as_ben: Browser) -> None:
    entry = mine.log()
    mine.db.commit()
    assert as_ben.get("/cpd/entries/new", query={"like": entry.public_id}).status == 404


def test_a_copy_keeps_its_unsent_words_apart(mine: Ledger, as_amina: Browser) -> None:
    entry = mine.log()
    mine.db.commit()
    form = as_amina.get("/cpd/entries/new", query={"like": entry.public_id})
    key = str(form.one("main form")["data-keep"])
    assert key != as_amina.get("/cpd/entries/new").one("main form")["data-keep"]
    assert key in str(form.submit("Log it", on="2026-11-20").follow().one("body")["data-kept-ok"])


# Days and clocks


def test_a_clock_that_jumps_back_breaks_no_ledger(mine: Ledger, as_amina: Browser, time: HeldClock) -> None:
    _quick(as_amina, title="Before the jump")
    time.tick(hours=-3)
    _quick(as_amina, title="After the jump")
    mine.db.rollback()
    first, second = mine.lines()
    assert (first.title, second.title) == ("Before the jump", "After the jump")
    assert first.created_at > second.created_at
    assert mine.holds()


@pytest.mark.parametrize(
    ("moment", "today", "year"),
    [
        ("2026-08-31T22:30:00", "2026-08-31", "2025-26"),  # half past eleven in London, in summer time
        ("2026-08-31T23:30:00", "2026-09-01", "2026-27"),  # already September there
        ("2026-10-25T00:30:00", "2026-10-25", "2026-27"),  # half past one, for the first time that night
        ("2026-10-25T01:30:00", "2026-10-25", "2026-27"),  # and for the second
        ("2027-03-28T00:59:59", "2027-03-28", "2026-27"),  # a second before an hour is left out
        ("2026-12-31T23:59:59", "2026-12-31", "2026-27"),
    ],
)
def test_today_is_the_day_on_the_wall(as_amina: Browser, time: HeldClock, moment: str, today: str, year: str) -> None:
    time.moment = time.moment.fromisoformat(f"{moment}+00:00")
    page = as_amina.get("/cpd/entries/new")
    assert page.one('[name="on"]')["value"] == today
    assert f"CPD year {year}" in page.words
    assert _quick(as_amina).status == 303
