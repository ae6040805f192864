"""A certificate of the first format, with the name inside its snapshot, is as good as any other."""

import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.certificates import queries, services, snapshots
from learnmentor.certificates.models import Certificate
from learnmentor.signing import services as signing
from tests.conftest import HeldClock
from tests.page import Browser

_NEWER = {"name_digest", "edition", "valid_until", "identity"}


@pytest.fixture
def old(db: Session, certificate: Certificate, app: Flask, time: HeldClock) -> Certificate:
    """Amina's certificate as the first release wrote it."""
    kept = {key: value for key, value in certificate.snapshot.items() if key not in _NEWER}
    certificate.snapshot = {**kept, "format": 1, "name": "Amina Yusuf"}
    certificate.snapshot_sha256 = snapshots.digest(certificate.snapshot)
    certificate.printed_name = None
    signing.ensure_key(db, app.config["VAULT"], at=time())
    db.commit()
    return certificate


@pytest.mark.parametrize("ending", ["", ".pdf", "/credential.jwt", "/badge.svg", "/badge.png", "/preview.png"])
def test_its_owner_has_all_of_it(as_amina: Browser, old: Certificate, ending: str) -> None:
    assert as_amina.get(f"/certificates/{old.number}{ending}").status == 200


def test_its_owner_reads_their_name_on_it(as_amina: Browser, old: Certificate) -> None:
    assert "Amina Yusuf completed Starter" in as_amina.get(f"/certificates/{old.number}").words
    assert old.number in as_amina.get("/certificates/transcript").words


def test_strangers_can_compare_the_name_and_read_it_nowhere(stranger: Browser, old: Certificate) -> None:
    page = stranger.get(f"/certificates/{old.number}")
    facts = stranger.get(f"/certificates/{old.number}.json").response.json
    assert facts is not None
    assert (facts["status"], facts["record_intact"]) == ("valid", True)
    assert "Amina" not in page.words + json.dumps(facts)
    assert "Yes." in stranger.post(f"/certificates/{old.number}/name", {"name": "amina  YUSUF"}).words


def test_it_can_be_corrected_and_the_old_link_leads_to_the_new_one(
    as_grace: Browser, stranger: Browser, db: Session, old: Certificate
) -> None:
    data = {"name": "Amina Yousuf", "reason": "The name was misspelt."}
    assert as_grace.post(f"/certificates/{old.number}/correction", data).status == 303
    db.expire_all()
    number = queries.edition_after(db, old)
    assert number is not None
    assert number in stranger.get(f"/certificates/{old.number}").words
    made = queries.certificate(db, number)
    assert made is not None
    assert (made.snapshot["format"], made.name, services.unchanged(made)) == (2, "Amina Yousuf", True)
    assert services.unchanged(old)
