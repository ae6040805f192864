"""Nothing typed is lost: offline, signed out, or with somebody else at the same computer."""

import re
from copy import copy

import pytest
from flask import Flask
from playwright.sync_api import Locator, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.activities.models import Response
from tests import factories
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
AT = "/segments/c1-s1"
TEXT = "She called it coaching and I called it survival."


@pytest.fixture
def size() -> str:
    """One size is enough: what is told here does not depend on it."""
    return "desktop"


def reflection(visitor: Visitor) -> Locator:
    """The reflection of the segment."""
    return visitor.page.locator("[data-kind=reflection]")


def write(visitor: Visitor, text: str) -> None:
    """Type into the reflection."""
    reflection(visitor).locator("textarea").fill(text)


def trouble(visitor: Visitor) -> Locator:
    """Where the page says that something could not be saved."""
    return visitor.page.locator("[data-trouble]")


def kept_here(visitor: Visitor) -> int:
    """How many texts this browser keeps until the server has them."""
    found: int = visitor.page.evaluate("Object.keys(localStorage).length")
    return found


@pytest.fixture
def at_a_segment(visitor: Visitor, app: Flask, amina: factories.Person) -> Visitor:
    """Amina at the first segment."""
    visitor.enter(app, amina)
    visitor.open(AT)
    return visitor


def test_a_text_saves_itself_and_is_there_after_a_closed_tab(at_a_segment: Visitor) -> None:
    write(at_a_segment, TEXT)
    expect(reflection(at_a_segment).locator("[data-saved]")).to_have_text(re.compile("Saved at"))
    assert kept_here(at_a_segment) == 0
    at_a_segment.open(AT)
    expect(reflection(at_a_segment).locator("textarea")).to_have_value(TEXT)


def test_a_text_written_offline_is_kept_and_saved_when_the_network_is_back(at_a_segment: Visitor) -> None:
    at_a_segment.page.context.set_offline(True)
    write(at_a_segment, TEXT)
    expect(trouble(at_a_segment)).to_contain_text("You seem to be offline")
    assert kept_here(at_a_segment) == 1
    at_a_segment.page.context.set_offline(False)
    expect(reflection(at_a_segment).locator("[data-saved]")).to_have_text(re.compile("Saved at"))
    expect(trouble(at_a_segment)).to_be_empty()
    assert kept_here(at_a_segment) == 0


def test_a_text_written_signed_out_is_saved_after_signing_in_again(
    at_a_segment: Visitor, app: Flask, amina: factories.Person
) -> None:
    at_a_segment.page.context.clear_cookies()
    write(at_a_segment, TEXT)
    expect(trouble(at_a_segment)).to_contain_text("You were signed out")
    at_a_segment.enter(app, amina)
    at_a_segment.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(reflection(at_a_segment).locator("[data-saved]")).to_have_text(re.compile("Saved at"))


def test_a_text_is_never_saved_for_somebody_else_at_the_same_computer(
    at_a_segment: Visitor, app: Flask, amina: factories.Person, ben: factories.Person, db: Session
) -> None:
    at_a_segment.page.context.clear_cookies()
    at_a_segment.enter(app, ben)
    write(at_a_segment, TEXT)
    expect(trouble(at_a_segment)).to_contain_text("Somebody else signed in")
    at_a_segment.open(AT)
    expect(reflection(at_a_segment).locator("textarea")).to_have_value("")
    assert not db.scalars(select(Response)).all()
    db.commit()
    at_a_segment.page.context.clear_cookies()
    at_a_segment.enter(app, amina)
    at_a_segment.open(AT)
    expect(reflection(at_a_segment).locator("textarea")).to_have_value(TEXT)
    expect(reflection(at_a_segment).locator("[data-saved]")).to_have_text(re.compile("Saved at"))
    assert [row.person_id for row in db.scalars(select(Response))] == [amina.id]


# Two tabs

OOPS = "oops"
LONG = "She called it coaching and I called it survival, and after a year we both called it Tuesday. " * 12


@pytest.fixture
def old_tab(at_a_segment: Visitor) -> Visitor:
    """A second tab of the same browser, opened before the first one writes."""
    tab = copy(at_a_segment)
    tab.page = at_a_segment.page.context.new_page()
    tab.open(AT)
    return tab


def told(tab: Visitor) -> None:
    """Wait until the tab says that something else was written elsewhere."""
    expect(reflection(tab).locator("[data-saved]")).to_contain_text("in another tab or on another device")


def choose(tab: Visitor, button: str) -> None:
    """Press one of the two offers beside the text that waits, both texts being in sight."""
    offer = reflection(tab).locator("[data-choice]")
    expect(offer).to_contain_text(OOPS)
    expect(reflection(tab).locator("textarea")).to_have_value(LONG.strip())
    offer.get_by_role("button", name=button).click()


def finish(tab: Visitor) -> None:
    """Write the long text and say that it is done."""
    write(tab, LONG)
    reflection(tab).get_by_role("button", name="Done writing").click()
    expect(reflection(tab)).to_have_class(re.compile("activity--done"))


@pytest.mark.parametrize("button", ["Put my text back", "Discard it"])
def test_a_tab_left_open_never_overwrites_what_was_written_elsewhere(
    at_a_segment: Visitor, old_tab: Visitor, button: str
) -> None:
    finish(at_a_segment)
    write(old_tab, OOPS)
    told(old_tab)
    old_tab.open(AT)
    old_tab.page.wait_for_timeout(2500)  # longer than it takes to save by itself: the choice is still there
    choose(old_tab, button)
    if button == "Put my text back":
        expect(reflection(old_tab).locator("[data-saved]")).to_have_text(re.compile("Saved at"))
    expect(old_tab.page.locator("[data-choice]")).to_have_count(0)
    assert kept_here(old_tab) == 0
    old_tab.open(AT)
    expect(reflection(old_tab).locator("textarea")).to_have_value(
        OOPS if button == "Put my text back" else LONG.strip()
    )


def test_what_waits_in_an_old_tab_outlives_what_is_saved_in_the_other_one(
    at_a_segment: Visitor, old_tab: Visitor
) -> None:
    write(at_a_segment, LONG[:100])
    expect(reflection(at_a_segment).locator("[data-saved]")).to_have_text(re.compile("Saved at"))
    write(old_tab, OOPS)
    told(old_tab)
    finish(at_a_segment)
    old_tab.page.close()
    at_a_segment.open(AT)
    choose(at_a_segment, "Discard it")


def test_a_pressed_button_in_an_old_tab_overwrites_nothing_either(at_a_segment: Visitor, old_tab: Visitor) -> None:
    finish(at_a_segment)
    write(old_tab, OOPS + " once or twice or thrice")
    reflection(old_tab).get_by_role("button", name="Done writing").click()
    told(old_tab)
    old_tab.open(AT)
    choose(old_tab, "Discard it")


def test_a_save_whose_answer_was_lost_is_not_taken_for_another_tab(at_a_segment: Visitor) -> None:
    page = at_a_segment.page
    page.route("**/activities/**", lambda route: (route.fetch(), route.abort()))
    write(at_a_segment, LONG[:100])
    expect(reflection(at_a_segment).locator("[data-saved]")).to_contain_text("Not saved yet")
    page.unroute_all()
    write(at_a_segment, LONG)
    expect(reflection(at_a_segment).locator("[data-saved]")).to_have_text(re.compile("Saved at"))
    at_a_segment.open(AT)
    expect(reflection(at_a_segment).locator("textarea")).to_have_value(LONG.strip())


def test_an_answer_is_looked_at_in_place_and_read_out(at_a_segment: Visitor) -> None:
    quiz = at_a_segment.page.locator("[data-kind=quiz]").first
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.locator(".govuk-error-message")).to_contain_text("Choose an answer")
    quiz.locator("input[type=radio]").first.check(force=True)
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.locator("[data-feedback]")).to_be_focused()
    expect(at_a_segment.page.locator(".left__item--done")).to_have_count(1)


def test_hours_add_up_while_segments_are_ticked(at_a_segment: Visitor) -> None:
    at_a_segment.open("/programmes/new")
    for number in (0, 3, 7):
        at_a_segment.page.locator("[name=segments]").nth(number).check(force=True)
    expect(at_a_segment.page.locator(".pick__sum")).to_have_text(re.compile(r"1 h 30 min\s+in 3 segments"))
