"""LearnMentor promises that at the same moment too: a focus that was read is agreed, and nothing opens half."""

from sqlalchemy.orm import Session

from learnmentor.ground.db import Database
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import queries, services
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationSheet
from learnmentor.mentoring.targets.models import PairTarget
from learnmentor.mentoring.targets.rules import TargetWords
from tests import racing
from tests.mentoring.conftest import NOW, TODAY, Two
from tests.mentoring.observing import ACCOUNT, SHEET, TOLD, VAULT, agreed, given, propose, ready, visit, write


def _there(db: Session, pair: Two, found: Observation) -> tuple[Pair, Observation]:
    return db.get_one(Pair, pair.pair.id), db.get_one(Observation, found.id)


def test_a_focus_that_changes_while_the_other_agrees_is_not_agreed_unread(
    base: Database, db: Session, pair: Two
) -> None:
    found = visit(db, pair)
    propose(db, pair, found)
    db.commit()

    def agree(s: Session) -> None:
        services.agree_focus(s, *_there(s, pair, found), by=pair.mentor.id, seen=1, at=NOW)

    seen = queries.written(db, VAULT, found, reader_id=pair.mentee.id).marks
    db.commit()

    def change(s: Session) -> None:
        services.propose_focus(
            s, VAULT, *_there(s, pair, found), by=pair.mentee.id, values={"focus": "Other", "look_for": []}, seen=seen,
            new_id=lambda: "newline", at=NOW,
        )  # fmt: skip

    outcomes = racing.done(base, agree, change)
    db.expire_all()
    stands = queries.sheet_values(db, VAULT, found, ObservationSheet.FOCUS, writer_id=pair.mentee.id)["focus"]
    won = {"ObservationStands": ("Who asks first", True), "FocusMoved": ("Other", False)}
    lost = next(each for each in racing.kinds(outcomes) if each != "done")
    assert (stands, found.focus_agreed_at is not None) == won[lost]


def test_account_and_sheet_that_are_given_at_once_open_once_for_both(base: Database, db: Session, pair: Two) -> None:
    found = agreed(db, pair)
    for sheet, values, by in (
        ("facts", TOLD, pair.mentor),
        ("evidence", SHEET, pair.mentor),
        ("account", ACCOUNT, pair.mentee),
    ):
        write(db, pair, found, sheet, values, by=by.id)
    db.commit()
    outcomes = racing.done(
        base,
        lambda s: services.say_ready(s, VAULT, *_there(s, pair, found), by=pair.mentor.id, on=TODAY, at=NOW),
        lambda s: services.give_account(s, VAULT, *_there(s, pair, found), by=pair.mentee.id, on=TODAY, at=NOW),
    )
    assert racing.kinds(outcomes) == ["done", "done"]
    db.expire_all()
    assert found.opened_at == NOW


def test_the_third_place_for_a_target_is_taken_once(base: Database, db: Session, pair: Two) -> None:
    found = agreed(db, pair)
    ready(db, pair, found)
    given(db, pair, found)

    def target(s: Session, text: str, by: int) -> object:
        return services.set_target(
            s, VAULT, *_there(s, pair, found), words=TargetWords(text, "You time it"), due_on=TODAY, by=by,
            public_id=f"target{text}", at=NOW,
        )  # fmt: skip

    target(db, "one", pair.mentor.id)
    target(db, "two", pair.mentor.id)
    db.commit()
    outcomes = racing.done(
        base, lambda s: target(s, "three", pair.mentor.id), lambda s: target(s, "four", pair.mentee.id)
    )
    assert racing.kinds(outcomes) == ["EnoughTargets", "PairTarget"] or racing.kinds(outcomes) == [
        "EnoughTargets",
        "done",
    ]
    assert racing.number_of(db, PairTarget) == 3
