"""A computer in a staff room: what was looked at is not there for the next person, and nothing stale is shown."""

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.courses.catalogue.models import Unit
from tests import factories
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("signing_key")]
SIGN_OUT = """document.querySelector('form[action$="/sign-out"]').requestSubmit()"""
DIGEST = """async (address) => {
  const bytes = await (await fetch(address)).arrayBuffer();
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))).join(" ");
}"""


@pytest.fixture
def certificate(db: Session, amina: factories.Person, time: HeldClock, address: str) -> Certificate:
    """A certificate of Amina's."""
    for unit in db.scalars(select(Unit).where(Unit.code.in_(("C1", "C2")))):
        finish(db, amina, unit, at=time())
    [issued, *_] = certificates.issue_due(db, person_id=amina.id, at=time(), zone="Europe/London", issuer="Northfield")
    db.commit()
    return issued


def test_the_back_button_shows_nothing_of_somebody_who_signed_out(
    visitor: Visitor, app: Flask, amina: factories.Person, certificate: Certificate
) -> None:
    visitor.enter(app, amina)
    for path in ("/certificates/transcript", f"/certificates/{certificate.number}"):
        visitor.open(path)
        expect(visitor.page.locator("main")).to_contain_text("Amina Yusuf")
    with visitor.page.expect_navigation():
        visitor.page.evaluate(SIGN_OUT)
    for _ in range(2):
        visitor.page.go_back()
        expect(visitor.page.locator("h1")).to_be_visible()
        expect(visitor.page.locator("body")).not_to_contain_text("Amina")


def test_a_transcript_out_of_a_browser_s_cache_is_never_an_old_one(
    visitor: Visitor, app: Flask, db: Session, amina: factories.Person, certificate: Certificate
) -> None:
    visitor.enter(app, amina)
    visitor.open("/certificates")
    first, again = (visitor.page.evaluate(DIGEST, "/certificates/transcript.pdf") for _ in range(2))
    assert first == again
    finish(db, amina, db.scalars(select(Unit).where(Unit.code == "C3")).one(), at=certificate.issued_at, segments=1)
    db.commit()
    assert visitor.page.evaluate(DIGEST, "/certificates/transcript.pdf") != first
