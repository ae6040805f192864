"""Lines: each has one writer, both read what is not held back, and of two texts of one line nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.lines import queries, rules, services
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.lines.rules import LineFacts
from tests.mentoring.conftest import NOW, Two

TEXTS = st.text(alphabet="ab \n", max_size=12)
VAULT = Vault((b"k" * 32,))


@given(kept=TEXTS, typed=TEXTS)
def test_of_two_texts_of_one_line_nothing_that_was_typed_is_lost(kept: str, typed: str) -> None:
    both = rules.merged(kept, typed)
    assert kept in both
    assert set(typed.splitlines()) <= set(both.splitlines()) or typed in both


def test_a_line_that_is_held_back_is_read_by_its_writer_alone() -> None:
    own = LineFacts(writer_id=1, own=True)
    assert rules.may_read_line(1, own)
    assert not rules.may_read_line(2, own)
    assert rules.may_read_line(2, LineFacts(writer_id=1, own=False))
    assert not rules.may_change_line(2, own)


def _write(db: Session, pair: Two, *, token: str = "1", own: bool = False, text: str = "We spoke.") -> PairLine:
    return services.write(
        db, VAULT, pair.pair, record="m1", field="main", writer_id=pair.mentor.id, text=text, own=own, token=token,
        public_id=f"line{token}", at=NOW,
    )  # fmt: skip


def _read(db: Session, pair: Two, reader: int) -> list[str]:
    return [each.text for each in queries.lines(db, VAULT, pair_id=pair.pair.id, record="m1", reader_id=reader)]


def test_both_read_a_line_and_only_its_writer_a_note(db: Session, pair: Two) -> None:
    _write(db, pair)
    _write(db, pair, token="2", own=True, text="I talked too much.")
    assert _read(db, pair, pair.mentee.id) == ["We spoke."]
    assert _read(db, pair, pair.mentor.id) == ["We spoke.", "I talked too much."]


def test_a_line_that_is_sent_again_is_the_same_line(db: Session, pair: Two) -> None:
    assert _write(db, pair).id == _write(db, pair).id


def test_a_line_changed_on_two_devices_keeps_both_texts(db: Session, pair: Two) -> None:
    line = _write(db, pair)
    change = {"by": pair.mentor.id, "own": False, "seen": 0, "at": NOW}
    assert services.change(db, VAULT, pair.pair, line, text="We spoke of Tuesday.", **change)
    assert not services.change(db, VAULT, pair.pair, line, text="We spoke of marking.", **change)
    assert _read(db, pair, pair.mentee.id) == ["We spoke of Tuesday.\nWe spoke of marking."]


def test_nobody_changes_the_line_of_the_other(db: Session, pair: Two) -> None:
    line = _write(db, pair)
    with pytest.raises(services.LineOfAnother):
        services.change(db, VAULT, pair.pair, line, by=pair.mentee.id, text="No.", own=False, seen=0, at=NOW)
    with pytest.raises(services.LineOfAnother):
        services.take_away(db, pair.pair, line, by=pair.mentee.id)


def test_nothing_is_written_after_the_end(db: Session, pair: Two) -> None:
    pairs.end(db, pair.pair, at=NOW)
    with pytest.raises(pairs.PairEnded):
        _write(db, pair)
