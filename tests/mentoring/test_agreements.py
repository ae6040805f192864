"""Agreements: a draft that both edit, a version that both signed, the targets and the list that it makes."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.agreements import queries, services
from learnmentor.mentoring.agreements.rules import UnreadyBecause
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.targets import queries as targets
from learnmentor.mentoring.targets.rules import TargetStep
from tests.mentoring.agreeing import VAULT, draft, filled, sign, signed, typed
from tests.mentoring.conftest import NOW, Two


def test_two_who_save_at_once_keep_both_texts_and_neither_signs_yet(db: Session, pair: Two) -> None:
    amina, mei = pair.mentor.id, pair.mentee.id
    seen = draft(db, pair.pair)
    assert typed(db, pair.pair, {"purpose": "Starters", "place": "Room 4"}, by=amina, seen=seen).contested == set()
    saved = typed(db, pair.pair, {"purpose": "Questions", "frequency": "week"}, by=mei, seen=seen)
    assert saved.contested == {"purpose"}
    now = draft(db, pair.pair)
    assert now.field("purpose", mei)[0] == {amina: "Starters", mei: "Questions"}
    assert (now.value("place", mei), now.value("frequency", amina)) == ("Room 4", "week")
    typed(db, pair.pair, {"purpose": "Starters and questions"}, by=amina, settled=True)
    assert draft(db, pair.pair).contested == set()


def test_each_fills_in_their_own_fields_and_nobody_elses(db: Session, pair: Two) -> None:
    typed(db, pair.pair, {"own_subject": "Plumbing"}, by=pair.mentor.id)
    typed(db, pair.pair, {"own_subject": "Tiling"}, by=pair.mentee.id)
    own = draft(db, pair.pair).terms.own
    assert {own[pair.mentor.id]["own_subject"], own[pair.mentee.id]["own_subject"]} == {"Plumbing", "Tiling"}
    assert own[pair.mentor.id]["own_name"] == "Amina Yusuf"


def test_both_signatures_make_a_version_that_can_be_checked(db: Session, pair: Two) -> None:
    filled(db, pair)
    shown = draft(db, pair.pair).digest
    assert sign(db, pair, pair.mentor.id, digest=shown) is None
    assert sign(db, pair, pair.mentor.id, digest=shown) is None  # twice is once
    assert queries.in_force(db, pair.pair.id) is None
    made = sign(db, pair, pair.mentee.id, digest=shown)
    assert made is not None
    assert (made.number, made.sha256, made.whole, made.intact) == (1, shown, True, True)
    assert {each.signed_as for each in made.parties} == {f"Signed {pair.mentor.id}", f"Signed {pair.mentee.id}"}
    found = queries.in_force(db, pair.pair.id)
    assert found is not None
    assert (found.public_id, found.number) == (made.public_id, 1)
    assert not draft(db, pair.pair).touched


def test_what_is_signed_is_what_was_shown(db: Session, pair: Two) -> None:
    filled(db, pair)
    shown = draft(db, pair.pair).digest
    sign(db, pair, pair.mentor.id, digest=shown)
    assert typed(db, pair.pair, {"place": "Room 9"}, by=pair.mentee.id).unsigned
    with pytest.raises(services.DraftChanged):
        sign(db, pair, pair.mentee.id, digest=shown)
    assert sign(db, pair, pair.mentee.id) is None  # the other has not signed what stands now
    assert draft(db, pair.pair).signed_by == {pair.mentee.id}


def test_a_draft_that_is_not_ready_or_changes_nothing_is_not_signed(db: Session, pair: Two) -> None:
    with pytest.raises(services.NotReady):
        sign(db, pair, pair.mentor.id)
    signed(db, pair)
    with pytest.raises(services.NotReady) as refused:
        sign(db, pair, pair.mentor.id)
    assert [each.why for each in refused.value.gaps] == [UnreadyBecause.UNCHANGED]


def test_a_change_is_a_new_version_and_the_old_one_stays(db: Session, pair: Two) -> None:
    first = signed(db, pair)
    typed(db, pair.pair, {"place": "Room 9", "m1": ""}, by=pair.mentor.id)
    standing = queries.in_force(db, pair.pair.id)
    assert standing is not None
    assert standing.number == 1
    for person in (pair.mentee, pair.mentor):
        sign(db, pair, person.id)
    old, new = (queries.version(db, VAULT, pair.pair, number=number) for number in (1, 2))
    assert old == first
    assert new is not None
    assert (new.terms.shared["place"], new.terms.shared["m1"]) == ("Room 9", "")


def test_signed_objectives_become_targets_once_and_move_with_the_agreement(db: Session, pair: Two) -> None:
    first = signed(db, pair)
    set_first = targets.targets(db, VAULT, pair_id=pair.pair.id)
    assert [each.words.text for each in set_first] == ["specific 1", "specific 2", "specific 3"]
    assert {each.record for each in set_first} == {first.public_id}
    changes = {"objective_1_by_when": "2027-04-01", "objective_2_specific": "Another"}
    typed(db, pair.pair, changes, by=pair.mentee.id)
    for person in (pair.mentee, pair.mentor):
        sign(db, pair, person.id)
    one, *_, four = targets.targets(db, VAULT, pair_id=pair.pair.id)
    assert (one.due_on, [each.step for each in one.steps]) == (date(2027, 4, 1), [TargetStep.SET, TargetStep.MOVED])
    assert (four.words.text, len(targets.targets(db, VAULT, pair_id=pair.pair.id))) == ("Another", 4)


def test_what_is_on_the_list_is_ticked_once_and_stays_ticked(db: Session, pair: Two) -> None:
    signed(db, pair)
    for person in (pair.mentor, pair.mentee):
        services.mark_done(db, VAULT, pair.pair, key="first_review", by=person.id, at=NOW)
    typed(db, pair.pair, {"first_review": "2027-03-20"}, by=pair.mentor.id)
    for person in (pair.mentor, pair.mentee):
        sign(db, pair, person.id)
    ticks = queries.ticks(db, pair.pair.id)
    assert {key: tick.person_id for key, tick in ticks.items()} == {"first_review": pair.mentor.id}
    services.mark_open(db, pair.pair, key="first_review")
    assert queries.ticks(db, pair.pair.id) == {}
    with pytest.raises(services.NotOnTheList):
        services.mark_done(db, VAULT, pair.pair, key="report_1", by=pair.mentor.id, at=NOW)


def test_a_third_party_sees_parties_days_hours_and_its_own_undertakings(db: Session, pair: Two) -> None:
    assert queries.shown_to_third(db, VAULT, pair.pair.id) is None
    filled(db, pair)
    typed(db, pair.pair, {"n2": "", "hours": 20}, by=pair.mentor.id)
    for person in (pair.mentor, pair.mentee):
        sign(db, pair, person.id)
    seen = queries.shown_to_third(db, VAULT, pair.pair.id)
    assert seen is not None
    assert (seen.mentor, seen.mentee, seen.start, seen.hours) == ("Amina", "Mei", "2027-01-11", 20)
    assert [(each.key, each.struck) for each in seen.undertakings] == [("n1", False), ("n2", True), ("n3", False)]


def test_nothing_is_written_or_signed_after_the_end(db: Session, pair: Two) -> None:
    filled(db, pair)
    shown = draft(db, pair.pair).digest
    pairs.end(db, pair.pair, at=NOW)
    with pytest.raises(pairs.PairEnded):
        sign(db, pair, pair.mentor.id, digest=shown)
    with pytest.raises(pairs.PairEnded):
        typed(db, pair.pair, {"place": "Room 4"}, by=pair.mentor.id)
    assert db.scalars(select(Pair.ended_at)).one() is not None
