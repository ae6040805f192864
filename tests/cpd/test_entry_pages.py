"""LearnMentor promises that logging takes a minute, once, and that nothing typed is lost."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import func, select

from learnmentor.cpd.models import CpdEntry, CpdFile
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault
from tests.conftest import HeldClock
from tests.cpd import samples
from tests.cpd.ledger import Ledger
from tests.page import Browser, Page, upload

pytestmark = pytest.mark.usefixtures("time")

GOOD = {
    "title": "Observed a colleague's welding lesson",
    "on": "2026-11-12",
    "hours": "1.5",
    "type": "observing",
    "provider": "Northfield College",
    "reflection": "I wanted to step in, and did not.",
    "impact": "We plan the opening together now.",
    "links": "https://example.org/lesson",
}


def _log(browser: Browser, **fields: Any) -> Page:
    return browser.get("/cpd/entries/new").submit("Log it", **{**GOOD, **fields})


def _kept(page: Page) -> dict[str, str]:
    return {
        name: _value(page.one(f'[name="{name}"]'))
        for name in ("title", "on", "provider", "reflection", "impact", "links")
    }


def _value(field: Tag) -> str:
    return field.get_text().strip() if field.name == "textarea" else str(field.get("value", ""))


def _entries(mine: Ledger) -> int:
    mine.db.rollback()
    found = mine.db.scalar(select(func.count()).where(CpdEntry.person_id == mine.person.id)) or 0
    mine.db.rollback()  # a test that only looks holds no lock
    return found


def test_what_is_logged_stands_in_the_year(mine: Ledger, as_amina: Browser) -> None:
    page = _log(as_amina).follow()
    assert "Logged: 1 h 30 min on 12 November 2026." in page.words
    entry = page.click("Observed a colleague's welding lesson")
    for words in (
        "Observing",
        "Northfield College",
        "1 h 30 min",
        *GOOD["links"].split(),
        GOOD["reflection"],
        GOOD["impact"],
    ):
        assert words in entry.words
    assert mine.holds()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Say in a few words what you did."),
        ({"title": "   "}, "Say in a few words what you did."),
        ({"title": "x" * 201}, "Keep this to 200 characters; it has 201. There is room for more below."),
        ({"on": ""}, "Say on which day it was."),
        ({"on": "soon"}, "“soon” is no date we can read. Write day, month, year: 12/11/2026."),
        ({"on": "2026-11-22"}, "This day has not come yet. The latest you can log is today, 21 November 2026."),
        ({"on": "2025-08-31"}, "This day is too long ago. The earliest you can log is 1 September 2025."),
        ({"hours": ""}, "Say how long it took, for example 1.5."),
        (
            {"hours": "a while"},
            "“a while” is no length of time we can read. Write the hours as a number, for example 1.5 or 0.75.",
        ),
        (
            {"hours": "-1.5"},
            "“-1.5” is less than nothing. Write a number that is more than zero, for example 1.5 or 1:30.",
        ),
        ({"hours": "1.4"}, "Hours are logged in quarters. Choose 1.25 or 1.5."),
        ({"hours": "0"}, "Log at least a quarter of an hour: 0.25."),
        (
            {"hours": "25"},
            "one entry can be at most 24 hours: log each day on its own. If minutes are meant, write 25 min.",
        ),
        ({"type": ""}, "Choose the kind that fits best."),
        ({"type": "online segment"}, "Not a valid choice."),
        ({"links": "example.org"}, "“example.org” is not a web address. Begin each line with https://."),
        (
            {"links": "javascript:alert(1)"},
            "“javascript:alert(1)” is not a web address. Begin each line with https://.",
        ),
        ({"links": "\n".join(f"https://example.org/{n}" for n in range(11))}, "Add at most ten links."),
    ],
)
def test_each_slip_gets_its_sentence_and_the_rest_is_kept(
    mine: Ledger, as_amina: Browser, wrong: dict[str, str], says: str
) -> None:
    page = _log(as_amina, **wrong)
    assert page.status == 422
    assert len(page.errors()) == 1
    assert page.errors()[0].endswith(says)
    assert page.soup.select_one(f"#{next(iter(wrong))}-error")
    expected = {**GOOD, **wrong}
    assert _kept(page) == {name: expected[name].strip() for name in _kept(page)}
    assert _value(page.one('[name="hours"]')) == expected["hours"]
    assert _entries(mine) == 0


def test_the_summary_names_slips_in_the_order_of_the_page(as_amina: Browser) -> None:
    wrong = {"title": "", "on": "", "hours": "", "type": "", "provider": "x" * 201, "links": "example.org"}
    long = {"impact": "x" * 10_001, "reflection": "x" * 10_001}
    page = _log(as_amina, **wrong, **long, files=[upload(b"", "empty.pdf")])
    named = [str(link["href"]) for link in page.soup.select(".govuk-error-summary li a")]
    fields = [f"#{field['id']}" for field in page.soup.select("main [aria-invalid]")]
    assert len(fields) == 9
    assert named == fields


def test_characters_that_no_database_keeps_do_no_harm(mine: Ledger, as_amina: Browser) -> None:
    odd = "a\x00b\x07c\u202ed\ufffe 😀"
    assert _log(as_amina, title=odd, provider=odd, reflection=odd, impact=odd).status == 303
    assert mine.holds()


def test_a_day_of_twenty_five_hours_names_the_hours_already_there(mine: Ledger, as_amina: Browser) -> None:
    mine.log(on=date(2026, 11, 12), minutes=195)
    mine.db.commit()
    page = _log(as_amina, hours="22")
    (said,) = page.errors()
    assert said.startswith("You already have 3 h 15 min on 12 November 2026. With another 22 h that would be more than")


def test_two_presses_or_two_tabs_make_one_entry(mine: Ledger, as_amina: Browser) -> None:
    form = as_amina.get("/cpd/entries/new")
    answers = [form.submit("Log it", **GOOD) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].response.headers["Location"] == answers[1].response.headers["Location"]
    assert _entries(mine) == 1


def test_a_form_sent_back_with_something_else_in_it_is_not_swallowed(mine: Ledger, as_amina: Browser) -> None:
    form = as_amina.get("/cpd/entries/new")
    form.submit("Log it", **GOOD)
    second = form.submit("Log it", **{**GOOD, "title": "Something else"})
    assert second.status == 422
    assert "it was logged as “Observed a colleague's welding lesson”" in second.errors()[0]
    assert second.submit("Log it").status == 303
    assert _entries(mine) == 2


def test_a_form_sent_again_from_behind_says_that_it_was_logged_and_begins_anew(mine: Ledger, as_amina: Browser) -> None:
    form = as_amina.get("/cpd/entries/new")
    assert form.one("main form")["autocomplete"] == "off"  # else a browser that goes back fills in what was sent
    form.submit("Log it", **GOOD)
    page = form.submit("Log it", **{**GOOD, "hours": "2"}).follow()
    assert "You logged this a moment ago" in page.words
    assert _kept(page) == dict.fromkeys(_kept(page), "") | {"on": "2026-11-21"}
    assert page.click(GOOD["title"]).click("Correct").h1 == "Correct an entry"
    assert _entries(mine) == 1
    assert page.submit("Log it", **{**GOOD, "on": "2026-11-13"}).status == 303
    assert _entries(mine) == 2


def test_nobody_is_told_of_anothers_entry(mine: Ledger, as_amina: Browser, as_ben: Browser) -> None:
    entry = mine.log()
    mine.db.commit()
    for stray in (entry.public_id, "nothing"):
        assert as_ben.get("/cpd/entries/new", query={"logged": stray}).status == 404


def test_a_form_without_its_token_still_logs(mine: Ledger, as_amina: Browser) -> None:
    assert as_amina.post("/cpd/entries/new", {**GOOD, "token": "' or 1=1 --"}).status == 303
    assert as_amina.post("/cpd/entries/new", {**GOOD, "title": "Second"}).status == 303
    assert _entries(mine) == 2


def test_on_any_form_a_day_of_an_open_year_goes_into_its_year(mine: Ledger, as_amina: Browser) -> None:
    year = _log(as_amina, on="2026-08-31").follow()
    assert year.h1 == "CPD year 2025-26"
    assert "Logged: 1 h 30 min on 31 August 2026." in year.words
    assert GOOD["title"] in year.words


def test_an_earlier_year_is_logged_on_its_own_form(mine: Ledger, as_amina: Browser) -> None:
    form = as_amina.get("/cpd/2025-26").click("Log something")
    assert form.submit("Log it", **{**GOOD, "on": "2026-07-01"}).follow().h1 == "CPD year 2025-26"
    assert as_amina.get("/cpd/entries/new", query={"year": "2019-20"}).status == 404


# Files


def test_files_come_back_as_they_were_sent_and_cannot_be_run(mine: Ledger, as_amina: Browser) -> None:
    _log(as_amina, files=[upload(samples.PDF, "Slides – final.pdf"), upload(samples.WORD, "notes.docx")])
    entry = as_amina.get("/cpd").click("Observed a colleague")
    answer = entry.click("Slides – final.pdf").response
    assert answer.data == samples.PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert entry.click("notes.docx").response.data == samples.WORD


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([("empty.pdf", b"")], "empty.pdf is empty."),
        ([("slides.pdf", b"Not found")], "slides.pdf holds only text, which is not what its name says"),
        ([("run.exe", b"MZ\x90\x00")], "run.exe is of a kind that cannot be added."),
        ([("large.pdf", samples.PDF + b"\x00" * 1024 * 1024)], "large.pdf is 1.0 MB. Each file can be at most 1 MB"),
        ([(f"{n}.txt", b"text") for n in range(6)], "An entry can have at most 5 files."),
        ([("good.txt", b"text"), ("page.html", b"<p>")], "page.html is a web page and cannot be added."),
    ],
)
def test_files_that_cannot_be_added_say_why(
    app: Flask, mine: Ledger, as_amina: Browser, files: list[tuple[str, bytes]], says: str
) -> None:
    before = _stored(app)
    page = _log(as_amina, files=[upload(content, name) for name, content in files])
    assert page.status == 422
    assert says in page.errors()[0]
    assert _kept(page)["reflection"] == GOOD["reflection"]
    assert (_entries(mine), _stored(app)) == (0, before)


def test_a_slip_elsewhere_says_that_the_files_must_be_chosen_again(as_amina: Browser) -> None:
    page = _log(as_amina, title="", files=[upload(samples.PDF, "slides.pdf")])
    assert page.errors()[1] == "Choose your files again: a page cannot keep them while you put the rest right."


def test_an_upload_beyond_all_measure_gets_a_page_and_not_a_broken_connection(mine: Ledger, as_amina: Browser) -> None:
    page = _log(as_amina, files=[upload(samples.PDF + b"\x00" * 7 * 1024 * 1024, "film.pdf")])
    assert page.status == 413
    assert _entries(mine) == 0


def _stored(app: Flask) -> set[Path]:
    store: FileStore = app.config["FILES"]
    return {path for path in store.root.rglob("*") if path.is_file()}


def test_a_full_disk_is_said_and_leaves_nothing_half_stored(
    app: Flask, mine: Ledger, as_amina: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine.db.commit()
    before = _stored(app)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    page = _log(as_amina, files=[upload(samples.PDF + b"never seen", "slides.pdf")])
    assert page.status == 422
    assert "The server has no room for your files just now. Nothing was saved." in page.errors()[0]
    assert _kept(page)["impact"] == GOOD["impact"]
    assert (_entries(mine), _stored(app)) == (0, before)


def test_what_is_refused_leaves_no_file_behind(app: Flask, mine: Ledger, as_amina: Browser) -> None:
    form = as_amina.get("/cpd/entries/new")
    form.submit("Log it", **GOOD)
    entry = as_amina.get("/cpd").click(GOOD["title"])
    one, overtaken = entry.click("Correct"), entry.click("Correct")
    one.submit("Correct it", hours="1")
    before = _stored(app)
    file = b"%PDF-1.7 only in what is refused"
    full_day = _log(as_amina, hours="24", files=[upload(file, "a.pdf")])
    repeat = form.submit("Log it", **{**GOOD, "title": "Another", "files": [upload(file, "a.pdf")]})
    same = form.submit("Log it", **{**GOOD, "files": [upload(file, "a.pdf")]})
    replaced = overtaken.submit("Correct it", files=[upload(file, "a.pdf")])
    assert [page.status for page in (full_day, repeat, same, replaced)] == [422, 422, 303, 422]
    assert _stored(app) == before


def test_somebody_elses_file_is_not_found(mine: Ledger, as_amina: Browser, as_ben: Browser) -> None:
    _log(as_amina, files=[upload(samples.TEXT, "notes.txt")])
    file = mine.db.scalar(select(CpdFile).join(CpdFile.entry).where(CpdEntry.person_id == mine.person.id))
    assert file is not None
    mine.db.rollback()
    assert as_amina.get(f"/cpd/files/{file.public_id}").status == 200
    assert as_ben.get(f"/cpd/files/{file.public_id}").status == 404


# Correct


def _logged(mine: Ledger, browser: Browser, **fields: Any) -> Page:
    _log(browser, **fields)
    return browser.get("/cpd").click(GOOD["title"])


def test_a_correction_begins_with_what_stands_and_takes_its_place(mine: Ledger, as_amina: Browser) -> None:
    form = _logged(mine, as_amina).click("Correct")
    assert _kept(form) == {name: GOOD[name] for name in _kept(form)}
    page = form.submit("Correct it", hours="1.25", explanation="Came late").follow()
    assert "1 h 15 min" in page.words
    assert "“Came late”" in page.words
    assert GOOD["reflection"] in page.words
    assert mine.holds()


def test_files_stay_with_a_correction_unless_their_tick_is_taken_out(mine: Ledger, as_amina: Browser) -> None:
    two = [upload(samples.PDF, "one.pdf"), upload(samples.TEXT, "two.txt")]
    form = _logged(mine, as_amina, files=two).click("Correct")
    ticked = [box["value"] for box in form.soup.select('[name="kept"]')]
    page = form.submit("Correct it", kept=ticked[1:], files=[upload(samples.PNG, "three.png")]).follow()
    names = [link.get_text() for link in page.soup.select('a[href^="/cpd/files/"]')]
    assert names == ["two.txt", "three.png"]


def test_the_same_correction_from_two_tabs_is_one(mine: Ledger, as_amina: Browser) -> None:
    form = _logged(mine, as_amina).click("Correct")
    answers = [form.submit("Correct it", hours="2") for _ in range(2)]
    assert answers[0].response.headers["Location"] == answers[1].response.headers["Location"]
    assert _entries(mine) == 2


def test_a_correction_that_another_tab_overtook_keeps_what_was_typed(mine: Ledger, as_amina: Browser) -> None:
    entry = _logged(mine, as_amina)
    one, other = entry.click("Correct"), entry.click("Correct")
    one.submit("Correct it", title="From the first tab")
    page = other.submit("Correct it", reflection="Long thoughts from the second tab")
    assert page.status == 422
    assert "it is now “From the first tab”" in page.errors()[0]
    assert _kept(page)["reflection"] == "Long thoughts from the second tab"


def test_a_correction_cannot_leave_its_year(mine: Ledger, as_amina: Browser) -> None:
    page = _logged(mine, as_amina).click("Correct").submit("Correct it", on="2026-08-01")
    assert page.status == 422
    (said,) = page.errors()
    assert said.startswith("A correction stays in its CPD year, 2026-27. Choose a day from 1 September 2026 to")
    assert said.endswith("for another year, withdraw this entry and log it again.")


def test_words_that_no_key_opens_are_not_replaced_by_nothing(app: Flask, mine: Ledger, as_amina: Browser) -> None:
    entry = _logged(mine, as_amina)
    form = entry.click("Correct")
    app.config["VAULT"], kept = Vault((b"another key of 32 bytes in all..",)), app.config["VAULT"]
    try:
        refused = form.submit("Correct it", hours="1").follow()
        asked = as_amina.get(form.browser.address + "/correction").follow()
        links = [link.get_text().strip() for link in asked.soup.select("main a")]
    finally:
        app.config["VAULT"] = kept
    for page in (refused, asked):
        assert "This entry cannot be corrected until what you wrote in it can be opened again." in page.words
    assert "Correct" not in links
    assert _entries(mine) == 1


# Withdraw


def test_withdrawing_asks_first_and_then_takes_the_minutes_out(mine: Ledger, as_amina: Browser) -> None:
    entry = _logged(mine, as_amina)
    question = entry.click("Withdraw")
    assert "1 h 30 min will no longer count toward 2026-27" in question.words
    year = question.submit("Withdraw it", explanation="Not mine").follow()
    assert "It no longer counts." in year.words
    assert "30 h to go" in year.words
    again = question.submit("Withdraw it")
    assert again.status == 303
    assert _entries(mine) == 2
    shown = as_amina.get("/cpd").click(GOOD["title"])
    assert "Withdrawn" in shown.words
    assert not shown.soup.find("a", string="Correct")


def test_withdrawing_what_was_corrected_meanwhile_shows_the_newest(mine: Ledger, as_amina: Browser) -> None:
    entry = _logged(mine, as_amina)
    question = entry.click("Withdraw")
    entry.click("Correct").submit("Correct it", hours="2")
    page = question.submit("Withdraw it").follow()
    assert "changed in the meantime, so it was not withdrawn" in page.words
    assert "2 h" in page.words


def test_the_forms_of_a_replaced_entry_lead_to_the_newest(mine: Ledger, as_amina: Browser) -> None:
    first = mine.log()
    second = mine.correct(first, minutes=60)
    mine.db.commit()
    for form in ("correction", "withdrawal"):
        answer = as_amina.get(f"/cpd/entries/{first.public_id}/{form}")
        assert answer.response.headers["Location"] == f"/cpd/entries/{second.public_id}"


def test_a_form_left_open_over_midnight_still_logs_for_yesterday(
    mine: Ledger, as_amina: Browser, time: HeldClock
) -> None:
    mine.db.commit()
    form = as_amina.get("/cpd/entries/new")
    time.tick(hours=15)
    assert form.submit("Log it", **{**GOOD, "on": "2026-11-21"}).status == 303
