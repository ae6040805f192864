"""When something breaks, there is a page, and what was typed is on it."""

from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import ObjectDeletedError

from learnmentor.accounts import queries, services
from tests import factories
from tests.page import Browser

TEXT = "A long line that somebody typed with care."


@pytest.fixture(autouse=True)
def as_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Errors become pages instead of reaching the test."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return


def breaks(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, error: Exception) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(place, name, broken)


def operational(message: str) -> OperationalError:
    return OperationalError("insert ...", {}, Exception(message))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("database is locked", "We could not save that just now: the server's storage is busy."),
        ("database or disk is full", "We could not save that just now: the server's storage is full."),
        ("attempt to write a readonly database", "the server's storage takes nothing at the moment."),
        ("file is not a database", "the server cannot reach its storage."),
        ('connection failed: password authentication failed for "lm"', "the server cannot reach its storage."),
    ],
)
def test_storage_that_does_not_take_it_gives_the_text_back(
    as_amina: Browser, monkeypatch: pytest.MonkeyPatch, message: str, words: str
) -> None:
    form = as_amina.get("/profile")
    with monkeypatch.context() as broken:
        breaks(broken, services, "save_names", operational(message))
        page = form.submit("Save", name=TEXT)
    assert page.status == 503
    assert words in page.words
    assert message not in page.text, "details are for the log"
    assert TEXT in page.text
    assert page.submit("Send it again").status == 303
    assert as_amina.get("/profile").one("#name")["value"] == TEXT


def test_a_fault_of_ours_gives_the_text_back(as_amina: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    form = as_amina.get("/profile")
    breaks(monkeypatch, services, "save_names", RuntimeError(TEXT))
    with structlog.testing.capture_logs() as lines:
        page = form.submit("Save", name=TEXT)
    assert (page.status, page.h1) == (500, "Something broke on our side")
    assert TEXT in page.text
    assert [line["error"] for line in lines if line["event"] == "crash"] == ["RuntimeError"]
    assert TEXT not in str(lines), "what people type is in no log"


def test_there_is_a_page_even_when_the_database_does_not_say_who_asks(
    as_amina: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, queries, "known", operational("the server closed the connection"))
    page = as_amina.get("/profile")
    assert (page.status, "We could not show that just now" in page.words) == (503, True)
    assert as_amina.get("/no-such-place").status == 404


def test_a_script_gets_a_sentence_it_can_show(as_amina: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch, queries, "person_with_roles", operational("database is locked"))
    answer = as_amina.post("/profile", json={}).response
    assert (answer.status_code, answer.is_json) == (503, True)


def test_a_page_from_another_site_gets_nothing_back(as_amina: Browser) -> None:
    answer = as_amina.client.post("/profile", data={"name": TEXT}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert TEXT not in answer.get_data(as_text=True)


def test_what_was_deleted_between_a_look_and_a_lock_is_gone_and_what_was_typed_is_given_back(
    as_amina: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, services, "save_names", ObjectDeletedError(instance_state(factories.Person()), "gone"))
    page = as_amina.get("/profile").submit("Save", name="Somebody else")
    assert (page.status, page.h1) == (410, "That is no more")
    assert "Somebody else" in page.text
