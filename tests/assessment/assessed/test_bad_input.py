"""What no form expects: too much, in no letters that there are, to places that are none, on a full or busy disk."""

import errno
import gc
import io
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries
from learnmentor.assessment.assessed.handing_in.receipts import receipt
from learnmentor.assessment.assessed.models import Submission, SubmissionFile, WitnessNote, witness_place
from learnmentor.assessment.assessed.preparing import services as preparing
from learnmentor.assessment.assessed.rules import HandedInFile, HandedInPart, HandedInRecord, Outcome
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.paper.views import pdf_answer
from tests import factories
from tests.assessment.assessed import handed, works
from tests.assessment.assessed.works import NOW
from tests.conftest import HeldClock
from tests.page import Browser, upload

AT = "/assessed-work/work/parts/listening"
PAYLOAD = "<img src=x onerror=alert(1)>"
RIGHT_TO_LEFT = "\u202eأمينة يوسف"

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@pytest.fixture
def vault(app: Flask) -> Vault:
    """What seals."""
    kept: Vault = app.config["VAULT"]
    return kept


@pytest.fixture
def made(db: Session, vault: Vault, amina: Person, time: HeldClock) -> Submission:
    """Amina's P1, ready to be handed in."""
    found = handed.ready(db, vault, amina)
    db.commit()
    return found


def kept(db: Session, vault: Vault, made: Submission) -> str:
    db.rollback()
    return str(queries.prepared_words(db, vault, made)["listening"]["text"])


def test_what_no_form_expects_is_refused_with_a_sentence_or_kept_as_it_is(
    db: Session, vault: Vault, made: Submission, as_amina: Browser
) -> None:
    before = kept(db, vault, made)
    for typed, said in (
        ({"words": "a" * 200_000}, "100,000"),
        ({"links": "\n".join(f"https://example.org/{n}" for n in range(10_000))}, "links"),
        ({"links": "javascript:alert(1)"}, "javascript:alert(1)"),
    ):
        page = as_amina.post(AT, typed)
        assert page.status == 422
        assert said in " ".join(page.errors())
    assert kept(db, vault, made) == before
    assert as_amina.post(AT, {"words": f"One\0two {RIGHT_TO_LEFT} {PAYLOAD}"}).status in {303, 422}
    lone = as_amina.client.post(
        AT, data=f"csrf_token={as_amina.token()}&words=a%ED%A0%80b".encode(),
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert lone.status_code == 303
    page = as_amina.get(AT)
    assert page.soup.select_one("#words img") is None
    assert as_amina.get("/assessed-work/work/hand-in").status == 200


def test_places_that_are_none_are_none_for_everybody(db: Session, made: Submission, as_amina: Browser) -> None:
    works.submission(db, factories.person(db), public_id="anothers")
    db.commit()
    nowhere = [
        "/assessed-work/work/parts/nonsense", "/assessed-work/work/parts/..%2f", "/assessed-work/anothers",
        "/assessed-work/anothers/parts/account", "/assessed-work/work/tries/99", "/assessed-work/work/tries/0/receipt",
        "/assessed-work/work/tries/99999999999999999999/receipt.pdf", "/assessed-work/%00",
    ]  # fmt: skip
    assert [as_amina.get(address).status for address in nowhere] == [404] * len(nowhere)
    for address in ("/units/p1/assessment/99", "/units/p1/assessment/-4", AT.replace("listening", "nonsense")):
        assert as_amina.post(address, {"words": "Hello"}).status == 404
    assert as_amina.post(AT.replace("work/", "anothers/", 1), {"words": "Hello"}).status == 404


class Film(io.RawIOBase):
    """What a browser sends of a film of three gigabytes; a server reads little of it."""

    def __init__(self, head: bytes) -> None:
        self.head, self.given = head, 0

    def readable(self) -> bool:
        """It is for reading alone."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """First the beginning of the form, then film and film."""
        room = memoryview(buffer)
        some = self.head[: len(room)] or bytes(len(room))
        room[: len(some)], self.head = some, self.head[len(some) :]
        self.given += len(some)
        return len(some)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the parser leaves what it began
@pytest.mark.parametrize(
    "sent",
    [{"CONTENT_LENGTH": str(3 * 1024**3)}, {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}],
    ids=["declared", "streamed"],
)
def test_a_film_of_three_gigabytes_is_refused_before_it_is_read(
    db: Session, made: Submission, as_amina: Browser, sent: dict[str, Any]
) -> None:
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{as_amina.token()}\r\n--x\r\n'
    head += 'Content-Disposition: form-data; name="files"; filename="film.mp4"\r\nContent-Type: video/mp4\r\n\r\n'
    film = Film(head.encode())
    more = {"wsgi.input": io.BufferedReader(film), "CONTENT_TYPE": "multipart/form-data; boundary=x", **sent}
    answer = as_amina.client.post(AT, environ_overrides=more)
    gc.collect()
    assert answer.status_code == 413
    assert "That is more than we can take at once" in answer.text
    assert film.given < 32 * 1024**2
    assert db.scalars(select(SubmissionFile)).all() == []


def test_a_full_disk_and_a_busy_database_are_said_and_the_words_are_kept_or_given_back(
    app: Flask, db: Session, vault: Vault, made: Submission, *, as_amina: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    page = as_amina.get(AT)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        said = page.submit("Save", words="Typed on a full disk", files=upload(b"A text.", "a.txt"))
    assert (said.status, "no room for your files" in " ".join(said.errors())) == (422, True)
    assert kept(db, vault, made) == "Typed on a full disk"
    assert db.scalars(select(SubmissionFile)).all() == []

    def locked(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE", None, sqlite3.OperationalError("database is locked"))

    page = as_amina.get(AT)
    with monkeypatch.context() as patch:
        patch.setattr(preparing, "keep_part", locked)
        patch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        said = page.submit("Save", words="Typed while it was busy")
    assert (said.status, "storage is busy" in said.words, "Typed while it was busy" in said.text) == (503, True, True)


def test_names_are_words_wherever_they_stand(
    app: Flask, db: Session, vault: Vault, amina: Person, *, made: Submission, as_amina: Browser
) -> None:
    carys = factories.person(db, name=f"Carys {PAYLOAD}", roles=[works.RoleName.ASSESSOR])
    works.assessor(db, carys)
    amina.name = f"{RIGHT_TO_LEFT} {PAYLOAD}"
    told = {"name": PAYLOAD, "role": PAYLOAD, "text": f"{PAYLOAD} [a](javascript:1)"}
    db.add(
        WitnessNote(public_id="note", submission_id=made.id, part="listening", token_sha256="0" * 64, asked_at=NOW,
                    body=vault.seal(told, place=witness_place("note")), worth_until=NOW)
    )  # fmt: skip
    note = HandedInPart("listening", PAYLOAD, witness=(HandedInRecord("note", "witness", PAYLOAD, "1" * 64),))
    tried = works.handed_in(db, vault, made, handed=works.work(parts=[note]), public_id="thetry")
    works.assigned(db, tried, carys)
    db.commit()
    pages = [Browser(app).sign_in(carys).get("/assessing/thetry"), Browser(app).sign_in(carys).get("/assessing")]
    said = replace(works.words(met=False, comment=PAYLOAD, note=PAYLOAD), missing=PAYLOAD)
    judgement = works.judged(db, vault, tried, carys, outcome=Outcome.REFER, said=said)
    released(db, made, tried, judgement)
    pages += [as_amina.get("/assessed-work/work/tries/1"), Browser(app).sign_in(carys).get("/assessing/thetry")]
    for page in pages:
        assert page.status == 200
        assert page.soup.select("img[onerror], a[href^=javascript]") == []
    assert pages[2].words.count(PAYLOAD) >= 3 + len(works.CRITERIA)


def released(db: Session, made: Submission, tried: works.SubmissionTry, judgement: works.Judgement) -> None:
    tried.outcome, tried.released_at, made.state = Outcome.REFER, NOW, works.SubmissionState.PREPARING
    db.add(
        works.Result(
            public_id="theresult", try_id=tried.id, person_id=made.person_id, judgement_id=judgement.id, kind=made.kind,
            unit_code="P1", level=4, credits=0, hours=0, confirms_core=False, outcome=Outcome.REFER,
            ground=works.ResultGround.RELEASED, assessed_on=NOW.date(), released_on=NOW.date(), released_at=NOW,
        )
    )  # fmt: skip
    db.commit()


def test_a_receipt_prints_names_however_long_and_strange(
    app: Flask, db: Session, vault: Vault, made: Submission
) -> None:
    odd = [f"{'very-long-' * 19}{n}.txt" for n in range(9)] + ["مذكرات.pdf", "笔记.png", "a\u202etxt.exe", "🙂" * 50]
    files = tuple(HandedInFile(f"f{n}", name, "text/plain", 1, "a" * 64) for n, name in enumerate(odd))
    work = works.work(parts=[HandedInPart("account", "About 800 words", files=files)])
    tried = works.handed_in(db, vault, made, handed=work)
    sheet = receipt(made, tried, work, title="Ü" * 200, name=f"{RIGHT_TO_LEFT} {'Kaua‘i' * 60}", zone="Europe/London")
    with app.test_request_context():
        content = pdf_answer(sheet, name="receipt").get_data()
    assert content.startswith(b"%PDF")
    with pikepdf.open(io.BytesIO(content)) as printed:
        assert 1 <= len(printed.pages) <= 3


def test_a_file_is_given_whole_whatever_range_is_asked_for(
    app: Flask, db: Session, vault: Vault, made: Submission, as_amina: Browser
) -> None:
    store, content = app.config["FILES"], b"0123456789" * 10
    file = works.kept_file(db, made, content, name="a.txt", media_type="text/plain", files=store)
    tried = works.handed_in(db, vault, made, handed=works.work(parts=[HandedInPart("account", "A", files=(file,))]))
    db.commit()
    address = f"/assessed-tries/{tried.public_id}/files/{file.public_id}"
    for asked in ("bytes=5-9", "bytes=-1", "bytes=500-", "bytes=9-5", "lines=1-2", "bytes=0-0,5-5"):
        answer = as_amina.get(address, Range=asked).response
        assert (answer.status_code, len(answer.data), answer.content_length) == (200, 100, 100)
