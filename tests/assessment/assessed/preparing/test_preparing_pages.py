"""Pages of preparing: chosen from a unit, filled part by part, without scripts and by a page that saves itself."""

import io

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.models import Submission, SubmissionFile
from learnmentor.assessment.assessed.preparing import queries
from learnmentor.assessment.assessed.rules import SubmissionState
from learnmentor.jobs.models import Job
from learnmentor.stories.closing_account import FORGET
from tests import factories
from tests.assessment.assessed import works
from tests.conftest import HeldClock
from tests.ground.pictures import LATITUDE, exif, jpeg
from tests.page import Browser, Page
from tests.statements import statements


@pytest.fixture
def chosen(db: Session, as_amina: Browser, time: HeldClock) -> Page:
    """Amina's P1, begun from its brief by two presses of one button."""
    works.brief(db)
    factories.unit(db, "C1", segments=2)
    factories.unit(db, "P1", segments=0, title="Starter portfolio").family = "practice"
    db.commit()
    brief = as_amina.get("/units/p1/assessment")
    assert "Nobody here judges this level yet" in brief.words
    assert "C1 Unit C1 : 0 of 2 half-hours done" in brief.words
    brief.submit("Begin")
    return brief.submit("Begin").follow()


def test_a_version_is_chosen_once_and_given_up_in_two_steps(db: Session, as_amina: Browser, chosen: Page) -> None:
    assert chosen.h1 == "Starter portfolio, level 4"
    assert "Put something into “An agreement”" in chosen.words
    assert "Finish C1: 0 of 2 done" in chosen.words
    assert len(db.scalars(select(Submission)).all()) == 1
    assert "Starter portfolio, level 4" in as_amina.get("/").words
    kept = chosen.click("Give this up").submit("Give it up").follow()
    assert (kept.h1, "Given up" in kept.words) == ("Assessed work", True)
    assert kept.click("Starter portfolio").click("About 800 words").soup.find("form", {"data-saves": True}) is None
    assert "Starter portfolio" not in as_amina.get("/").one("main").text
    assert as_amina.get("/units/p1/assessment").submit("Begin").status == 303


def test_nothing_of_the_core_is_begun_and_no_level_that_is_not_offered(as_amina: Browser, chosen: Page) -> None:
    assert chosen.status == 200
    for address in ("/units/c1/assessment/4", "/units/p1/assessment/6", "/units/p9/assessment/4"):
        assert as_amina.post(address).status == 404


def locked_pdf() -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


def test_what_cannot_be_added_is_said_and_the_text_is_kept_all_the_same(
    db: Session, as_amina: Browser, chosen: Page
) -> None:
    part = chosen.click("Listening")
    for name, content, said in (
        ("run.exe", b"MZ\x90\x00\x03" + bytes(range(256)), "run.exe is of a kind that cannot be added"),
        ("plan.pdf", locked_pdf(), "plan.pdf is encrypted"),
    ):
        refused = part.submit("Save", words=f"Typed beside {name}", files=(io.BytesIO(content), name))
        assert refused.status == 422
        assert said in " ".join(refused.errors())
        assert as_amina.get(part.browser.address).one("#words").text.strip() == f"Typed beside {name}"
        part = as_amina.get(part.browser.address)
    saved = part.submit(
        "Save", links="https://example.org/talk", files=(io.BytesIO(jpeg(exif())), "board.jpg")
    ).follow()
    assert "That was taken out of it before it was kept" in saved.words
    assert db.scalars(select(SubmissionFile.name)).all() == ["board.jpg"]
    held = as_amina.client.get(saved.one("a[href*='/files/']:not([href$='out'])")["href"])
    assert (len(held.data), LATITUDE in held.data) == (len(jpeg(exif())), False)
    assert held.headers["Content-Disposition"].startswith("attachment")
    assert saved.click("Take out").submit("Take it out").follow().status == 200
    db.rollback()
    assert db.scalars(select(SubmissionFile)).all() == []
    assert db.scalars(select(Job.kind)).all() == [FORGET]  # the bytes go too


def test_a_page_that_saves_itself_hears_what_became_of_two_texts(
    app: Flask, db: Session, amina: Person, as_amina: Browser, chosen: Page
) -> None:
    part = chosen.click("About 800 words")
    address = as_amina.address
    assert part.one("output").text.strip() == "0 words of about 800."

    def save(words: str, where: str = "") -> Page:
        sent = {"seen": part.one("input[name=seen]")["value"], "words": words, "P1_3_1__where": where}
        return as_amina.post(address, sent, Accept="application/json")

    one, other = save("One", "Last lines"), save("Other")
    assert (one.response.get_json()["both"], other.response.get_json()["both"]) == (False, True)
    assert as_amina.get(address).one("#words").text.strip() == "One\nOther"
    made = db.scalars(select(Submission)).one()
    [shown] = queries.prepared(db, app.config["VAULT"], made).shown
    assert (shown.criterion, shown.parts, shown.where) == ("P1.3-1", ("account",), "Last lines")
    assert as_amina.post(address, {"words": "a" * 100_001}, Accept="application/json").status == 422
    assert as_amina.post(address, {"links": "nowhere"}).status == 303  # this part takes none
    made.state = SubmissionState.HANDED_IN
    db.commit()
    assert as_amina.post(address, {"words": "Late"}, Accept="application/json").status == 409
    assert "Late" in as_amina.post(address, {"words": "Late"}).text  # given back


def test_a_thousand_submissions_cost_a_page_no_more_than_eight_statements(
    app: Flask, db: Session, amina: Person, as_amina: Browser, chosen: Page
) -> None:
    others = [factories.person(db, name=f"Learner {number}") for number in range(100)]
    for number in range(1_000):
        works.submission(db, others[number % 100], public_id=f"another{number}")
    db.commit()
    made = db.scalars(select(Submission).where(Submission.person_id == amina.id)).one()
    for page in ("", f"/{made.public_id}", f"/{made.public_id}/parts/account"):
        with statements(app) as sent:
            assert as_amina.get(f"/assessed-work{page}").status == 200
        assert len(sent) <= 8, sent
