"""A letter waits for a mail server that is down, and the page that speaks of it says how it stands."""

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground.db import Database, database
from learnmentor.jobs import rules, services
from learnmentor.jobs.mail_server import MailServer
from learnmentor.jobs.models import Job, OutgoingMail
from learnmentor.jobs.rules import Fate
from learnmentor.jobs.worker import Worker, sending
from tests.conftest import HeldClock
from tests.page import Browser

TEN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture
def store(app: Flask) -> Database:
    with app.app_context():
        return database()


@pytest.fixture(scope="session")
def posting_app(settings: Settings) -> Iterator[Flask]:
    """The same installation with a mail server."""
    made = create_app(replace(settings, mail_server="smtp://127.0.0.1:9"), TESTING=True)
    yield made
    with made.app_context():
        database().engine.dispose()


class Post:
    """A mail server that is down until it is mended."""

    def __init__(self) -> None:
        self.down, self.taken = True, 0

    def deliver(self, **_letter: Any) -> None:
        """Take a letter, or do not."""
        if self.down:
            raise smtplib.SMTPServerDisconnected("not now")
        self.taken += 1


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setattr(MailServer, "deliver", lambda _self, **letter: made.deliver(**letter))
    return made


def work(store: Database, time: HeldClock) -> int:
    server = MailServer("smtp://127.0.0.1:9", "learn@example.org")
    return Worker(store, {services.SEND: sending(server, now=time)}, time).run_once()


def letter(db: Session, **more: Any) -> OutgoingMail:
    made = services.send_mail(db, to="amina@example.org", subject="s", body="a link", at=TEN, **more)
    db.commit()
    return made


def now(db: Session, made: OutgoingMail) -> OutgoingMail:
    db.rollback()
    found = db.get_one(OutgoingMail, made.id, populate_existing=True)
    db.expunge(found)
    db.rollback()  # on SQLite a test that looks keeps the worker from writing
    return found


def _until_done(db: Session, store: Database, time: HeldClock) -> int:
    """Let the worker come whenever the letter is due; returns how often."""
    for tries in range(1, 100):
        assert work(store, time) == 1
        db.rollback()
        due = db.scalar(select(Job.run_at).where(Job.state == "ready"))
        db.rollback()
        if due is None:
            return tries
        time.moment = due
    raise AssertionError("it is tried without end")


def test_a_letter_is_tried_more_and_more_rarely_for_three_days() -> None:
    at, waits = TEN, []
    for tries in range(1, rules.MOST_TRIES_OF_LETTERS):
        again = rules.next_run(tries, at=at, letter=True)
        assert again is not None
        waits.append(again - at)
        at = again
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] == timedelta(hours=4)
    assert timedelta(days=2.9) < at - TEN < timedelta(days=3.1)
    assert rules.next_run(rules.MOST_TRIES_OF_LETTERS, at=at, letter=True) is None


def test_a_mail_server_that_is_down_for_two_days_gets_every_letter(
    db: Session, store: Database, time: HeldClock, post: Post
) -> None:
    made = letter(db)
    while time() < TEN + timedelta(days=2):
        work(store, time)
        assert now(db, made).fate is Fate.TRYING
        time.tick(hours=1)
    post.down = False
    time.tick(hours=4)
    work(store, time)
    assert (now(db, made).fate, post.taken) == (Fate.SENT, 1)


def test_a_letter_that_nobody_takes_is_given_up_and_its_text_forgotten(
    db: Session, store: Database, time: HeldClock, post: Post
) -> None:
    made = letter(db)
    assert _until_done(db, store, time) == rules.MOST_TRIES_OF_LETTERS
    given_up = now(db, made)
    assert (given_up.fate, given_up.body, given_up.tries) == (Fate.GIVEN_UP, "", rules.MOST_TRIES_OF_LETTERS)
    assert db.scalars(select(Job.state)).all() == ["failed"]


def test_a_link_that_is_over_is_not_sent_any_more(db: Session, store: Database, time: HeldClock, post: Post) -> None:
    made = letter(db, worth_until=TEN + timedelta(hours=2))
    work(store, time)
    time.tick(hours=2)
    post.down = False
    work(store, time)
    assert (now(db, made).fate, post.taken) == (Fate.GIVEN_UP, 0)


def test_a_letter_whose_worker_died_is_not_given_up_after_three_times(
    db: Session, store: Database, time: HeldClock, post: Post
) -> None:
    made = letter(db)
    for _ in range(5):
        assert services.claim(db, at=time()) is not None
        db.commit()
        time.tick(minutes=10)
        services.reclaim(db, at=time())
        db.commit()
    post.down = False
    work(store, time)
    assert now(db, made).fate is Fate.SENT


def test_a_letter_that_killed_every_worker_is_given_up(db: Session, time: HeldClock) -> None:
    made = letter(db)
    tried = {"state": "running", "tries": rules.MOST_TRIES_OF_LETTERS, "locked_at": TEN}
    db.execute(update(Job).values(**tried), execution_options={"synchronize_session": False})
    time.tick(minutes=10)
    services.reclaim(db, at=time())
    db.commit()
    assert now(db, made).fate is Fate.GIVEN_UP


# What the pages say


def _ask(app: Flask, email: str = "amina@example.org") -> Browser:
    browser = Browser(app)
    sent = browser.get("/password-reset").submit("Send", email=email)
    assert sent.status == 303, sent.words
    return browser


@pytest.mark.parametrize("email", ["known", "unknown@example.org"])
def test_the_page_says_how_it_stands_with_the_letter_whatever_the_address(
    app: Flask, posting_app: Flask, store: Database, amina: Person, *, time: HeldClock, post: Post, email: str
) -> None:
    browser = _ask(posting_app, amina.email if email == "known" else email)
    waiting = browser.get("/letter-sent")
    assert waiting.h1 == "Look in your mail"
    assert "has been waiting to be sent since 21 November 2026 at 10:00" in waiting.words
    time.tick(minutes=6)
    assert "Perhaps nothing sends mail just now" in browser.get("/letter-sent").words
    work(store, time)
    trying = browser.get("/letter-sent")
    assert trying.h1 == "The letter has not left yet"
    assert "The mail server did not take it when we tried, on 21 November 2026 at 10:06." in trying.words
    assert "Its link is good until 21 November 2026 at 12:00" in trying.words
    post.down = False
    time.tick(minutes=1)
    work(store, time)
    assert "The letter left on 21 November 2026 at 10:07." in trying.click("See whether it has left").words


def test_the_page_says_that_a_letter_was_given_up_and_what_to_do(
    app: Flask, posting_app: Flask, store: Database, amina: Person, *, time: HeldClock, post: Post
) -> None:
    browser = _ask(posting_app, amina.email)
    work(store, time)
    time.tick(hours=2)
    work(store, time)
    page = browser.get("/letter-sent")
    assert page.h1 == "The letter could not be sent"
    assert "Ask for another one." in page.words


def test_the_page_says_nothing_untrue_to_whoever_asked_for_no_letter(posting_app: Flask, app: Flask) -> None:
    assert "If you asked for a letter" in Browser(posting_app).get("/letter-sent").words


def test_administrators_see_which_invitations_have_not_left(
    app: Flask, posting_app: Flask, store: Database, grace: Person, *, time: HeldClock, post: Post
) -> None:
    browser = Browser(posting_app).sign_in(grace)
    page = browser.get("/people/invitation").submit("Invite", email="new@example.org").follow()
    assert "The letter waits to be sent." in page.words
    work(store, time)
    assert "The letter has not left yet: the mail server did not take it." in browser.get("/people").words
    post.down = False
    time.tick(minutes=1)
    work(store, time)
    assert "The letter left on 21 November 2026 at 10:01" in browser.get("/people").words
