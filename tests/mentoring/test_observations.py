"""Observations of a pair: begun for one purpose, written by each, opened when the account is given."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.observations import queries, services
from learnmentor.mentoring.observations.guests import services as guests
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationPurpose, ObservationSheet, SheetLack, WatchDirection
from learnmentor.mentoring.targets.rules import TargetWords
from tests import factories
from tests.mentoring.conftest import NOW, TODAY, Two
from tests.mentoring.observing import ROW, SHEET, VAULT, agreed, given, propose, ready, visit, write

SENDER = Sender("http://localhost")


def reads(db: Session, found: Observation, reader: int) -> set[tuple[str, int]]:
    """The sheets of the others that somebody reads."""
    every = queries.written(db, VAULT, found, reader_id=reader).by_writer
    return {(sheet.value, writer) for sheet, writer in every if writer != reader and sheet != ObservationSheet.FACTS}


def test_a_pair_cannot_begin_an_assessed_one(db: Session, pair: Two) -> None:
    with pytest.raises(services.AssessedElsewhere):
        services.begin(
            db, pair.pair, purpose=ObservationPurpose.ASSESSED, direction=WatchDirection.MENTOR_WATCHES,
            observer_id=pair.mentor.id, held_on=TODAY, public_id="graded", at=NOW,
        )  # fmt: skip


def test_nobody_agrees_to_a_focus_that_they_have_not_read(db: Session, pair: Two) -> None:
    found = visit(db, pair)
    propose(db, pair, found)
    propose(db, pair, found, "Who answers")
    with pytest.raises(services.FocusMoved):
        services.agree_focus(db, pair.pair, found, by=pair.mentor.id, seen=1, at=NOW)
    with pytest.raises(services.ObservationStands):  # with oneself
        services.agree_focus(db, pair.pair, found, by=pair.mentee.id, seen=2, at=NOW)
    with pytest.raises(services.ObservationStands):  # before a focus is agreed nothing is written down
        write(db, pair, found, "evidence", SHEET, by=pair.mentor.id)
    services.agree_focus(db, pair.pair, found, by=pair.mentor.id, seen=2, at=NOW)
    with pytest.raises(services.ObservationStands):
        propose(db, pair, found, "Something else")


def test_the_account_comes_first_whatever_the_observer_has_written(db: Session, pair: Two) -> None:
    found = agreed(db, pair)
    ready(db, pair, found)
    focus = {("focus", pair.mentee.id)}
    assert reads(db, found, pair.mentee.id) == set()
    write(db, pair, found, "account", {"account": "It dragged."}, by=pair.mentee.id)
    assert reads(db, found, pair.mentee.id) == set()
    assert reads(db, found, pair.mentor.id) == focus
    given(db, pair, found)
    assert reads(db, found, pair.mentee.id) == {("evidence", pair.mentor.id)}
    assert reads(db, found, pair.mentor.id) == {*focus, ("account", pair.mentee.id)}
    assert found.opened_at == NOW  # when each had their copy
    with pytest.raises(services.ObservationStands):  # and what was read is not written over
        write(db, pair, found, "evidence", SHEET, by=pair.mentor.id)


def test_a_sheet_says_what_it_lacks_and_waits_for_the_day(db: Session, pair: Two) -> None:
    found = agreed(db, pair)
    write(db, pair, found, "evidence", {**SHEET, "rows": [ROW] * 4, "questions": ""}, by=pair.mentor.id)
    with pytest.raises(services.SheetNotReady) as lacking:
        services.say_ready(db, VAULT, pair.pair, found, by=pair.mentor.id, on=TODAY, at=NOW)
    assert lacking.value.lacks == [SheetLack.ROWS, SheetLack.QUESTIONS, SheetLack.FACTS]
    services.move_day(db, pair.pair, found, held_on=TODAY + timedelta(days=1))
    with pytest.raises(services.VisitToCome):
        ready(db, pair, found)


def test_a_sheet_on_two_devices_loses_nothing_and_doubles_nothing(db: Session, pair: Two) -> None:
    found, by = agreed(db, pair), pair.mentor.id
    write(db, pair, found, "evidence", {"rows": [ROW], "questions": "Who asked?", "strengths": "The pause"}, by=by)
    seen = dict(queries.written(db, VAULT, found, reader_id=by).marks)
    phone = {"rows": [ROW, {**ROW, "time": "14.20"}], "questions": "Who asked first?", "strengths": "The pause"}
    assert write(db, pair, found, "evidence", phone, by=by, seen=seen)
    desk = {"rows": [ROW], "questions": "Why so long?", "strengths": "The pause", "develop": "The start"}
    assert not write(db, pair, found, "evidence", desk, by=by, seen=seen)
    kept = queries.sheet_values(db, VAULT, found, ObservationSheet.EVIDENCE, writer_id=by)
    assert [row["time"] for row in kept["rows"]] == ["14.06", "14.20"]
    assert kept["questions"] == "Who asked first?\nWhy so long?"
    assert (kept["strengths"], kept["develop"]) == ("The pause", "The start")


def test_an_observation_has_three_targets_at_most_each_once(db: Session, pair: Two) -> None:
    found = agreed(db, pair)

    def target(text: str) -> object:
        return services.set_target(
            db, VAULT, pair.pair, found, words=TargetWords(text, "You time it"), due_on=TODAY, by=pair.mentee.id,
            public_id=f"target{text}", at=NOW,
        )  # fmt: skip

    with pytest.raises(services.ObservationStands):
        target("early")
    ready(db, pair, found)
    given(db, pair, found)
    assert target("one")
    assert target("one") is None
    target("two")
    target("three")
    with pytest.raises(services.EnoughTargets):
        target("four")
    assert [(each.source, each.record) for each in queries.targets_of(db, VAULT, found)] == [
        ("observation", "avisit")
    ] * 3


def test_what_the_visit_was_worth_is_shown_when_the_observed_says_so(db: Session, pair: Two) -> None:
    found = agreed(db, pair)
    ready(db, pair, found)
    given(db, pair, found)
    write(db, pair, found, "evaluation", {"saw": "The back table"}, by=pair.mentee.id)
    assert ("evaluation", pair.mentee.id) not in reads(db, found, pair.mentor.id)
    services.evaluate(db, pair.pair, found, by=pair.mentee.id, at=NOW)
    assert ("evaluation", pair.mentee.id) in reads(db, found, pair.mentor.id)


def test_a_second_observer_comes_with_the_consent_of_both_and_sees_this_visit_alone(db: Session, pair: Two) -> None:
    tutor = factories.person(db, name="Tess Tutor")
    found, other = agreed(db, pair, joint=True), visit(db, pair, joint=True, public_id="another")
    guests.ask_second(db, VAULT, pair.pair, found, address=tutor.email, by=pair.mentor.id, at=NOW)
    assert queries.as_guest(db, "avisit", person_id=tutor.id) is None
    with pytest.raises(services.ObservationStands):
        guests.agree_second(db, VAULT, pair.pair, found, by=pair.mentor.id, sender=SENDER, at=NOW)
    guests.agree_second(db, VAULT, pair.pair, found, by=pair.mentee.id, sender=SENDER, at=NOW)
    (letter,) = db.scalars(select(OutgoingMail)).all()
    assert letter.to_address == tutor.email
    assert not {word for word in ("Amina", "Mei", "Dressings") if word in letter.body}
    guests.answer(db, pair.pair, found, by=tutor.id, yes=True, at=NOW)
    assert queries.as_guest(db, other.public_id, person_id=tutor.id) is None
    ready(db, pair, found)
    given(db, pair, found)
    assert found.opened_at is None  # the tutor still writes
    assert ("evidence", pair.mentor.id) not in reads(db, found, tutor.id)
    ready(db, pair, found, by=tutor.id)
    assert ("evidence", pair.mentor.id) in reads(db, found, tutor.id)
    assert {("evidence", pair.mentor.id), ("evidence", tutor.id)} <= reads(db, found, pair.mentee.id)


def test_an_address_that_nobody_has_looks_as_one_that_somebody_has(db: Session, pair: Two) -> None:
    found = agreed(db, pair, joint=True)
    guests.ask_second(db, VAULT, pair.pair, found, address="nobody@example.org", by=pair.mentor.id, at=NOW)
    with pytest.raises(guests.SecondIsOneOfTheTwo):
        guests.ask_second(db, VAULT, pair.pair, found, address=pair.mentee.email, by=pair.mentor.id, at=NOW)
    guests.agree_second(db, VAULT, pair.pair, found, by=pair.mentee.id, sender=SENDER, at=NOW)
    asked = queries.guest(db, found)
    assert (asked.agreed_at, asked.address, asked.person_id) == (NOW, None, None)
    with pytest.raises(guests.SecondAsked):
        guests.ask_second(db, VAULT, pair.pair, found, address="else@example.org", by=pair.mentor.id, at=NOW)
    guests.let_second_go(db, pair.pair, found, at=NOW)
    ready(db, pair, found)
    given(db, pair, found)
    assert found.opened_at == NOW


def test_a_practice_run_counts_for_nothing_and_goes_with_the_words_of_both(db: Session, pair: Two) -> None:
    found = services.begin_practice(
        db, pair.pair, record_code="R1", by=pair.mentor.id, together=True, public_id="dryrun", at=NOW
    )
    for who in (pair.mentor, pair.mentee):
        ready(db, pair, found, by=who.id)
    assert ("evidence", pair.mentor.id) in reads(db, found, pair.mentee.id)
    assert queries.held_visits(db, pair.pair.id) == []
    services.leave_practice(db, pair.pair, found, by=pair.mentor.id, at=NOW)
    assert {line.writer_id for line in db.scalars(select(PairLine))} == {pair.mentee.id}
    assert (found.observer_id, found.second_id) == (pair.mentee.id, None)
    services.leave_practice(db, pair.pair, found, by=pair.mentee.id, at=NOW)
    assert db.scalars(select(Observation)).all() == []
    assert db.scalars(select(PairLine)).all() == []


def test_a_visit_is_called_off_before_it_was_and_does_not_count(db: Session, pair: Two) -> None:
    found = agreed(db, pair)
    services.call_off(db, pair.pair, found, at=NOW)
    with pytest.raises(services.ObservationStands):
        write(db, pair, found, "evidence", SHEET, by=pair.mentor.id)
    held = agreed(db, pair, public_id="held")
    ready(db, pair, held)
    with pytest.raises(services.ObservationStands):
        services.call_off(db, pair.pair, held, at=NOW)
    assert [each.held_on for each in queries.held_visits(db, pair.pair.id)] == [TODAY]
