"""A leader sees who stalls, a member what is seen, a coordinator the year, a trainer a segment's statistics."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.statistics import services as statistics
from learnmentor.assessment.statistics.rules import Question
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study
from learnmentor.ground.db import database
from learnmentor.web import installation
from tests import factories
from tests.conftest import HeldClock
from tests.groups.conftest import NOW, college  # noqa: F401 -- a fixture
from tests.groups.test_reports import Led, count, led, log  # noqa: F401 -- a fixture
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def coordinator(app: Flask, db: Session, led: Led) -> factories.Person:  # noqa: F811
    """Somebody who coordinates the whole college, with people in three departments."""
    parts = [led.college.maths, *(factories.part(db, name, of=led.college.part) for name in ("Art", "Engineering"))]
    for part, people in zip(parts, (12, 3, 24), strict=True):
        for number in range(people):
            person = factories.person(db, name=f"{part.name} {number}")
            factories.member(db, person, part)
            log(db, app, person, 60 + 60 * (number % 5))
    made = factories.person(db, name="Dev Patel")
    factories.coordinator(db, made, led.college.part)
    db.commit()
    return made


def studied(app: Flask, db: Session) -> None:
    """First tries, answers and studies of a segment by twenty people."""
    segment = db.scalars(select(Segment).where(Segment.code == "C1-S1")).one()
    for number in range(20):
        person = factories.person(db, name=f"Learner {number}")
        at = NOW - timedelta(days=40 + number)
        db.add(
            Study(person_id=person.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=at,
                  touched_at=at, active_seconds=60 * (15 + number), completed_at=at if number < 14 else None)
        )  # fmt: skip
        statistics._keep(db, segment.id, Question.USEFUL, "yes" if number < 12 else "a-little", NOW)
    db.commit()
    with app.app_context():
        statistics.counting(now=lambda: NOW, vault=installation.vault())(database(), {})


def test_reports_are_read_by_leader_member_coordinator_and_trainer(
    visitor: Visitor,
    app: Flask,
    db: Session,
    led: Led,  # noqa: F811 -- the fixture
    coordinator: factories.Person,
) -> None:
    page = visitor.page
    count(app)
    studied(app, db)

    visitor.enter(app, led.college.ben)
    page.goto(f"{visitor.address}/groups/springgroup")
    page.get_by_role("link", name="How everybody stands").click()
    expect(page.get_by_role("row", name="Dev")).to_contain_text("Stalled")
    visitor.look("leader")
    page.get_by_role("link", name="name", exact=True).click()
    page.goto(f"{visitor.address}/segments/c1-s1/statistics")
    expect(page.get_by_role("heading", name="Where people stop")).to_be_visible()
    visitor.look("statistics")

    visitor.enter(app, led.amina)
    page.goto(f"{visitor.address}/groups/springgroup")
    page.get_by_role("link", name="See exactly what is seen").click()
    expect(page.get_by_text("2 of 2 parts done")).to_be_visible()
    visitor.look("member")
    page.get_by_role("link", name="Who looked, and when").click()
    expect(page.get_by_text("Ben Okafor")).to_be_visible()

    visitor.enter(app, coordinator)
    page.goto(f"{visitor.address}/organisation/report")
    expect(page.get_by_role("heading", name="By part")).to_be_visible()
    visitor.look("organisation")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 970})  # a sheet of A4 within its margins
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= room, "a table is cut on paper"


def test_days_after_finishing_somebody_says_whether_it_was_useful(
    visitor: Visitor, app: Flask, db: Session, led: Led, time: HeldClock  # noqa: F811
) -> None:  # fmt: skip
    page = visitor.page
    time.moment += timedelta(days=6)
    visitor.enter(app, led.amina)
    page.goto(visitor.address)
    expect(page.get_by_text("Was it useful since?")).to_be_visible()
    visitor.look("asked")
    page.get_by_role("button", name="A little").click()
    expect(page.get_by_text("It is counted without your name.")).to_be_visible()
