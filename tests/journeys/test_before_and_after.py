"""A new mentor sees where to begin, an audit and a survey before and after; a coordinator adopts a policy."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def size() -> str:
    """A phone; on a wide screen it is the same list."""
    return "phone"


def choose(page: Page, statement: str, word: str) -> None:
    """Answer one line."""
    page.get_by_role("group", name=statement, exact=True).get_by_label(word, exact=True).check()


def audit(page: Page, place: int) -> None:
    """Answer every line of the first audit on the page with its word at a place."""
    for line in page.locator(".audit").first.locator(".audit__line").all():
        line.locator("input").nth(place).check(force=True)
    page.get_by_role("button", name="Save my audit").first.click()


def test_a_mentor_answers_twice_and_sees_both(visitor: Visitor, app: Flask, db: Session, time: HeldClock) -> None:
    college, amina = factories.organisation(db), factories.person(db, name="Amina Yusuf")
    factories.member(db, amina, college)
    factories.coordinator(db, amina, college)
    db.commit()
    visitor.enter(app, amina)
    what_helps_first(visitor, time)
    an_audit_twice(visitor)
    before_and_after(visitor, time)
    a_handbook(visitor, college.public_id)


def what_helps_first(visitor: Visitor, time: HeldClock) -> None:
    """Twelve questions end in a programme; three months later they are answered again."""
    page = visitor.page
    visitor.open("/mentoring/needs")
    page.get_by_role("link", name="Answer twelve questions").click()
    choose(page, "Agree with somebody what we meet for", "New to me")
    choose(page, "Ask more of somebody and stay on their side", "I have tried it")
    page.get_by_role("button", name="Show me where to begin").click()
    expect(page.get_by_text("4 half hours, in this order")).to_be_visible()
    visitor.look("where-to-begin")
    page.get_by_role("button", name="Make it my programme").click()
    expect(page.get_by_role("heading", name="What I need first as a mentor")).to_be_visible()
    time.tick(days=90)
    visitor.open("/mentoring/needs/answers")
    choose(page, "Agree with somebody what we meet for", "I do it")
    page.get_by_role("button", name="Show me where to begin").click()
    expect(page.locator(".dots__way")).to_have_count(1)
    visitor.look("needs-before-and-after")


def an_audit_twice(visitor: Visitor) -> None:
    """An audit inside a segment of the course, answered afresh."""
    page = visitor.page
    visitor.open("/segments/c2-s1")
    audit(page, 0)
    page.get_by_role("button", name="Answer it afresh").click()
    expect(page.get_by_text("are kept, face down")).to_be_visible()
    audit(page, 2)
    expect(page.locator(".before-after").first).to_be_visible()
    visitor.look("audit-before-and-after")


def before_and_after(visitor: Visitor, time: HeldClock) -> None:
    """Form F6, for a mentor."""
    page = visitor.page
    visitor.open("/mentoring/impact")
    page.get_by_label("For a mentor", exact=True).check()
    page.get_by_label("What is it about?").fill("My first mentee")
    page.get_by_role("button", name="Go to the questions").click()
    choose(page, "I have more than one way of helping a colleague learn", "A little")
    page.get_by_role("button", name="Keep these answers").click()
    time.tick(days=90)
    page.get_by_role("link", name="Answer: after").click()
    choose(page, "I have more than one way of helping a colleague learn", "A great deal")
    choose(page, "I look for chances to learn, and take them", "Fairly")
    page.get_by_label("What else helped, or hindered?").fill("A calmer group")
    page.get_by_role("button", name="Keep these answers").click()
    expect(page.get_by_text("does not show a cause")).to_be_visible()
    visitor.look("impact-before-and-after")


def a_handbook(visitor: Visitor, organisation: str) -> None:
    """Copied, looked at, published, and found by a member."""
    page = visitor.page
    visitor.open(f"/organisation/parts/{organisation}/policies")
    page.get_by_role("listitem").filter(has_text="handbook for mentees").get_by_role("button").click()
    expect(page.get_by_label("Title")).to_have_value("Handbook for mentees")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="The first meeting", exact=True)).to_be_visible()
    visitor.look("policy")
    page.get_by_role("button", name="Save it").click()
    page.get_by_role("button", name="Publish a version").click()
    visitor.open("/policies")
    page.get_by_role("link", name="Handbook for mentees").click()
    expect(page.get_by_text("Version 1, in force from")).to_be_visible()
