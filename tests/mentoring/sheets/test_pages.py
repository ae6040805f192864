"""Forms on pages: filled in, shown, compared, made targets; two windows, a file filled in offline, and bad input."""

import io
from pathlib import Path

import pikepdf
import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session

from learnmentor.config import Settings
from learnmentor.ground.db import Base
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.learning_plan import services as planning
from learnmentor.mentoring.learning_plan.rules import PlanWords
from learnmentor.mentoring.learning_plan.services import LineIds
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField
from learnmentor.mentoring.sheets import queries, services
from learnmentor.mentoring.sheets.catalogue import BEGUN_ALONE, FORMS
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.sheets.rules import SheetKind
from learnmentor.mentoring.targets.rules import TargetWords
from learnmentor.mentoring.working_forms import working_form
from tests import factories
from tests.database_file import bytes_on_disk
from tests.mentoring.conftest import NOW, Two
from tests.page import Browser, Page, upload

PAIR = "/pairs/aminaandmei"
CANARY = "ringouzel"


@pytest.fixture
def mentor(app: Flask, pair: Two) -> Browser:
    """Amina's browser."""
    return Browser(app).sign_in(pair.mentor)


@pytest.fixture
def mentee(app: Flask, pair: Two) -> Browser:
    """Mei's browser."""
    return Browser(app).sign_in(pair.mentee)


def begin(browser: Browser, kind: str, *, at: str = "/mentoring/forms") -> Page:
    """The first part of a form that was begun."""
    return browser.post(at, {"kind": kind}).follow()


def whole(page: Page) -> Page:
    """The page of the form that this is a part of."""
    return page.click("All parts")


def test_an_audit_is_compared_once_both_are_ready_and_its_gap_becomes_a_target_once(
    db: Session, mentor: Browser, mentee: Browser
) -> None:
    factories.unit(db, "O6")
    db.commit()
    written = begin(mentee, "F4", at=f"{PAIR}/forms").browser.get(f"{PAIR}/forms").click("Subject skills audit")
    part = written.click("2. Breadth").submit("Save and go on", breadth_self_view="new", breadth_evidence="Colour, May")
    assert "Part 3 of 11" in part.follow().words

    assert "Subject skills audit: write your view, if you like" in mentor.get(PAIR).words
    listed = mentor.get(f"{PAIR}/forms")
    assert "Not shown to you" in listed.words
    theirs = listed.click("Subject skills audit")
    assert "Colour, May" not in theirs.words
    view = theirs.submit("Write my view").follow().click("All parts").click("2. Breadth")
    view.submit("Save", breadth_mentor_view="secure", breadth_view_evidence="I saw the colour wheel").follow()
    whole(view).submit("Show it to Mei Tan").follow()

    view_id = view.browser.address.split("/")[3]
    assert mentee.get(f"{PAIR}/forms/{view_id}").status == mentee.get(f"/mentoring/forms/{view_id}").status == 404
    assert "finish yours, and read the other view" in mentee.get(PAIR).words
    waiting = mentee.get(f"{PAIR}/forms").click("view waits until you finish yours")
    assert "I saw the colour wheel" not in waiting.words
    own = waiting.click("Write on it").submit("I have finished this").follow()
    both = mentee.get(f"{PAIR}/forms").click("Read Amina Yusuf’s view")
    assert "I saw the colour wheel" in both.words
    assert "You: New to me. Amina Yusuf: Secure" in both.words
    assert "not shown to Amina Yusuf yet" in mentee.get(f"{PAIR}/learning-plan").words

    own.submit("Show it to Amina Yusuf").follow()
    assert "Colour, May" in mentor.get(f"{PAIR}/forms").click("Subject skills audit").words
    gap = mentee.get(f"{PAIR}/learning-plan")
    assert gap.soup.select("a[href='/segments/o6-s1']")
    line = gap.click("Make it a target")
    refused = line.submit("Put it in the plan", need="Colour correction")
    assert (refused.status, refused.errors()) == (422, ["Fill this in: Objective"])
    sent = {"objective": "Teach one session on colour", "by_when": "15 January 2027", "help": "The salon"}
    planned = refused.submit("Put it in the plan", **sent).follow()
    assert "It is a target now" in planned.words
    assert "This area was made a target before" in refused.submit("Put it in the plan", **sent).follow().words
    read = mentor.get(f"{PAIR}/learning-plan").words
    assert all(said in read for said in ("Colour correction", "Teach one session on colour", "The salon", "Open"))
    assert mentor.get(f"{PAIR}/learning-plan.pdf").response.mimetype == "application/pdf"

    mentee.get(f"{PAIR}/forms").click("Subject skills audit").submit("Take it back").follow()
    assert "Colour, May" not in mentor.get(f"{PAIR}/forms").click("Subject skills audit").words


def test_what_was_written_in_two_windows_stands_in_both(mentee: Browser) -> None:
    one = begin(mentee, "F7")
    other = mentee.get(mentee.address)
    one.submit("Save", reference="Brighton 2017", sector="schools").follow()
    met = other.submit("Save", reference="NFER 2008").follow()
    assert "Both are kept below" in met.words
    assert met.one("#reference").get_text().strip() == "Brighton 2017\nNFER 2008"
    assert met.one("input[name=sector][value=schools]").has_attr("checked")


def test_a_script_saves_and_is_told_what_the_page_now_knows(mentee: Browser) -> None:
    part = begin(mentee, "F9")
    address, seen = mentee.address, str(part.one("input[name=seen]")["value"])
    typed = {"learning_goals": "To wait", "seen": seen}
    saved = mentee.post(address, typed, Accept="application/json").response.get_json()
    assert saved["both"] is False
    assert saved["seen"] != seen
    again = {"learning_goals": "To wait and ask", "seen": saved["seen"]}
    assert mentee.post(address, again, Accept="application/json").response.get_json()["both"] is False
    assert mentee.get(address).one("#learning_goals").get_text().strip() == "To wait and ask"
    whole(mentee.get(address)).submit("I have finished this").follow()
    late = mentee.post(address, again, Accept="application/json")
    assert (late.status, late.response.get_json()["error"]) == (409, "finished")


def test_a_file_filled_in_offline_is_looked_over_and_kept(mentee: Browser) -> None:
    begin(mentee, "F9").submit("Save", learning_goals="To wait").follow()
    form = whole(mentee.get(mentee.address))
    text = form.click("Take it as Markdown").text.replace("To wait", "To wait longer").encode()
    looked = form.click("Bring in a file").submit("Look at it", file=upload(text, "f9.md"))
    assert "To wait longer" in looked.words
    assert "changed here and in the file" not in looked.words
    kept = looked.submit("Keep it").follow()
    assert "To wait longer" in kept.words
    assert kept.words.count("To wait") == 1
    wrong = kept.click("Bring in a file").submit("Look at it", file=upload(b"---\nform: F5\n---\n", "f5.md"))
    assert (wrong.status, wrong.errors()[0][:30]) == (422, "Line 1: This is not form F9. D")


def test_what_cannot_be_kept_is_said_beside_it_and_the_rest_is_given_back(mentee: Browser) -> None:
    part = begin(mentee, "F5")
    refused = part.submit("Save", by_when_1="soon", evidence_1="Our agreement of May")
    assert refused.status == 422
    assert len(refused.errors()) == 1
    assert "Our agreement of May" in refused.text
    assert mentee.post("/mentoring/forms", {"kind": "F4-view"}).status == 404
    empty = whole(part).submit("I have finished this").follow()
    assert "Nothing is written on this form yet" in empty.words
    assert empty.submit("Delete").status == 422
    assert "The form is deleted" in empty.submit("Delete", sure="yes").follow().words


def test_a_checklist_over_time_is_a_picture_and_a_table(mentor: Browser) -> None:
    for state in ("not-yet", "in-place"):
        part = begin(mentor, "F5")
        part.submit("Save", status_1=state).follow()
        whole(part).submit("I have finished this").follow()
    page = mentor.get("/mentoring/forms").click("See what has moved")
    assert "Not yet, then in place" in page.words
    assert [len(row.find_all("td")) for row in page.soup.select("tbody tr")] == [2] * 12
    assert len(page.soup.select(".track__dot")) == 2


def filled(definition: FormDefinition, words: str) -> dict[str, object]:
    """Every field of a form with words in it, as long as it takes."""
    return {part.key: _answer(part, words) for part in definition.parts() if isinstance(part, PaperField)}


def _answer(part: PaperField, words: str) -> object:
    if part.kind in (FieldKind.TEXT, FieldKind.LONG):
        return (f"{words} " * part.limit)[: part.limit].strip()
    picked = [each.value for each in part.choices]
    return {FieldKind.PICK: picked[:1], FieldKind.MULTI: [picked], FieldKind.TICK: [True]}.get(
        part.kind, ["2026-11-30"]
    )[0]


def kept(db: Session, vault: Vault, owner_id: int, kind: SheetKind, answers: dict[str, object]) -> Sheet:
    """A sheet with answers."""
    made = services.begin(db, vault, owner_id=owner_id, kind=kind, pair=None, public_id=f"full{kind}", at=NOW)
    services.keep(db, vault, made, definition=FORMS[kind].definition, typed=answers, seen={}, at=NOW)
    return made


def test_no_word_of_any_field_of_any_form_lies_open_in_the_database(
    db: Session, app: Flask, pair: Two, settings: Settings
) -> None:
    vault = app.config["VAULT"]
    for kind, form in FORMS.items():
        sheet = kept(db, vault, pair.mentee.id, kind, filled(form.definition, CANARY))
        assert CANARY in str(queries.answers(vault, sheet))
    planning.make_line(
        db, vault, pair.pair, sheet, area="breadth", words=PlanWords(CANARY, CANARY),
        objective=TargetWords(CANARY, CANARY), due_on=None, by=pair.mentee.id, ids=LineIds("aline", "atarget"), at=NOW,
    )  # fmt: skip
    db.commit()
    rows = [str(tuple(row)) for table in Base.metadata.sorted_tables for row in db.execute(table.select())]
    assert sum("fullF" in row for row in rows) >= len(FORMS)
    assert not any(CANARY in row for row in rows)
    if settings.database_url.startswith("sqlite"):  # a file to look through, with what was written ahead of it
        database = Path(settings.database_url.removeprefix("sqlite:///"))
        assert CANARY.encode() not in bytes_on_disk(database)


def test_full_notes_on_a_page_at_a_glance_are_one_page_of_paper(
    db: Session, app: Flask, pair: Two, mentee: Browser
) -> None:
    for kind in (SheetKind.LEADERS_PAGE, SheetKind.MENTORS_PAGE, SheetKind.MENTEES_PAGE):
        sheet = kept(db, app.config["VAULT"], pair.mentee.id, kind, filled(FORMS[kind].definition, "notes"))
        db.commit()
        paper = mentee.get(f"/mentoring/forms/{sheet.public_id}.pdf").response.data
        with pikepdf.open(io.BytesIO(paper)) as document:
            assert (len(document.pages), "/StructTreeRoot" in document.Root) == (1, True), kind


@pytest.mark.parametrize(
    ("kind", "code", "place"),
    [
        ("form", "F4", "/mentoring/forms#f4"),
        ("form", "F6", "/mentoring/impact"),
        ("form", "F10", "/cpd/entries/new"),
        ("form", "F12", "/mentoring/forms#f12-leaders"),
        ("page", "glance-mentees", "/mentoring/forms#f12-mentees"),
        ("page", "about", None),
    ],
)
def test_the_text_of_a_form_leads_to_where_it_is_filled_in(app: Flask, kind: str, code: str, place: str | None) -> None:
    found = working_form(kind, code)
    with app.test_request_context():
        assert (url_for(found.endpoint, _anchor=found.anchor) if found else None) == place


def test_a_finished_map_of_practice_leads_to_the_list_of_practice(mentee: Browser) -> None:
    part = begin(mentee, "F9")
    part.submit("Save", about="Two pairs in the bakery").follow()
    assert "List how it is done" not in whole(part).words
    finished = whole(part).submit("I have finished this").follow()
    assert finished.click("List how it is done").h1 == "List how mentoring is done"


def test_every_form_has_its_place_in_the_list(mentee: Browser) -> None:
    page = mentee.get("/mentoring/forms")
    assert [each["id"] for each in page.soup.select(".shelf-of-forms > li")] == [form.anchor for form in BEGUN_ALONE]
