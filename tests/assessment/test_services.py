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

from learnmentor.accounts.rules import Actor
from learnmentor.assessment.activities import queries as activity_queries
from learnmentor.assessment.activities import services as activity_services
from learnmentor.assessment.activities.jobs import remind
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.activities.rules import ChangedElsewhere, State, UnknownActivity, seen_mark
from learnmentor.assessment.activities.services import Saved
from learnmentor.courses.catalogue import queries as catalogue
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study import services as study_services
from learnmentor.courses.study.models import Study
from learnmentor.cpd.models import CpdEntry
from learnmentor.ground.db import Database, database
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.jobs.models import Job, OutgoingMail
from learnmentor.stories import completion
from tests import factories
from tests.assessment import samples

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
VAULT = Vault((b"v" * 32,))
HANDS = 20
WRITTEN = {"text": ["My first head of department did."]}


def actor(person: factories.Person) -> Actor:
    """The person as services see them."""
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())


def save(
    db: Session, learner: Actor, activity: str, answers: Any, *, finish: bool = True, at: datetime = AT,
    seen: str | None = None,
) -> Saved:  # fmt: skip
    """Save work on the first segment, by a form that has `seen` what is stored unless told otherwise."""
    segment = db.scalars(select(Segment).order_by(Segment.id)).first()
    assert segment
    if seen is None:
        stored = activity_queries.state(db, person_id=learner.id, segment_id=segment.id, activity=activity)
        place = response_place(learner.id, segment.id, activity)
        seen = seen_mark(activity_services.opened(VAULT, stored.body, place=place)) if stored else ""
    return activity_services.save(
        db, VAULT, learner=learner, segment=segment, revision=catalogue.revision(db, segment.revision_id),
        activity_id=activity, answers=answers, seen=seen, at=at, finish=finish,
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
    place = response_place(learner.id, row.segment_id, "first-mentor")
    assert activity_services.opened(VAULT, row.body, place=place) == {"text": WRITTEN["text"][0]}


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
    body = activity_services.opened(VAULT, row.body, place=response_place(learner.id, row.segment_id, "first-mentor"))
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
    found = activity_queries.states(db, person_id=learner.id, segment_id=kept(db, learner, "cel-coach").segment_id)
    assert {name: state.state for name, state in found.items()} == {"cel-coach": "done"}


def test_an_unknown_activity_is_said_to_be_unknown(db: Session, learner: Actor) -> None:
    with pytest.raises(UnknownActivity):
        save(db, learner, "gone", {})


# What another tab wrote


def text_of(db: Session, learner: Actor, activity: str = "first-mentor") -> str:
    """The reflection as stored."""
    row = kept(db, learner, activity)
    place = response_place(learner.id, row.segment_id, activity)
    return str(activity_services.opened(VAULT, row.body, place=place)["text"])


@pytest.mark.parametrize("finish", [False, True], ids=["autosave", "button"])
def test_a_form_that_has_not_seen_what_is_stored_does_not_take_its_place(
    db: Session, learner: Actor, finish: bool
) -> None:
    save(db, learner, "first-mentor", WRITTEN, seen="")
    with pytest.raises(ChangedElsewhere) as other:
        save(db, learner, "first-mentor", {"text": ["oops, that was not it at all"]}, finish=finish, seen="")
    assert other.value.stored["text"] == WRITTEN["text"][0]
    assert other.value.typed["text"] == "oops, that was not it at all"
    assert text_of(db, learner) == WRITTEN["text"][0]
    assert kept(db, learner, "first-mentor").state == State.DONE


def test_not_even_what_is_too_long_to_keep_is_told_that_it_has_seen_the_other(db: Session, learner: Actor) -> None:
    save(db, learner, "first-mentor", WRITTEN)
    with pytest.raises(ChangedElsewhere):
        save(db, learner, "first-mentor", {"text": ["word " * 9000]}, finish=False, seen="")


def test_a_save_gives_back_the_mark_that_the_next_one_needs(db: Session, learner: Actor) -> None:
    first = save(db, learner, "first-mentor", WRITTEN, seen="")
    save(db, learner, "first-mentor", {"text": ["Somebody else did, on reflection."]}, seen=first.seen)
    with pytest.raises(ChangedElsewhere):
        save(db, learner, "first-mentor", {"text": ["A third one altogether, then."]}, seen=first.seen)
    assert text_of(db, learner) == "Somebody else did, on reflection."


def test_the_same_words_sent_again_are_no_conflict(db: Session, learner: Actor) -> None:
    first = save(db, learner, "first-mentor", WRITTEN, seen="")
    assert save(db, learner, "first-mentor", WRITTEN, seen="").seen == first.seen


STALE = {
    "ask-one": ({f"line-{n}": [f"Something {n}"] for n in range(3)}, {"do": ["not-yet"]}),
    "last-meeting": ({"line-1": ["often"], "line-2": ["both"]}, {"line-1": ["not yet"]}),
    "one-worry": ({"first-1": ["Mentor"]}, {"first-1": ["Co-coach"]}),
}


@pytest.mark.parametrize("activity", STALE)
def test_practices_audits_and_sorts_are_held_to_the_same(db: Session, learner: Actor, activity: str) -> None:
    stored, stale = STALE[activity]
    save(db, learner, activity, stored, finish=False)
    body = kept(db, learner, activity).body
    with pytest.raises(ChangedElsewhere):
        save(db, learner, activity, stale, seen="")
    assert kept(db, learner, activity).body == body


def test_where_nothing_was_written_there_is_nothing_to_see(db: Session, learner: Actor) -> None:
    save(db, learner, "ask-one", {"do": ["not-yet"]})
    assert save(db, learner, "ask-one", {f"line-{n}": ["Something"] for n in range(3)}, seen="").state == State.DONE


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
    study_services.claim(db, VAULT, learner=learner, segment=segment, minutes=20, sentence="On paper, at home.", at=AT)

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


def test_of_twenty_tabs_with_twenty_texts_one_is_kept_and_the_others_are_told(
    db: Session, at_once: Callable[[Callable[[Session, int], None]], None]
) -> None:
    factories.unit(db, "C1", segments=1, activities=[samples.reflection()])
    learner = actor(factories.person(db))
    kept_ones, told = [], []

    def write(session: Session, number: int) -> None:
        words = f"This is the reflection of number {number}."
        try:
            save(session, learner, "first-mentor", {"text": [words]}, seen="")
            kept_ones.append(words)
        except ChangedElsewhere:
            told.append(number)

    at_once(write)
    assert len(told) == HANDS - 1
    assert kept_ones == [text_of(db, learner)]


def test_twenty_tabs_are_credited_no_more_than_the_clock(
    db: Session, at_once: Callable[[Callable[[Session, int], None]], None]
) -> None:
    factories.unit(db, "C1", segments=1)
    learner = actor(factories.person(db))
    started = {"segment_code": "C1-S1", "learner": learner, "tab": "t0", "starting": True}
    study_services.beat(db, **started, at=AT)  # type: ignore[arg-type]  # values of several kinds

    def beat(session: Session, number: int) -> None:
        for after in (30, 60, 90):
            moment = AT + timedelta(seconds=after)
            study_services.beat(
                session, learner=learner, segment_code="C1-S1", tab=f"t{number}", starting=False, at=moment
            )

    at_once(beat)
    assert 0 < db.scalars(select(Study)).one().active_seconds <= 90
