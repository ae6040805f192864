"""How others judged a lesson: with consent, from six people on, as counts that give nobody away."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learnmentor.assessment.activities.models import Response
from learnmentor.assessment.statistics import services, spread
from learnmentor.assessment.statistics.models import JudgementSpread
from learnmentor.courses.catalogue.models import Revision
from learnmentor.ground.db import database
from learnmentor.web import installation
from tests import factories
from tests.assessment import samples
from tests.conftest import MOMENT
from tests.page import Browser, Page, words
from tests.statements import statements

JUDGED: dict[str, Any] = {
    **samples.standardise("judged"),
    "questions": ["Criterion A. Everybody begins: met or not yet?", "The outcome"],
    "criteria": {"A": "Everybody begins."},
}
WORKS = {"all": ["met"] * 6, "split": ["met"] * 5 + ["not-yet"] * 5, "one": ["met"] * 9 + ["not-yet"]}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (["met"] * 5, None),  # four others each
        (WORKS["all"], {"met": 5, "not-yet": 0}),
        (WORKS["split"], {"met": 5, "not-yet": 5}),
        (WORKS["one"], {"met": None, "not-yet": None}),  # the one, and the rest, from which the one could be had
    ],
)
def test_a_spread_shows_no_fewer_than_five_and_begins_with_five_others(
    said: list[str], shown: dict[str, int | None] | None
) -> None:
    found = spread.spread_from(spread.counted_lines(JUDGED), [{"A": each} for each in said])
    assert found == (None if shown is None else {"A": shown})


@pytest.mark.parametrize(
    ("lines", "counted"),
    [
        (["A verdict."], {"questions": "none", "words": "short"}),
        (["One? Two?", "seen " * 58], {"questions": "some", "words": "middling"}),
        (["Why? How? When?", "seen " * 200], {"questions": "many", "words": "long"}),
    ],
)
def test_of_feedback_in_words_it_is_counted_how_long_it_is_and_how_much_it_asks(
    lines: list[str], counted: dict[str, str]
) -> None:
    assert spread.answers_of(samples.standardise(), {"lines": lines}) == counted


def test_criteria_of_another_edition_are_another_wording() -> None:
    other = {**JUDGED, "criteria": {"A": "Everybody begins alone."}}
    assert spread.wording_judged(JUDGED) != spread.wording_judged(other)


# Six people


def do(app: Flask, person: factories.Person, met: str, *, counted: bool = True) -> Page:
    """Judge the lesson, and tick that one may be counted."""
    browser = Browser(app).sign_in(person)
    page = browser.get("/segments/o1-s1")
    ticked = {"counted": "yes"} if counted else {}
    return page.submit("Compare with others", **{"met-A": met, "line-0": "Line 4.", "line-1": "Met."}, **ticked)


def count(app: Flask) -> None:
    """Do what the worker does once a day."""
    with app.app_context():
        services.count_judgements(database(), installation.vault(), at=MOMENT)


@pytest.fixture
def people(db: Session) -> list[factories.Person]:
    """Six people, and a segment in which a lesson is judged by a criterion."""
    factories.unit(db, "O1", segments=1, activities=[JUDGED])
    made = [factories.person(db, name=name) for name in ("Ana", "Bo", "Cem", "Dee", "Eli", "Fay")]
    db.commit()
    return made


def test_five_see_nothing_of_each_other_and_with_the_sixth_the_spread_appears(
    app: Flask, db: Session, people: list[factories.Person]
) -> None:
    for each in people[:5]:
        assert "as soon as six people" in do(app, each, "met").follow().words
    count(app)
    assert not db.scalars(select(JudgementSpread)).all()
    sixth = do(app, people[5], "met", counted=False).follow()
    count(app)
    db.rollback()
    assert not db.scalars(select(JudgementSpread)).all()  # who does not tick it is in no count
    sixth = sixth.submit("Save changes", counted="yes").follow()
    count(app)
    first = Browser(app).sign_in(people[0])
    with statements(app) as sent:
        shown = first.get("/segments/o1-s1")
    assert len(sent) == 3
    assert words(shown.one(".spread tbody")) == "A. Everybody begins. 5 you 0"
    assert words(shown.one(".bars__total")) == "5 people"
    first.get("/segments/o1-s1").submit("Save changes", counted=None)  # taken back
    count(app)
    assert "as soon as six people" in Browser(app).sign_in(people[5]).get("/segments/o1-s1").words


def test_the_words_stay_sealed_and_another_edition_begins_anew(
    app: Flask, db: Session, people: list[factories.Person]
) -> None:
    for each in people:
        do(app, each, "not-yet")
    count(app)
    kept = db.scalars(select(JudgementSpread)).one()
    assert kept.printed == {"A": {"met": 0, "not-yet": 5}}
    assert not any(b"Line 4" in (each.body or b"") for each in db.scalars(select(Response)))
    other = {**JUDGED, "criteria": {"A": "Everybody begins alone."}}
    revision = db.scalars(select(Revision).where(Revision.kind == "segment")).one()
    data = {**revision.data, "activities": [other]}
    db.execute(update(Revision).where(Revision.id == revision.id).values(data=data))
    db.commit()
    count(app)
    db.rollback()
    assert not db.scalars(select(JudgementSpread)).all()


def test_a_criterion_that_is_not_decided_is_asked_about_and_nothing_is_lost(
    app: Flask, people: list[factories.Person]
) -> None:
    page = Browser(app).sign_in(people[0]).get("/segments/o1-s1")
    refused = page.submit("Compare with others", **{"line-0": "Line 4.", "line-1": "Met."}, counted="yes")
    assert refused.errors() == ["Decide about A: met, or not yet"]
    assert refused.one("textarea[name=line-0]").text.strip() == "Line 4."
    assert refused.one("input[name=counted]").has_attr("checked")
    assert "Too long" not in refused.text  # the samples come afterwards
