"""The page of a segment is put together from parts: whatever its text says, a person's own values stand in place."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study
from learnmentor.courses.study.views import frame as segment_page
from learnmentor.courses.study.views import segment as segment_views
from learnmentor.courses.study.views import sheet
from tests import factories
from tests.assessment import samples
from tests.page import Browser, Page

AT = "/segments/c1-s1"
NAMED = (
    "-=token=-", "-=address=-", "-=browser=-", "-name-", "token", "address", "browser", "{{ csrf_token() }}",
    "{{ it.token }}", '<div data-activity="cel-coach"></div>', "\ue000activity0\ue001", "0" * 32,
)  # fmt: skip


def escaped(words: str) -> str:
    """As a cleaned text has them, in an attribute too."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def naming(activity: dict[str, Any], words: str) -> dict[str, Any]:
    """The activity with the words in its prose, in code, in an attribute, and in plain texts."""
    said = escaped(words)
    html = f'<p>{said}</p><p><code>{said}</code> <abbr title="{said}">x</abbr> <a href="/{said}">y</a></p>'
    changed = {key: html if key.endswith("_html") and value else value for key, value in activity.items()}
    for key in ("options", "pairs", "items", "cards", "statements"):
        changed |= {key: [{**each, "html": html} for each in activity[key]]} if key in activity else {}
    return {**changed, "title": words, **({"questions": [words]} if "questions" in activity else {})}


@pytest.fixture(autouse=True)
def drawn_anew() -> Iterator[None]:
    for kept in (sheet._alike, segment_page._parts):
        kept.cache_clear()
    yield
    for kept in (sheet._alike, segment_page._parts):
        kept.cache_clear()


def own(page: Page) -> dict[str, str]:
    """A person's own values, as the page has them outside its activities."""
    study = page.one("[data-study]")
    return {"csrf_token": str(study["data-token"]), "browser": str(study["data-browser"])}


def forms(page: Page) -> list[Tag]:
    """The forms of activities."""
    return page.soup.select("form.activity__form")


@pytest.mark.parametrize("words", NAMED)
def test_a_text_that_names_what_stands_for_a_person_s_values_is_shown_as_it_is(
    db: Session, as_amina: Browser, as_ben: Browser, words: str
) -> None:
    activities = [naming(activity, words) for activity in samples.one_of_each()]
    factories.unit(db, "C1", activities=activities)
    db.commit()
    for page in (as_amina.get(AT), as_ben.get(AT), as_amina.get(AT)):
        values = own(page)
        assert len(forms(page)) == len(activities)
        for form, activity in zip(forms(page), activities, strict=True):
            assert form["action"] == f"{AT}/activities/{activity['id']}"
            assert {name: form.select_one(f"[name={name}]")["value"] for name in values} == values
        asked = page.one(f"#activity-{activities[0]['id']}")
        assert words in asked.get_text()
        assert asked.select_one("code").get_text() == words
        assert asked.select_one("abbr")["title"] == words
        assert asked.select_one("a")["href"] == f"/{words}"


def test_what_one_person_was_shown_is_not_shown_to_the_next(db: Session, as_amina: Browser, as_ben: Browser) -> None:
    factories.unit(db, "C1", activities=samples.one_of_each())
    db.commit()
    first, second = as_amina.get(AT), as_ben.get(AT)
    assert not set(own(first).values()) & set(own(second).values())
    for value in own(first).values():
        assert value not in second.text


def test_at_the_newest_version_forms_are_sent_to_it(
    db: Session, as_amina: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.unit(db, "C1", activities=[samples.quiz()])
    db.commit()
    monkeypatch.setattr(sheet, "at_newest", lambda *_: True)
    assert [form["action"] for form in forms(as_amina.get(AT))] == [f"{AT}/activities/cel-coach?version=new"]


def kept() -> int:
    """How many frames of pages are kept."""
    return int(segment_page._parts.cache_info().currsize)


def test_the_frame_is_drawn_once_for_everybody_with_the_same_roles(
    db: Session, app: Flask, as_amina: Browser, as_ben: Browser
) -> None:
    factories.unit(db, "C1", activities=samples.one_of_each())
    other = factories.person(db, name="Tom & <Jo>")
    db.commit()
    hers, his, theirs = as_amina.get(AT), as_ben.get(AT), Browser(app).sign_in(other).get(AT)
    assert kept() == 2
    assert [link.get_text() for link in his.soup.select(".menu__link")].count("Studio") == 1
    for page, name in ((hers, "Amina Yusuf"), (theirs, "Tom & <Jo>")):
        assert "Studio" not in page.words
        assert page.one(".account__button").get_text() == f"Your account: {name}"


def test_a_kept_frame_is_the_page_that_would_be_drawn_anew(
    db: Session, app: Flask, as_amina: Browser, as_ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.unit(db, "C1", activities=samples.one_of_each())
    db.commit()
    as_ben.get(AT)
    for browser in (as_amina, as_ben):
        page = browser.get(AT)
        with monkeypatch.context() as patch:
            patch.setattr(sheet, "page", sheet.whole_page)
            patch.setattr(segment_views, "page", sheet.whole_page)
            anew = browser.get(AT)
        assert page.text.replace(own(page)["csrf_token"], "T") == anew.text.replace(own(anew)["csrf_token"], "T")


def test_what_is_said_once_is_said_to_one_person_once(db: Session, as_amina: Browser, as_ben: Browser) -> None:
    factories.unit(db, "C1", activities=[samples.reflection()])
    db.commit()
    as_ben.get(AT)
    page = as_amina.get(AT).submit("Done writing", text="I waited for the kettle and said nothing at all.").follow()
    assert page.one("body")["data-kept-ok"]
    for browser in (as_amina, as_ben):
        assert "data-kept-ok" not in browser.get(AT).one("body").attrs


def test_active_time_and_the_end_of_a_study_are_one_s_own(
    db: Session, amina: Person, as_amina: Browser, as_ben: Browser
) -> None:
    factories.unit(db, "C1", segments=1)
    db.commit()
    as_ben.get(AT)
    segment = db.scalars(select(Segment)).one()
    study = Study(
        person_id=amina.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=factories.LONG_AGO,
        touched_at=factories.LONG_AGO, active_seconds=754,
    )  # fmt: skip
    db.add(study)
    db.commit()
    assert as_amina.get(AT).one("[data-study]")["data-active"] == "754"
    assert as_ben.get(AT).one("[data-study]")["data-active"] == "0"
    study.completed_at = factories.LONG_AGO
    db.commit()
    assert "data-finished" in as_amina.get(AT).one("[data-study]").attrs
    assert "data-finished" not in as_ben.get(AT).one("[data-study]").attrs
