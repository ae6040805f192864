"""What the worker does by itself: reminders, news of sessions, and nudges to everybody, one person's failure aside."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.ground.db import database
from learnmentor.groups import jobs
from learnmentor.groups.assignments import services as assignments
from learnmentor.groups.joining.rules import Counted
from learnmentor.groups.sessions import services
from learnmentor.jobs.worker import Worker
from tests import factories
from tests.conftest import HeldClock
from tests.groups.conftest import NOW, TODAY, College, actor, letters, member, session


def work(app: Flask, db: Session, time: HeldClock) -> None:
    """Let the worker do what is due."""
    db.commit()
    with app.app_context():
        handlers = {kind: do for kind, do in rooms.handlers().items() if kind in jobs.handlers()}
        every = tuple(each for each in jobs.REPEATED)
        Worker(database(), handlers, now=time, repeated=every).run_once()
    db.rollback()


def test_the_worker_reminds_everybody_once_of_a_session_at_hand(
    app: Flask, db: Session, college: College, time: HeldClock
) -> None:
    people = [member(db, college), member(db, college, "Chidi Obi", seen_as=Counted.AS_A_COUNT)]
    session(db, college, starts_at=NOW + timedelta(hours=30))
    work(app, db, time)
    assert letters(db) == []
    for hours in (7, 1, 1):
        time.tick(hours=hours)
        work(app, db, time)
    assert sorted(letter.to_address for letter in letters(db)) == sorted(person.email for person in people)


def test_the_worker_tells_of_a_cancellation(app: Flask, db: Session, college: College, time: HeldClock) -> None:
    amina, found = member(db, college), session(db, college, starts_at=NOW + timedelta(days=9))
    services.cancel(db, college.group, found, by=actor(db, college.ben), on=TODAY, at=NOW)
    work(app, db, time)
    assert [(letter.to_address, letter.subject) for letter in letters(db)] == [(amina.email, "Cancelled: Listening")]


@pytest.mark.parametrize("seen_as", list(Counted))
def test_the_worker_nudges_whoever_is_not_done_named_or_not(
    app: Flask, db: Session, college: College, time: HeldClock, seen_as: Counted
) -> None:
    factories.unit(db, "C1")
    amina, ben = member(db, college, seen_as=seen_as), actor(db, college.ben)
    assignments.give(db, college.group, key="segment:C1-S1", due=TODAY, by=ben, public_id="given", on=TODAY, at=NOW)
    for _ in range(2):
        assignments.nudge_all(db, college.group, by=ben, on=TODAY, at=NOW)
    work(app, db, time)
    assert [letter.to_address for letter in letters(db)] == [amina.email]
