"""Forms on a phone: an audit that saves itself, its gap in the plan of two, and a checklist over three years."""

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.sheets import queries, services
from learnmentor.mentoring.sheets.catalogue import FORMS
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.sheets.rules import SheetKind
from tests.conftest import HeldClock
from tests.journeys.conftest import OpenPhone, Visitor
from tests.mentoring.conftest import Two, two

pytestmark = pytest.mark.browser
THREE_YEARS = (
    {"status_1": "not-yet", "status_2": "partly"},
    {"status_1": "partly"},
    {"status_1": "in-place", "status_2": "partly", "status_3": "not-for-us"},
)


@pytest.fixture
def pair(db: Session, time: HeldClock) -> Two:
    """Amina mentors Mei."""
    return two(db, at=time())


@pytest.fixture
def phone(open_phone: OpenPhone) -> Visitor:
    """A phone, and nobody signed in."""
    return open_phone("forms-phone")


def _check_herself(db: Session, vault: Vault, pair: Two, time: HeldClock, said: dict[str, str]) -> None:
    """Amina fills in the checklist once more, and a year goes by."""
    kind = SheetKind.SELF_ASSESSMENT
    made = services.begin(
        db, vault, owner_id=pair.mentor.id, kind=kind, pair=None, public_id=f"check{time():%Y}", at=time()
    )
    services.keep(db, vault, made, definition=FORMS[kind].definition, typed=said, seen={}, at=time())
    services.finish(db, made, at=time())
    db.commit()
    time.tick(days=365)


def _see_it_otherwise(db: Session, vault: Vault, pair: Two, audit: Sheet, time: HeldClock) -> None:
    """Amina writes her view of Mei's audit, and shows it."""
    kind = SheetKind.SUBJECT_AUDIT_VIEW
    view = services.begin(
        db, vault, owner_id=pair.mentor.id, kind=kind, pair=pair.pair, overlays=audit, public_id="aview", at=time()
    )
    said = {"currency_mentor_view": "others", "currency_view_evidence": "Her visit to the salon in May."}
    services.keep(db, vault, view, definition=FORMS[kind].definition, typed=said, seen={}, at=time())
    services.share(db, view, pair.pair, at=time())
    db.commit()


def test_an_audit_saves_itself_and_a_checklist_shows_what_has_moved(
    app: Flask, db: Session, phone: Visitor, pair: Two, time: HeldClock
) -> None:
    page, vault = phone.page, app.config["VAULT"]
    phone.enter(app, pair.mentee)
    phone.open("/forms/f4")
    page.get_by_role("link", name="Fill it in here").click()
    phone.look("forms")
    phone.open("/pairs/aminaandmei/forms")
    page.locator("button[value='F4']").click()
    page.get_by_label("Finding my way").check()
    page.get_by_label("What I would like to learn").fill("Colour correction")
    page.get_by_label("Objective").fill("Teach one session on it with the salon's colourist")
    expect(page.get_by_text("Saved at")).to_be_visible()
    phone.look("part")
    page.reload()
    expect(page.get_by_label("What I would like to learn")).to_have_value("Colour correction")
    page.get_by_role("link", name="All parts").click()
    phone.look("audit")
    page.get_by_role("button", name="I have finished this").click()
    page.get_by_role("button", name="Show it to Amina Yusuf").click()
    _see_it_otherwise(db, vault, pair, queries.sheets_of(db, pair.mentee.id)[0], time)

    phone.open("/pairs/aminaandmei/forms")
    phone.look("in-the-pair")
    page.get_by_role("link", name="Read Amina Yusuf’s view").click()
    phone.look("side-by-side")
    phone.open("/pairs/aminaandmei/learning-plan")
    page.get_by_role("link", name="Make it a target").click()
    phone.look("gap")
    page.get_by_role("button", name="Put it in the plan").click()
    phone.look("plan")

    for said in THREE_YEARS:
        _check_herself(db, vault, pair, time, said)
    phone.enter(app, pair.mentor)
    phone.open("/mentoring/forms/over-time/f5")
    phone.look("over-time")
