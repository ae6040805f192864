"""Where nothing can be saved, those who are signed in go on reading, and nobody is signed in with an error page."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Attempt, Person, SignIn
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground.db import database
from tests.accounts.conftest import PASSWORD
from tests.page import Browser, Page

READ_ONLY = "the place where this server keeps things can be read and not written to"
FULL = "the place where this server keeps things is full, or does not take what is written"


@pytest.fixture
def reading_app(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The same installation after its database became read-only."""
    url = settings.database_url
    if url.startswith("postgresql"):
        url += ("&" if "?" in url else "?") + "options=-c%20default_transaction_read_only%3Don"
    made = create_app(replace(settings, database_url=url), TESTING=True, PROPAGATE_EXCEPTIONS=False)
    with made.app_context():
        engine = database().engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("pragma query_only = on"))
    yield made
    engine.dispose()


@pytest.fixture
def full_app(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The same installation when the disk of its database is full: what is read is read, what is written is refused."""
    made = create_app(settings, TESTING=True, PROPAGATE_EXCEPTIONS=False)
    with made.app_context():
        engine = database().engine

    def refuse(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            said = psycopg.errors.DiskFull("could not extend file") if engine.dialect.name == "postgresql" else None
            raise OperationalError(statement, None, said or Exception("database or disk is full"))

    event.listen(engine, "before_cursor_execute", refuse)
    yield made
    engine.dispose()


@pytest.fixture(params=["reading_app", "full_app"])
def stuck_app(request: pytest.FixtureRequest) -> Flask:
    """Both of them in turn."""
    found: Flask = request.getfixturevalue(request.param)
    return found


def moved(browser: Browser, app: Flask) -> Browser:
    """The same browser, at the installation as it is now."""
    there = Browser(app)
    cookie = browser.client.get_cookie("learnmentor")
    assert cookie is not None
    there.client.set_cookie("learnmentor", cookie.value)
    return there


def sign_in(browser: Browser, **more: Any) -> Page:
    return browser.get("/sign-in?next=/cpd").submit("Sign in", email="zoe@example.org", password=PASSWORD, **more)


def test_who_is_signed_in_goes_on_reading(stuck_app: Flask, as_amina: Browser) -> None:
    reader = moved(as_amina, stuck_app)
    for address in ("/", "/profile", "/cpd", "/units", "/certificates"):
        assert reader.get(address).status == 200, address


@pytest.mark.parametrize(("kind", "why"), [("reading_app", READ_ONLY), ("full_app", FULL)])
def test_signing_in_is_refused_with_a_sentence_and_the_form(
    request: pytest.FixtureRequest, zoe: Person, db: Session, kind: str, why: str
) -> None:
    browser = Browser(request.getfixturevalue(kind))
    page = sign_in(browser, remember="y")
    assert page.status == 503
    assert page.h1 == "Sign in"
    [said] = page.errors()
    assert why in said
    assert "It is not your password" in said
    assert "Try again in some minutes" in said
    assert page.one("#email")["value"] == "zoe@example.org"
    assert page.one("input[name=next]")["value"] == "/cpd"
    assert page.response.headers["Retry-After"] == "120"
    assert browser.get("/profile").status == 303
    assert [db.scalar(select(func.count(table.id))) for table in (SignIn, Attempt)] == [0, 0]


def test_what_waits_through_a_sign_in_waits_on(app: Flask, zoe: Person, stuck_app: Flask) -> None:
    browser = Browser(app)
    assert sign_in(browser).status == 303
    form = browser.get("/profile")
    browser.client.delete_cookie("learnmentor")
    page = form.submit("Save", name="Typed only once", printed_name="Zoe Marsh")
    assert page.status == 401
    page.browser = moved(browser, stuck_app)
    refused = page.submit("Sign in", email="zoe@example.org", password=PASSWORD)
    assert refused.status == 503
    refused.browser = browser
    sent = refused.submit("Sign in", email="zoe@example.org", password=PASSWORD)
    assert sent.one('input[name="name"]')["value"] == "Typed only once"


def test_signing_out_is_told_as_it_is(stuck_app: Flask, as_amina: Browser) -> None:
    browser = moved(as_amina, stuck_app)
    page = browser.post("/sign-out").follow()
    assert "the server could not write that down just now" in page.words
    assert browser.get("/profile").status == 303
    assert as_amina.get("/profile").status == 200, "the row is still there, as the page says"


def test_what_was_typed_comes_back_with_a_sentence(reading_app: Flask, as_amina: Browser) -> None:
    browser = moved(as_amina, reading_app)
    page = browser.post("/profile", data={"name": "Typed only once", "printed_name": "Amina"})
    assert page.status == 503
    assert "Typed only once" in page.text


def test_ready_says_which_part_takes_nothing(reading_app: Flask) -> None:
    told = Browser(reading_app).get("/ready")
    assert told.status == 503
    [fault] = (told.response.json or {})["faults"]
    assert fault["part"] == "database"
    assert "can be read and not written to" in fault["sentence"]
