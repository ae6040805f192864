"""Statistics of a segment: collected without a person, folded by the worker, shown from five people on."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.activities.models import Response
from learnmentor.assessment.statistics import queries, services
from learnmentor.assessment.statistics.models import AnonymousAnswer, AskedUseful, SegmentTally
from learnmentor.assessment.statistics.rules import Question, wording
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study
from learnmentor.ground.db import database
from learnmentor.web import installation
from tests import factories
from tests.assessment import samples
from tests.conftest import HeldClock
from tests.page import Browser
from tests.racing import pressed
from tests.statements import statements

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)
TRY = f"{Question.FIRST_TRY}:cel-coach:{wording(samples.quiz())}"


def answers(db: Session) -> list[tuple[date, str, str]]:
    """What was collected, in an order that says nothing."""
    db.rollback()  # see what pages wrote
    rows = sorted((each.month, each.question, each.answer) for each in db.scalars(select(AnonymousAnswer)))
    db.rollback()
    return rows


def tallies(db: Session, question: str) -> dict[str, int]:
    """What was counted for a question, over all months."""
    db.rollback()
    rows = db.scalars(select(SegmentTally).where(SegmentTally.question == question)).all()
    found = {each.answer: each.count for each in rows}
    db.rollback()
    return found


def count(app: Flask, at: datetime = AT) -> None:
    """Do what the worker does once a day."""
    with app.app_context():
        services.counting(now=lambda: at, vault=installation.vault())(database(), {})


@pytest.fixture
def segment(db: Session) -> Segment:
    """A segment with a quiz and a reflection."""
    factories.unit(db, "C1", segments=1, activities=[samples.quiz(), samples.one_of_each()[-1]])
    db.commit()
    return db.scalars(select(Segment)).one()


def studies(
    db: Session, segment: Segment, people: int, *, finished: datetime | None = None, begun: datetime = AT,
    minutes: int = 20, done: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """So many people at a segment, who did these activities one after the other."""
    for _ in range(people):
        person = factories.person(db)
        db.add(Study(person_id=person.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=begun,
                     touched_at=begun, active_seconds=minutes * 60 + 59, completed_at=finished))  # fmt: skip
        for number, activity in enumerate(done):
            at = begun + timedelta(minutes=number)
            db.add(Response(person_id=person.id, segment_id=segment.id, activity=activity, kind="quiz", state="done",
                            updated_at=at, done_at=at))  # fmt: skip
    db.commit()


def check(browser: Browser, answer: str) -> None:
    page = browser.get("/segments/c1-s1")
    page.submit("Check again" if "Check again" in page.words else "Check", answer=answer)


def test_no_table_of_answers_has_a_person_a_day_or_an_order(app: Flask, db: Session) -> None:
    for table in ("anonymous_answer", "segment_tally"):
        columns = {each["name"] for each in inspect(db.get_bind()).get_columns(table)}
        assert not {each for each in columns if "person" in each or each.endswith(("_at", "_on"))}
    assert {each["name"] for each in inspect(db.get_bind()).get_columns("asked_useful")} == {"person_id", "segment_id"}
    if db.get_bind().dialect.name == "sqlite":
        made = db.scalar(text("select sql from sqlite_master where name = 'anonymous_answer'"))
        assert "WITHOUT ROWID" in str(made).upper()


def test_a_first_try_is_one_insert_more_and_a_second_none(
    app: Flask, db: Session, as_amina: Browser, time: HeldClock, segment: Segment
) -> None:
    """LearnMentor promises that what is counted of a try is nobody's, and that only first tries count."""
    with statements(app) as first:
        check(as_amina, "a")
    with statements(app) as second:
        check(as_amina, "b")
    inserts = [[each for each in sent if "anonymous_answer" in each] for sent in (first, second)]
    assert [len(each) for each in inserts] == [1, 0]
    assert answers(db) == [(NOVEMBER, TRY, "wrong a")]


def test_keys_are_drawn_at_random(db: Session, segment: Segment) -> None:
    verdict: Any = type("Verdict", (), {"right": False, "lines": {}})()
    for _ in range(20):
        services.note_first_try(db, segment_id=segment.id, activity=samples.quiz(), was=None, answer={"answer": ["a"]},
                                verdict=verdict, at=AT)  # fmt: skip
    keys = list(db.scalars(select(AnonymousAnswer.id)))
    assert len(set(keys)) == 20
    assert max(keys) > 2**50


def test_folding_leaves_counts_and_no_answers(app: Flask, db: Session, segment: Segment) -> None:
    for said in ("wrong a", "wrong a", "right b"):
        services._keep(db, segment.id, TRY, said, AT)
    db.commit()
    count(app)
    count(app)
    assert answers(db) == []
    assert tallies(db, TRY) == {"wrong a": 2, "right b": 1}
    services._keep(db, segment.id, TRY, "wrong a", AT)
    db.commit()
    count(app)
    assert tallies(db, TRY) == {"wrong a": 3, "right b": 1}


def test_the_worker_counts_who_began_who_finished_and_in_how_many_minutes(
    app: Flask, db: Session, segment: Segment
) -> None:
    studies(db, segment, 3, begun=AT - timedelta(days=30), finished=AT - timedelta(days=2), minutes=17)
    studies(db, segment, 2, begun=AT - timedelta(days=1))
    studies(db, segment, 1, begun=AT - timedelta(days=800), finished=AT - timedelta(days=790))
    count(app)
    found = queries.tallies(db, segment_id=segment.id, since=date(2026, 1, 1))
    db.rollback()
    assert {(each.month, each.question, each.answer): each.count for each in found} == {
        (OCTOBER, "started", ""): 3, (NOVEMBER, "started", ""): 2, (NOVEMBER, "finished", ""): 3,
        (NOVEMBER, "minutes", "17"): 3,
    }  # fmt: skip


def test_the_worker_counts_where_people_stopped(app: Flask, db: Session, segment: Segment) -> None:
    long_ago = AT - timedelta(days=40)
    studies(db, segment, 3, begun=long_ago, done=("first-mentor", "cel-coach"))
    studies(db, segment, 2, begun=long_ago)
    studies(db, segment, 4, begun=AT - timedelta(days=3), done=("first-mentor",))  # perhaps they go on
    count(app)
    assert tallies(db, "stopped") == {"cel-coach": 3, "-": 2}


def test_counting_again_after_an_erasure_counts_fewer(app: Flask, db: Session, segment: Segment) -> None:
    studies(db, segment, 6, finished=AT)
    count(app)
    db.delete(db.scalars(select(Study)).first())
    db.commit()
    count(app)
    assert tallies(db, "finished") == {"": 5}


def test_four_people_are_too_few_for_the_page(app: Flask, db: Session, as_ben: Browser, segment: Segment) -> None:
    studies(db, segment, 4, finished=AT)
    for _ in range(4):
        services._keep(db, segment.id, TRY, "wrong a", AT)
        services._keep(db, segment.id, Question.USEFUL, "yes", AT)
    db.commit()
    count(app)
    page = as_ben.get("/segments/c1-s1/statistics")
    assert "Too few people yet" in page.words
    assert "Fewer than five people have tried it" in page.words
    assert not re.search(r"\b4\b", page.one("main").get_text().replace("C1-S1", ""))


def test_the_page_shows_rounded_counts_and_shares(
    app: Flask, db: Session, as_ben: Browser, time: HeldClock, segment: Segment
) -> None:
    studies(db, segment, 13, begun=AT - timedelta(days=2), finished=AT, minutes=22)
    studies(db, segment, 7, begun=AT - timedelta(days=60), done=("cel-coach",))
    for said, people in (("wrong a", 8), ("right b", 12)):
        for _ in range(people):
            services._keep(db, segment.id, TRY, said, AT)
    for said, people in (("yes", 11), ("not-so-far", 6)):
        for _ in range(people):
            services._keep(db, segment.id, Question.USEFUL, said, AT)
    db.commit()
    count(app)
    with statements(app) as sent:
        page = as_ben.get("/segments/c1-s1/statistics")
    assert len(sent) <= 4  # who asks, whether they lead, the segment, its tallies
    for said in ("20 people", "15 people", "about 20 of", "About 20 people; about 50 % of first tries went wrong",
                 "Skill in how people learn (right) 50 %", "Yes 10", "Not so far 5", "All who answered 15",
                 "After “What should you chiefly expect?” 5"):  # fmt: skip
        assert said in page.words, said


@pytest.mark.parametrize(("role", "status"), [(RoleName.COORDINATOR, 200), (RoleName.ASSESSOR, 403), (None, 403)])
def test_statistics_are_for_those_who_write_or_lead(
    app: Flask, db: Session, segment: Segment, role: RoleName | None, status: int
) -> None:
    who = factories.person(db, roles=[role] if role else [])
    assert Browser(app).sign_in(who).get("/segments/c1-s1/statistics").status == status


@pytest.fixture
def finished(db: Session, as_amina: Browser, time: HeldClock, segment: Segment) -> Callable[[int], Browser]:
    """Amina, who finished the segment so many days ago."""

    def begin(days: int) -> Browser:
        amina = db.scalars(select(Person).where(Person.name == "Amina Yusuf")).one()
        at = time() - timedelta(days=days)
        db.add(Study(person_id=amina.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=at,
                     touched_at=at, active_seconds=1200, completed_at=at))  # fmt: skip
        db.commit()
        return as_amina

    return begin


def test_days_after_finishing_somebody_is_asked_once(db: Session, finished: Callable[[int], Browser]) -> None:
    amina = finished(7)
    after = amina.get("/").submit("A little").follow()
    assert "counted without your name" in after.words
    assert "Was it useful" not in amina.get("/").words
    assert [(question, answer) for _, question, answer in answers(db)] == [("useful", "a-little")]
    assert amina.post("/segments/c1-s1/useful", {"useful": "yes"}).status == 303
    assert len(answers(db)) == 1


def test_who_would_rather_not_say_is_not_asked_again_and_not_counted(
    db: Session, finished: Callable[[int], Browser]
) -> None:
    amina = finished(7)
    amina.get("/").submit("I would rather not say")
    assert "Was it useful" not in amina.get("/").words
    assert answers(db) == []
    assert len(db.scalars(select(AskedUseful)).all()) == 1


@pytest.mark.parametrize("days", [0, 80])
def test_nobody_is_asked_too_early_or_too_late(db: Session, finished: Callable[[int], Browser], days: int) -> None:
    amina = finished(days)
    assert "Was it useful" not in amina.get("/").words
    amina.post("/segments/c1-s1/useful", {"useful": "yes"})
    assert answers(db) == []


def test_pressed_in_two_tabs_at_once_it_is_counted_once(db: Session, finished: Callable[[int], Browser]) -> None:
    amina = finished(7)
    two = pressed(*[(amina, "/segments/c1-s1/useful", {"useful": said}) for said in ("yes", "not-so-far")])
    assert {each.status for each in two} == {303}
    assert len(answers(db)) == 1


def test_an_answer_that_nobody_offered_is_not_kept(db: Session, finished: Callable[[int], Browser]) -> None:
    finished(7).post("/segments/c1-s1/useful", {"useful": "I hated it, says Amina"})
    assert answers(db) == []
