"""The main job, end to end: a new mentor studies, the hours count, the certificate is real, the evidence stands up."""

import hashlib
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Revision, Segment
from learnmentor.evidence.checks import pack
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor
from tests.journeys.learner import Learner, spend

pytestmark = pytest.mark.browser
PASSWORD = "kettle chisel lanyard"


@pytest.fixture
def segments(db: Session, published: None) -> dict[str, Mapping[str, Any]]:
    """The starter programme: code → data of the segment, answers included."""
    rows = db.execute(
        select(Segment.code, Revision.data)
        .join(Revision, Revision.id == Segment.revision_id)
        .where(Segment.code.regexp_match("^C[12]-"))
        .order_by(Segment.code)
    )
    found = dict(rows.all())
    db.rollback()
    assert len(found) == 10
    return found


def sign_up(visitor: Visitor) -> None:
    """Make an account as a new user would, from the welcome page."""
    page = visitor.page
    visitor.open("/")
    visitor.look("welcome")
    page.get_by_role("link", name="Make an account").first.click()
    visitor.look("sign-up")
    page.get_by_label("Your name").fill("Amina Yusuf")
    page.get_by_label("Email address").fill("amina@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    visitor.look("sign-in")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_contain_text("Amina")
    visitor.look("first-home")


def study(visitor: Visitor, code: str, data: Mapping[str, Any], time: HeldClock, *, looks: bool) -> None:
    """Do everything a segment asks for, and stay as long as it takes."""
    page = visitor.page
    if looks:
        visitor.look(f"{code}-before")
    for activity in data["activities"]:
        Learner(page).do(activity)
    spend(page, time, minutes=20)
    expect(page.locator(".left__title")).to_have_text("You finished this")
    if looks:
        visitor.look(f"{code}-after")
    page.get_by_role("link", name="See what it earned").first.click()
    expect(page.locator("h1")).to_contain_text("You finished")


def test_from_signing_up_to_evidence_that_stands_up(
    visitor: Visitor, time: HeldClock, segments: dict[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    page = visitor.page
    page.clock.install(time=time.moment)
    sign_up(visitor)
    page.locator(".next a").click()
    for number, (code, data) in enumerate(segments.items()):
        expect(page.locator("h1")).to_have_text(data["title"])
        study(visitor, code, data, time, looks=number in {0, 7, 8})
        if number in {0, 9}:
            visitor.look(f"{code}-finished")
        time.tick(hours=3)
        if number < 9:
            page.locator(".next a").click()

    expect(page.get_by_text("You earned a certificate")).to_be_visible()
    visitor.open("/")
    visitor.look("home-with-everything-done")
    visitor.open("/cpd")
    expect(page.locator("main")).to_contain_text("5 h")
    visitor.look("cpd-year")
    visitor.open("/certificates")
    visitor.look("my-certificates")
    page.get_by_role("link", name=re.compile("Starter Certificate")).first.click()
    expect(page.locator("main")).to_contain_text("Amina Yusuf")
    visitor.look("certificate")
    number = page.get_by_text(re.compile(r"^LM-")).first.inner_text()

    verify_as_a_stranger(visitor, number)
    open_the_evidence(page, visitor, tmp_path, number)


def verify_as_a_stranger(visitor: Visitor, number: str) -> None:
    """Somebody else, in another browser, types the number."""
    assert visitor.page.context.browser
    context = visitor.page.context.browser.new_context(viewport=visitor.page.viewport_size)
    stranger = Visitor(context, visitor.address, f"{visitor.story}-stranger")
    stranger.open("/check")
    stranger.look("check")
    stranger.page.get_by_label("Certificate number").fill(number.lower())
    stranger.page.get_by_role("button", name="Check this number").click()
    expect(stranger.page.locator("main")).to_contain_text("It is real.")
    expect(stranger.page.locator("body")).not_to_contain_text("Amina")
    stranger.page.get_by_label("Name on the document").fill("Amina Yusuf")
    stranger.page.get_by_role("button", name="Compare the name").click()
    expect(stranger.page.locator("main")).to_contain_text("Yes.")
    stranger.look("verified")
    context.close()


def open_the_evidence(page: Page, visitor: Visitor, folder: Path, number: str) -> None:
    """The pack is downloaded, opened, and every sum in it is checked."""
    visitor.open("/cpd")
    page.get_by_role("link", name=re.compile("evidence", re.IGNORECASE)).first.click()
    visitor.look("evidence-pack")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download|evidence", re.IGNORECASE)).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "evidence-2026-27.zip"
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        assert {"evidence.pdf", "cpd.csv", "cpd.json", "manifest.json", "VERIFY.txt"} <= names
        assert f"certificates/{number}.pdf" in names
        assert archive.read("evidence.pdf").startswith(b"%PDF-")
        manifest = json.loads(archive.read("manifest.json"))
        for member in manifest["members"]:
            assert hashlib.sha256(archive.read(member["name"])).hexdigest() == member["sha256"]
        assert {member["name"] for member in manifest["members"]} == names - {"manifest.json"}
        assert len(json.loads(archive.read("cpd.json"))["ledger"]["lines"]) == 10
    assert pack.verify(path) == []


def test_the_same_without_javascript(
    plain_visitor: Visitor, time: HeldClock, segments: dict[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    page = plain_visitor.page
    sign_up(plain_visitor)
    for number, (code, data) in enumerate(segments.items()):
        plain_visitor.open(f"/segments/{code.lower()}")
        if number == 0:
            plain_visitor.look("segment")
        for activity in data["activities"]:
            Learner(page).do(activity)
        time.tick(minutes=25)
        page.get_by_role("link", name="Claim your time").click()
        page.get_by_label("How many minutes").fill("25")
        page.locator("textarea, input[name=sentence]").last.fill("I read it on an old tablet in the staff room.")
        if number == 0:
            plain_visitor.look("claim")
        page.get_by_role("button", name="Claim this time").click()
        expect(page.locator("h1")).to_contain_text("You finished")
    plain_visitor.open("/certificates")
    page.get_by_role("link", name=re.compile("Starter Certificate")).first.click()
    plain_visitor.look("certificate")
    number = page.get_by_text(re.compile(r"^LM-")).first.inner_text()
    open_the_evidence(page, plain_visitor, tmp_path, number)


@pytest.mark.parametrize("size", ["desktop"])  # a phone has no keyboard
def test_one_segment_by_keyboard_alone(
    visitor: Visitor, time: HeldClock, segments: dict[str, Mapping[str, Any]]
) -> None:
    page = visitor.page
    page.clock.install(time=time.moment)
    sign_up(visitor)
    visitor.open("/segments/c2-s4")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for activity in segments["C2-S4"]["activities"]:
        Learner(page, keyboard=True).do(activity)
    spend(page, time, minutes=20, move=lambda _beat: page.keyboard.press("ArrowDown"))
    expect(page.locator(".left__title")).to_have_text("You finished this")
