"""Logs hold no personal text: not from the address, the query, the form, the cookies, nor from what went wrong."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground.db import database, db
from learnmentor.server import JsonLine
from learnmentor.web import logs
from learnmentor.web.access import public
from tests.page import Browser

PRIVATE = "Zuleikha-wept-in-room-nine"


def _show(words: str) -> ResponseReturnValue:
    return "fine"


def _refuse(words: str) -> ResponseReturnValue:
    abort(403)


def _crash(words: str) -> ResponseReturnValue:
    raise ValueError(words)


def _fail_in_sql(words: str) -> ResponseReturnValue:
    db.session.execute(text("select * from no_such_table where words = :words"), {"words": words})
    return "never"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the product writes to its log."""
    written = io.StringIO()
    logs.configure(stream=written)
    yield written
    structlog.reset_defaults()


@pytest.fixture
def noisy_app(settings: Settings) -> Iterator[Flask]:
    """The product with views that go wrong in every way."""
    app = create_app(settings, TESTING=False, PROPAGATE_EXCEPTIONS=False)
    for view in (_show, _refuse, _crash, _fail_in_sql):
        app.add_url_rule(f"/{view.__name__}/<words>", view.__name__, public(view), methods=["GET", "POST"])
    yield app
    with app.app_context():
        database().engine.dispose()


@pytest.mark.parametrize("view", ["_show", "_refuse", "_crash", "_fail_in_sql", "no-such-page"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_log_line_holds_what_a_person_wrote(
    noisy_app: Flask, lines: io.StringIO, caplog: pytest.LogCaptureFixture, view: str, method: str
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = Browser(noisy_app)
    data = {"csrf_token": browser.token(), "reflection": PRIVATE} if method == "POST" else None
    browser.client.set_cookie("note", PRIVATE)
    browser.client.open(
        f"/{view}/{PRIVATE}?search={PRIVATE}",
        method=method,
        data=data,
        headers={"User-Agent": PRIVATE, "Referer": f"http://localhost/{PRIVATE}"},
    )
    written = lines.getvalue()
    spilt = [line for line in [*written.splitlines(), *caplog.text.splitlines()] if PRIVATE in line]
    assert not spilt, f"Log the endpoint and ids, never addresses, values or messages of exceptions: {spilt[0][:400]}"
    assert written, "the request left no log line at all"


def test_the_server_s_own_log_holds_no_text_of_an_exception() -> None:
    logger, said = logging.getLogger("test of the server's own lines"), io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(JsonLine())
    logger.addHandler(handler)
    logger.propagate = False
    try:
        _crash(PRIVATE)
    except ValueError:
        logger.exception("Application callable raised an exception with %s", PRIVATE)
    logger.warning("Unexpected exit from worker-%s", 7)
    assert PRIVATE not in said.getvalue()
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["could not answer a request", "Unexpected exit from worker-7"]
    assert [line.get("error") for line in lines] == ["ValueError", None]


def test_every_log_line_is_json_with_the_id_that_the_answer_carries(noisy_app: Flask, lines: io.StringIO) -> None:
    answer = Browser(noisy_app).client.get("/_crash/now")
    logged = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert answer.status_code == 500
    assert {line["event"] for line in logged} >= {"request", "crash"}
    assert {line["request_id"] for line in logged} == {answer.headers["X-Request-Id"]}
