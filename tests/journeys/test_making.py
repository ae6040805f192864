"""A trainer changes a segment and it reaches learners; somebody mixes a programme; nothing typed is lost."""

import re

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


def test_a_trainers_change_reaches_learners(
    visitor: Visitor, app: Flask, ben: factories.Person, amina: factories.Person
) -> None:
    page = visitor.page
    visitor.enter(app, ben)
    visitor.open("/studio")
    visitor.look("studio")
    page.locator("tr", has_text="C2-S4").get_by_role("button", name="Edit").click()
    source = page.get_by_label("The text", exact=True)
    visitor.look("draft")
    text = source.input_value()
    source.fill(text.replace("You are rinsing a mug", "```quizz id=x\n- [x] a\n```\n\nYou are rinsing a cup"))
    expect(page.locator("[data-checks]")).to_contain_text("quizz")
    visitor.look("draft-with-a-mistake")
    source.fill(text.replace("You are rinsing a mug", "You are rinsing a cup"))
    expect(page.locator("[data-preview]")).to_contain_text("You are rinsing a cup")
    expect(page.locator("[data-checks]")).not_to_contain_text("quizz")
    page.locator("textarea[name=note], input[name=note]").fill("A cup is kinder than a mug.")
    page.get_by_role("button", name="Publish").click()
    visitor.look("published")

    visitor.page.context.clear_cookies()
    visitor.enter(app, amina)
    visitor.open("/segments/c2-s4")
    expect(page.locator("article")).to_contain_text("You are rinsing a cup")


def test_a_new_segment_begins_with_a_text_that_explains_itself(
    visitor: Visitor, app: Flask, ben: factories.Person
) -> None:
    page = visitor.page
    visitor.enter(app, ben)
    visitor.open("/studio")
    page.get_by_label("Title").fill("A sixth half hour")
    page.get_by_role("button", name="Start writing").click()
    expect(page.get_by_label("The text", exact=True)).to_have_value(re.compile("A sixth half hour"))
    visitor.look("new-segment")


def test_a_programme_of_ones_own_adds_up_as_it_is_picked(visitor: Visitor, app: Flask, amina: factories.Person) -> None:
    page = visitor.page
    visitor.enter(app, amina)
    visitor.open("/units")
    visitor.look("catalogue")
    visitor.open("/programmes")
    visitor.look("programmes")
    visitor.open("/programmes/new")
    visitor.look("pick")
    for code in ("C1-S1", "C1-S3", "C2-S4"):
        page.locator(f"#pick-{code}").check(force=True)
    expect(page.locator("[data-pick-sum]")).to_have_text("1 h 30 min")
    page.locator("input[name=title]").fill("Three for the half term")
    page.get_by_role("button", name="Save my programme").click()
    expect(page.locator("h1")).to_have_text("Three for the half term")
    visitor.look("own-programme")
    visitor.open("/")
    expect(page.locator("main")).to_contain_text("Three for the half term")


def test_what_was_typed_survives_a_closed_tab_and_a_sign_out(
    visitor: Visitor, app: Flask, db: Session, amina: factories.Person
) -> None:
    page, words = visitor.page, "She asked me what I would have done, and I waited."
    visitor.enter(app, amina)
    visitor.open("/segments/c2-s4")
    page.context.clear_cookies()
    page.locator("#activity-it-travelled textarea").fill(words)
    page.get_by_role("button", name="Done writing").click()
    expect(page.locator("[data-trouble]")).to_contain_text("signed out")
    visitor.look("signed-out-while-writing")
    visitor.open("/segments/c2-s4")
    expect(page.locator("h1")).to_have_text("Sign in")
    visitor.enter(app, amina)
    visitor.open("/segments/c2-s4")
    expect(page.locator("#activity-it-travelled textarea")).to_have_value(words)
    visitor.look("given-back")


def test_an_entry_of_ones_own_is_logged_corrected_and_withdrawn(
    visitor: Visitor, app: Flask, amina: factories.Person, time: HeldClock
) -> None:
    page = visitor.page
    visitor.enter(app, amina)
    visitor.open("/cpd/entries/new")
    visitor.look("new-entry")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    visitor.look("new-entry-with-errors")
    page.get_by_label("What did you do").fill("Watched a colleague teach plastering")
    page.get_by_label("When was it").fill("2026-11-20")
    page.get_by_label("1 h 30 min", exact=True).check()
    page.get_by_label("What kind of activity").select_option("observing")
    page.get_by_role("button", name="Log it").click()
    visitor.look("logged")
    visitor.open("/cpd")
    expect(page.locator("main")).to_contain_text("1 h 30 min")
    page.get_by_role("link", name="Watched a colleague teach plastering").click()
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("How long did it take").fill("2")
    visitor.look("correction")
    page.get_by_role("button", name=re.compile("Correct|Save")).click()
    expect(page.locator("main")).to_contain_text("2 h")
    page.get_by_role("link", name="Withdraw").click()
    visitor.look("withdrawal")
    page.get_by_role("button", name=re.compile("Withdraw")).click()
    visitor.open("/cpd")
    expect(page.locator("main")).not_to_contain_text("1 h 30 min")
    visitor.look("after-withdrawing")


def test_information_pages_and_errors_are_in_the_products_own_look(
    visitor: Visitor, app: Flask, amina: factories.Person
) -> None:
    for name, path in (
        ("sources", "/sources"), ("glossary", "/glossary"), ("about", "/pages/about"), ("privacy", "/pages/privacy"),
        ("accessibility", "/pages/accessibility"), ("check", "/check"), ("reset", "/password-reset"),
        ("not-found", "/no-such-place"),
    ):  # fmt: skip
        visitor.open(path)
        visitor.look(name)
    visitor.enter(app, amina)
    for name, path in (
        ("unit", "/units/c1"), ("case", "/cases/k8"), ("form", "/forms/f1"), ("programme", "/programmes/starter"),
        ("profile", "/profile"), ("certificates", "/certificates"), ("cpd", "/cpd"), ("refused", "/studio"),
    ):  # fmt: skip
        visitor.open(path)
        visitor.look(name)


def test_an_administrator_looks_after_people(
    visitor: Visitor, app: Flask, grace: factories.Person, ben: factories.Person
) -> None:
    page = visitor.page
    visitor.enter(app, grace)
    visitor.open("/people")
    visitor.look("people")
    page.get_by_role("link", name="Ben Okafor").click()
    visitor.look("person")
    visitor.open("/people/invitation")
    page.get_by_label("Email address").fill("new.mentor@example.org")
    page.get_by_role("button", name=re.compile("Invite|Send")).click()
    visitor.look("invited")
