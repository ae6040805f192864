"""What stories about assessed work have in common: what was studied, what is handed in, what the worker follows."""

import re

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.services import JUDGED
from learnmentor.certificates import services as certificates
from learnmentor.courses.catalogue.models import Unit
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.jobs.worker import Worker
from tests.certificates.test_services import finish
from tests.journeys.conftest import Visitor


def studied(db: Session, learner: Person, *options: str) -> None:
    """The core by rows, and these optional units; the certificates that come of hours are there."""
    codes = [*(f"C{n}" for n in range(1, 9)), *options]
    for unit in db.scalars(select(Unit).where(Unit.code.in_(codes))):
        finish(db, learner, unit, at=clock.now())
    certificates.issue_due(db, person_id=learner.id, at=clock.now(), zone="Europe/London", issuer="Northfield College")


def work_is_followed(app: Flask) -> None:
    """The worker draws samples and releases what waits for nothing more."""
    with app.app_context():
        assert Worker(database(), {JUDGED: rooms.handlers()[JUDGED]}, now=clock.now).run_once()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def hand_in(amina: Visitor, work: str, *, looked: bool = False) -> None:
    """What goes and who reads it, then a receipt."""
    page = amina.page
    amina.open(work)
    page.get_by_role("link", name="Look it over and hand it in").click()
    expect(page.get_by_role("heading", name="Before it can be handed in")).to_have_count(0)
    if looked:
        amina.look("looked-over")
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("This is my own work").check()
    press(page, "Hand it in")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile("SHA-256 *[0-9a-f]{64}"))
    if looked:
        amina.look("receipt")
