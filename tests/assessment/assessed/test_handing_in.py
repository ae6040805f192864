"""Handing in: once, just what was looked over, by the brief in force, with a receipt that can be checked."""

import hashlib
import json
from copy import deepcopy
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.handing_in import services
from learnmentor.assessment.assessed.handing_in.services import LookedOver, SomethingMissing, WorkChangedMeanwhile
from learnmentor.assessment.assessed.models import PartWork, ReleasedRecord, Submission, SubmissionFile, SubmissionTry
from learnmentor.assessment.assessed.records import queries as records
from learnmentor.assessment.assessed.records import services as releasing
from learnmentor.assessment.assessed.rules import ConsentState, SubmissionState
from learnmentor.assessment.assessed.services import NotNow
from learnmentor.courses.catalogue.models import Page, Revision
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from tests import factories, racing
from tests.assessment.assessed import handed, works
from tests.assessment.assessed.works import NOW
from tests.conftest import HeldClock
from tests.page import Browser, upload
from tests.statements import statements

AT = "/assessed-work/work"


@pytest.fixture
def vault(app: Flask) -> Vault:
    """What seals."""
    kept: Vault = app.config["VAULT"]
    return kept


@pytest.fixture
def made(db: Session, vault: Vault, amina: Person) -> Submission:
    """Amina's P1, ready to be handed in."""
    found = handed.ready(db, vault, amina)
    db.commit()
    return found


def publish(db: Session, change: str) -> Revision:
    """Publish P1's brief anew: without its account, or with a part more."""
    data = deepcopy(works.P1)
    if change == "without":
        data["parts"] = [part for part in data["parts"] if part["key"] != "account"]
    else:
        data["parts"].append({**data["parts"][-1], "key": "poster", "title": "A poster", "criteria": []})
    there = db.scalars(select(Page).where(Page.kind == "brief")).one()
    made = factories.revision(db, kind="brief", code="P1", number=2, data=data)
    there.revision_id = made.id
    db.flush()
    return made


def test_what_goes_is_kept_whole_with_its_rule_and_its_number(db: Session, vault: Vault, made: Submission) -> None:
    released = works.released(db, vault, made, other=None, text="We met.", kind="cpd-entry")
    works.released(db, vault, made, other=factories.person(db), text="Not released", state=ConsentState.REFUSED)
    db.add(
        SubmissionFile(public_id="afile", submission_id=made.id, part="listening", name="notes.txt", size=5,
                       media_type="text/plain", sha256="a" * 64, storage_key="a" * 64, added_at=NOW)
    )  # fmt: skip
    tried = handed.hand_in(db, vault, made)
    work = assessed.work_of(vault, tried)
    assert work is not None
    assert [part.text for part in work.parts] == list(handed.TEXTS.values())
    assert [each.public_id for part in work.parts for each in part.records] == [released.public_id]
    assert [each.name for part in work.parts for each in part.files] == ["notes.txt"]
    assert (made.state, made.tries, tried.number, tried.due_on) == ("handed-in", 1, 1, date(2026, 12, 11))
    publish(db, "without")
    assert [part["key"] for part in tried.rule["parts"]] == [part["key"] for part in works.P1["parts"]]
    assert db.get_one(Revision, tried.revision_id).number == 1


def test_handing_in_twice_is_once_also_from_an_old_tab(db: Session, vault: Vault, made: Submission) -> None:
    seen = handed.looked_over(db, vault, made)
    first = handed.hand_in(db, vault, made, seen=seen)
    assert handed.hand_in(db, vault, made, seen=seen, public_id="another") is first
    made.state = SubmissionState.PREPARING  # as after a refer
    assert handed.hand_in(db, vault, made, seen=seen, public_id="another") is first
    assert handed.looked_over(db, vault, made).number == 2


def test_two_tabs_at_the_same_moment_hand_in_once(base: Database, db: Session, vault: Vault, made: Submission) -> None:
    seen = handed.looked_over(db, vault, made)
    db.commit()

    def tab(name: str, s: Session) -> str:
        return handed.hand_in(s, vault, s.scalars(select(Submission)).one(), seen=seen, public_id=name).public_id

    one, other = racing.done(base, lambda s: tab("one", s), lambda s: tab("other", s))
    assert one == other
    assert racing.number_of(db, SubmissionTry) == 1


def test_what_changed_since_it_was_looked_over_is_looked_over_again(
    db: Session, vault: Vault, amina: Person, made: Submission
) -> None:
    seen = handed.looked_over(db, vault, made)
    asked = works.released(db, vault, made, other=factories.person(db), text="We met.")
    assert handed.looked_over(db, vault, made) == seen
    asked.state = ConsentState.GIVEN  # meanwhile
    with pytest.raises(WorkChangedMeanwhile):
        handed.hand_in(db, vault, made, seen=seen)
    publish(db, "more")
    with pytest.raises(SomethingMissing) as lacking:
        handed.hand_in(db, vault, made)
    assert [gap.key for gap in lacking.value.gaps] == ["poster"]
    with pytest.raises(NotNow):
        services.hand_in(
            db, vault, made, by=factories.person(db).id, seen=LookedOver(1, ""), target=handed.TARGET, public_id="x",
            at=NOW,
        )  # fmt: skip
    assert db.scalars(select(SubmissionTry)).all() == []


def test_a_part_that_was_taken_out_of_the_brief_stays_with_its_owner(
    db: Session, vault: Vault, made: Submission, as_amina: Browser
) -> None:
    publish(db, "without")
    data = db.scalars(select(Revision).where(Revision.number == 2)).one()
    data.data = {**data.data, "criteria": []}  # which were shown in it alone
    db.commit()
    page = as_amina.get(f"{AT}/hand-in")
    assert "“account” is not asked for any more" in page.words
    tried = handed.hand_in(db, vault, made)
    work = assessed.work_of(vault, tried)
    assert work is not None
    assert work.part("account") is None
    assert db.scalars(select(PartWork).where(PartWork.part == "account")).one().body


def test_a_brief_that_is_published_at_that_moment_is_the_one_before_or_looked_over_again(
    base: Database, db: Session, vault: Vault, made: Submission
) -> None:
    seen = handed.looked_over(db, vault, made)
    db.commit()

    def tab(s: Session) -> SubmissionTry:
        return handed.hand_in(s, vault, s.scalars(select(Submission)).one(), seen=seen)

    came = racing.kinds(racing.done(base, tab, lambda s: publish(s, "without")))
    assert came in (["done", "done"], ["SomethingMissing", "done"])
    db.rollback()
    for tried in db.scalars(select(SubmissionTry)):
        assert (tried.rule["parts"], db.get_one(Revision, tried.revision_id).number) == (works.P1["parts"], 1)
    assert racing.number_of(db, SubmissionTry) == ("SomethingMissing" not in came)


def test_a_yes_taken_back_at_that_moment_is_out_or_sealed(
    base: Database, db: Session, vault: Vault, made: Submission
) -> None:
    mentee = factories.person(db, name="Mei Tan")
    works.released(db, vault, made, other=mentee, text="We met.", public_id="raced", state=ConsentState.GIVEN)
    seen, key = handed.looked_over(db, vault, made), mentee.id
    db.commit()

    def take_back(s: Session) -> None:
        found = records.asked(s, "raced")
        assert found is not None
        releasing.take_back(s, found, by=key, at=NOW)

    def tab(s: Session) -> SubmissionTry:
        return handed.hand_in(s, vault, s.scalars(select(Submission)).one(), seen=seen)

    came = racing.kinds(racing.done(base, tab, take_back))
    assert came in (["done", "done"], ["WorkChangedMeanwhile", "done"])
    assert racing.number_of(db, SubmissionTry) == (came == ["done", "done"])
    assert db.scalars(select(ReleasedRecord.body)).all() == [None]


def test_a_level_that_is_not_offered_any_more_is_said_and_never_handed_in(
    db: Session, vault: Vault, made: Submission, as_amina: Browser
) -> None:
    sure = as_amina.get(f"{AT}/hand-in").click("Go on")
    revision = publish(db, "more")
    revision.data = {**works.P1, "versions": [{**works.P1["versions"][0], "level": 6}]}
    db.commit()
    assert "it cannot be handed in now" in sure.submit("Hand it in", own="y").follow().words.replace("It", "it")
    page = as_amina.get(AT)
    assert "Level 4 of P1 is not offered any more" in page.words
    assert "Look it over" not in page.words
    assert as_amina.get(f"{AT}/parts/account").one("#words").text.strip() == handed.TEXTS["account"]
    gone = as_amina.get(f"{AT}/hand-in")
    assert (gone.status, "This level is not offered any more" in gone.words) == (409, True)
    assert racing.number_of(db, SubmissionTry) == 0


def test_it_is_looked_over_handed_in_and_its_receipt_checked_to_the_byte(
    db: Session, vault: Vault, made: Submission, as_amina: Browser, time: HeldClock
) -> None:
    page = as_amina.get(f"{AT}/hand-in")
    assert "Never somebody who is known here as your mentor or your line manager" in page.words
    assert "by 11 December 2026" in page.words
    assert handed.TEXTS["account"] not in page.words
    sure = page.click("Go on")
    unticked = sure.submit("Hand it in")
    assert (unticked.status, "not yours" in " ".join(unticked.errors())) == (422, True)
    mark = {name: sure.one(f"[name={name}]")["value"] for name in ("number", "mark")}
    receipt = sure.submit("Hand it in", own="y").follow()
    assert receipt.h1 == "Receipt"
    assert "21 November 2026 at 10:00:00 (Europe/London, UTC+00:00)" in receipt.words
    again = as_amina.post(f"{AT}/hand-in/sure", {**mark, "own": "y"})
    assert again.response.headers["Location"].endswith("/tries/1/receipt")
    work = as_amina.get(f"{AT}/tries/1/work.json").response.data
    number = db.scalars(select(SubmissionTry.sha256)).one()
    assert hashlib.sha256(work).hexdigest() == number
    assert number in receipt.words
    for content, said in ((work, "This work was handed in here"), (work + b" ", "This is not work that was handed in")):
        checked = as_amina.get("/check").submit("Check this file", file=upload(content, "work.json"))
        assert checked.h1.startswith(said)
    assert json.loads(work)["parts"][3]["text"] == handed.TEXTS["account"]
    assert as_amina.get(f"{AT}/tries/1/receipt.pdf").response.data.startswith(b"%PDF")
    assert as_amina.get(f"{AT}/hand-in").status == 403
    assert as_amina.get(f"{AT}/tries/2").status == 404


def test_what_is_missing_is_said_with_the_way_to_it(db: Session, made: Submission, as_amina: Browser) -> None:
    factories.unit(db, "C1")
    db.query(PartWork).filter_by(part="account").delete()
    db.commit()
    page = as_amina.get(f"{AT}/hand-in")
    ways = {link.get_text(): link["href"] for link in page.one(".callout--warning").find_all("a")}
    assert ways["About 800 words"] == f"{AT}/parts/account"
    assert any(words.startswith("C1 ") and href == "/units/c1" for words, href in ways.items())
    assert "Go on" not in page.words
    assert "Something is missing" in as_amina.get(f"{AT}/hand-in/sure?mark=x").words


def test_a_try_says_where_it_is_and_that_it_is_late(
    db: Session, vault: Vault, made: Submission, as_amina: Browser, time: HeldClock
) -> None:
    carys = factories.person(db, name="Carys Pritchard")
    works.assessor(db, carys)
    tried = handed.hand_in(db, vault, made)
    db.commit()
    assert "It waits for an assessor" in as_amina.get(f"{AT}/tries/1").words
    works.assigned(db, tried, carys)
    db.commit()
    time.moment += timedelta(days=60)
    with_her = as_amina.get(f"{AT}/tries/1").words
    assert "An assessor is judging it" in with_her
    assert "A decision was due by 11 December 2026" in with_her
    works.judged(db, vault, tried, carys)
    db.commit()
    checked = as_amina.get(f"{AT}/tries/1").words
    assert "It has been judged" in checked
    assert [words for words in ("Carys", "Clear.", "Thank you for this.") if words in checked] == []


def test_a_page_of_a_submission_asks_no_more_of_a_full_house(
    app: Flask, db: Session, vault: Vault, made: Submission, as_amina: Browser
) -> None:
    released = works.passed(db, vault, db.get_one(Person, made.person_id), factories.person(db), level=5)
    for number in range(30):
        works.submission(db, factories.person(db, name=f"Person {number}"))
    db.commit()
    tried = f"/assessed-work/{released.submission.public_id}/tries/1"
    for address, most in ((tried, 8), (f"{tried}/receipt", 8), (f"{AT}/hand-in", 9)):  # which looks at all there is
        with statements(app) as sent:
            assert as_amina.get(address).status == 200
        assert len(sent) <= most, address
