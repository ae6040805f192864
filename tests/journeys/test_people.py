"""A coordinator brings forty people in by a table, and somebody with an account elsewhere says yes."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.jobs.worker import Worker
from learnmentor.organisations.tables.services import BRING_IN
from tests import factories
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def forty(tmp_path: Path) -> Path:
    """A table as a personnel system writes it, with two slips."""
    lines = [f"Person {number},person{number}@example.org,,Crafts,,,01/09/2026,\n" for number in range(36)]
    lines += ["Dev Patel,dev@example.org,,Crafts,,,,\n", "Eve Frost,eve@example.org,,Crafts,,,,\n"]
    lines += ["Bad,bad@example.org,,Nowhere,,,,\n", "Worse,worse,,,,,,\n"]
    made = tmp_path / "people.csv"
    made.write_text("Name,Email,Roles,Part,Group,Manager's email,First day,Last day\n" + "".join(lines))
    return made


def test_a_coordinator_brings_people_in_and_looks_after_them(
    visitor: Visitor, app: Flask, db: Session, forty: Path
) -> None:
    north, south = factories.organisation(db), factories.organisation(db, "Southfield College")
    crafts = factories.part(db, "Crafts", of=north)
    factories.part(db, "Welding and fabrication", of=crafts)
    factories.part(db, "Care", of=north)
    dev, eve = (
        factories.person(db, name=name, email=f"{name[:3].lower()}@example.org") for name in ("Dev Patel", "Eve Frost")
    )
    factories.coordinator(db, dev, north)
    factories.member(db, dev, north)
    factories.member(db, eve, south)
    for number in range(8):
        factories.member(db, factories.person(db, name=f"Member {number}"), crafts, starts_on=date(2026, 9, 1))
    db.commit()
    page = visitor.page
    visitor.enter(app, dev)
    visitor.open("/")
    page.get_by_text("Menu").click()
    page.get_by_role("link", name="Your people").click()
    visitor.look("overview")
    page.get_by_role("link", name="Crafts", exact=True).click()
    visitor.look("part")
    page.get_by_role("link", name="Bring in a table").click()
    visitor.look("table")
    page.get_by_label("Choose a CSV file").set_input_files(forty)
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("status")).to_contain_text("37 new, 1 changed, 0 known as they are, 2 to mend.")
    page.get_by_text("Changed: 1 line").click()
    visitor.look("looked-over")
    page.get_by_role("button", name="Bring in 38 lines").click()
    visitor.look("bringing-in")
    with app.app_context():
        Worker(database(), {BRING_IN: rooms.handlers()[BRING_IN]}, now=clock.now).run_once()
    expect(page.get_by_role("heading", name="Your table is brought in")).to_be_visible()
    visitor.look("brought-in")
    page.get_by_role("link", name="See the people").click()
    expect(page.get_by_text("person0@example.org", exact=True)).to_be_visible()
    visitor.look("people")
    page.get_by_role("link", name="Dev Patel").last.click()
    visitor.look("member")
    page.get_by_role("link", name="Add a manager").click()
    visitor.look("manager")
    visitor.open("/organisation")
    page.context.clear_cookies()
    visitor.enter(app, eve)
    visitor.open("/joining")
    visitor.look("joining")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("You belong to Crafts now.")
    visitor.look("joined")


def test_two_organisations_agree_on_what_is_shared_and_each_has_its_own_settings(
    visitor: Visitor, app: Flask, db: Session
) -> None:
    north, south = factories.organisation(db), factories.organisation(db, "Southfield College")
    dev, eve = (factories.person(db, name=name) for name in ("Dev Patel", "Eve Frost"))
    for who, where in ((dev, north), (eve, south)):
        factories.coordinator(db, who, where)
        factories.member(db, who, where)
    south.share_code = "SOUTH-SHARES-7"
    db.commit()
    page, here = visitor.page, f"/organisation/parts/{north.public_id}"
    visitor.enter(app, dev)
    for path, name in (("", "an-organisation"), ("/target", "its-target"), ("/issuer", "its-signature"),
                       ("/sharing", "nothing-shared"), ("/sharing/new", "to-be-proposed")):  # fmt: skip
        visitor.open(here + path)
        visitor.look(name)
    page.get_by_role("button", name="Propose it").click()
    visitor.look("refused")
    member = f"{here}/people/{dev.public_id}"
    visitor.open(member)
    visitor.look("a-member-of-it")
    visitor.open("/organisation/report")
    visitor.look("its-report")
