"""A mentee without an account comes from the letter to an open pair, on a phone; the mentor finds it too."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.jobs.models import OutgoingMail
from tests import factories
from tests.journeys.conftest import SIZES, Visitor

pytestmark = pytest.mark.browser


def test_from_the_invitation_to_the_open_pair(app: Flask, db: Session, browser: Chromium, address: str) -> None:
    amina = factories.person(db, name="Amina Yusuf")
    factories.member(db, amina, factories.organisation(db))
    db.commit()
    contexts = [browser.new_context(viewport=SIZES["phone"], locale="en-GB") for _ in range(2)]  # type: ignore[arg-type]
    mentor, mentee = (
        Visitor(each, address, f"pairs-{who}") for each, who in zip(contexts, ("mentor", "mentee"), strict=True)
    )
    mentor.enter(app, amina)
    mentor.open("/mentoring")
    mentor.page.get_by_role("link", name="Invite somebody").click()
    mentor.page.get_by_label("Their email address").fill("mei@example.org")
    for choice in ("The mentor or coach", "Mentoring: somebody", "Continuing development"):
        mentor.page.get_by_label(choice).check()
    mentor.look("invite")
    mentor.page.get_by_role("button", name="Send the invitation").click()
    expect(mentor.page.get_by_text("It waits for thirty days")).to_be_visible()
    db.rollback()
    letter = db.scalars(select(OutgoingMail.body).where(OutgoingMail.to_address == "mei@example.org")).one()
    found = re.search(r"/pair-invitations/\S+", letter or "")
    assert found
    mentee.open(found[0])
    mentee.look("invited")
    mentee.page.get_by_label("Your name").fill("Mei Tan")
    mentee.page.get_by_label("Password", exact=True).fill("seven wet hats")
    mentee.page.get_by_role("button", name="Make my account and begin").click()
    expect(mentee.page.get_by_role("heading", name="Overview")).to_be_visible()
    mentee.look("open-pair")
    mentee.open("/")
    mentee.look("home-of-somebody-who-studies-nothing")
    mentor.open("/mentoring")
    mentor.page.get_by_role("link", name="Mei Tan").click()
    mentor.page.get_by_role("link", name="Other roles towards each other").click()
    mentor.page.get_by_role("link", name="Declare my roles").click()
    mentor.look("declare")
    mentor.page.get_by_role("link", name="Overview").click()
    mentor.page.get_by_role("link", name="Who else sees dates and hours").click()
    mentor.look("third-parties")
    mentor.page.get_by_role("link", name="Overview").click()
    mentor.page.get_by_role("link", name="End this pair").click()
    mentor.look("ending")
    mentor.page.get_by_role("button", name="End this pair").click()
    for each in contexts:
        each.close()
