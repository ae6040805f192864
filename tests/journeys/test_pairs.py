"""A mentee without an account comes from the letter to an open pair, on a phone; the mentor finds it too."""

import re

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.ground import clock
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring.invitations import services as invitations
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from tests import factories
from tests.journeys.conftest import OpenPhone

pytestmark = pytest.mark.browser


def test_from_the_invitation_to_the_open_pair(app: Flask, db: Session, open_phone: OpenPhone, address: str) -> None:
    amina = factories.person(db, name="Amina Yusuf")
    factories.member(db, amina, factories.organisation(db))
    db.commit()
    mentor, mentee = open_phone("pairs-mentor"), open_phone("pairs-mentee")
    mentor.enter(app, amina)
    mentor.open("/mentoring/invite")
    mentor.look("invite")
    actor = Actor(amina.id, amina.public_id, amina.name, amina.printed_name, frozenset())
    asked = invitations.Proposed(PairKind.MENTORING, PairContext.CPD)
    sender = Sender(address)
    invitations.invite(
        db, by=actor, side=Side.MENTOR, email="mei@example.org", proposed=asked, sender=sender, at=clock.now()
    )
    db.commit()
    letter = db.scalars(select(OutgoingMail.body).where(OutgoingMail.to_address == "mei@example.org")).one()
    found = re.search(r"/pair-invitations/\S+", letter or "")
    assert found
    mentee.open(found[0])
    mentee.look("invited")
    mentee.page.get_by_label("Your name").fill("Mei Tan")
    mentee.page.get_by_label("Password", exact=True).fill("seven wet hats")
    mentee.page.get_by_role("button", name="Make my account and begin").click()
    expect(mentee.page.get_by_role("heading", name="Overview")).to_be_visible()
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
