"""A document that was handed out is known for as long as it lies in somebody's drawer, whatever typesets by then."""

import io
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.certificates import editions, services
from learnmentor.certificates.documents.fingerprints import RECORD, DocumentKind, Notes, sha256_of
from learnmentor.certificates.documents.recorder import RECORD_ALL, Recorder
from learnmentor.certificates.models import Certificate, HandedOut
from learnmentor.certificates.views.certificates import press_for
from learnmentor.config import Settings
from learnmentor.ground.db import WriteInSafeRequest, database
from learnmentor.ground.db import db as request_db
from learnmentor.ground.letters import Sender
from learnmentor.ground.printing import typesetting
from learnmentor.jobs.models import Job
from learnmentor.jobs.worker import Worker
from learnmentor.stories import closing_account
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.house.tree import modules
from tests.page import Browser, Page, upload

pytestmark = pytest.mark.usefixtures("signing_key")
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
KINDS = {"badge.svg": DocumentKind.BADGE, "badge.png": DocumentKind.BADGE, "preview.png": DocumentKind.PREVIEW}


@pytest.fixture
def at_work(app: Flask, settings: Settings, time: HeldClock) -> Worker:
    """The installation's worker."""
    with app.app_context():
        return Worker(database(), rooms.handlers(), time)


@pytest.fixture
def new_typst(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Upgrades the typesetter: every document comes out with other bytes from then on."""
    before = {name: getattr(typesetting, name) for name in ("pdf", "png", "svg")}

    def upgrade() -> None:
        monkeypatch.setattr(typesetting, "maker", lambda: "typst of next year")
        monkeypatch.setattr(typesetting, "pdf", lambda *args, **more: before["pdf"](*args, **more) + b"\n%new\n")
        monkeypatch.setattr(typesetting, "png", lambda *args, **more: before["png"](*args, **more) + b"new")
        monkeypatch.setattr(typesetting, "svg", lambda *args, **more: before["svg"](*args, **more) + b"<!-- new -->")

    return upgrade


def checked(browser: Browser, content: bytes) -> Page:
    return browser.get("/check").submit("Check this file", file=upload(content, "a.bin"))


def fetched(browser: Browser, address: str) -> bytes:
    answer = browser.get(address).response
    assert answer.status_code == 200
    return answer.data


def rows(db: Session) -> dict[str, str]:
    found = dict(db.execute(select(HandedOut.sha256, HandedOut.kind)).all())
    db.rollback()
    return found


def document(certificate: Certificate) -> str:
    return f"/certificates/{certificate.number}.pdf"


# A new typesetter


def test_a_new_typesetter_disowns_no_certificate(
    as_amina: Browser, stranger: Browser, certificate: Certificate, new_typst: Callable[[], None]
) -> None:
    old = fetched(as_amina, document(certificate))
    new_typst()
    new = fetched(as_amina, document(certificate))
    assert old != new
    for each in (old, new):
        page = checked(stranger, each)
        assert page.h1 == "This PDF is the one we issued"
        assert f"the document that we made for certificate {certificate.number}" in page.words
    for altered in (old[:-1] + bytes([old[-1] ^ 1]), old + b"\n", old.replace(b"Starter", b"Expert!", 1)):
        assert checked(stranger, altered).h1 == "This PDF is not the document that we issued"


def test_a_new_typesetter_disowns_nothing_else(
    as_amina: Browser, stranger: Browser, certificate: Certificate, new_typst: Callable[[], None]
) -> None:
    old = {name: fetched(as_amina, f"/certificates/{certificate.number}/{name}") for name in KINDS}
    transcript = fetched(as_amina, "/certificates/transcript.pdf")
    new_typst()
    assert checked(stranger, old["preview.png"]).h1 == "This picture is the one we issued"
    for name in ("badge.svg", "badge.png"):
        page = checked(stranger, old[name])
        assert (page.h1, "the badge as we made it" in page.words) == ("This credential is ours", True)
    assert checked(stranger, transcript).h1 == "This transcript is ours, as of 21 November 2026"


def test_a_certificate_handed_out_before_such_rows_were_kept_is_compared_with_what_we_make(
    as_amina: Browser, stranger: Browser, db: Session, certificate: Certificate, new_typst: Callable[[], None]
) -> None:
    old = fetched(as_amina, document(certificate))
    db.execute(delete(HandedOut))
    db.commit()
    assert checked(stranger, old).h1 == "This PDF is the one we issued"
    new_typst()
    assert checked(stranger, old).h1 == "This PDF is not the document that we issued"


def test_a_document_of_a_revoked_certificate_is_known_and_said_not_to_hold(
    as_amina: Browser, stranger: Browser, db: Session, certificate: Certificate, new_typst: Callable[[], None]
) -> None:
    held = fetched(as_amina, document(certificate))
    services.revoke(db, db.get_one(Certificate, certificate.id), reason="A mistake.", by=None, at=NOW)
    db.commit()
    crossed = fetched(as_amina, document(certificate))
    new_typst()
    for each in (held, crossed):
        page = checked(stranger, each)
        assert page.h1 == "This no longer holds"
        assert "We made this document" in page.words
        assert "A mistake." in page.words


# What is written, and when


def test_each_document_is_written_down_before_it_leaves_and_once(
    as_amina: Browser, db: Session, certificate: Certificate
) -> None:
    want = {}
    for _ in range(2):
        want[sha256_of(fetched(as_amina, document(certificate)))] = "certificate"
        want[sha256_of(fetched(as_amina, "/certificates/transcript.pdf"))] = "transcript"
        for name, kind in KINDS.items():
            want[sha256_of(fetched(as_amina, f"/certificates/{certificate.number}/{name}"))] = str(kind)
        assert rows(db) == want
    assert len(want) == 5


def test_documents_in_a_pack_and_in_a_zip_for_many_are_written_down(
    as_amina: Browser, as_grace: Browser, db: Session, certificate: Certificate
) -> None:
    pack = as_amina.get("/cpd/2026-27/evidence-pack").submit("Download the pack").response.data
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        inside = {name: sha256_of(archive.read(name)) for name in archive.namelist() if name.endswith(".pdf")}
    assert set(inside) == {"evidence.pdf", f"certificates/{certificate.number}.pdf"}
    kinds = rows(db)
    assert {name: kinds.get(sha256) for name, sha256 in inside.items()} == {
        "evidence.pdf": "evidence", f"certificates/{certificate.number}.pdf": "certificate",
    }  # fmt: skip
    db.execute(delete(HandedOut))
    db.commit()
    content = fetched(as_grace, f"/certificates/issued.zip?number={certificate.number}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [name] = [each for each in archive.namelist() if each.endswith(".pdf")]
        assert rows(db) == {sha256_of(archive.read(name)): "certificate"}


def test_the_worker_writes_down_what_will_be_fetched(
    as_amina: Browser, db: Session, certificate: Certificate, at_work: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work.run_once()
    [sha256] = rows(db)

    def never(*_args: Any, **_more: Any) -> None:
        raise AssertionError("nothing is left to be written when it is fetched")

    monkeypatch.setattr("learnmentor.ground.db.Database.beside_a_page", never)
    assert sha256_of(fetched(as_amina, document(certificate))) == sha256


def test_finishing_waits_for_no_typesetting(
    db: Session, amina: factories.Person, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_args: Any, **_more: Any) -> bytes:
        raise AssertionError("typeset in the transaction")

    for name in ("pdf", "png", "svg"):
        monkeypatch.setattr(typesetting, name, never)
    services.publish_awards(db, [STARTER], at=time())
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=time())
    [made] = services.issue_due(db, person_id=amina.id, at=time(), zone="Europe/London", issuer="Northfield College")
    db.commit()
    asked = db.scalars(select(Job).where(Job.kind == RECORD)).one()
    assert asked.args == {"certificate": made.id}


def test_a_correction_has_both_editions_made_and_a_revocation_the_crossed_one(
    db: Session, certificate: Certificate, at_work: Worker, settings: Settings, time: HeldClock
) -> None:
    at_work.run_once()
    sender = Sender("http://localhost", "Northfield College")
    new = editions.supersede(
        db, db.get_one(Certificate, certificate.id), name="Amina Yusuf-Okafor", mend_wording=False, reason="Married.",
        by=None, sender=sender, at=time(), zone="Europe/London",
    )  # fmt: skip
    db.commit()
    at_work.run_once()
    services.revoke(db, new, reason="A mistake.", by=None, at=time())
    db.commit()
    at_work.run_once()
    counted = select(HandedOut.certificate_id, func.count()).group_by(HandedOut.certificate_id)
    assert dict(db.execute(counted).all()) == {certificate.id: 2, new.id: 2}
    db.expire_all()
    press, known = press_for(settings), rows(db)
    for each in (db.get_one(Certificate, certificate.id), db.get_one(Certificate, new.id)):
        db.refresh(each, ["events"])
        assert {sha256_of(made) for made in press.documents(each)} <= set(known)
    db.rollback()


def test_older_certificates_are_made_anew_some_at_a_time_and_one_that_cannot_be_made_stops_no_other(
    app: Flask, db: Session, certificate: Certificate, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learnmentor.certificates.documents.recorder.AT_ONCE", 2)
    for number in range(4):
        person = factories.person(db, name=f"Person {number}")
        copy = {key: getattr(certificate, key) for key in ("award_code", "award_version", "snapshot", "issued_at")}
        db.add(Certificate(number=f"LM-{number}", person_id=person.id, printed_name="x", snapshot_sha256="", **copy))
    db.execute(delete(Job))
    db.commit()

    def made(found: Certificate) -> list[bytes]:
        if found.number == "LM-1":
            raise typesetting.CannotTypeset("no such letter")
        return [f"{found.number} by {press}".encode()]

    for press in ("old", "new", "new"):
        recorder = Recorder(made, press, time)
        with app.app_context():
            Worker(database(), {RECORD_ALL: recorder.all}, time).run_once()
            before = len(rows(db))
            with database().transaction() as session:
                session.execute(delete(Job))
            recorder.all(database(), {})
            Worker(database(), {RECORD_ALL: recorder.all}, time).run_once()
    assert before == 8, "the third round found nothing to do"
    assert set(rows(db)) == {
        sha256_of(f"{number} by {press}".encode())
        for number in (certificate.number, "LM-0", "LM-2", "LM-3")
        for press in ("old", "new")
    }


def test_the_same_bytes_under_a_new_typesetter_are_not_made_every_night(
    app: Flask, db: Session, certificate: Certificate, time: HeldClock
) -> None:
    calls: list[str] = []

    def made(found: Certificate) -> list[bytes]:
        calls.append(found.number)
        return [b"the same"]

    with app.app_context():
        for press in ("old", "new", "new"):
            Recorder(made, press, time).all(database(), {})
    assert len(calls) == 2
    assert db.scalar(select(func.count()).select_from(HandedOut)) == 1


def test_two_that_fetch_at_once_write_one_row(
    app: Flask, db: Session, certificate: Certificate, time: HeldClock
) -> None:
    faults: list[BaseException] = []
    gate = threading.Barrier(6)
    with app.app_context():
        store = database()

    def fetch() -> None:
        gate.wait()
        try:
            Notes(store, time).of_certificate(b"the same", certificate)
        except BaseException as fault:  # noqa: BLE001 -- told below
            faults.append(fault)

    threads = [threading.Thread(target=fetch) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    assert rows(db) == {sha256_of(b"the same"): "certificate"}


def test_equal_transcripts_of_two_people_are_each_their_own(
    app: Flask, db: Session, amina: factories.Person, ben: factories.Person, time: HeldClock
) -> None:
    with app.app_context():
        for person in (amina, ben, amina):
            Notes(database(), time).of_person(b"the same", person.id, kind=DocumentKind.TRANSCRIPT)
    assert sorted(db.scalars(select(HandedOut.person_id))) == sorted([amina.id, ben.id])


def test_what_cannot_be_written_down_is_not_handed_out_and_reading_goes_on(
    app: Flask, as_amina: Browser, certificate: Certificate, at_work: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work.run_once()

    def full(*_args: Any, **_more: Any) -> None:
        raise OperationalError("INSERT", None, Exception("database or disk is full"))

    monkeypatch.setattr("learnmentor.ground.db.Database.beside_a_page", full)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    page = as_amina.get("/certificates/transcript.pdf")
    assert (page.status, "the server's storage is full" in page.words) == (503, True)
    fetched(as_amina, document(certificate))  # which the worker wrote down while there was room
    pack = as_amina.get("/cpd/2026-27/evidence-pack").submit("Download the pack").response.data
    assert zipfile.ZipFile(io.BytesIO(pack)).testzip() is None


# The door for it


def test_no_other_file_opens_a_transaction_beside_a_page() -> None:
    users = {
        module.name for module in modules().values() if ".beside_a_page(" in module.path.read_text(encoding="utf-8")
    }
    assert users == {
        "learnmentor.accounts.access_log.recording", "learnmentor.certificates.documents.fingerprints",
    }  # fmt: skip


def test_the_session_of_a_page_still_refuses_to_write(app: Flask, certificate: Certificate) -> None:
    with app.test_request_context("/certificates"), pytest.raises(WriteInSafeRequest):
        request_db.session.execute(update(HandedOut).values(kind="badge"))


# Leaving


def test_who_leaves_takes_transcripts_and_evidence_along_and_leaves_the_certificate_known(
    as_amina: Browser, stranger: Browser, db: Session, amina: factories.Person, certificate: Certificate
) -> None:
    held = fetched(as_amina, document(certificate))
    transcript = fetched(as_amina, "/certificates/transcript.pdf")
    as_amina.get("/cpd/2026-27/evidence-pack").submit("Download the pack")
    closing_account.close(db, rooms.personal_data(), person_id=amina.id, sender=None, at=NOW, zone="Europe/London")
    db.commit()
    assert rows(db) == {sha256_of(held): "certificate"}
    page = checked(stranger, held)
    assert page.h1 == "This PDF is the one we issued"
    assert "Name on it" not in page.words
    assert checked(stranger, transcript).h1 == "This PDF can no longer be compared"


def test_what_was_being_made_while_its_owner_left_is_not_written_down(
    app: Flask, db: Session, amina: factories.Person, time: HeldClock
) -> None:
    closing_account.close(db, rooms.personal_data(), person_id=amina.id, sender=None, at=NOW, zone="Europe/London")
    db.commit()
    with app.app_context():
        assert Notes(database(), time).of_person(b"hers", amina.id, kind=DocumentKind.EVIDENCE) == b"hers"
    assert rows(db) == {}
