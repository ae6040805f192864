"""A try as it is read: whole, as plain text, with files that do nothing; and nobody reads it who has no business."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.models import Person, Role
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.models import Appeal, Submission, SubmissionTry, WitnessNote, witness_place
from learnmentor.assessment.assessed.reading.work import opened_work
from learnmentor.assessment.assessed.rules import (
    AssignmentEnd,
    ConsentState,
    CriterionShown,
    HandedInFile,
    HandedInPart,
    HandedInRecord,
    HandedInWork,
)
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.works import NOW, TODAY
from tests.conftest import HeldClock
from tests.page import Browser
from tests.statements import statements

SCRIPT = "<script>alert(1)</script>"


def with_file(
    app: Flask, db: Session, made: Submission, content: bytes = b"Notes", *, name: str = "notes.txt",
    media_type: str = "text/plain", stored: bool = True,
) -> str:  # fmt: skip
    """Hand in a file; the address of it."""
    store = app.config["FILES"] if stored else None
    file = works.kept_file(db, made, content, name=name, media_type=media_type, files=store)
    handed = works.work(parts=[HandedInPart("account", "About 800 words", files=(file,))])
    tried = works.handed_in(db, app.config["VAULT"], made, handed=handed, public_id=f"try{made.id}")
    db.commit()
    return f"/assessed-tries/{tried.public_id}/files/{file.public_id}"


def full(db: Session, vault: Vault, made: Submission, files: tuple[HandedInFile, ...], carys: Person) -> HandedInWork:
    """Texts, links, files, ten records of which one was taken out, and a witness note."""
    kept = [works.released(db, vault, made, other=None, text=f"Said {n} times") for n in range(9)]
    gone = works.released(db, vault, made, other=carys, text="withdrawn", state=ConsentState.WITHDRAWN)
    gone.body = None
    note = {"name": "Tess Novak", "role": "Head", "text": "I sat in."}
    db.add(
        WitnessNote(public_id="note", submission_id=made.id, part="listening", token_sha256="0" * 64, asked_at=NOW,
                    body=vault.seal(note, place=witness_place("note")), worth_until=NOW)
    )  # fmt: skip
    records = tuple(HandedInRecord(each.public_id, "meeting", "A meeting", each.sha256) for each in (*kept, gone))
    parts = (
        HandedInPart("account", "About 800 words", f"First {SCRIPT}\n\nThen.", ("https://example.org/a", "javascript:1")),
        HandedInPart("meetings", "Two meetings", files=files, records=records),
        HandedInPart("listening", "Listening", witness=(HandedInRecord("note", "witness", "A note", "1" * 64),)),
    )
    return HandedInWork(parts, (CriterionShown("P1.3-1", ("account",), "the <b>end</b>"),))


def test_all_of_a_try_is_on_one_page_in_eight_statements_and_nothing_of_it_is_markup(
    app: Flask, db: Session, vault: Vault, made: Submission, as_carys: Browser, carys: Person
) -> None:
    files = tuple(
        works.kept_file(db, made, SCRIPT.encode() + b"%d" % n, name=f"{SCRIPT}{n}.txt", media_type="text/plain",
                        files=app.config["FILES"])
        for n in range(10)
    )  # fmt: skip
    lost = works.kept_file(db, made, b"lost", name="lost.pdf", media_type="application/pdf")
    tried = works.handed_in(db, vault, made, handed=full(db, vault, made, (*files, lost), carys), public_id="whole")
    works.assigned(db, tried, carys)
    db.commit()
    as_carys.get("/assessing/whole")  # which is written down
    with statements(app) as sent:
        page = as_carys.get("/assessing/whole")
    assert len(sent) <= 8, sent
    assert page.soup.find_all("script", src=False) == []
    assert page.soup.select_one(".as-typed b, .work-part b") is None
    assert [each["href"] for each in page.soup.select(".work-part__links a")] == ["https://example.org/a"]
    assert page.one(".work-part__links a")["rel"] == ["noopener", "noreferrer", "nofollow"]
    for said in ("First <script>", "javascript:1", "Said 8 times", "Tess Novak, Head", "I sat in.", "the <b>end</b>"):
        assert said in page.words
    assert page.words.count("A record was taken out of this place") == 1
    assert page.words.count("The server has lost this file") == 1
    assert len(page.soup.select(".work-file__text")) == 10
    assert "withdrawn" not in page.text
    assert {each["href"] for each in page.soup.select("#criterion-P1\\.3-1 a")} == {"#part-account"}


def test_a_file_is_given_to_its_owner_and_judges_and_to_nobody_else(
    app: Flask, db: Session, made: Submission, amina: Person, carys: Person, farid: Person, time: HeldClock
) -> None:
    address = with_file(app, db, made)
    others = factories.person(db, name="Ida Berg", roles=["assessor", "coordinator", "administrator", "trainer"])
    tried = db.query(SubmissionTry).one()
    works.assigned(db, tried, carys)
    handed_back = works.assigned(db, tried, farid)
    handed_back.ended_at, handed_back.ended_as = NOW, AssignmentEnd.HANDED_BACK
    db.commit()
    seen = {who.name: Browser(app).sign_in(who).get(address).status for who in (amina, carys, farid, others)}
    assert seen == {"Amina Yusuf": 200, "Carys Pritchard": 200, "Farid Rahimi": 404, "Ida Berg": 404}
    assert Browser(app).get(address).status in {302, 303}
    assert [(each.viewer_id, each.what) for each in db.query(AccessRecord)] == [(carys.id, "submission-file")]
    handed_back.ended_as = AssignmentEnd.JUDGED
    db.query(Role).filter_by(person_id=carys.id).one().ends_on = TODAY.replace(day=20)
    db.commit()
    assert Browser(app).sign_in(farid).get(address).status == 200
    assert Browser(app).sign_in(carys).get(address).status == 404  # whose role ended yesterday


def test_whoever_settles_an_appeal_reads_what_it_is_about(
    app: Flask, db: Session, vault: Vault, amina: Person, carys: Person, as_farid: Browser, farid: Person
) -> None:
    passed = works.passed(db, vault, amina, carys)
    file = works.kept_file(db, passed.submission, b"x", name="x.txt", media_type="text/plain", files=app.config["FILES"])
    again = works.handed_in(db, vault, passed.submission, handed=works.work(parts=[HandedInPart("a", "A", files=(file,))]))
    passed.result.try_id = again.id
    appeal = Appeal(public_id="appeal", result_id=passed.result.id, made_at=NOW)
    db.add(appeal)
    db.commit()
    address = f"/assessed-tries/{again.public_id}/files/{file.public_id}"
    assert as_farid.get(address).status == 404
    appeal.moderator_id = farid.id
    db.commit()
    assert as_farid.get(address).status == 200


def test_only_a_file_that_this_try_names_is_given(
    app: Flask, db: Session, made: Submission, as_amina: Browser
) -> None:
    address = with_file(app, db, made)
    later = works.kept_file(db, made, b"later", name="b.txt", media_type="text/plain", files=app.config["FILES"])
    other = with_file(app, db, works.submission(db, factories.person(db)))
    for file in (later.public_id, other.rpartition("/")[2], "none"):
        assert as_amina.get(f"{address.rpartition('/')[0]}/{file}").status == 404
    assert as_amina.get(other).status == 404


@pytest.mark.parametrize(
    ("media_type", "look", "shown"),
    [
        ("application/pdf", "inline", "frame-ancestors 'self'"), ("image/png", "inline", "sandbox"),
        ("image/heic", "attachment", "sandbox"), ("text/plain", "attachment", "sandbox"),
        ("application/msword", "attachment", "sandbox"),
    ],
)  # fmt: skip
def test_what_can_be_looked_at_is_and_nothing_of_it_acts(
    app: Flask, db: Session, made: Submission, as_amina: Browser, media_type: str, look: str, shown: str
) -> None:
    address = with_file(app, db, made, SCRIPT.encode(), name='a".x', media_type=media_type)
    for query, kind, policy in (("", "attachment", "sandbox"), ("?look", look, shown)):
        answer = as_amina.get(address + query).response
        assert answer.data == SCRIPT.encode()
        assert answer.mimetype == media_type
        assert answer.headers["Content-Disposition"].startswith(kind)
        assert policy in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_that_the_server_lost_gets_a_sentence(
    app: Flask, db: Session, made: Submission, as_amina: Browser
) -> None:
    page = as_amina.get(with_file(app, db, made, b"nowhere else", stored=False))
    assert page.status == 404
    assert "The server has lost this file" in page.words


def test_work_that_was_erased_or_that_no_key_opens_says_so(
    db: Session, vault: Vault, made: Submission, amina: Person
) -> None:
    tried = works.handed_in(db, vault, made)
    assert opened_work(db, replace(vault, keys=(b"x" * 32,)), tried, brief=brief_of(tried)).locked
    tried.body = None
    gone = opened_work(db, vault, tried, brief=brief_of(tried))
    assert gone.gone
    assert not gone.readable
