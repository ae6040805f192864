"""An employer was sent a ZIP and nothing else: they check it on their own computer, then online."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.courses.catalogue.models import Unit
from learnmentor.cpd.prose import Prose
from learnmentor.signing import rules
from learnmentor.signing import services as signing
from learnmentor.signing.models import SigningKey
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.journeys.conftest import Visitor
from tests.page import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("signing_key")]


@pytest.fixture
def certificate(db: Session, amina: Person, time: HeldClock, address: str) -> Certificate:
    """A certificate of Amina's."""
    for unit in db.scalars(select(Unit).where(Unit.code.in_(("C1", "C2")))):
        finish(db, amina, unit, at=time())
    [issued, *_] = certificates.issue_due(
        db, person_id=amina.id, at=time(), zone="Europe/London", issuer="Northfield College"
    )
    db.commit()
    return issued


@pytest.fixture
def sent(as_amina: Browser, db: Session, amina: Person, certificate: Certificate, tmp_path: Path) -> Path:
    """The ZIP that the employer got by mail."""
    Ledger(db, amina).log(prose=Prose(impact="I ask shorter questions, and wait longer for the answer."))
    db.commit()
    page = as_amina.get("/cpd/2026-27/evidence-pack")
    path = tmp_path / "evidence-2026-27.zip"
    path.write_bytes(page.submit("Download the pack").response.data)
    return path


def _verify(*arguments: Path | str) -> tuple[int, str]:
    """The command on a computer without settings, database or network of ours."""
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", "from learnmentor.cli import main; main()", "verify", *map(str, arguments)]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=False, cwd="/")
    return done.returncode, done.stdout + done.stderr


def _with(path: Path, change: Callable[[str, bytes], bytes], name: str) -> Path:
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            new.writestr(each, change(each, old.read(each)))
    changed = path.with_name(name)
    changed.write_bytes(target.getvalue())
    return changed


def test_an_employer_who_was_sent_only_the_zip_checks_it_offline_and_online(
    visitor: Visitor, sent: Path, certificate: Certificate, signing_key: SigningKey, tmp_path: Path
) -> None:
    # On their own computer, with nothing but the file.
    status, said = _verify(sent)
    assert status == 0, said
    fingerprint = rules.fingerprint(signing_key.kid)
    assert fingerprint[:39] in said
    assert "Compare it with those at http://localhost/keys" in said

    # They compare the fingerprint on our page, and save the keys.
    page = visitor.page
    visitor.open("/keys")
    visitor.look("keys")
    expect(page.locator("main")).to_contain_text(fingerprint)
    keys = tmp_path / "jwks.json"
    keys.write_bytes(page.request.get(f"{visitor.address}/.well-known/jwks.json").body())
    status, said = _verify(sent, "--keys", keys)
    assert (status, "among those you gave" in said) == (0, True), said

    # Online, from the front page on.
    visitor.open("/")
    page.get_by_role("link", name="Check whether it is real").click()
    visitor.look("check")
    page.get_by_role("button", name="Check this file").click()
    visitor.look("nothing-chosen")
    page.get_by_label("Evidence pack, certificate or credential").set_input_files(sent)
    page.get_by_role("button", name="Check this file").click()
    expect(page.locator("h1")).to_have_text("We made this pack, and nothing in it was changed")
    expect(page.locator("main")).to_contain_text("It is the evidence of Amina Yusuf for the CPD year 2026-27.")
    visitor.look("pack-is-ours")

    # The certificate in it, by its page.
    page.get_by_role("link", name=f"Certificate {certificate.number}").click()
    expect(page.locator("main")).to_contain_text("It is real.")


def test_an_employer_is_told_what_was_changed_and_what_no_longer_holds(
    visitor: Visitor, sent: Path, db: Session, certificate: Certificate, signing_key: SigningKey
) -> None:
    page = visitor.page

    def check(path: Path, heading: str) -> None:
        visitor.open("/check")
        page.get_by_label("Evidence pack, certificate or credential").set_input_files(path)
        page.get_by_role("button", name="Check this file").click()
        expect(page.locator("h1")).to_have_text(heading)
        visitor.look(path.stem)

    changed = _with(
        sent, lambda name, old: old.replace(b"Feedback", b"Feedforward") if name == "cpd.csv" else old, "changed.zip"
    )
    assert _verify(changed)[0] == 1
    check(changed, "This pack is not as we made it")

    document = sent.with_name(f"{certificate.number}.pdf")
    with zipfile.ZipFile(sent) as archive:
        document.write_bytes(archive.read(f"certificates/{certificate.number}.pdf"))
    check(document, "This PDF is the one we issued")
    altered = sent.with_name("altered.pdf")
    altered.write_bytes(document.read_bytes() + b"\n")
    check(altered, "This PDF is not the document that we issued")

    certificates.revoke(
        db, db.get_one(Certificate, certificate.id), reason="Issued to the wrong person.", by=None, at=NOW
    )
    db.commit()
    check(sent, "We made this pack, and nothing in it was changed")
    expect(page.locator("main")).to_contain_text("It no longer holds. Revoked on 21 November 2026")

    signing.revoke(db, VAULT, db.get_one(SigningKey, signing_key.id), reason="A backup was stolen.", at=NOW)
    db.commit()
    check(sent, "The signature of this pack no longer counts")
    expect(page.locator("main")).to_contain_text("A backup was stolen.")


def test_the_same_without_javascript_at_320_pixels(plain_visitor: Visitor, sent: Path) -> None:
    page = plain_visitor.page
    plain_visitor.open("/check")
    plain_visitor.look("check")
    page.get_by_label("Evidence pack, certificate or credential").set_input_files(sent)
    page.get_by_role("button", name="Check this file").click()
    expect(page.locator("h1")).to_have_text("We made this pack, and nothing in it was changed")
    plain_visitor.look("pack-is-ours")
