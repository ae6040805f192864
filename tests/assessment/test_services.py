"""Saving work: sealed, one row an activity, and nothing lost when twenty hands save at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import completion
from learnmentor.accounts.letters import Sender
from learnmentor.accounts.rules import Actor
from learnmentor.assessment import queries, services
from learnmentor.assessment.models import Response
from learnmentor.assessment.reminders import remind
from learnmentor.assessment.rules import State, UnknownActivity
from learnmentor.assessment.services import Saved
from learnmentor.courses import services as study
from learnmentor.courses.models import Segment, Study
from learnmentor.cpd.models import CpdEntry
from learnmentor.db import Database, database
from learnmentor.jobs.models import Job, OutgoingMail
from learnmentor.secret_text import Vault
from tests import factories
from tests.assessment import samples

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
VAULT = Vault((b"v" * 32,))
HANDS = 20
WRITTEN = {"text": ["My first head of department did."]}


def actor(person: factories.Person) -> Actor:
    """The person as services see them."""
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())


def save(db: Session, learner: Actor, activity: str, answers: Any, *, finish: bool = True, at: datetime = AT) -> Saved:
    """Save work on the first segment."""
    segment = db.scalars(select(Segment).order_by(Segment.id)).first()
    assert segment
    return services.save(
        db, VAULT, learner=learner, segment=segment, revision=study.queries.revision(db, segment.revision_id),
        activity_id=activity, answers=answers, at=at, finish=finish,
    )  # fmt: skip


def kept(db: Session, learner: Actor, activity: str) -> Response:
    """The row of one activity."""
    db.expire_all()
    return db.scalars(select(Response).where(Response.person_id == learner.id, Response.activity == activity)).one()


@pytest.fixture
def learner(db: Session) -> Actor:
    """Amina, and Ben who reflected on the same segment."""
    factories.unit(db, "C1", segments=1, activities=samples.one_of_each())
    noise, amina = actor(factories.person(db, name="Ben Okafor")), actor(factories.person(db))
    save(db, noise, "first-mentor", WRITTEN)
    db.commit()
    return amina


def test_saving_begins_the_study_with_the_revision_in_force(db: Session, learner: Actor) -> None:
    save(db, learner, "first-mentor", WRITTEN, finish=False)
    begun = db.scalars(select(Study).where(Study.person_id == learner.id)).one()
    assert (begun.started_at, begun.completed_at) == (AT, None)


def test_a_body_is_sealed_and_opens_only_in_its_place(db: Session, learner: Actor) -> None:
    save(db, learner, "first-mentor", WRITTEN)
    row = kept(db, learner, "first-mentor")
    assert row.body
    assert b"department" not in row.body
    place = services.place(learner.id, row.segment_id, "first-mentor")
    assert services.opened(VAULT, row.body, place=place) == {"text": WRITTEN["text"][0]}


def test_saving_again_changes_the_row_and_keeps_when_it_was_first_done(db: Session, learner: Actor) -> None:
    save(db, learner, "first-mentor", WRITTEN)
    save(db, learner, "first-mentor", {"text": ["Somebody else did, on reflection."]}, at=AT + timedelta(days=1))
    row = kept(db, learner, "first-mentor")
    assert (row.done_at, row.updated_at) == (AT, AT + timedelta(days=1))


def test_a_checked_quiz_keeps_no_answer(db: Session, learner: Actor) -> None:
    save(db, learner, "cel-coach", {"answer": ["a"]}, finish=False)
    assert kept(db, learner, "cel-coach").body
    saved = save(db, learner, "cel-coach", {"answer": ["a"]})
    assert saved.verdict
    assert not saved.verdict.right
    row = kept(db, learner, "cel-coach")
    assert (row.state, row.body) == (State.DONE, None)


def test_what_is_too_long_leaves_what_was_kept(db: Session, learner: Actor) -> None:
    save(db, learner, "first-mentor", WRITTEN)
    saved = save(db, learner, "first-mentor", {"text": ["word " * 9000]}, finish=False)
    assert saved.problems
    row = kept(db, learner, "first-mentor")
    body = services.opened(VAULT, row.body, place=services.place(learner.id, row.segment_id, "first-mentor"))
    assert body["text"] == WRITTEN["text"][0]


def test_a_practice_put_off_twice_reminds_once(db: Session, learner: Actor) -> None:
    for _ in range(2):
        save(db, learner, "ask-one", {"do": ["not-yet"]})
    assert [job.run_at for job in db.scalars(select(Job))] == [AT + timedelta(days=7)]


def test_a_week_later_a_letter_comes_if_the_practice_still_waits(db: Session, learner: Actor) -> None:
    save(db, learner, "ask-one", {"do": ["not-yet"]})
    args = db.scalars(select(Job)).one().args
    sender = Sender("https://learn.example.ac.uk", "Northfield College")
    assert remind(db, sender=sender, **args, at=AT + timedelta(days=7))
    letter = db.scalars(select(OutgoingMail)).one()
    assert "https://learn.example.ac.uk/segments/c1-s1#activity-ask-one" in letter.body
    save(db, learner, "ask-one", {f"line-{n}": ["Something"] for n in range(3)})
    assert not remind(db, sender=sender, **args, at=AT + timedelta(days=7))


def test_nobody_is_reminded_whose_account_is_closed(db: Session, learner: Actor) -> None:
    save(db, learner, "ask-one", {"do": ["not-yet"]})
    person = db.get(factories.Person, learner.id)
    assert person
    person.closed_at = AT
    db.flush()
    args = db.scalars(select(Job)).one().args
    assert not remind(db, sender=Sender("https://learn.example.ac.uk"), **args, at=AT)


def test_states_are_one_s_own(db: Session, learner: Actor) -> None:
    save(db, learner, "cel-coach", {"answer": ["b"]})
    found = queries.states(db, person_id=learner.id, segment_id=kept(db, learner, "cel-coach").segment_id)
    assert {name: state.state for name, state in found.items()} == {"cel-coach": "done"}


def test_an_unknown_activity_is_said_to_be_unknown(db: Session, learner: Actor) -> None:
    with pytest.raises(UnknownActivity):
        save(db, learner, "gone", {})


# Twenty hands at once


@pytest.fixture
def at_once(app: Flask, db: Session) -> Callable[[Callable[[Session, int], None]], None]:
    """Run one thing twenty times at the same moment, each in a transaction of its own."""
    with app.app_context():
        ours: Database = database()

    def run(do: Callable[[Session, int], None]) -> None:
        db.commit()
        ready = Barrier(HANDS)

        def one(number: int) -> None:
            ready.wait()
            with ours.transaction() as session:
                do(session, number)

        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(one, range(HANDS)))

    return run


def record(db: Session, learner: Actor) -> None:
    """What the views do after each save."""
    segment = db.scalars(select(Segment).order_by(Segment.id)).first()
    assert segment
    completion.record(db, learner=learner, segment=segment, at=AT, zone="Europe/London", issuer="Northfield College")


def test_twenty_saves_of_the_last_activity_are_one_completion(
    db: Session, at_once: Callable[[Callable[[Session, int], None]], None]
) -> None:
    factories.unit(db, "C1", segments=1, activities=[samples.reflection()])
    learner = actor(factories.person(db))
    segment = db.scalars(select(Segment)).one()
    study.claim(db, VAULT, learner=learner, segment=segment, minutes=20, sentence="On paper, at home.", at=AT)

    def finish(session: Session, _number: int) -> None:
        save(session, learner, "first-mentor", WRITTEN)
        record(session, learner)

    at_once(finish)
    assert len(db.scalars(select(CpdEntry)).all()) == 1
    assert len(db.scalars(select(Response)).all()) == 1
    assert db.scalars(select(Study)).one().completed_at == AT


def test_twenty_saves_of_twenty_activities_are_all_kept(
    db: Session, at_once: Callable[[Callable[[Session, int], None]], None]
) -> None:
    factories.unit(db, "C1", segments=1, activities=[samples.reflection(f"r{n}") for n in range(HANDS)])
    learner = actor(factories.person(db))

    def write(session: Session, number: int) -> None:
        save(session, learner, f"r{number}", {"text": [f"This is the reflection of number {number}."]})

    at_once(write)
    assert len(db.scalars(select(Response)).all()) == HANDS
    assert len(db.scalars(select(Study)).all()) == 1


def test_twenty_tabs_are_credited_no_more_than_the_clock(
    db: Session, at_once: Callable[[Callable[[Session, int], None]], None]
) -> None:
    factories.unit(db, "C1", segments=1)
    learner = actor(factories.person(db))
    started = {"segment_code": "C1-S1", "learner": learner, "tab": "t0", "starting": True}
    study.beat(db, **started, at=AT)  # type: ignore[arg-type]

    def beat(session: Session, number: int) -> None:
        for after in (30, 60, 90):
            moment = AT + timedelta(seconds=after)
            study.beat(session, learner=learner, segment_code="C1-S1", tab=f"t{number}", starting=False, at=moment)

    at_once(beat)
    assert 0 < db.scalars(select(Study)).one().active_seconds <= 90
