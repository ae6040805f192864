"""A course of 22 units is easy to find one's way in, and its newest kind of activity works for a pair of hands."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Revision, Segment
from tests import factories
from tests.journeys.conftest import Visitor
from tests.journeys.learner import Learner

pytestmark = pytest.mark.browser
PAGES = (
    "/units", "/units/o2", "/units/p2", "/units/p2/assessment", "/records/r2", "/cases/k9", "/forms/f3",
    "/pages/glance-mentors", "/glossary", "/sources", "/programmes", "/programmes/trainees", "/programmes/new",
)  # fmt: skip


@pytest.fixture
def compared(db: Session, published: None) -> Mapping[str, Any]:
    """The first activity in which feedback is compared: its data, samples included."""
    rows = db.scalars(
        select(Revision.data).join(Segment, Segment.revision_id == Revision.id).where(Segment.code == "O1-S3")
    )
    activities = next(iter(rows))["activities"]
    db.commit()  # not rolled back: that would have the people read again, and hold the database
    return next(each for each in activities if each["kind"] == "standardise")


def test_every_kind_of_page_of_the_course(visitor: Visitor, app: Flask, amina: factories.Person) -> None:
    visitor.enter(app, amina)
    for address in PAGES:
        visitor.open(address)
        expect(visitor.page.locator("h1")).to_be_visible()
        visitor.look(address.strip("/").replace("/", "-"))


def test_feedback_is_written_before_others_are_seen(
    visitor: Visitor, app: Flask, amina: factories.Person, compared: Mapping[str, Any]
) -> None:
    visitor.enter(app, amina)
    visitor.open("/segments/o1-s3")
    visitor.look("before")
    first = compared["samples"][0]["title"]
    expect(visitor.page.locator(f"#activity-{compared['id']}")).not_to_contain_text(first)
    Learner(visitor.page).do(compared)
    visitor.look("compared")
    section = visitor.page.locator(f"#activity-{compared['id']}")
    section.locator("summary", has_text="Change your own words").click()
    section.locator("textarea").first.fill("Nine could see the bay, and four could not.")
    section.get_by_role("button", name="Save changes").click()
    expect(section.locator(".compare__own").first).to_contain_text("four could not")


def test_feedback_is_compared_without_javascript(
    plain_visitor: Visitor, app: Flask, amina: factories.Person, compared: Mapping[str, Any]
) -> None:
    plain_visitor.enter(app, amina)
    plain_visitor.open("/segments/o1-s3")
    section = plain_visitor.page.locator(f"#activity-{compared['id']}")
    section.locator("textarea").first.fill("Only this.")
    section.get_by_role("button", name=re.compile("Compare")).click()
    expect(plain_visitor.page.locator(".govuk-error-summary")).to_contain_text("before you compare")
    expect(section.locator("textarea").first).to_have_value("Only this.")
    Learner(plain_visitor.page).do(compared)
    plain_visitor.look("compared")
