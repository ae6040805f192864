"""Somebody looks for a mentor at 360 px, is offered three, chooses one and gets a yes. (A change: test_two_people.)"""

from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.mentoring.directory import services as directory
from learnmentor.mentoring.directory.rules import ContactMode, ListingFacts, ListingWords
from learnmentor.organisations.models import Part
from tests import factories
from tests.conftest import MOMENT
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser

FACTS = ListingFacts(date(2027, 7, 31), frozenset({ContactMode.FACE, ContactMode.VIDEO}), hours=8, most_mentees=2)


def insider(db: Session, part: Part, name: str) -> Person:
    """Somebody of the college."""
    made = factories.person(db, name=name)
    factories.member(db, made, part)
    return made


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_somebody_looks_for_a_mentor_and_chooses_one_of_three(visitor: Visitor, app: Flask, db: Session) -> None:
    page, college = visitor.page, factories.organisation(db)
    mei, dev, amina = (insider(db, college, name) for name in ("Mei Tan", "Dev Patel", "Amina Yusuf"))
    factories.coordinator(db, dev, college)
    for name, subject in (
        ("Ben Okafor", "upholstery"),
        ("Carys Rees", "furniture, upholstery"),
        ("Ewa Nowak", "maths"),
    ):
        directory.list_mentor(
            db, app.config["VAULT"], person_id=insider(db, college, name).id, facts=FACTS, at=MOMENT,
            words=ListingWords(subject, "North site", "Lecturer"), public_id=f"listed{name[:3]}",
        )  # fmt: skip
    db.commit()

    visitor.enter(app, amina)
    say_yes_to_the_list(visitor)
    visitor.enter(app, mei)
    look_for(visitor)
    visitor.enter(app, dev)
    offer_three(visitor)
    visitor.enter(app, mei)
    choose(visitor)
    visitor.enter(app, amina)
    visitor.open("/mentoring/asked")
    expect(page.locator("main")).to_contain_text("Mei Tan")
    visitor.look("a-mentor-is-asked")
    page.get_by_role("button", name="Yes").click()
    expect(page.locator("main")).to_contain_text("You are a pair now.")


def say_yes_to_the_list(visitor: Visitor) -> None:
    """Be in the list, after a slip."""
    page = visitor.page
    visitor.open("/mentors/mine")
    page.get_by_role("button", name="Yes, put me in the list").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Fill this in: Your subjects")
    visitor.look("a-place-with-slips")
    page.get_by_label("Your subjects").fill("upholstery")
    page.get_by_role("textbox", name="Where you are").fill("North site")
    page.get_by_label("Your roles, now and before").fill("Tutor")
    page.get_by_role("checkbox", name="Face to face").check()
    page.get_by_label("Free hours in a term").fill("10")
    page.get_by_label("How many mentees at most").fill("1")
    page.get_by_label("Until which day?").fill("2027-07-31")
    page.get_by_role("button", name="Yes, put me in the list").click()
    expect(page.locator("main")).to_contain_text("You are in the list.")
    visitor.look("a-place-in-the-list")
    visitor.open("/mentors?words=upholst")
    expect(page.locator("main")).to_contain_text("3 entries")
    visitor.look("the-list-of-mentors")
    page.get_by_role("link", name="Ben Okafor").click()
    visitor.look("one-of-the-list")


def look_for(visitor: Visitor) -> None:
    """Say what one looks for."""
    page = visitor.page
    visitor.open("/mentoring/looking")
    visitor.look("not-looking-yet")
    page.get_by_role("link", name="Say what you look for").click()
    page.get_by_role("radio", name="Somebody in my subject").check()
    page.get_by_role("textbox", name="My subject").fill("Upholstery")
    page.get_by_role("textbox", name="My job").fill("Tutor")
    page.get_by_role("checkbox", name="Face to face").check()
    visitor.look("what-i-look-for")
    page.get_by_role("button", name="Look for a mentor").click()
    expect(page.locator("main")).to_contain_text("Nobody is offered yet.")


def offer_three(visitor: Visitor) -> None:
    """See who waits and who would fit, and offer three."""
    page = visitor.page
    visitor.open("/mentoring/people")
    visitor.look("who-waits")
    page.get_by_role("link", name="Mei Tan").click()
    visitor.look("who-would-fit")
    for name in ("Amina Yusuf", "Ben Okafor", "Carys Rees"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Offer them").click()
    expect(page.locator("main")).to_contain_text("Waits for a choice")


def choose(visitor: Visitor) -> None:
    """Choose one of three."""
    page = visitor.page
    visitor.open("/mentoring/looking")
    expect(page.locator("main")).to_contain_text("The same subject")
    visitor.look("three-to-choose-from")
    page.get_by_role("button", name="Choose Amina Yusuf").click()
    expect(page.locator("main")).to_contain_text("You chose Amina Yusuf")
    visitor.look("chosen")
