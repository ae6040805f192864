"""A coordinator makes a group; people join by link and by code, study, meet, and one of them leaves."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from tests import factories
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


def insider(db: Session, name: str) -> Person:
    """Somebody who belongs to the college."""
    person = factories.person(db, name=name)
    factories.member(db, person, factories.organisation(db))
    return person


def test_a_coordinator_makes_a_group_and_its_people_join_study_meet_and_leave(
    visitor: Visitor, app: Flask, db: Session, time: HeldClock
) -> None:
    page = visitor.page
    dev, amina, chidi = (insider(db, name) for name in ("Dev Patel", "Amina Yusuf", "Chidi Obi"))
    factories.coordinator(db, dev, factories.organisation(db))
    db.commit()

    visitor.enter(app, dev)
    group = make_group(visitor)
    link, code = ways_in(visitor)
    give_programme(visitor, group)
    session = plan_session(visitor, group)

    visitor.enter(app, amina)
    page.goto(visitor.address + link)
    expect(page.locator("h1")).to_have_text("Join “New mentors, spring 2027”?")
    visitor.look("what-the-leader-will-see")
    join(visitor, "By name")
    visitor.look("a-member-s-group")
    visitor.open("/")
    expect(page.locator("main")).to_contain_text("From your groups")
    visitor.look("home-with-what-was-given")

    visitor.enter(app, chidi)
    visitor.open("/groups")
    visitor.look("no-group-yet")
    page.get_by_role("link", name="Join with a code").click()
    visitor.look("a-code")
    page.get_by_label("Code").fill(code.lower())
    page.get_by_role("button", name="Go on").click()
    join(visitor, "Count me only")

    time.moment = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    hold_session(visitor, app, session, leader=dev, members=(amina, chidi))

    for person in (amina, chidi):
        visitor.enter(app, person)
        visitor.open("/cpd")
        expect(page.locator("main")).to_contain_text("Listening (New mentors, spring 2027)")
    visitor.look("the-year-with-a-session")

    leave(visitor, app, amina, group)
    visitor.enter(app, dev)
    page.goto(group)
    page.get_by_role("link", name="Who is in, asked or waiting").click()
    expect(page.locator("main")).not_to_contain_text("Amina Yusuf")
    visitor.look("whom-the-leader-sees-now")


def make_group(visitor: Visitor) -> str:
    """Make the group, after a slip; returns its address."""
    page = visitor.page
    visitor.open("/groups")
    page.get_by_role("link", name="Make a group").click()
    page.get_by_role("button", name="Make this group").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Give the group a name.")
    visitor.look("a-group-without-a-name")
    page.get_by_label("Name of the group").fill("New mentors, spring 2027")
    page.get_by_label("What is it for?", exact=True).fill("For whoever mentors a colleague for the first time.")
    page.get_by_label("Last day", exact=True).fill("2027-07-31")
    page.get_by_role("button", name="Make this group").click()
    expect(page.locator("h1")).to_have_text("New mentors, spring 2027")
    visitor.look("a-new-group")
    return page.url


def ways_in(visitor: Visitor) -> tuple[str, str]:
    """Make a link and a code, ask somebody by letter; returns the link's path and the code."""
    page = visitor.page
    page.get_by_role("link", name="Links and codes").click()
    for kind in ("A link", "A code"):
        page.get_by_label(kind).check()
        page.get_by_label("For how many people at most?").fill("30")
        page.get_by_role("button", name="Make it").click()
    visitor.look("links-and-codes")
    link = page.locator("section code").inner_text()
    page.get_by_role("link", name="Show it large").click()
    visitor.look("a-code-on-a-slide")
    code = page.locator(".spoken-code").inner_text()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="New mentors, spring 2027").click()
    page.get_by_role("link", name="Who is in, asked or waiting").click()
    page.get_by_label("Names or email addresses").fill("Nobody Known\nnew@example.org")
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Line 1")
    visitor.look("a-list-with-a-slip")
    page.get_by_label("Names or email addresses").fill("new@example.org")
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("main")).to_contain_text("1 letter is written.")
    visitor.look("people-asked")
    return link.partition("localhost")[2], code


def give_programme(visitor: Visitor, group: str) -> None:
    """Give the group a programme by a date."""
    page = visitor.page
    page.goto(group)
    page.get_by_role("link", name="Give something").click()
    visitor.look("something-to-give")
    page.get_by_label("Programme or segment").select_option(index=0)
    page.get_by_label("By when?").fill("2027-03-12")
    page.get_by_role("button", name="Give it to everybody").click()
    expect(page.locator("main")).to_contain_text("by 12 March 2027")


def plan_session(visitor: Visitor, group: str) -> str:
    """Plan a session; returns its address."""
    page = visitor.page
    page.goto(group)
    page.get_by_role("link", name="Plan a session").click()
    page.get_by_label("What is it called?").fill("Listening")
    page.get_by_label("Day", exact=True).fill("2026-11-24")
    page.get_by_label("Begins at").fill("2 pm")
    page.get_by_label("How long does it take?").fill("90")
    page.get_by_label("Place", exact=True).fill("Library, room 2")
    page.get_by_label("What belongs to it").fill("Bring **a question** of your own.")
    visitor.look("a-session-to-plan")
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator("main")).to_contain_text("Tuesday 24 November 2026 at 14:00")
    visitor.look("a-session-planned")
    address = page.url
    page.goto(group)
    visitor.look("the-leader-s-group")
    return address


def hold_session(visitor: Visitor, app: Flask, session: str, *, leader: Person, members: tuple[Person, ...]) -> None:
    """Everybody types the code, and the leader confirms."""
    page = visitor.page
    visitor.enter(app, leader)
    page.goto(session)
    page.get_by_role("link", name="Show it large").click()
    visitor.look("the-code-of-a-session")
    here = "".join(page.locator(".spoken-code").inner_text().split())
    for person in members:
        visitor.enter(app, person)
        visitor.open("/join")
        page.get_by_label("Code").fill(here)
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("main")).to_contain_text("You are on the list.")
    visitor.look("on-the-list")

    visitor.enter(app, leader)
    page.goto(session)
    expect(page.locator("main")).to_contain_text("Amina Yusuf typed the code")
    visitor.look("who-was-there")
    page.get_by_role("button", name="Confirm who was there").click()
    expect(page.locator("main")).to_contain_text("in the CPD record of everybody who was there")
    visitor.look("confirmed")


def join(visitor: Visitor, how: str) -> None:
    """Accept what is shown."""
    page = visitor.page
    page.get_by_role("radio", name=how).check()
    page.get_by_role("button", name="I accept this and join").click()
    expect(page.locator("h1")).to_have_text("New mentors, spring 2027")


def leave(visitor: Visitor, app: Flask, who: Person, group: str) -> None:
    """Look at what the leader sees, and leave."""
    page = visitor.page
    visitor.enter(app, who)
    page.goto(group)
    page.get_by_role("link", name="Change it or leave").click()
    visitor.look("what-the-leader-sees")
    page.get_by_role("button", name="Leave the group").click()
    expect(page.locator("main")).to_contain_text("its leader sees nothing of you any more")
    visitor.look("after-leaving")
