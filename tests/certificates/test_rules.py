"""Awards are met by exactly their choices and by nothing less; numbers notice a slip."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.certificates.awards.combination import evaluate
from learnmentor.certificates.awards.definition import AwardFault, award_from
from learnmentor.certificates.rules import (
    ALPHABET,
    AchievedSegment,
    UnitProgress,
    normalised_number,
    number_from,
)

STARTER = {
    "id": "STARTER-5", "version": 1, "title": "Starter", "level": None, "totals": {"credits": 0, "hours": 5},
    "components": [{"units": ["C1", "C2"], "hours": 5}], "wording": "A record of learning.",
}  # fmt: skip
CORE = [f"C{n}" for n in range(1, 9)]
OPTIONS = [f"O{n}" for n in range(1, 10)]
CPD_30 = {
    "id": "CPD-30", "version": 1, "title": "CPD Certificate (30 hours)", "level": None,
    "totals": {"credits": 0, "hours": 30},
    "components": [{"units": CORE, "hours": 20}, {"choose": 4, "from": OPTIONS, "version": "cpd", "hours": 10}],
    "wording": "A record of learning.",
}  # fmt: skip


def progress(code: str, done: int = 5) -> UnitProgress:
    segments = tuple(
        AchievedSegment(f"{code}-S{n}", f"Segment {n}", 1, date(2026, 11, n), planned=30, active=20)
        for n in range(1, done + 1)
    )
    return UnitProgress(code, f"Unit {code}", frozenset(f"{code}-S{n}" for n in range(1, 6)), segments)


def units(*codes: str) -> dict[str, UnitProgress]:
    return {code: progress(code) for code in codes}


def test_the_starter_award_is_met_by_its_two_units() -> None:
    evaluation = evaluate(award_from(STARTER), units("C1", "C2"))
    assert evaluation.met
    assert set(evaluation.counted) == {"C1", "C2"}
    assert evaluation.missing == ()


def test_what_is_missing_is_said_unit_by_unit() -> None:
    evaluation = evaluate(award_from(STARTER), {"C1": progress("C1"), "C2": progress("C2", done=3)})
    assert not evaluation.met
    assert [missing.sentence for missing in evaluation.missing] == ["2 segments of C2, Unit C2"]


def test_a_unit_that_is_not_published_is_said_to_be_missing() -> None:
    evaluation = evaluate(award_from(STARTER), units("C1"))
    assert [missing.sentence for missing in evaluation.missing] == ["C2, which is not published yet"]


@given(st.sets(st.sampled_from(CORE + OPTIONS)))
def test_cpd_30_is_met_by_the_core_and_any_four_options_and_by_nothing_less(done: set[str]) -> None:
    evaluation = evaluate(award_from(CPD_30), units(*done))
    assert evaluation.met == (set(CORE) <= done and len(done & set(OPTIONS)) >= 4)
    assert evaluation.met == (not evaluation.missing)
    assert len(evaluation.counted) == len(set(evaluation.counted)), "a unit counted twice"
    assert set(evaluation.counted) <= done


@given(st.sets(st.sampled_from(CORE + OPTIONS)), st.sampled_from(CORE + OPTIONS))
def test_more_learning_never_unmeets_an_award(done: set[str], more: str) -> None:
    rule = award_from(CPD_30)
    if evaluate(rule, units(*done)).met:
        assert evaluate(rule, units(*done, more)).met


def test_a_withdrawn_segment_counts_as_the_hours_it_was_and_no_more() -> None:
    done = progress("C2").done
    offered = frozenset({"C2-S2", "C2-S3", "C2-S4", "C2-S5"})  # S1 was withdrawn after it was done

    def starter(*codes: str) -> bool:
        some = tuple(segment for segment in done if segment.code in codes)
        return evaluate(
            award_from(STARTER), {"C1": progress("C1"), "C2": UnitProgress("C2", "Unit C2", offered, some)}
        ).met

    assert starter("C2-S1", "C2-S2", "C2-S3", "C2-S4", "C2-S5")
    assert not starter("C2-S1", "C2-S2", "C2-S3", "C2-S5")


def test_a_segment_added_to_a_unit_moves_nobodys_goal() -> None:
    six = UnitProgress("C2", "Unit C2", frozenset(f"C2-S{n}" for n in range(1, 7)), progress("C2").done)
    assert evaluate(award_from(STARTER), {"C1": progress("C1"), "C2": six}).met


def test_hours_that_are_not_offered_yet_are_not_certified() -> None:
    first_only = {
        code: UnitProgress(code, f"Unit {code}", frozenset({f"{code}-S1"}), progress(code, done=1).done)
        for code in ("C1", "C2")
    }
    evaluation = evaluate(award_from(STARTER), first_only)
    assert not evaluation.met
    assert [missing.sentence for missing in evaluation.missing] == [
        "4 segments of C1, Unit C1, which are not published yet",
        "4 segments of C2, Unit C2, which are not published yet",
    ]


def test_a_unit_fills_one_place_where_two_choices_share_it() -> None:
    shared = {**STARTER, "components": [
        {"choose": 1, "from": ["O1", "O2"], "hours": 2}, {"choose": 1, "from": ["O1"], "hours": 2},
    ], "totals": {"credits": 0, "hours": 4}}  # fmt: skip
    alone = evaluate(award_from(shared), units("O1"))
    assert not alone.met
    assert [missing.sentence for missing in alone.missing] == ["1 more unit of O2"]
    assert evaluate(award_from(shared), units("O1", "O2")).met


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"totals": {"credits": 0, "hours": 6}}, "add up to 5 hours"),
        ({"components": [{"units": ["C1", "C1"], "hours": 5}]}, "names a unit twice"),
        ({"components": [{"choose": 3, "from": ["C1", "C2"], "hours": 5}]}, "choose 3 of 2"),
        ({"components": [{"units": ["C1"]}]}, "hours"),
        ({"components": [{"units": ["C1", "C2", "C3", "C4", "C5", "C6", "C7"], "hours": 5}]}, "whole minutes"),
    ],
)
def test_an_award_that_cannot_work_is_refused_with_a_reason(change: dict[str, object], message: str) -> None:
    with pytest.raises(AwardFault, match=message):
        award_from({**STARTER, **change})


@given(st.integers(min_value=0, max_value=2**40 - 1))
def test_a_number_is_read_back_however_it_is_typed(entropy: int) -> None:
    number = number_from(entropy)
    assert normalised_number(number) == number
    assert normalised_number(number.lower().replace("-", " ")) == number
    assert normalised_number(number.removeprefix("LM-").replace("1", "l").replace("0", "o")) == number


@given(st.integers(min_value=0, max_value=2**40 - 1), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_noticed(entropy: int, position: int, character: str) -> None:
    letters = list(number_from(entropy).removeprefix("LM-").replace("-", ""))
    if letters[position] != character:
        letters[position] = character
        assert normalised_number("".join(letters)) is None


@pytest.mark.parametrize("text", ["", "LM", "LM-0000-0000", "LM-UUUU-UUUU-U", "LM-0000-0000-0-0", "Ĳ", "-" * 50])
def test_what_cannot_be_a_number_is_not_taken_for_one(text: str) -> None:
    assert normalised_number(text) is None
