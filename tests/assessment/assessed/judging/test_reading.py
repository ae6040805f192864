"""A try as it is read: whole, as plain text, with files that do nothing; and nobody reads it who has no business."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.models import Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.models import Appeal, Submission, WitnessNote, witness_place
from learnmentor.assessment.assessed.personal_data import members
from learnmentor.assessment.assessed.reading.work import opened_work
from learnmentor.assessment.assessed.records import queries as records
from learnmentor.assessment.assessed.records.services import take_back
from learnmentor.assessment.assessed.rules import (
    AssignmentEnd,
    ConsentState,
    CriterionShown,
    HandedInFile,
    HandedInPart,
    HandedInRecord,
    HandedInWork,
    Outcome,
    SubmissionState,
)
from learnmentor.ground.personal_data import TakingOut
from learnmentor.ground.storage.archive import Archive
from learnmentor.stories.released_result import release
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.judging.conftest import Desk
from tests.assessment.assessed.test_conflicts import pair_of
from tests.assessment.assessed.works import NOW, TODAY
from tests.mentoring.conftest import two
from tests.page import Browser
from tests.statements import statements

SCRIPT = "<script>alert(1)</script>"


def with_file(
    desk: Desk, made: Submission, content: bytes = b"Notes", *, name: str = "notes.txt", media_type: str = "text/plain",
    stored: bool = True, judged_by: factories.Person | None = None,
) -> str:  # fmt: skip
    """Hand in a file, to be judged by somebody; the address of it."""
    store = desk.store if stored else None
    file = works.kept_file(desk.db, made, content, name=name, media_type=media_type, files=store)
    handed = works.work(parts=[HandedInPart("account", "About 800 words", files=(file,))])
    tried = works.handed_in(desk.db, desk.vault, made, handed=handed)
    if judged_by:
        works.assigned(desk.db, tried, judged_by)
    desk.db.commit()
    return f"/assessed-tries/{tried.public_id}/files/{file.public_id}"


def full(desk: Desk, files: tuple[HandedInFile, ...]) -> HandedInWork:
    """Texts, links, files, ten records of which one was taken out, and a witness note."""
    kept = [works.released(desk.db, desk.vault, desk.made, other=None, text=f"Said {n} times") for n in range(9)]
    gone = works.released(
        desk.db, desk.vault, desk.made, other=desk.farid, text="withdrawn", state=ConsentState.WITHDRAWN
    )
    gone.body = None
    note = {"name": "Tess Novak", "role": "Head", "text": "I sat in."}
    desk.db.add(
        WitnessNote(public_id="note", submission_id=desk.made.id, part="listening", token_sha256="0" * 64, asked_at=NOW,
                    body=desk.vault.seal(note, place=witness_place("note")), worth_until=NOW)
    )  # fmt: skip
    records = tuple(HandedInRecord(each.public_id, "meeting", "A meeting", each.sha256) for each in (*kept, gone))
    links = ("https://example.org/a", "javascript:1")
    parts = (
        HandedInPart("account", "About 800 words", f"First {SCRIPT}\n\nThen.", links),
        HandedInPart("meetings", "Two meetings", files=files, records=records),
        HandedInPart("listening", "Listening", witness=(HandedInRecord("note", "witness", "A note", "1" * 64),)),
    )
    return HandedInWork(parts, (CriterionShown("P1.3-1", ("account",), "the <b>end</b>"),))


def test_all_of_a_try_is_on_one_page_in_eight_statements_and_nothing_of_it_is_markup(
    desk: Desk, as_carys: Browser
) -> None:
    files = tuple(
        works.kept_file(desk.db, desk.made, SCRIPT.encode() + b"%d" % n, name=f"{SCRIPT}{n}.txt",
                        media_type="text/plain", files=desk.store)
        for n in range(10)
    )  # fmt: skip
    lost = works.kept_file(desk.db, desk.made, b"lost", name="lost.pdf", media_type="application/pdf")
    handed = full(desk, (*files, lost))
    works.assigned(
        desk.db, works.handed_in(desk.db, desk.vault, desk.made, handed=handed, public_id="whole"), desk.carys
    )
    desk.db.commit()
    as_carys.get("/assessing/whole")  # which is written down
    with statements(desk.app) as sent:
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
    assert desk.farid.name not in page.text
    assert {each["href"] for each in page.soup.select("#criterion-P1\\.3-1 a")} == {"#part-account"}


def test_a_file_is_given_to_its_owner_and_judges_and_to_nobody_else(desk: Desk) -> None:
    db, address = desk.db, with_file(desk, desk.made, judged_by=desk.carys)
    ida = factories.person(db, name="Ida", roles=list(RoleName))
    tried = desk.made.tries
    handed_back = works.assigned(db, works.queries.tries_of(db, desk.made.id)[tried - 1], desk.farid)
    handed_back.ended_at, handed_back.ended_as = NOW, AssignmentEnd.HANDED_BACK
    db.commit()
    asks = [desk.amina, desk.carys, desk.farid, ida]
    assert [desk.browser(each).get(address).status for each in asks] == [200, 200, 404, 404]
    assert Browser(desk.app).get(address).status == 303
    assert [(each.viewer_id, each.what) for each in db.query(AccessRecord)] == [(desk.carys.id, "submission-file")]
    handed_back.ended_as = AssignmentEnd.JUDGED
    db.query(Role).filter_by(person_id=desk.carys.id).one().ends_on = TODAY.replace(day=20)
    db.commit()
    assert desk.browser(desk.farid).get(address).status == 200
    assert desk.browser(desk.carys).get(address).status == 404  # whose role ended yesterday


def test_whoever_became_the_learners_mentor_reads_no_file_that_they_have_not_judged(desk: Desk) -> None:
    address = with_file(desk, desk.made, judged_by=desk.carys)
    two(desk.db, mentor=desk.carys, mentee=desk.amina)
    desk.db.commit()
    carys = desk.browser(desk.carys)
    assert carys.get(address).status == 404
    works.judged(desk.db, desk.vault, works.queries.tries_of(desk.db, desk.made.id)[-1], desk.carys)
    desk.db.commit()
    assert carys.get(address).status == 200


def test_whoever_settles_an_appeal_reads_what_it_is_about(desk: Desk, as_farid: Browser) -> None:
    passed = works.passed(desk.db, desk.vault, desk.amina, desk.carys, level=5)
    address = with_file(desk, passed.submission)
    passed.result.try_id = works.queries.tries_of(desk.db, passed.submission.id)[1].id
    appeal = Appeal(public_id="appeal", result_id=passed.result.id, made_at=NOW)
    desk.db.add(appeal)
    desk.db.commit()
    assert as_farid.get(address).status == 404
    appeal.moderator_id = desk.farid.id
    desk.db.commit()
    assert as_farid.get(address).status == 200


def test_whoever_became_mentor_meanwhile_reads_it_by_no_form_that_is_refused(desk: Desk, as_carys: Browser) -> None:
    refused = {"note": "x" * 100_000}
    assert "What I learned." in as_carys.post("/assessing/thetry", refused).words
    pair_of(desk.db, desk.carys, desk.amina)
    desk.db.commit()
    answer = as_carys.post("/assessing/thetry", refused)
    assert answer.status == 303
    assert "What I learned." not in answer.words


def test_only_a_file_that_this_try_names_is_given(desk: Desk, as_amina: Browser) -> None:
    address = with_file(desk, desk.made)
    later = works.kept_file(desk.db, desk.made, b"later", name="b.txt", media_type="text/plain", files=desk.store)
    other = with_file(desk, works.submission(desk.db, desk.farid))
    for file in (later.public_id, other.rpartition("/")[2], "none"):
        assert as_amina.get(f"{address.rpartition('/')[0]}/{file}").status == 404
    assert as_amina.get(other).status == 404


@pytest.mark.parametrize(
    ("media_type", "look", "shown"),
    [
        ("application/pdf", "inline", "frame-ancestors 'self'"), ("image/png", "inline", "sandbox"),
        ("image/heic", "attachment", "sandbox"), ("text/plain", "attachment", "sandbox"),
    ],
)  # fmt: skip
def test_what_can_be_looked_at_is_and_nothing_of_it_acts(
    desk: Desk, as_amina: Browser, media_type: str, look: str, shown: str
) -> None:
    address = with_file(desk, desk.made, SCRIPT.encode(), name='a".x', media_type=media_type)
    for query, kind, policy in (("", "attachment", "sandbox"), ("?look", look, shown)):
        answer = as_amina.get(address + query).response
        assert answer.data == SCRIPT.encode()
        assert answer.mimetype == media_type
        assert answer.headers["Content-Disposition"].startswith(kind)
        assert policy in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_that_the_server_lost_gets_a_sentence(desk: Desk, as_amina: Browser) -> None:
    page = as_amina.get(with_file(desk, desk.made, b"nowhere else", stored=False))
    assert page.status == 404
    assert "The server has lost this file" in page.words


def test_work_that_was_erased_or_that_no_key_opens_says_so(desk: Desk, as_carys: Browser) -> None:
    tried, brief = desk.tried, brief_of(desk.tried)
    assert opened_work(desk.db, replace(desk.vault, keys=(b"x" * 32,)), tried, brief=brief).locked
    tried.body = None
    desk.db.commit()
    gone = opened_work(desk.db, desk.vault, tried, brief=brief)
    assert (gone.gone, gone.readable) == (True, False)
    assert "This work was taken away with its writer's account" in as_carys.get("/assessing/thetry").words


def test_a_yes_taken_back_once_it_was_judged_seals_its_place_and_the_result_stands(
    desk: Desk, as_carys: Browser, signing_key: object
) -> None:
    db, mei = desk.db, factories.person(desk.db, name="Mei Tan")
    record = works.released(
        db, desk.vault, desk.made, other=mei, text="capercaillie", public_id="hers", state=ConsentState.GIVEN
    )
    part = HandedInPart("meetings", "Two meetings", records=(HandedInRecord("hers", "meeting", "A meeting", "1" * 64),))
    tried = works.handed_in(db, desk.vault, desk.made, handed=works.work(parts=[part]), public_id="withone")
    works.assigned(db, tried, desk.carys)
    judgement = works.judged(db, desk.vault, tried, desk.carys)
    db.commit()
    assert "capercaillie" in as_carys.get("/assessing/withone").words
    asked = records.asked(db, "hers")
    assert asked is not None
    take_back(db, asked, by=mei.id, at=NOW)
    db.commit()
    page = as_carys.get("/assessing/withone").words
    assert "capercaillie" not in page
    assert "A record was taken out of this place" in page
    found = submissions.try_found(db, "withone")
    assert found is not None
    result = release(db, found, judgement=judgement, at=NOW, zone="Europe/London", issuer="Northfield College")
    assert (result.outcome, desk.made.state, len(record.sha256)) == (Outcome.PASS, SubmissionState.PASSED, 64)
    archive = Archive(NOW)
    taken = members(TakingOut(archive, db, desk.vault, desk.amina.id, "amina", desk.store, lambda _: b""))
    packed = io.BytesIO(b"".join(taken) + archive.close())
    [told] = json.loads(zipfile.ZipFile(packed).read("assessed-work.json"))[0]["records"]
    assert (told["copy"], told["stands"], told["sha256"]) == (None, "not-used", record.sha256)
