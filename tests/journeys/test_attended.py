"""A teacher whose leader confirmed two sessions sees them apart from what she claims, declares, and takes one out."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.evidence.checks import pack
from tests.cpd.ledger import Ledger
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("time")]


def test_sessions_stand_apart_in_the_year_on_paper_and_can_be_taken_out(
    visitor: Visitor, app: Flask, db: Session, amina: Person, tmp_path: Path
) -> None:
    page = visitor.page
    mine = Ledger(db, amina)
    mine.study(on=date(2026, 9, 24))
    mine.log(title="Feedback day", on=date(2026, 10, 9), minutes=180)
    mine.attend("session:1", on=date(2026, 10, 15), minutes=90)
    mine.attend("session:2", on=date(2026, 11, 12), minutes=75, leader="Oluwaseun Adébáyò-Worthington")
    db.commit()
    visitor.enter(app, amina)
    visitor.open("/cpd")
    expect(page.locator("main")).to_contain_text("2 sessions, each confirmed by its leader")
    for summary in page.locator("main summary").all():
        summary.click()
    visitor.look("the-year")
    page.get_by_role("link", name="Listening in pairs").first.click()
    expect(page.locator("main")).to_contain_text("attended: confirmed by the leader of a session")
    visitor.look("a-session")
    visitor.open("/cpd/2026-27/declaration/statement")
    expect(page.locator("main")).to_contain_text("2 h 45 min of it is 2 sessions that I attended")
    page.get_by_role("button", name="Declare").click()
    visitor.look("the-declaration")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Answer an audit").click()
    path = tmp_path / "evidence.zip"
    waiting.value.save_as(path)
    assert list(pack.examine(path).findings) == []
    assert "evidence.pdf" in zipfile.ZipFile(path).namelist()

    visitor.open("/cpd")
    page.get_by_role("link", name="Listening in pairs").first.click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator("main")).to_contain_text("1 session, confirmed by its leader")
    visitor.look("the-year-without-it")
