"""The page of a segment is put together from parts: whatever its text says, a person's own values stand in place."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy.orm import Session

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
    sheet._alike.cache_clear()
    yield
    sheet._alike.cache_clear()


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
