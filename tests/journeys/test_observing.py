"""One of two watches the other: the focus, what was seen, the own account first, targets, and what it was worth.

Two browsers side by side on telephones.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import HeldClock
from tests.journeys.conftest import SIZES, Visitor
from tests.mentoring.conftest import two

pytestmark = pytest.mark.browser
AT = "/pairs/aminaandmei"


@pytest.fixture
def phones(
    app: Flask, db: Session, browser: Chromium, address: str, time: HeldClock
) -> Iterator[tuple[Visitor, Visitor]]:
    """Amina's and Mei's telephones."""
    pair = two(db, mentor=factories.person(db, name="Amina Yusuf"), mentee=factories.person(db, name="Mei Tan"))
    contexts = [browser.new_context(viewport=SIZES["phone"], accept_downloads=True, locale="en-GB") for _ in range(2)]  # type: ignore[arg-type]
    made = []
    for context, person in zip(contexts, (pair.mentor, pair.mentee), strict=True):
        context.set_default_timeout(10_000)
        visitor = Visitor(context, address, f"observing-{person.name.partition(' ')[0].lower()}")
        visitor.enter(app, person)
        made.append(visitor)
    yield made[0], made[1]
    for context in contexts:
        context.close()


def _begin(mei: Visitor) -> str:
    """Mei plans a visit and says what to look at; its address."""
    page = mei.page
    mei.open(f"{AT}/observations")
    mei.look("none-yet")
    page.get_by_role("link", name="Plan a visit").click()
    page.get_by_label("Amina Yusuf watches me").check()
    page.get_by_label("Day of the visit").fill("2026-11-21")
    mei.look("plan")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("What I would like us to look at").fill("How long it is before they touch the lino.")
    page.get_by_label("Times, every few minutes").check()
    mei.look("focus")
    page.get_by_role("button", name="Propose this").click()
    expect(page.get_by_text("Amina Yusuf has not agreed yet")).to_be_visible()
    return page.url.removeprefix(mei.address)


def _write_what_was_seen(amina: Visitor, at: str) -> None:
    """Amina agrees, writes five rows, and says that her sheet is ready."""
    page = amina.page
    amina.open(at)
    amina.look("asked-to-agree")
    page.get_by_role("button", name="Agree to this focus").click()
    page.get_by_role("link", name="Say where it is").click()
    page.get_by_label("What the two are to each other here").check()
    page.get_by_label("Where it is").fill("Print workshop")
    page.get_by_label("What the session is about").fill("The first cut")
    page.get_by_label("How many learners").fill("9")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Go on").click()
    for n in range(5):
        page.locator(f"#rows-{n}-time").fill(f"14.{n * 6:02}")
        page.locator(f"#rows-{n}-learners").fill("The back table waits; one turns the block over.")
    page.locator("#rows-0-means").fill("They are afraid of spoiling it?")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#questions").fill("What did you expect the back table to do?")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    page.locator("#strengths").fill("You left the silence alone.")
    page.locator("#develop").fill("The minute after the demonstration.")
    amina.look("sheet")
    page.get_by_role("button", name="My sheet is ready").click()
    expect(page.get_by_text("Your sheet is ready.")).to_be_visible()


def test_a_visit_from_the_focus_to_what_it_was_worth(phones: tuple[Visitor, Visitor]) -> None:
    amina, mei = phones
    at = _begin(mei)
    _write_what_was_seen(amina, at)
    mei.open(at)
    expect(mei.page.get_by_text("The back table waits")).to_have_count(0)
    expect(mei.page.get_by_text("Written, and not open to you yet.")).to_be_visible()
    mei.look("own-account-first")
    mei.page.get_by_role("link", name="Go on").click()
    mei.page.get_by_label("How it was for me").fill("It died at the back table, as ever.")
    mei.look("account")
    mei.page.get_by_role("button", name="This is my account").click()
    expect(mei.page.get_by_text("The back table waits").first).to_be_visible()
    mei.look("open")
    mei.page.get_by_label("What will be tried, and with whom").fill("Pairs say the first two steps aloud")
    mei.page.get_by_label("How the two of you will look again").fill("You time it")
    mei.page.get_by_label("By when").fill("2026-12-01")
    mei.page.get_by_role("button", name="Set this target").click()
    expect(mei.page.get_by_text("Looked at again: You time it")).to_be_visible()
    mei.page.get_by_role("link", name="Say what this visit was worth to you").first.click()
    mei.page.get_by_label("What did you see in your lesson").fill("The block was turned over, not looked at.")
    mei.page.get_by_role("button", name="Show it").click()
    expect(mei.page.get_by_text("It is shown now.")).to_be_visible()
    amina.open(at)
    expect(amina.page.get_by_text("The block was turned over, not looked at.")).to_be_visible()
    amina.look("done")
    _plan_a_year(amina)


def _plan_a_year(amina: Visitor) -> None:
    amina.open(f"{AT}/schedule")
    amina.page.get_by_label("A year before a first post").check()
    amina.look("year-begins")
    amina.page.get_by_role("button", name="Begin").click()
    expect(amina.page.get_by_text("Amina Yusuf watches Mei Tan: 1 of 1").first).to_be_visible()
    amina.look("year")
    amina.page.get_by_role("link", name="Change the plan").click()
    amina.look("year-plan")
