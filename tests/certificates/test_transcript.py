"""A transcript holds what was done and nothing else, and claims no more than curriculum 3.5 lets it."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import services
from learnmentor.certificates.documents.transcript import MAPPED, PLAIN, transcript
from learnmentor.certificates.issuer import identity
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.rules import UnitProgress
from tests import factories
from tests.certificates.test_issuer import COLLEGE
from tests.certificates.test_rules import STARTER, progress
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.page import Browser

TODAY = date(2026, 11, 21)


def certificate(number: str, *, level: int | None, credit: int, at: HeldClock) -> Certificate:
    snapshot = {
        "title": f"Award {number}", "level": level, "credits": credit, "hours": 30, "issued_on": "2026-11-20",
        "completed_on": "2026-11-19",
    }  # fmt: skip
    return Certificate(id=1, number=number, snapshot=snapshot, issued_at=at())


def test_only_what_is_done_stands_on_it() -> None:
    units = {"C1": progress("C1"), "C2": progress("C2", done=2), "C3": progress("C3", done=0)}
    found = transcript("Amina Yusuf", units, [], on=TODAY)
    assert [(line.code, line.segments, line.whole) for line in found.lines] == [("C1", 5, True), ("C2", 2, False)]
    assert (found.lines[0].first, found.lines[0].last) == (date(2026, 11, 1), date(2026, 11, 5))
    assert (found.total("planned"), found.total("active"), found.total("claimed")) == (210, 140, 0)
    assert [line.dates for line in found.lines] == ["1 Nov to 5 Nov 2026", "1 Nov to 2 Nov 2026"]
    assert found.heading == PLAIN


def test_what_was_withdrawn_since_makes_no_unit_a_part() -> None:
    unit = UnitProgress("C1", "Unit C1", frozenset({"C1-S2"}), progress("C1").done)
    assert transcript("Amina Yusuf", {"C1": unit}, [], on=TODAY).lines[0].whole


def test_levels_and_credits_come_from_certificates_and_are_not_added_up(time: HeldClock) -> None:
    held = [certificate("LM-1", level=5, credit=15, at=time), certificate("LM-2", level=5, credit=20, at=time)]
    found = transcript("Amina Yusuf", {}, held, on=TODAY)
    assert found.heading == MAPPED
    assert [each.size for each in found.awarded] == [
        "30 hours, mapped to level 5, 15 credits",
        "30 hours, mapped to level 5, 20 credits",
    ]
    assert not hasattr(found, "credits")


@pytest.fixture
def studied(db: Session, amina: Person, time: HeldClock) -> Certificate:
    """Amina has the starter certificate and two half-hours of C3; somebody else has done other things."""
    services.publish_awards(db, [STARTER], at=time())
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=time() - timedelta(days=1))
    finish(db, amina, factories.unit(db, "C3"), at=time(), segments=2)
    finish(db, factories.person(db, name="Noise"), factories.unit(db, "O9"), at=time())
    [made] = services.issue_due(db, person_id=amina.id, at=time(), zone="Europe/London", issuer="Northfield College")
    db.commit()
    return made


def test_the_page_shows_units_dates_hours_and_what_holds(as_amina: Browser, studied: Certificate) -> None:
    page = as_amina.get("/certificates").click("Your transcript")
    assert PLAIN in page.words
    assert "Amina Yusuf" in page.words
    assert "5 half-hours" in page.words
    assert "2 half-hours, a part" in page.words
    assert "20 Nov 2026" in page.words
    assert "O9" not in page.words
    assert studied.number in page.words
    assert "6 h" in page.words


def test_a_certificate_that_no_longer_holds_is_left_out(
    db: Session, as_amina: Browser, studied: Certificate, time: HeldClock
) -> None:
    services.revoke(db, db.get_one(Certificate, studied.id), reason="A mistake.", by=None, at=time())
    db.commit()
    page = as_amina.get("/certificates/transcript")
    assert studied.number not in page.words
    assert "5 half-hours" in page.words


def test_before_anything_is_done_the_page_says_so(as_amina: Browser) -> None:
    assert "Nothing yet" in as_amina.get("/certificates/transcript").words


@pytest.mark.parametrize("name", ["Amina Yusuf", "María-José Ñíguez 李小龍", "אמינה יוסף", "x" * 120])
def test_the_document_is_tagged_and_names_its_person(
    db: Session, as_amina: Browser, studied: Certificate, amina: Person, name: str
) -> None:
    identity.adopt(db, COLLEGE, at=studied.issued_at)
    db.get_one(Person, amina.id).printed_name = name
    db.commit()
    answer = as_amina.get("/certificates/transcript").click("Download the PDF").response
    assert answer.mimetype == "application/pdf"
    assert "transcript-2026-11-21.pdf" in answer.headers["Content-Disposition"]
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["dc:title"] == f"Transcript of {name}, 21 November 2026"
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_it_is_its_owner_s_alone(as_ben: Browser, stranger: Browser, studied: Certificate) -> None:
    assert studied.number not in as_ben.get("/certificates/transcript").words
    assert stranger.get("/certificates/transcript").status == 303
    assert stranger.get("/certificates/transcript.pdf").status == 303
