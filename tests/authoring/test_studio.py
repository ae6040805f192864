"""LearnMentor promises trainers: the preview is the page, nothing typed is lost, and nobody else sees a draft."""

import dataclasses
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.authoring.models import Draft
from learnmentor.authoring.rules import digest_of
from tests import factories
from tests.authoring import content
from tests.authoring.conftest import Publish
from tests.authoring.content import FILES, SEGMENT, changed, folder
from tests.conftest import PERSONAS, HeldClock
from tests.page import Browser, Page


@pytest.fixture
def published(publish_files: Publish, time: HeldClock) -> None:
    """The small folder, published."""
    publish_files()


def begin(browser: Browser, of: str = "segment C1-S1") -> Page:
    return browser.post("/studio/drafts", {"of": of}).follow()


def drafts_in(db: Session) -> list[Draft]:
    """The drafts as stored, without holding the database while pages write to it."""
    db.rollback()
    found = list(db.scalars(select(Draft).execution_options(populate_existing=True)))
    db.expunge_all()
    db.rollback()
    return found


def draft_in(db: Session) -> Draft:
    (draft,) = drafts_in(db)
    return draft


def typed(page: Page) -> str:
    return page.one("#source").get_text().removeprefix("\n")


def fields(page: Page, source: str) -> dict[str, str]:
    return {"source": source, "seen": str(page.one("form[data-keep] input[name=seen]")["value"])}


# who may


@pytest.mark.parametrize("who", [*PERSONAS, None])
def test_the_studio_is_for_trainers(app: Flask, personas: dict[str, factories.Person], who: str | None) -> None:
    browser = Browser(app).sign_in(personas[who]) if who else Browser(app)
    assert browser.get("/studio").status == (200 if who == "ben" else 303 if who is None else 403)


def test_a_draft_is_seen_by_its_author_alone(app: Flask, db: Session, published: None, as_ben: Browser) -> None:
    begin(as_ben)
    address = f"/studio/drafts/{draft_in(db).public_id}"
    other = factories.person(db, name="Tess Moore", roles=("trainer",))
    db.commit()
    stranger = Browser(app).sign_in(other)
    for page in ("", "/changes", "/conflict", "/discard"):
        assert stranger.get(address + page).status == 403
    for page in ("", "/revision", "/discard"):
        assert stranger.post(address + page, {"source": "x"}).status == 403
    assert as_ben.get("/studio/drafts/nothing").status == 404
    assert "Draft by Ben Okafor" in stranger.get("/studio").words


# the shelf


def test_the_studio_lists_every_text_with_how_it_stands(published: None, as_ben: Browser) -> None:
    page = as_ben.get("/studio")
    assert "C1 Understanding mentoring" in page.words
    assert "C1-S1 A first meeting" in page.words
    assert "Revision 1" in page.words
    begin(as_ben)
    assert "Your draft" in as_ben.get("/studio").words


def test_a_text_among_many_is_found_by_its_unit_and_a_draft_at_the_top(published: None, as_ben: Browser) -> None:
    page = as_ben.get("/studio")
    jumps = {link.text: link["href"] for link in page.soup.select(".jumps a")}
    assert page.soup.select(".shelf h2")[0].text.startswith(next(iter(jumps)))
    assert all(page.one(address) for address in jumps.values())
    assert "Your drafts" not in page.words
    begin(as_ben)
    assert "Your drafts: " in as_ben.get("/studio").words


def test_the_studio_speaks_to_trainers_of_texts_and_not_of_files(published: None, as_ben: Browser) -> None:
    words = as_ben.get("/studio").words
    assert not re.search(r"\bfiles?\b|\bfolder\b", words, re.IGNORECASE)
    text = FILES[SEGMENT].replace("id: C1-S1", "id: C9-S1").replace("unit: C1", "unit: C9")
    page = begin(as_ben)
    words = as_ben.post(page.browser.address, fields(page, text)).follow().words
    assert "This text is in the unit C1: write that, or start a new segment in C9." in words


def test_a_text_that_simply_stands_says_so_once_on_a_phone(published: None, as_ben: Browser) -> None:
    assert as_ben.get("/studio").soup.select("td.shelf__usual")
    begin(as_ben)
    row = next(row for row in as_ben.get("/studio").soup.select("tr") if "Your draft" in row.get_text())
    assert not row.select("td.shelf__usual")


def test_an_empty_studio_says_what_to_do(as_ben: Browser) -> None:
    words = as_ben.get("/studio").words
    assert "learnmentor content publish" in words or "Waits to be published" in words


def test_a_file_that_changed_is_shown_as_newer(
    app: Flask, published: None, as_ben: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [*changed(SEGMENT, "on the stairs", "in a lift"), *content.folder()[:0]]
    content.write(tmp_path / "content", files)
    extra = tmp_path / "content/units/C1-understanding/7-only-here.md"
    extra.write_text(FILES[SEGMENT].replace("C1-S1", "C1-S7").replace("A first meeting", "Only here"))
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(settings, content_dir=tmp_path / "content"))
    words = as_ben.get("/studio").words
    assert "A newer text waits" in words
    assert "Only here Waits to be published" in words


# writing


def test_a_draft_begins_from_the_published_text(published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    assert page.h1 == "A first meeting, draft"
    assert typed(page) == FILES[SEGMENT]
    assert "Nothing to put right" in page.words


def test_beginning_again_goes_on_with_the_draft_that_is_there(db: Session, published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    page.submit("Save and preview", source="half a thought")
    assert typed(begin(as_ben)) == "half a thought"
    assert draft_in(db).base_sha256 == digest_of(FILES[SEGMENT])


def test_the_preview_is_the_learner_s_page(db: Session, published: None, as_ben: Browser, as_amina: Browser) -> None:
    preview = begin(as_ben).one("[data-preview] .prose")
    article = as_amina.get("/segments/c1-s1").one("article.prose")
    for selector in ("figure img", "h2", ".activity__title", ".govuk-radios__item label"):
        shown = [(tag.name, tag.get("src"), tag.get_text()) for tag in preview.select(selector)]
        assert [each for each in shown if "A first meeting" not in each[2]] == [
            (tag.name, tag.get("src"), tag.get_text()) for tag in article.select(selector)
        ]
    assert not preview.select("form")


def test_what_was_typed_is_kept_and_checked(db: Session, published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    source = FILES[SEGMENT].replace("reflection: 8", "reflection: 9")
    after = page.submit("Save and preview", source=source.replace("\n", "\r\n")).follow()
    assert draft_in(db).source == source
    assert typed(after) == source
    assert "1 thing to put right" in after.words
    assert "Line 8 The minutes add up to 31." in after.words


def test_the_studio_knows_which_sections_a_source_has(db: Session, publish_files: Publish, as_ben: Browser) -> None:
    listed = FILES["sources.md"].replace("**Health", "**Sections:** s.1 to s.5.\n\n**Health")
    publish_files(folder({"sources.md": listed}))
    page = begin(as_ben)
    after = page.submit("Save and preview", source=FILES[SEGMENT].replace("[LLUK s.5]. See", "[LLUK s.66]. See"))
    assert "LLUK has no “s.66”." in after.follow().words


def test_a_note_typed_before_saving_is_still_there_afterwards(published: None, as_ben: Browser) -> None:
    after = begin(as_ben).submit("Save and preview", note="Halfway & on", change="major").follow()
    assert after.one("#note")["value"] == "Halfway & on"
    assert after.one("input[name=change][checked]")["value"] == "major"


def test_a_text_that_nobody_can_read_yet_is_kept_all_the_same(published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    for source in ("", "\n\nwords", "---\ntitle: [", "<script>alert(1)</script>", "a\n" * 3000):
        after = page.submit("Save and preview", source=source).follow()
        assert typed(after) == source
        assert after.status == 200
        page = after


def test_a_script_saves_and_gets_the_page_and_the_checks(db: Session, published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    address = f"/studio/drafts/{draft_in(db).public_id}"
    source = FILES[SEGMENT].replace("on the stairs", "by the kettle")
    said = as_ben.post(address, fields(page, source), Accept="application/json").response.json
    assert said["saved"] is True
    assert said["seen"] == digest_of(source)
    assert "by the kettle" in said["preview"]
    assert "Nothing to put right" in said["checks"]
    assert draft_in(db).source == source


def test_saving_twice_with_one_token_is_saving_once(db: Session, published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    address = f"/studio/drafts/{draft_in(db).public_id}"
    for _ in range(2):
        assert as_ben.post(address, fields(page, "the same"), Accept="application/json").response.json["saved"] is True


def test_a_tab_that_fell_behind_is_told_and_overwrites_nothing(db: Session, published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    address = f"/studio/drafts/{draft_in(db).public_id}"
    as_ben.post(address, fields(page, "from the first tab"))
    behind = as_ben.post(address, fields(page, "from the second tab"), Accept="application/json")
    assert (behind.status, behind.response.json["saved"]) == (409, False)
    both = as_ben.post(address, fields(page, "from the second tab"))
    assert both.status == 409
    assert both.one("#saved").get_text().strip() == "from the first tab"
    assert typed(both) == "from the second tab"
    assert draft_in(db).source == "from the first tab"
    both.submit("Save this one in its place")
    assert draft_in(db).source == "from the second tab"


def test_what_changed_is_marked_word_by_word(published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    page.submit("Save and preview", source=FILES[SEGMENT].replace("Somebody said", "Nobody said"))
    changes = as_ben.get(page.browser.address).click("What I changed")
    assert [tag.get_text() for tag in changes.soup.select(".diff del")] == ["Somebody"]
    assert [tag.get_text() for tag in changes.soup.select(".diff ins")] == ["Nobody"]


@pytest.mark.parametrize("name", ["awards.yaml", "programmes.yaml"])
def test_lists_are_not_drafted_where_publishing_would_not_reach_them(
    db: Session, published: None, as_ben: Browser, name: str
) -> None:
    page = as_ben.post("/studio/drafts", {"of": f"page {name}"})
    assert page.status == 422
    assert "Awards and programmes are not changed in the studio" in page.words
    assert drafts_in(db) == []


# a new segment


def test_a_new_segment_begins_with_a_text_that_explains_itself(db: Session, published: None, as_ben: Browser) -> None:
    page = as_ben.get("/studio").submit("Start writing", unit="C1", title="Ending: well?").follow()
    assert page.h1 == "Ending: well?, draft"
    assert draft_in(db).path == "units/C1-understanding/3-ending-well.md"
    assert "id: C1-S3" in typed(page)
    assert "Ask something that makes a reader look back." in page.one("[data-preview]").get_text()
    assert "to put right" in page.words
    again = as_ben.get("/studio").submit("Start writing", unit="C1", title="Another").follow()
    assert "id: C1-S4" in typed(again)


def test_a_segment_without_a_title_is_asked_for_one(published: None, as_ben: Browser) -> None:
    page = as_ben.get("/studio").submit("Start writing", title=" ")
    assert page.status == 422
    assert page.errors() == ["Give it a title, even one that you will change."]


# publishing


def test_learners_read_what_was_published(published: None, as_ben: Browser, as_amina: Browser) -> None:
    page = begin(as_ben)
    source = FILES[SEGMENT].replace("on the stairs", "by the kettle")
    done = page.submit("Publish", source=source, note="A warmer place.").follow()
    assert "C1-S1 is published as revision 2" in done.words
    assert "by the kettle" in as_amina.get("/segments/c1-s1").words
    assert "Your draft" not in done.words


def test_publishing_needs_a_note_and_keeps_what_was_typed(published: None, as_ben: Browser) -> None:
    source = FILES[SEGMENT].replace("on the stairs", "by the kettle")
    page = begin(as_ben).submit("Publish", source=source, note="")
    assert page.status == 422
    assert "Say in a sentence what changed" in page.errors()[0]
    assert typed(page) == source
    assert page.submit("Publish", note="Now with a note.").status == 303


def test_an_error_stops_publishing_and_keeps_what_was_typed(db: Session, published: None, as_ben: Browser) -> None:
    source = FILES[SEGMENT].replace("forms: []", "forms: []\ngrade: A")
    page = begin(as_ben).submit("Publish", source=source, note="Graded.")
    assert page.status == 422
    assert any("Line 12" in error and "grade" in error for error in page.errors())
    assert typed(page) == source
    right = page.submit("Publish", source=FILES[SEGMENT] + "\nMore.\n", note="Ungraded.")
    assert right.status == 303


def test_what_was_published_in_between_is_shown_beside_the_draft_and_both_are_kept(
    db: Session, published: None, publish_files: Publish, as_ben: Browser, as_amina: Browser
) -> None:
    mine = FILES[SEGMENT].replace("A first meeting", "My meeting")
    page = begin(as_ben)
    publish_files(changed(SEGMENT, "on the stairs", "in a lift"), note="Moved to the lift.")
    both = page.submit("Publish", source=mine, note="Mine.").follow()
    assert both.h1 == "Somebody published in between"
    assert "Moved to the lift" in both.words
    assert "in a lift" in both.one("#published").get_text()
    assert typed(both) == mine
    assert "in a lift" in as_amina.get("/segments/c1-s1").words
    joined = mine.replace("on the stairs", "in a lift")
    after = both.submit("Save what I brought together", source=joined).follow()
    assert "has changed since you began" not in after.words
    assert after.submit("Publish", note="Both.").status == 303
    page = as_amina.get("/segments/c1-s1")
    assert page.h1 == "My meeting"
    assert "in a lift" in page.words


def test_a_draft_can_be_discarded_after_a_look_at_what_is_lost(db: Session, published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    page.submit("Save and preview", source=FILES[SEGMENT] + "\nNew words.\n")
    ask = as_ben.get(page.browser.address).click("Discard the draft")
    assert "New words." in ask.one(".diff").get_text()
    assert draft_in(db)
    gone = ask.submit("Discard the draft").follow()
    assert "The draft is gone" in gone.words
    assert drafts_in(db) == []


def test_the_browser_forgets_its_copy_once_the_server_has_the_text(
    db: Session, published: None, as_ben: Browser
) -> None:
    page = begin(as_ben)
    key = f"draft-{draft_in(db).public_id}"
    assert page.one("form[data-keep]")["data-keep"] == key
    after = page.submit("Save and preview", source="words").follow()
    assert after.soup.body["data-kept-ok"] == key
    done = after.submit("Publish", source=FILES[SEGMENT] + "\nMore.\n", note="More.").follow()
    assert key in done.soup.body["data-kept-ok"]


def test_every_box_says_who_can_read_it(published: None, as_ben: Browser) -> None:
    page = begin(as_ben)
    for box in page.soup.select("textarea:not([readonly]), input[type=text]"):
        if box.find_parent(attrs={"data-preview": True}):
            continue
        described = " ".join(str(box.get("aria-describedby", "")).split())
        assert re.search(r"-readers\b", described), box.get("name")
