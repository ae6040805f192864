"""What an observer types is kept as it is typed, and two people plan a year. The visit itself: test_two_people."""

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.mentoring.models import Pair
from tests import factories
from tests.conftest import HeldClock
from tests.journeys.conftest import OpenPhone, Visitor
from tests.mentoring.conftest import Two, two
from tests.mentoring.observing import agreed

pytestmark = pytest.mark.browser
AT = "/pairs/aminaandmei"


@pytest.fixture
def phones(app: Flask, db: Session, open_phone: OpenPhone, time: HeldClock) -> tuple[Visitor, Visitor]:
    """Amina's and Mei's telephones."""
    pair = two(db, mentor=factories.person(db, name="Amina Yusuf"), mentee=factories.person(db, name="Mei Tan"))
    amina, mei = open_phone("observing-amina"), open_phone("observing-mei")
    amina.enter(app, pair.mentor)
    mei.enter(app, pair.mentee)
    return amina, mei


def test_a_sheet_is_kept_as_it_is_typed_and_a_year_is_planned(phones: tuple[Visitor, Visitor], db: Session) -> None:
    amina, mei = phones
    mei.open(f"{AT}/observations/new")
    mei.look("plan")
    pair = db.scalars(select(Pair)).one()
    people = (db.get_one(Person, each) for each in (pair.mentor_id, pair.mentee_id))
    found = agreed(db, Two(pair, *people))
    db.commit()
    _write(amina, f"{AT}/observations/{found.public_id}")
    mei.open(f"{AT}/observations/{found.public_id}/write/account")
    mei.look("account")
    _plan_a_year(amina)


def _write(amina: Visitor, at: str) -> None:
    """What is typed on the sheet is kept without a press, and stands there in another tab."""
    page = amina.page
    amina.open(f"{at}/write/evidence")
    page.locator("#rows-0-time").fill("14.06")
    page.locator("#rows-0-learners").fill("The back table waits; one turns the block over.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#questions").fill("What did you expect the back table to do?")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    amina.look("sheet")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#rows-0-learners")).to_have_value("The back table waits; one turns the block over.")
    other.close()


def _plan_a_year(amina: Visitor) -> None:
    amina.open(f"{AT}/schedule")
    amina.page.get_by_label("A year before a first post").check()
    amina.look("year-begins")
    amina.page.get_by_role("button", name="Begin").click()
    expect(amina.page.get_by_text("Amina Yusuf watches Mei Tan: 0 of 1").first).to_be_visible()
    amina.look("year")
    amina.page.get_by_role("link", name="Change the plan").click()
    amina.look("year-plan")
