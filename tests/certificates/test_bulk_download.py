"""Certificates of several people in one download: those that hold, of people who are here, and for administrators."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import bulk_download, queries, services
from learnmentor.certificates.models import Certificate
from learnmentor.courses.catalogue.models import Unit
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.page import Browser

NAMES = ["Amina Yusuf", "=HYPERLINK(1)", "../../Łukasz/Ż: 李小龍", "Revoked Rita", "Gone Gwen", "Over Omar"]


@pytest.fixture
def issued(db: Session, time: HeldClock) -> dict[str, str]:
    """Numbers by name: three that hold, and three that nobody is to be handed."""
    services.publish_awards(db, [STARTER], at=time())
    for code in ("C1", "C2"):
        factories.unit(db, code)
    numbers = {}
    for name in NAMES:
        person = factories.person(db, name=name)
        for unit in db.scalars(select(Unit)):
            finish(db, person, unit, at=time())
        [made] = services.issue_due(db, person_id=person.id, at=time.tick(minutes=1), zone="Europe/London", issuer="N")
        numbers[name] = made.number
        if name == "Revoked Rita":
            services.revoke(db, made, reason="A mistake.", by=None, at=time())
        if name == "Gone Gwen":
            db.get_one(Person, person.id).closed_at = time()
        if name == "Over Omar":
            made.snapshot = {**made.snapshot, "valid_until": (time() - timedelta(days=1)).date().isoformat()}
    db.commit()
    return numbers


def names_in(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_the_list_holds_those_that_hold(as_grace: Browser, issued: dict[str, str]) -> None:
    page = as_grace.get("/people").click("Certificates to hand out")
    assert "3 certificates" in page.words
    for name in NAMES[:3]:
        assert name in page.words
    for name in NAMES[3:]:
        assert name not in page.words
    assert issued["Amina Yusuf"] in page.words


def test_before_anybody_has_one_the_page_says_how_they_come(as_grace: Browser) -> None:
    assert "They appear here as people finish" in as_grace.get("/certificates/issued").words


@pytest.mark.parametrize("words", ["amina", "yusuf AMINA", "amina@", "{number}"])
def test_they_are_found_by_name_address_or_number(
    as_grace: Browser, db: Session, issued: dict[str, str], words: str
) -> None:
    db.scalars(select(Person).where(Person.name == "Amina Yusuf")).one().email = "amina@example.org"
    db.commit()
    page = as_grace.get("/certificates/issued").submit("Find", words=words.format(number=issued["Amina Yusuf"]))
    assert "1 certificate" in page.words
    assert "STARTER-5" in page.words
    assert "No certificate found" in as_grace.get("/certificates/issued?words=100%25&award=NONE").words


def test_the_ticked_ones_come_in_one_zip_with_a_list(as_grace: Browser, issued: dict[str, str]) -> None:
    page = as_grace.get("/certificates/issued")
    answer = page.submit("Download the ticked ones", number=[issued["Amina Yusuf"], issued["Revoked Rita"]]).response
    assert answer.mimetype == "application/zip"
    assert "certificates-2026-11-21.zip" in answer.headers["Content-Disposition"]
    document = f"Amina Yusuf {issued['Amina Yusuf']}.pdf"
    assert names_in(answer.data) == ["certificates.csv", document]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read(document).startswith(b"%PDF-")
        [row] = csv.DictReader(archive.read("certificates.csv").decode("utf-8-sig").splitlines())
    assert (row["Name"], row["Number"], row["File"]) == ("Amina Yusuf", issued["Amina Yusuf"], document)


def test_all_that_were_found_come_at_once_under_names_that_can_be_unpacked(
    as_grace: Browser, issued: dict[str, str]
) -> None:
    answer = as_grace.get("/certificates/issued").submit("Download all 3").response
    names = names_in(answer.data)
    assert len(names) == 4
    assert not any("/" in name or "\\" in name or ":" in name or name.startswith((".", "=")) for name in names)
    assert any("Łukasz" in name and "李小龍" in name for name in names)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "'=HYPERLINK(1)" in archive.read("certificates.csv").decode()


def test_nothing_ticked_gets_a_sentence(as_grace: Browser, issued: dict[str, str]) -> None:
    page = as_grace.get("/certificates/issued").submit("Download the ticked ones")
    assert page.status == 422
    assert page.errors() == ["Tick the certificates that you want to download."]
    assert issued["Amina Yusuf"] in page.words


def test_it_is_made_as_it_is_sent(db: Session, issued: dict[str, str], time: HeldClock) -> None:
    made: list[str] = []

    def document(certificate: Certificate) -> bytes:
        made.append(certificate.number)
        return b"%PDF-"

    certificates = queries.chosen_certificates(db, issued.values(), today=time().date(), most=bulk_download.MOST)
    pieces = bulk_download.chunks(certificates, document=document, at=time())
    sent = b""
    while not made:
        sent += next(pieces)
    assert len(made) == 1
    assert len(names_in(sent + b"".join(pieces))) == 4


def test_long_lists_come_in_pages(db: Session, as_grace: Browser, issued: dict[str, str], time: HeldClock) -> None:
    found = queries.found_certificates(db, words="", award="", today=time().date(), most=2)
    assert (len(found.certificates), found.total) == (2, 3)
    rest = queries.found_certificates(db, words="", award="", today=time().date(), most=2, after=2)
    assert len(rest.certificates) == 1
    db.rollback()
    assert "No certificate found" in as_grace.get("/certificates/issued?page=9").words


def test_only_administrators_hand_out(as_amina: Browser, as_ben: Browser, stranger: Browser) -> None:
    for address in ("/certificates/issued", "/certificates/issued.zip?do=all"):
        assert as_amina.get(address).status == 403
        assert as_ben.get(address).status == 403
        assert stranger.get(address).status == 303
