"""Somebody who signed up twice makes one account of the two, and reads the earlier record beside their own."""

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import RoleName
from learnmentor.cpd import services as cpd
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import EntryType, LoggedActivity
from tests import factories
from tests.accounts.conftest import _HASH, PASSWORD
from tests.conftest import MOMENT
from tests.journeys.conftest import Visitor
from tests.racing import actor

OTHER = "zoe.marsh.mentoring@eastfield-and-westfield-college.example"


def test_two_accounts_become_one(visitor: Visitor, app: Flask, db: Session) -> None:
    zoe = factories.person(db, name="Zoe Marsh", email="zoe.marsh@northfield.example", password_hash=_HASH)
    old = factories.person(db, name="Z. Marsh", email=OTHER, password_hash=_HASH)
    for who, minutes in ((zoe, 60), (old, 95)):
        cpd.credit(
            db, learner=actor(who), source="segment:C1-S1", on=date(2026, 11, 3), title="C1-S1 Mentors you have had",
            planned=30, active=24, claimed=None, segment_code="C1-S1", revision_number=1, at=MOMENT,
        )  # fmt: skip
        activity = LoggedActivity(date(2026, 10, 7), EntryType.WORKSHOP, "Observing with kindness", "", minutes)
        cpd.log_activity(
            db, app.config["VAULT"], learner=actor(who), activity=activity, prose=Prose(reflection="Ask first."),
            files=[], source="form:1", at=MOMENT,
        )  # fmt: skip
    db.commit()

    visitor.enter(app, zoe)
    visitor.open("/profile")
    visitor.page.get_by_role("link", name="merge it into this one").click()
    visitor.look("what-will-happen")
    visitor.page.get_by_label("Email address of the other account").first.fill(OTHER)
    visitor.page.get_by_role("button", name="Merge the accounts").click()
    visitor.look("refused")
    assert visitor.page.get_by_label("Email address of the other account").first.input_value() == OTHER
    visitor.page.get_by_label("Password of the other account").fill(PASSWORD)
    visitor.page.get_by_label("Make one account of the two").check()
    visitor.page.get_by_role("button", name="Merge the accounts").click()
    assert "Your accounts are one now" in visitor.page.inner_text("main")
    assert "3 h 5 min" in visitor.page.inner_text("main")
    visitor.look("year-of-both")
    visitor.page.get_by_role("link", name=f"The record of {OTHER}").click()
    visitor.look("earlier-record")
    visitor.page.get_by_role("link", name="Observing with kindness").click()
    visitor.look("earlier-entry")
    visitor.open("/cpd/2026-27/evidence-pack")
    visitor.look("pack")

    visitor.page.context.clear_cookies()
    visitor.open("/sign-in")
    visitor.page.get_by_label("Email address").fill(OTHER)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in").click()
    assert f"Sign in with {zoe.email}" in visitor.page.inner_text("main")
    visitor.look("told-where")

    grace = factories.person(db, name="Grace Adeyemi", roles=[RoleName.ADMINISTRATOR])
    db.commit()
    visitor.enter(app, grace)
    visitor.open(f"/people/{zoe.public_id}/account")
    visitor.page.get_by_role("link", name="Merge another account of theirs").click()
    visitor.look("for-others")
