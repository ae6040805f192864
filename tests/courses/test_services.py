"""Studying and picking, against a database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.courses.catalogue import queries as catalogue_queries
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.programmes import rules as programme_rules
from learnmentor.courses.programmes import services as programme_services
from learnmentor.courses.programmes.models import Enrolment, ProgrammeItem
from learnmentor.courses.study import queries as study_queries
from learnmentor.courses.study import rules as study_rules
from learnmentor.courses.study import services as study_services
from learnmentor.courses.study.models import Study, StudyClock, claim_place
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.test_services import actor
from tests.statements import statements

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
VAULT = Vault((b"v" * 32,))


@pytest.fixture
def segment(db: Session) -> Segment:
    """The first of two segments, at which somebody else studied."""
    factories.unit(db, "C1", segments=2)
    found = db.scalars(select(Segment).order_by(Segment.id)).first()
    assert found
    study_services.begin(db, learner=actor(factories.person(db, name="Ben Okafor")), segment=found, at=AT)
    return found


@pytest.fixture
def learner(db: Session, segment: Segment) -> Actor:
    """Amina."""
    return actor(factories.person(db))


def beat(db: Session, learner: Actor, after: int, *, starting: bool = False, code: str = "C1-S1") -> int:
    """A beat some seconds after ten."""
    at = AT + timedelta(seconds=after)
    return study_services.beat(db, learner=learner, segment_code=code, tab="t", starting=starting, at=at)


def mine(db: Session, learner: Actor) -> list[Study]:
    """What Amina studied."""
    db.expire_all()
    return list(db.scalars(select(Study).where(Study.person_id == learner.id).order_by(Study.id)))


def test_beginning_twice_is_one_study(db: Session, learner: Actor, segment: Segment) -> None:
    first = study_services.begin(db, learner=learner, segment=segment, at=AT)
    again = study_services.begin(db, learner=learner, segment=segment, at=AT + timedelta(hours=1))
    assert first.id == again.id
    assert (again.started_at, again.touched_at) == (AT, AT + timedelta(hours=1))


def test_a_glance_begins_nothing_and_the_first_seconds_that_count_do(db: Session, learner: Actor) -> None:
    assert beat(db, learner, 0, starting=True) == 0
    assert not mine(db, learner)
    assert beat(db, learner, 30) == 30
    study = mine(db, learner)[0]
    assert (study.started_at, study.active_seconds) == (AT + timedelta(seconds=30), 30)


def test_beats_add_up_on_the_segment_that_was_open(db: Session, learner: Actor) -> None:
    beat(db, learner, 0, starting=True)
    assert beat(db, learner, 30) == 30
    beat(db, learner, 40, starting=True, code="C1-S2")
    assert beat(db, learner, 70, code="C1-S2") == 30
    assert [study.active_seconds for study in mine(db, learner)] == [30, 30]
    assert len(db.scalars(select(StudyClock)).all()) == 1


def test_a_beat_at_no_segment_is_refused(db: Session, learner: Actor) -> None:
    with pytest.raises(study_services.UnknownSegment):
        beat(db, learner, 0, code="C9-S9")


def test_a_finished_segment_is_credited_nothing_more(db: Session, learner: Actor) -> None:
    beat(db, learner, 0, starting=True)
    beat(db, learner, 30)
    study_services.complete(db, study=mine(db, learner)[0], at=AT)
    assert beat(db, learner, 60) == 0


def test_completing_is_true_once(db: Session, learner: Actor, segment: Segment) -> None:
    study = study_services.begin(db, learner=learner, segment=segment, at=AT)
    assert study_services.complete(db, study=study, at=AT)
    assert not study_services.complete(db, study=study, at=AT + timedelta(days=1))
    db.refresh(study)
    assert study.completed_at == AT


def test_a_claim_is_sealed_and_a_new_one_takes_its_place_until_the_segment_is_finished(
    db: Session, learner: Actor, segment: Segment
) -> None:
    for minutes in (10, 20):
        study = study_services.claim(
            db, VAULT, learner=learner, segment=segment, minutes=minutes, sentence="On the bus home.", at=AT
        )
    assert study.claimed_minutes == 20
    assert study.claim_sentence
    assert b"bus" not in study.claim_sentence
    assert VAULT.open(study.claim_sentence, place=claim_place(learner.id, segment.id)) == "On the bus home."
    study_services.complete(db, study=study, at=AT)
    later = study_services.claim(db, VAULT, learner=learner, segment=segment, minutes=90, sentence="Much more.", at=AT)
    assert later.claimed_minutes == 20


def test_achieved_names_the_revision_studied_and_the_local_day(db: Session, learner: Actor, segment: Segment) -> None:
    study = study_services.begin(db, learner=learner, segment=segment, at=AT)
    study.active_seconds = 16 * 60 + 59
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    study_services.complete(db, study=study, at=late)
    segment.revision_id = factories.revision(db, kind="segment", code=segment.code, number=2).id
    db.flush()
    assert study_queries.achieved(db, learner.id) == [
        study_rules.CompletedSegment("C1", "C1-S1", 1, date(2026, 7, 2), 30, 16, None)
    ]
    assert study_queries.achieved(db, learner.id, zone="UTC")[0].completed_on == date(2026, 7, 1)


def test_the_newest_revision_is_taken_only_while_under_way(db: Session, learner: Actor, segment: Segment) -> None:
    study = study_services.begin(db, learner=learner, segment=segment, at=AT)
    old = study.revision_id
    segment.revision_id = factories.revision(db, kind="segment", code=segment.code, number=2).id
    db.flush()
    assert study_services.begin(db, learner=learner, segment=segment, at=AT).revision_id == old
    assert (
        study_services.take_newest_revision(db, learner=learner, segment=segment, at=AT).revision_id
        == segment.revision_id
    )
    study_services.complete(db, study=study, at=AT)
    segment.revision_id = factories.revision(db, kind="segment", code=segment.code, number=3).id
    db.flush()
    kept = study_services.take_newest_revision(db, learner=learner, segment=segment, at=AT)
    assert catalogue_queries.revision(db, kept.revision_id).number == 2


def test_a_picked_programme_holds_known_segments_in_the_order_of_the_catalogue(db: Session, learner: Actor) -> None:
    made = programme_services.pick(
        db, owner=learner, title="Mine", segment_codes=["C1-S2", "C1-S1", "X9-S9", "C1-S1"], at=AT, public_id="mine"
    )
    seen = programmes.programme(db, "mine", person_id=learner.id, progress={})
    assert seen
    assert [stop.code for stop in seen.stops] == ["C1-S1", "C1-S2"]
    assert seen.followed
    programme_services.repick(db, owner=learner, programme=made, title="Less", segment_codes=["C1-S2"], at=AT)
    programme_services.drop(db, owner=learner, programme=made)
    assert not db.scalars(select(ProgrammeItem)).all()
    assert not db.scalars(select(Enrolment)).all()


def test_following_again_brings_a_programme_back_to_the_front(db: Session, learner: Actor) -> None:
    for day, name in enumerate(["one", "two"]):
        programme_services.pick(
            db, owner=learner, title=name, segment_codes=["C1-S1"], at=AT + timedelta(days=day), public_id=name
        )
    first = programmes.own_programme(db, "one", person_id=learner.id)
    assert first
    programme_services.follow(db, learner=learner, programme_id=first.id, at=AT + timedelta(days=9))
    found = programmes.chosen_programme(db, person_id=learner.id, progress={})
    assert found
    assert found.title == "one"


def studying_and_picking(db: Session, learner: Actor, segment: Segment) -> dict[str, Callable[[], object]]:
    """Every verb that somebody's pages lead to, ready to be done."""
    mine: dict[str, Any] = {"learner": learner, "at": AT}
    picked = programme_services.pick(db, owner=learner, title="Mine", segment_codes=[], at=AT, public_id="mine")
    owned: dict[str, Any] = {"owner": learner, "title": "More", "segment_codes": ["C1-S1"], "at": AT}
    return {
        "begin": lambda: study_services.begin(db, segment=segment, **mine),
        "beat": lambda: study_services.beat(db, segment_code="C1-S1", tab="t", starting=True, **mine),
        "claim": lambda: study_services.claim(db, VAULT, segment=segment, minutes=9, sentence="On the bus.", **mine),
        "take the newest": lambda: study_services.take_newest_revision(db, segment=segment, **mine),
        "follow": lambda: programme_services.follow(db, programme_id=picked.id, **mine),
        "pick": lambda: programme_services.pick(db, public_id="other", **owned),
        "repick": lambda: programme_services.repick(db, programme=picked, **owned),
        "drop": lambda: programme_services.drop(db, owner=learner, programme=picked),
    }


@pytest.mark.parametrize("verb", ["begin", "beat", "claim", "take the newest", "follow", "pick", "repick", "drop"])
def test_each_verb_holds_the_person_before_anything_else(
    db: Session, app: Flask, learner: Actor, segment: Segment, verb: str
) -> None:
    do = studying_and_picking(db, learner, segment)[verb]
    db.commit()  # so that nobody is held yet
    with statements(app) as sent:
        do()
    assert "FROM person" in sent[0]


def test_nobody_keeps_more_programmes_than_fit_a_page(db: Session, learner: Actor) -> None:
    for n in range(programme_rules.MAX_PROGRAMMES):
        programme_services.pick(db, owner=learner, title="More", segment_codes=["C1-S1"], at=AT, public_id=f"p{n}")
    with pytest.raises(programme_services.TooManyProgrammes):
        programme_services.pick(db, owner=learner, title="More", segment_codes=["C1-S1"], at=AT, public_id="last")


def test_pace_says_when_time_is_enough_and_when_that_changed(db: Session, learner: Actor) -> None:
    beat(db, learner, 0, starting=True)
    beat(db, learner, 30)
    study = mine(db, learner)[0]
    study.active_seconds = 15 * 60
    db.flush()
    pace = study_queries.pace(db, "c1-s1", person_id=learner.id)
    assert pace
    assert pace.enough
    assert pace.moved(30)
    assert not pace.moved(0)
