"""Targets: carried forward until they are met or dropped, with each step kept."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.targets import queries, rules, services
from learnmentor.mentoring.targets.models import PairTarget
from learnmentor.mentoring.targets.rules import TargetSource, TargetState, TargetStep, TargetWords
from tests.mentoring.conftest import NOW, TODAY, Two

VAULT = Vault((b"k" * 32,))


def _set(db: Session, pair: Two) -> PairTarget:
    return services.set_target(
        db, VAULT, pair.pair, words=TargetWords("Wait five seconds", "Mei counts"), due_on=TODAY,
        source=TargetSource.MEETING, record="m1", by=pair.mentee.id, public_id="target1", at=NOW,
    )  # fmt: skip


def test_an_open_target_is_overdue_after_its_day() -> None:
    assert rules.overdue(TargetState.OPEN, date(2026, 11, 1), on=date(2026, 11, 2))
    assert not rules.overdue(TargetState.OPEN, date(2026, 11, 2), on=date(2026, 11, 2))
    assert not rules.overdue(TargetState.MET, date(2026, 11, 1), on=date(2026, 11, 2))
    assert not rules.overdue(TargetState.OPEN, None, on=date(2026, 11, 2))


@pytest.mark.parametrize("state", list(TargetState))
def test_what_may_become_of_a_target_depends_on_how_it_stands(state: TargetState) -> None:
    may = {step for step in TargetStep if rules.may_step(state, step)}
    closed = state is not TargetState.OPEN
    assert may == ({TargetStep.REOPENED} if closed else {*TargetStep} - {TargetStep.SET, TargetStep.REOPENED})


def test_each_step_of_a_target_is_kept(db: Session, pair: Two) -> None:
    target = _set(db, pair)
    later = date(2026, 12, 5)
    services.step(db, pair.pair, target, TargetStep.CARRIED, by=pair.mentor.id, at=NOW, record="m2")
    services.step(db, pair.pair, target, TargetStep.MOVED, by=pair.mentee.id, at=NOW, due_on=later)
    services.step(db, pair.pair, target, TargetStep.MET, by=pair.mentee.id, at=NOW)
    (read,) = queries.targets(db, VAULT, pair_id=pair.pair.id)
    assert [each.step for each in read.steps] == ["set", "carried", "moved", "met"]
    assert (read.state, read.due_on, read.words.measure) == (TargetState.MET, later, "Mei counts")


def test_met_twice_is_met_once_and_not_dropped_after(db: Session, pair: Two) -> None:
    target = _set(db, pair)
    for by in (pair.mentor.id, pair.mentee.id):
        services.step(db, pair.pair, target, TargetStep.MET, by=by, at=NOW)
    with pytest.raises(services.NoSuchStep):
        services.step(db, pair.pair, target, TargetStep.DROPPED, by=pair.mentor.id, at=NOW)
    (read,) = queries.targets(db, VAULT, pair_id=pair.pair.id)
    assert [each.step for each in read.steps] == ["set", "met"]
