"""A half-time teacher with four months' leave plans her year, logs what she did, declares it and answers an audit."""

import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from learnmentor.accounts.models import Person
from learnmentor.evidence.checks import pack
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


def test_a_half_time_teacher_with_four_months_leave_plans_logs_declares_and_downloads(
    visitor: Visitor, app: Flask, amina: Person, time: HeldClock, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.enter(app, amina)
    plan(visitor)
    log(page, "Observed a colleague's welding lesson", "2026-11-20", "4")
    expect(page.locator("main")).to_contain_text("6 h to go.")
    visitor.look("the-year-with-its-pace")

    time.moment = datetime(2027, 6, 18, 15, 0, tzinfo=UTC)
    log(page, "Feedback day", "2027-05-14", "5")
    log(page, "Read about questioning", "2027-06-11", "1")
    expect(page.locator("main")).to_contain_text("You have reached the target.")
    declare(visitor)
    answer_an_audit(visitor, tmp_path)

    page.get_by_role("link", name="CPD year 2026-27").click()
    expect(page.locator("main")).to_contain_text("You declared 10 h on 18 June 2027.")
    visitor.look("the-year-declared")


def plan(visitor: Visitor) -> None:
    """Half a post and four months away make thirty hours ten, with the working shown before it is kept."""
    page = visitor.page
    visitor.open("/cpd")
    expect(page.locator("main")).to_contain_text("30 h to go.")
    page.get_by_role("link", name=re.compile("posts or absences")).click()
    page.locator("[name=posts-0-teaching]").fill("12")
    page.locator("[name=posts-0-full_time]").fill("24")
    page.locator("[name=absences-0-first]").fill("2027-01-01")
    page.locator("[name=absences-0-last]").fill("2027-04-30")
    page.get_by_role("button", name="Show what this comes to").click()
    expect(page.locator("main")).to_contain_text("10 h")
    visitor.look("target")
    page.get_by_role("button", name="Save this target").click()
    visitor.open("/cpd")
    expect(page.locator("main")).to_contain_text("10 h to go.")


def log(page: Page, title: str, on: str, hours: str) -> None:
    """Log something from the year's page."""
    page.get_by_role("link", name="Log something").first.click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=on]").fill(on)
    page.locator("[name=hours]").fill(hours)
    page.locator("select[name=type]").select_option("workshop")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator("h1")).to_have_text("CPD year 2026-27")


def declare(visitor: Visitor) -> None:
    """Two steps, three presses, nothing typed."""
    page = visitor.page
    page.get_by_role("link", name="Look over and declare").click()
    expect(page.locator("h1")).to_have_text("Declare 2026-27")
    visitor.look("step-one")
    page.get_by_role("link", name="This is right, go on").click()
    expect(page.locator("main")).to_contain_text("My target for the year is 10 h. I have reached it.")
    visitor.look("step-two")
    page.get_by_role("button", name="Declare 2026-27").click()
    expect(page.locator("main")).to_contain_text("Declared on 18 June 2027")
    visitor.look("declaration")


def answer_an_audit(visitor: Visitor, folder: Path) -> None:
    """One download holds the declaration and all that stands behind it, and checks offline."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Answer an audit").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert pack.verify(path) == []
    with zipfile.ZipFile(path) as archive:
        assert {"declaration.json", "evidence.pdf", "cpd.csv", "cpd.json"} <= set(archive.namelist())
        (told,) = json.loads(archive.read("declaration.json"))["declarations"]
    assert (told["snapshot"]["counted_minutes"], told["snapshot"]["target"]["minutes"]) == (600, 600)
    assert any("0.5 of a full post" in step for step in told["working"]["steps"])
