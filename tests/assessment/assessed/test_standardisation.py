"""Assessors judge three records before anybody's work: alone first, then beside others, every round kept."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.standardisation import queries, rules
from learnmentor.assessment.assessed.standardisation.models import Standardisation
from learnmentor.assessment.assessed.standardisation.rules import Rating, RecordJudged, RoundFacts
from learnmentor.courses.catalogue.models import Page as CoursePage
from learnmentor.web import installation
from tests import factories
from tests.assessment.assessed import works
from tests.conftest import HeldClock
from tests.page import Browser, Page, words
from tests.statements import statements

FACTS = RoundFacts(1, {"R1": ("A", "B")}, {})
WHOLE = RecordJudged({"A": True, "B": False}, {"A": "Line 4.", "B": "Line 9."})


@pytest.mark.parametrize(
    ("judged", "lacking"),
    [
        (RecordJudged(), ["R1"]),
        (RecordJudged({"A": True}, WHOLE.evidence), ["R1"]),
        (RecordJudged(WHOLE.met, {"A": "Line 4."}), ["R1"]),  # a decision that rests on nothing
        (WHOLE, []),
    ],
)
def test_a_round_is_done_once_every_decision_rests_on_the_record(judged: RecordJudged, lacking: list[str]) -> None:
    facts = replace(FACTS, judged={"R1": judged})
    assert facts.lacking == lacking
    assert rules.is_done(facts) == (not lacking)


def test_a_round_is_its_assessors_and_stays_once_it_is_finished() -> None:
    assert rules.may_judge_records(1, FACTS)
    assert not rules.may_judge_records(2, FACTS)
    assert not rules.may_judge_records(1, replace(FACTS, finished=True))
    assert not rules.may_begin_round([date(2026, 1, 2)], on=date(2026, 12, 31), rounds=1)
    assert rules.may_begin_round([date(2026, 1, 2)], on=date(2027, 1, 1), rounds=1)


# Pages


def records(db: Session) -> None:
    """Three records that state criteria, and one that does not."""
    for code, each in works.RECORDS.items():
        answers = [f"<p>Three on {key}.</p>" for key in each["criteria"]]
        judged = [{"title": "Assessor three", "answers": answers, "why_html": "<p>Strict.</p>"}]
        data = {**each, "summary": "", "lesson": f"<p>The lesson of {code}.</p>", "judged": judged}
        _record(db, code, data)
    _record(db, "R9", {"title": "R9", "summary": "", "lesson": "", "criteria": {}, "judged": []})


def _record(db: Session, code: str, data: dict[str, Any]) -> None:
    made = factories.revision(db, kind="record", code=code, data=data)
    db.add(CoursePage(kind="record", code=code, title=data["title"], summary="", revision_id=made.id))
    db.flush()


@pytest.fixture
def assessors(db: Session) -> list[factories.Person]:
    """Six assessors, and the records of the course."""
    records(db)
    names = ("Anastasia", "Bonita", "Cemile", "Deepika", "Elisha", "Faysal")
    made = [factories.person(db, name=name, roles=(RoleName.ASSESSOR,)) for name in names]
    db.commit()
    return made


def judge_all(app: Flask, person: factories.Person) -> Page:
    """Begin a round and judge its records, as their pages come; where that leads."""
    page = Browser(app).sign_in(person).get("/assessing/standardisation").submit("Begin").follow()
    page = page.click("R1")
    for number in range(3):
        assert f"The lesson of R{number + 1}." in page.text
        assert "Three on A" not in page.text  # nobody else's judgement yet
        page = page.submit("Judge it so", met_A="met", evidence_A="Line 4.", met_B="not-yet", evidence_B="Line 9.")
        page = page.follow()
    return page


def test_five_see_the_notes_and_the_sixth_sees_how_the_others_decided(
    app: Flask, db: Session, assessors: list[factories.Person], time: HeldClock
) -> None:
    for each in assessors[:5]:
        page = judge_all(app, each)
        assert page.h1 == "Your judgements beside others’"
        assert "Strict." in page.text
        assert "as soon as 5 others" in page.words
        assert not page.soup.select(".spread")
    sixth = judge_all(app, assessors[5])
    shown = words(sixth.one("[aria-labelledby=record-R1] .spread tbody"))
    assert shown == "A. R1: everybody begins. 5 you 0 B. R1: everybody is asked. 0 5 you"
    assert not any(each.name in sixth.text for each in assessors[:5])
    with statements(app) as sent:
        sixth.browser.get(sixth.browser.address)
    assert len(sent) <= 8
    db.rollback()
    assert queries.standardised_on(db, assessors[5].id) == time.moment.date()
    found = queries.ratings(db, date(2026, 11, 1), date(2026, 11, 30))
    assert len(found) == 6 * 3 * 2
    assert Rating("R2", "B", assessors[0].id, met=False) in found
    assert not queries.ratings(db, date(2026, 12, 1), date(2026, 12, 31))


def test_it_is_done_again_in_another_year_and_all_of_it_is_kept(
    app: Flask, db: Session, assessors: list[factories.Person], time: HeldClock
) -> None:
    me = assessors[0]
    with app.app_context():
        works.standardised(db, installation.vault(), me, on=date(2025, 11, 1))
        works.standardised(db, installation.vault(), assessors[1])
    db.commit()
    judge_all(app, me)
    page = Browser(app).sign_in(me).get("/assessing/standardisation")
    assert "Done for this year" in page.words
    assert len(page.soup.select("#finished ~ ul li")) == 2
    browser = Browser(app).sign_in(me)
    browser.post("/assessing/standardisation", {"csrf_token": browser.token()})  # an old tab: nothing begins
    db.rollback()
    assert len(queries.rounds_of(db, me.id)) == 2
    newest = queries.ratings(db, date(2025, 1, 1), time.moment.date())
    assert len(newest) == 2 * 3 * 2  # of each assessor once


def test_what_lacks_is_said_and_what_is_typed_is_kept(
    app: Flask, db: Session, assessors: list[factories.Person]
) -> None:
    page = Browser(app).sign_in(assessors[0]).get("/assessing/standardisation").submit("Begin").follow()
    other = page.click("R2")
    refused = page.click("R2").submit("Judge it so", met_A="met", evidence_A="Line 4.")
    assert refused.errors()[0].startswith("Fill this in: Criterion B")
    other.submit("Judge it so", evidence_A="Line 5.", met_B="met", evidence_B="Line 9.")  # another window
    db.rollback()
    kept = db.scalars(select(Standardisation)).one()
    assert kept.judged["R2"] == {"A": True, "B": True}
    assert b"Line 4" not in (kept.body or b"")
    with app.app_context():
        said = queries.evidence(installation.vault(), kept)["R2"]["A"]
    assert "Line 4." in said
    assert "Line 5." in said
