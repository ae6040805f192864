"""Administrators correct and revoke by page; the old link says so, to people and to programs."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates.models import Certificate, CertificateEvent
from learnmentor.cli import main
from tests import factories
from tests.page import Browser


def test_the_page_is_filled_in_with_the_name_of_today(
    as_grace: Browser, db: Session, certificate: Certificate, amina: factories.Person
) -> None:
    db.get_one(Person, amina.id).printed_name = "Amina Okafor"
    db.commit()
    page = as_grace.get(f"/certificates/{certificate.number}").click("Correct or revoke")
    assert page.one("#name")["value"] == "Amina Okafor"
    assert "Amina Yusuf" in page.words


def test_a_corrected_name_gives_the_old_link_a_reason_and_the_way_to_the_new(
    as_grace: Browser, stranger: Browser, certificate: Certificate
) -> None:
    page = as_grace.get(f"/certificates/{certificate.number}/look-after")
    made = page.submit("Issue the next edition", name="Amina Yousuf", reason="The name was misspelt.").follow()
    assert "takes the place of" in made.words
    old = stranger.get(f"/certificates/{certificate.number}")
    assert "no longer holds. Replaced on 21 November 2026: The name was misspelt." in old.words
    new = old.click("LM-")
    assert "It is real." in new.words
    assert certificate.number in new.words
    assert "Yes." in new.submit("Compare the name", name="Amina Yousuf").words
    facts = stranger.get(f"/certificates/{certificate.number}.json").response.json
    assert facts is not None
    assert (facts["status"], facts["superseded_by"]) == ("superseded", new.h1.removeprefix("Certificate "))


def test_who_corrected_is_kept(
    as_grace: Browser, db: Session, grace: factories.Person, certificate: Certificate
) -> None:
    page = as_grace.get(f"/certificates/{certificate.number}/look-after")
    page.submit("Issue the next edition", name="Amina Yousuf", reason="Misspelt.")
    [event] = db.scalars(select(CertificateEvent))
    assert (event.kind, event.by_id) == ("superseded", grace.id)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": "Amina Yousuf"}, "Say in one sentence why"),
        ({"name": "", "reason": "Misspelt."}, "Type the name"),
        ({"name": "Amina Yusuf", "reason": "Misspelt."}, "would be what they are"),
        ({"name": "A" * 121, "reason": "Misspelt."}, "up to 120 characters"),
        ({"name": "Amina \U00012000", "reason": "Misspelt."}, "cannot print"),
        ({"name": "Amina Yousuf", "reason": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_issued_gets_a_sentence_and_keeps_what_was_typed(
    as_grace: Browser, certificate: Certificate, typed: dict[str, str], message: str
) -> None:
    page = as_grace.get(f"/certificates/{certificate.number}/look-after").submit("Issue the next edition", **typed)
    assert page.status == 422
    assert message in page.errors()[0]
    for field, value in typed.items():
        assert page.one(f"#{field}").get("value", "") == value


def test_revoking_needs_a_reason_and_shows_it(as_grace: Browser, stranger: Browser, certificate: Certificate) -> None:
    page = as_grace.get(f"/certificates/{certificate.number}/look-after")
    refused = page.submit("Revoke this certificate")
    assert (refused.status, len(refused.errors())) == (422, 1)
    page.submit("Revoke this certificate", **{"revocation-reason": "Issued to the wrong person."}).follow()
    assert "Issued to the wrong person." in stranger.get(f"/certificates/{certificate.number}").words


def test_two_administrators_at_once_make_one_correction(as_grace: Browser, certificate: Certificate) -> None:
    one = as_grace.get(f"/certificates/{certificate.number}/look-after")
    two = as_grace.get(f"/certificates/{certificate.number}/look-after")
    one.submit("Issue the next edition", name="Amina Yousuf", reason="Misspelt.")
    late = two.submit("Revoke this certificate", **{"revocation-reason": "A mistake."})
    assert late.status == 422
    assert "somebody was here before you" in late.text


def test_only_administrators_see_the_way_there(as_ben: Browser, as_amina: Browser, certificate: Certificate) -> None:
    for browser in (as_ben, as_amina):
        assert "Correct or revoke" not in browser.get(f"/certificates/{certificate.number}").words
        assert browser.get(f"/certificates/{certificate.number}/look-after").status == 403


def test_the_command_reissues_with_the_name_of_today(
    app: Flask, db: Session, certificate: Certificate, amina: factories.Person, stranger: Browser
) -> None:
    db.get_one(Person, amina.id).printed_name = "Amina Okafor"
    db.commit()
    arguments = ["award", "reissue", certificate.number, "--reason", "The name changed."]
    result = app.test_cli_runner().invoke(main, arguments, obj=lambda: app)
    assert result.exit_code == 0, result.output
    assert "The name changed." in stranger.get(f"/certificates/{certificate.number}").words
    again = app.test_cli_runner().invoke(main, arguments, obj=lambda: app)
    assert again.exit_code == 1
    assert "another edition" in again.output
