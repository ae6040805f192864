"""A learner finds the way to an award and takes a transcript; an administrator signs and hands out certificates."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import services
from learnmentor.courses.catalogue.models import Unit
from learnmentor.ground import clock
from tests import factories
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 90">
<rect width="90" height="90" rx="12" fill="#7a1f3d"/>
<path d="M20 68V24l50 44V24" fill="none" stroke="#fff" stroke-width="9"/><rect x="110" y="28" width="180" height="12"
fill="#7a1f3d"/><rect x="110" y="52" width="120" height="12" fill="#7a1f3d"/></svg>"""


@pytest.fixture
def nearly(db: Session, published: None, amina: Person, time: HeldClock) -> Person:
    """Amina has the core without half of C8, and five options."""
    for code in (*(f"C{n}" for n in range(1, 8)), "O1", "O2", "O4", "O6", "O8"):
        finish(db, amina, db.scalars(select(Unit).where(Unit.code == code)).one(), at=time.tick(days=1))
    finish(db, amina, db.scalars(select(Unit).where(Unit.code == "C8")).one(), at=time(), segments=2)
    services.issue_due(db, person_id=amina.id, at=time(), zone="Europe/London", issuer="Northfield College")
    db.commit()
    return amina


def test_the_way_to_an_award_can_be_seen(app: Flask, visitor: Visitor, nearly: Person) -> None:
    visitor.open("/awards")
    visitor.look("awards-as-a-stranger")
    visitor.page.get_by_role("link", name="LearnMentor Extended Certificate").click()
    visitor.look("thirty-credits-as-a-stranger")
    visitor.enter(app, nearly)
    visitor.open("/certificates")
    visitor.look("certificates")
    visitor.page.get_by_role("link", name="All awards").click()
    visitor.look("awards")
    visitor.page.get_by_role("link", name="LearnMentor CPD Certificate").click()
    visitor.look("thirty-hours")
    visitor.page.get_by_role("heading", name="The shortest way").wait_for()
    assert "C8: 1 h 30 min" in visitor.page.inner_text("main")
    visitor.open("/awards/awd-l4-10")
    visitor.look("ten-credits")
    visitor.open("/programmes/trainees")
    visitor.look("programme")
    visitor.open("/certificates/transcript")
    visitor.look("transcript")
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name="Download the PDF").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.usefixtures("nearly")
def test_certificates_are_signed_and_handed_out(
    db: Session, visitor: Visitor, grace: Person, app: Flask, tmp_path: Path
) -> None:
    visitor.enter(app, grace)
    visitor.open("/people")
    visitor.page.get_by_role("link", name="How certificates are signed").click()
    visitor.look("as-it-is-signed-today")
    visitor.page.get_by_label("Who signs").fill("Dr Gwenllian Price-Featherstonehaugh of Northfield and Southmoor")
    visitor.page.get_by_label("As what").fill("Assistant Principal for Professional Learning")
    visitor.page.get_by_label("Colour").fill("#f4b942")
    logo = tmp_path / "logo.svg"
    logo.write_text(DRAWING.replace("<rect", "<script/><rect", 1))
    visitor.page.get_by_label("Logo (optional)").set_input_files(logo)
    visitor.page.get_by_role("button", name="Save").click()
    visitor.look("refused")
    visitor.page.get_by_label("Colour").fill("#7a1f3d")
    logo.write_text(DRAWING)
    visitor.page.get_by_label("Logo (optional)").set_input_files(logo)
    visitor.page.get_by_role("button", name="Show me first").click()
    visitor.look("shown-first")
    visitor.page.get_by_role("button", name="Save").click()
    visitor.look("saved")
    dawit = factories.person(db, name="Dawit Tesfaye")
    for code in ("C1", "C2"):
        finish(db, dawit, db.scalars(select(Unit).where(Unit.code == code)).one(), at=clock.now())
    [made] = services.issue_due(
        db, person_id=dawit.id, at=clock.now(), zone="Europe/London", issuer="Northfield College"
    )
    db.commit()
    visitor.open(f"/certificates/{made.number}")
    visitor.look("certificate")
    visitor.open("/certificates/issued")
    visitor.look("hand-out")
    visitor.page.get_by_label("Download the certificate of Dawit Tesfaye").check()
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name="Download the ticked ones").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")
