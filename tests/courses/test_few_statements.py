"""What the pages and the saves of a segment ask the database: a few things, however much has been done in it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.certificates.services import publish_awards
from learnmentor.courses.study.models import Study
from learnmentor.cpd.models import CpdEntry
from tests import factories
from tests.assessment import samples
from tests.certificates.test_rules import STARTER
from tests.page import Browser, Page
from tests.statements import statements

AT = "/segments/c1-s1"
WRITTEN = "Mrs Abernathy taught me to wait for the kettle"


def save(browser: Browser, key: str, activity: str, *fields: tuple[str, str], finish: bool, at: str = AT) -> Page:
    """What the page's script sends; `key` names the browser."""
    sent = {"fields": [["browser", key], *map(list, fields)], "finish": finish}
    return browser.post(f"{at}/activities/{activity}", json=sent, Accept="application/json")


@pytest.fixture
def key(db: Session, as_amina: Browser) -> str:
    """A segment of eleven activities, begun by Amina, and the key of her browser."""
    factories.unit(db, "C1", segments=1, activities=samples.one_of_each())
    db.commit()
    key = str(as_amina.get(AT).one("[data-browser]")["data-browser"])
    assert save(as_amina, key, "first-mentor", ("text", WRITTEN), finish=False).status == 200
    return key


def asked(app: Flask, browser: Browser, key: str, *what: Any, finish: bool) -> list[str]:
    """The statements of one save."""
    with statements(app) as sent:
        assert save(browser, key, *what, finish=finish).status == 200
    return sent


def test_a_segment_page_asks_three_things(app: Flask, as_amina: Browser, key: str) -> None:
    assert key
    with statements(app) as sent:
        as_amina.get(AT)
    assert len(sent) <= 3, sent


def test_what_saves_itself_asks_six_things(app: Flask, as_amina: Browser, key: str) -> None:
    sent = asked(app, as_amina, key, "first-mentor", ("text", WRITTEN), finish=False)
    assert len(sent) <= 6, sent


def test_finishing_an_activity_and_drawing_it_again_asks_six_things(app: Flask, as_amina: Browser, key: str) -> None:
    sent = asked(app, as_amina, key, "first-mentor", ("text", WRITTEN), finish=True)
    assert len(sent) <= 6, sent
    sent = asked(app, as_amina, key, "cel-coach", ("do", "show"), finish=True)
    assert len(sent) <= 6, sent


def finish(app: Flask, db: Session, browser: Browser, code: str) -> list[str]:
    """The statements of the save that finishes a segment of one activity."""
    key = str(browser.get(f"/segments/{code}").one("[data-browser]")["data-browser"])
    assert save(browser, key, "first-mentor", ("text", WRITTEN), finish=False, at=f"/segments/{code}").status == 200
    study = db.scalars(select(Study).where(Study.completed_at.is_(None))).one()
    study.active_seconds = 3600
    db.commit()
    with statements(app) as sent:
        done = save(browser, key, "first-mentor", ("text", WRITTEN), finish=True, at=f"/segments/{code}")
    assert done.status == 200
    return sent


@pytest.mark.parametrize("awards", [0, 3])
def test_finishing_a_segment_asks_thirteen_things_however_many_awards_there_are(
    app: Flask, db: Session, as_amina: Browser, amina: factories.Person, awards: int
) -> None:
    factories.unit(db, "C1", segments=2, activities=[samples.reflection()])
    publish_awards(db, [{**STARTER, "id": f"A-{number}"} for number in range(awards)], at=factories.LONG_AGO)
    db.commit()
    sent = finish(app, db, as_amina, "c1-s1")
    assert len(sent) <= 15, (
        sent
    )  # once in a life: where somebody's CPD year begins is looked up, to keep its first sums
    sent = finish(app, db, as_amina, "c1-s2")
    assert len(sent) <= 13, sent
    db.expire_all()
    assert db.scalars(select(CpdEntry.person_id)).all() == [amina.id, amina.id]
    assert all(db.scalars(select(Study.completed_at)).all())


def test_work_that_was_just_kept_is_in_the_answer(as_amina: Browser, key: str) -> None:
    answer = save(as_amina, key, "first-mentor", ("text", WRITTEN), finish=True).response.json
    assert answer["finished"] is False
    assert WRITTEN in answer["html"]
    assert "Saved on" in answer["html"]
    assert answer["side"].count("left__item--done") == 1
    page = as_amina.get(AT)
    assert answer["side"] in page.text
    assert page.one("#activity-first-mentor [data-saved]").get_text() in answer["html"]
