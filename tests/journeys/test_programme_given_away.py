"""A trainer gives a programme away by a link; somebody follows it to its end, and a stranger checks the certificate."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given import queries
from learnmentor.courses.programmes.models import Programme
from learnmentor.courses.study import services as study_services
from learnmentor.stories import completion
from tests import factories
from tests.certificates.test_services import ZONE, actor_of
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor
from tests.journeys.test_main_job import segments, study, verify_as_a_stranger

__all__ = ["segments"]
pytestmark = pytest.mark.browser
LAST = "C1-S1"


@dataclass(frozen=True)
class Story:
    """The clock, and the course with its answers."""

    time: HeldClock
    segments: dict[str, Mapping[str, Any]]


@pytest.fixture
def story(time: HeldClock, segments: dict[str, Mapping[str, Any]]) -> Story:
    """The course is published, and the clock is held."""
    return Story(time, segments)


@pytest.fixture
def cast(db: Session, amina: Person) -> tuple[Person, Person]:
    """Ben, a trainer, and Amina."""
    made = factories.person(db, name="Ben Okafor", roles=[RoleName.TRAINER])
    db.commit()
    return made, amina


def give_away(app: Flask, visitor: Visitor, ben: Person) -> str:
    """Make a programme of ten segments and a session, put it in order, publish it, and take its link."""
    page = visitor.page
    visitor.enter(app, ben)
    visitor.open("/programmes")
    page.get_by_role("link", name="Programmes that you give away").click()
    visitor.look("nothing-given-yet")
    page.get_by_role("link", name="Make a programme").click()
    page.get_by_label("What is it called?").fill("Mentoring in the first term")
    page.get_by_label("Who is it for?").fill("Anybody who mentors a new colleague here for the first time.")
    visitor.look("its-name")
    page.get_by_role("button", name="Go on to its segments").click()
    for code in (f"{unit}-S{number}" for unit in ("C1", "C2") for number in range(1, 6)):
        page.locator(f"label[for='add-{code}']").click()
    visitor.look("ticked")
    page.get_by_role("button", name="Add what is ticked").click()
    page.get_by_text("Add a session").click()
    page.get_by_label("Title of the session").fill("An evening on feedback")
    page.get_by_label("Planned minutes").fill("20")
    page.locator("#segment-new").fill("c3-s1")
    page.get_by_role("button", name="Add the session").click()
    expect(page.get_by_role("alert")).to_contain_text("takes at least 30 minutes")
    visitor.look("too-short")
    page.get_by_label("Planned minutes").fill("90")
    page.get_by_role("button", name="Add the session").click()
    up = page.get_by_role("button", name="Up An evening on feedback")
    visitor.look("session-added")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".places--edit li").nth(9)).to_contain_text("Session")
    page.locator(f"#place-{LAST}").fill("11")  # the first one last
    page.get_by_label("So many weeks after somebody begins").check()
    page.get_by_label("Weeks", exact=True).fill("12")
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.locator(".places--edit li").last).to_contain_text(LAST)
    page.get_by_label("Whoever has the link").check()
    page.get_by_role("button", name="Keep who it is for").click()
    visitor.look("published-by-link")
    return page.get_by_label("Send this to those whom it is for").input_value()


def finish_all_but_the_last(db: Session, amina: Person, time: HeldClock) -> None:
    """Nine segments and the session, without a browser."""
    db.rollback()  # to see what the browser did meanwhile
    learner, programme = actor_of(amina), db.scalars(select(Programme).where(Programme.given)).one()
    for segment in db.scalars(select(Segment).where(Segment.code.regexp_match("^C[12]-"), Segment.code != LAST)):
        at = time.tick(hours=3)
        begun = study_services.begin(db, learner=learner, segment=segment, at=at)
        begun.active_seconds, begun.completed_at = 20 * 60, at
    item = next(each["key"] for each in queries.versions_of(db, programme.id)[0].data["items"] if each["session"])
    issued = completion.programme_item_filled(
        db, learner.id, item, programme_id=programme.id, minutes=85, on=time().date(), at=time(), zone=ZONE,
        issuer="Northfield College",
    )  # fmt: skip
    assert issued == ()
    db.commit()


def test_a_programme_is_given_away_by_link_and_its_certificate_comes(
    app: Flask, db: Session, visitor: Visitor, cast: tuple[Person, Person], story: Story
) -> None:
    page, (ben, amina), time, segments = visitor.page, cast, story.time, story.segments
    page.clock.install(time=time.moment)
    link = give_away(app, visitor, ben)
    visitor.enter(app, amina)
    visitor.open(link.removeprefix("http://localhost"))
    expect(page.locator("main")).to_contain_text("Given by")
    visitor.look("by-link")
    page.get_by_role("button", name="Begin this programme").click()
    visitor.look("begun")
    finish_all_but_the_last(db, amina, time)
    visitor.open("/")
    visitor.look("home")
    page.get_by_role("link", name="Mentoring in the first term").click()
    expect(page.locator("main")).to_contain_text("10 of 11 places done")
    visitor.look("one-left")
    page.locator(".next a").click()
    study(visitor, LAST, segments[LAST], time, looks=False)
    expect(page.get_by_text("You earned a certificate")).to_have_count(2)  # the starter, of the same segments, too
    visitor.look("earned")
    page.get_by_role("link", name=re.compile("Certificate of hours")).first.click()
    expect(page.locator("main")).to_contain_text("An evening on feedback")
    visitor.look("certificate-of-hours")
    number = page.get_by_text(re.compile(r"^LM-")).first.inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    assert waiting.value.suggested_filename == f"{number}.pdf"
    visitor.open("/programmes")
    visitor.look("programmes")
    verify_as_a_stranger(visitor, number)
