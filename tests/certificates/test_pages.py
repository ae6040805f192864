"""What a stranger, the owner and somebody else see of a certificate."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.certificates import services
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.rules import number_from
from learnmentor.cli import main
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.conftest import HeldClock
from tests.page import Browser


def test_a_stranger_sees_that_it_is_real_and_not_whose_it_is(stranger: Browser, certificate: Certificate) -> None:
    page = stranger.get(f"/certificates/{certificate.number}")
    assert "It is real" in page.words
    assert "Starter" in page.words
    assert "Amina" not in page.text


def test_a_stranger_is_told_whether_a_printed_name_matches(stranger: Browser, certificate: Certificate) -> None:
    page = stranger.get(f"/certificates/{certificate.number}")
    assert "Yes." in page.submit("Compare the name", name="amina  yusuf").words
    assert "No." in page.submit("Compare the name", name="Amina Joseph").words
    empty = page.submit("Compare the name", name="")
    assert empty.status == 422
    assert empty.errors() == ["Type the name that is printed on the document."]


def test_names_cannot_be_guessed_by_trying_many(stranger: Browser, certificate: Certificate) -> None:
    page = stranger.get(f"/certificates/{certificate.number}")
    for number in range(10):
        assert "No." in page.submit("Compare the name", name=f"Amina {number}").words
    refused = page.submit("Compare the name", name="Amina Yusuf")
    assert refused.status == 429
    assert "try again in" in refused.words
    assert "Yes." not in refused.words


def test_programs_get_the_same_facts(stranger: Browser, certificate: Certificate) -> None:
    facts = stranger.get(f"/certificates/{certificate.number}.json").response.json
    assert facts is not None
    assert (facts["status"], facts["title"], facts["hours"], facts["record_intact"]) == ("valid", "Starter", 5, True)
    assert "name" not in facts
    asked = stranger.get(f"/certificates/{certificate.number}", Accept="application/json").response.json
    assert asked == facts


def test_a_number_can_be_typed_carelessly(stranger: Browser, certificate: Certificate) -> None:
    page = stranger.get("/check").submit("Check", number=certificate.number.lower().replace("-", " "))
    assert page.follow().h1 == f"Certificate {certificate.number}"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "Type the number"),
        ("LM-1234", "one character may be mistyped"),
        (number_from(12345), "no certificate with this number"),
    ],
)
def test_a_wrong_number_gets_a_sentence(stranger: Browser, number: str, message: str) -> None:
    page = stranger.get("/check").submit("Check", number=number)
    assert page.status == 422
    assert message in page.errors()[0]
    assert page.one("#number").get("value", "") == number


def test_the_owner_sees_their_name_and_downloads_the_pdf(as_amina: Browser, certificate: Certificate) -> None:
    page = as_amina.get("/certificates").click("Starter")
    assert "Amina Yusuf" in page.words
    document = page.click("Download the PDF").response
    assert document.mimetype == "application/pdf"
    assert document.data.startswith(b"%PDF-")


def test_nobody_else_gets_the_document(as_ben: Browser, stranger: Browser, certificate: Certificate) -> None:
    assert as_ben.get(f"/certificates/{certificate.number}.pdf").status == 403
    assert stranger.get(f"/certificates/{certificate.number}.pdf").status == 303


def test_a_revoked_certificate_says_so(
    stranger: Browser, as_amina: Browser, db: Session, certificate: Certificate, time: HeldClock
) -> None:
    services.revoke(db, certificate, reason="Issued to the wrong person.", by=None, at=time())
    db.commit()
    for browser in (stranger, as_amina):
        page = browser.get(f"/certificates/{certificate.number}")
        assert "no longer holds" in page.words
        assert "Issued to the wrong person." in page.words
    facts = stranger.get(f"/certificates/{certificate.number}.json").response.json
    assert facts is not None
    assert facts["status"] == "revoked"


def test_a_record_changed_in_the_database_is_not_called_sound(
    stranger: Browser, db: Session, certificate: Certificate
) -> None:
    found = db.get_one(Certificate, certificate.id)
    found.snapshot = {**found.snapshot, "title": "Something grander"}
    db.commit()
    assert "does not match" in stranger.get(f"/certificates/{certificate.number}").words


def test_before_the_first_certificate_the_page_says_what_is_missing(
    as_amina: Browser, db: Session, time: HeldClock
) -> None:
    services.publish_awards(db, [STARTER], at=time())
    factories.unit(db, "C1")
    db.commit()
    page = as_amina.get("/certificates")
    assert "5 segments of C1" in page.words
    assert "C2, which is not published yet" in page.words


def test_the_command_revokes_with_a_reason(app: Flask, certificate: Certificate, stranger: Browser) -> None:

    runner = app.test_cli_runner()
    result = runner.invoke(
        main, ["award", "revoke", certificate.number, "--reason", "A mistake of ours."], obj=lambda: app
    )
    assert result.exit_code == 0, result.output
    assert "A mistake of ours." in stranger.get(f"/certificates/{certificate.number}").words
