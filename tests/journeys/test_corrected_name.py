"""A name is corrected: the owner asks, an administrator issues it again, and whoever has the old link is led on."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import services
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study
from learnmentor.evidence.checks import open_badges
from learnmentor.signing.models import SigningKey
from tests.conftest import HeldClock
from tests.journeys.conftest import SIZES, Visitor

pytestmark = pytest.mark.browser
ZONE = "Europe/London"


@pytest.fixture
def number(db: Session, published: None, amina: Person, signing_key: SigningKey, time: HeldClock) -> str:
    """Amina has the starter certificate, with her name misspelt on it."""
    amina.printed_name = "Amina Yusef"
    for segment in db.scalars(select(Segment).where(Segment.code.regexp_match("^C[12]-"))):
        db.add(
            Study(person_id=amina.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=time(),
                  touched_at=time(), active_seconds=1210, completed_at=time())
        )  # fmt: skip
    db.flush()
    [issued] = services.issue_due(db, person_id=amina.id, at=time(), zone=ZONE, issuer="Northfield College")
    db.commit()
    return issued.number


Enter = Callable[[str, Person | None], Visitor]


@pytest.fixture
def enter(app: Flask, browser: Chromium, address: str, size: str) -> Iterator[Enter]:
    """Makes visitors, each with a browser of their own, signed in unless they are nobody."""
    contexts: list[BrowserContext] = []

    def make(part: str, person: Person | None) -> Visitor:
        context = browser.new_context(viewport=SIZES[size], accept_downloads=True, locale="en-GB")
        context.set_default_timeout(10_000)
        contexts.append(context)
        visitor = Visitor(context, address, f"corrected-name-{part}-{size}")
        if person is not None:
            visitor.enter(app, person)
        return visitor

    yield make
    for context in contexts:
        context.close()


def download(owner: Visitor, number: str) -> bytes:
    """The owner's badge, from the page of a certificate."""
    owner.open(f"/certificates/{number}")
    with owner.page.expect_download() as badge:
        owner.page.get_by_role("link", name="The badge as PNG").click()
    return badge.value.path().read_bytes()


def mend_profile(owner: Visitor) -> None:
    owner.open("/profile")
    owner.page.get_by_label("Name on certificates").fill("Amina Yusuf")
    owner.page.get_by_role("button", name="Save").first.click()
    expect(owner.page.locator("h1")).to_be_visible()


def correct(office: Visitor, number: str) -> None:
    """What an administrator does, who first forgets the reason."""
    page = office.page
    office.open(f"/certificates/{number}")
    page.get_by_role("link", name="Correct or revoke").click()
    expect(page.get_by_label("Name to be printed")).to_have_value("Amina Yusuf")
    office.look("look-after")
    page.get_by_role("button", name="Issue the next edition").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say in one sentence why")
    office.look("without-a-reason")
    page.get_by_label("Reason").first.fill("The name was misspelt.")
    page.get_by_role("button", name="Issue the next edition").click()
    expect(page.get_by_text("takes the place of").first).to_be_visible()
    office.look("corrected")


def follow_old_link(stranger: Visitor, number: str) -> str:
    """What somebody sees who was sent the old number; returns the new one."""
    page = stranger.page
    stranger.open(f"/certificates/{number}")
    banner = page.locator(".certificate__status")
    expect(banner).to_contain_text("no longer holds")
    expect(banner).to_contain_text("The name was misspelt.")
    stranger.look("old-link")
    banner.get_by_role("link").click()
    expect(page.locator(".lead")).to_contain_text("It is real.")
    page.get_by_label("Name on the document").fill("Amina Yusuf")
    page.get_by_role("button", name="Compare the name").click()
    expect(page.locator("#whose + p")).to_contain_text("Yes.")
    stranger.look("new-link")
    return re.sub(r".*/certificates/(LM-[0-9A-Z-]+).*", r"\1", page.url)


def test_a_name_is_corrected_and_the_old_link_says_so(
    db: Session, enter: Enter, number: str, amina: Person, grace: Person
) -> None:
    owner = enter("owner", amina)
    old_badge = download(owner, number)
    expect(owner.page.locator(".certificate__name")).to_have_text("Amina Yusef")
    owner.look("with-the-slip")
    mend_profile(owner)
    correct(enter("office", grace), number)
    new = follow_old_link(enter("stranger", None), number)

    owner.open("/certificates")
    expect(owner.page.get_by_text("Replaced")).to_be_visible()
    owner.look("both-editions")
    new_badge = download(owner, new)
    expect(owner.page.locator(".certificate__name")).to_have_text("Amina Yusuf")
    owner.look("corrected")

    for badge, issued, ended in ((old_badge, number, True), (new_badge, new, False)):
        seen = open_badges.check(db, badge)
        assert seen is not None
        assert seen.certificate is not None
        assert (seen.checked.proved, seen.certificate.number) == (True, issued)
        assert bool(seen.certificate.ended) == ended
