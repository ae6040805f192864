"""What every answer has in common."""

import pytest
from flask import Flask
from sqlalchemy import insert

from learnmentor.accounts.models import Attempt
from learnmentor.ground.db import WriteInSafeRequest, db, write
from tests.page import Browser


def test_an_unknown_address_gets_a_page_of_ours(stranger: Browser) -> None:
    page = stranger.get("/no-such-place")
    assert page.status == 404
    assert "LearnMentor" in page.words


def test_health_and_readiness_answer(stranger: Browser) -> None:
    assert stranger.get("/health").response.json == {"status": "ok"}
    assert stranger.get("/ready").response.json == {"status": "ok"}


def test_a_get_cannot_write(app: Flask) -> None:
    with app.test_request_context("/", method="GET"), pytest.raises(WriteInSafeRequest):
        db.session.execute(insert(Attempt).values(subject=b"x", kind="sign-in"))
    with app.test_request_context("/", method="GET"), pytest.raises(WriteInSafeRequest):
        write(db.session, insert(Attempt), {"subject": b"x", "kind": "sign-in"})


def test_a_form_without_a_token_is_refused_before_any_view(stranger: Browser) -> None:
    assert stranger.client.post("/sign-in", data={"email": "a@example.org"}).status_code == 400
