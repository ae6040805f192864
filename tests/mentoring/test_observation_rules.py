"""Observations: LearnMentor promises that the account comes first, that two observers write apart, and no grade."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring.lines import cells
from learnmentor.mentoring.observations import rules
from learnmentor.mentoring.observations.form_observation import EVIDENCE, WHOLE, sheet_of_field
from learnmentor.mentoring.observations.rules import (
    ObservationFacts,
    ObservationPurpose,
    ObservationSheet,
    ObservationStage,
    ObservationStep,
    SheetLack,
)

AMINA, MEI, TUTOR = 1, 2, 3
DAY = date(2026, 11, 21)
VISIT = ObservationFacts(AMINA, MEI, held_on=DAY)
JOINT = replace(VISIT, second_id=TUTOR, focus_agreed=True)
PRACTICE = ObservationFacts(AMINA, None, second_id=MEI, focus_agreed=True)
ROW = {"time": "14.06", "teacher": "Unrolls gauze", "learners": "", "means": "", "explore": ""}
WHOLE_SHEET = {"rows": [ROW] * 5, "questions": "Who?", "strengths": "The last question", "develop": "The start"}


def reads(reader: int, facts: ObservationFacts) -> set[tuple[str, int]]:
    """What of the others' words somebody reads."""
    writers = {
        ObservationSheet.EVIDENCE: facts.observers, ObservationSheet.LEARNED: facts.observers,
        ObservationSheet.ACCOUNT: {facts.observed_id}, ObservationSheet.EVALUATION: {facts.observed_id},
    }  # fmt: skip
    return {
        (sheet.value, writer)
        for sheet, people in writers.items()
        for writer in people - {reader, None}
        if rules.may_read_sheet(reader, sheet, writer_id=writer, facts=facts)
    }


def test_a_pair_begins_nothing_that_is_assessed() -> None:
    assert {each for each in ObservationPurpose if rules.may_begin(each)} == {"formative", "joint-formative"}
    every = {part.key for part in WHOLE.parts()} | {
        field.key for part in EVIDENCE.parts() for field in getattr(part, "fields", ())
    }
    assert not {key for key in every if "grade" in key or "mark" in key}


def test_a_visit_goes_from_the_focus_to_the_evaluation() -> None:
    waits = {"targets": 0, "learned": False, "on": DAY}
    assert VISIT.stage is ObservationStage.FOCUS
    assert rules.waits_for(MEI, VISIT, **waits) == [ObservationStep.PROPOSE_FOCUS]
    proposed = replace(VISIT, focus_by=MEI)
    assert rules.waits_for(MEI, proposed, **waits) == []
    assert rules.waits_for(AMINA, proposed, **waits) == [ObservationStep.AGREE_FOCUS]
    agreed = replace(proposed, focus_agreed=True)
    assert agreed.stage is ObservationStage.WRITING
    assert rules.waits_for(AMINA, agreed, **{**waits, "on": date(2026, 11, 20)}) == []  # before the visit
    assert rules.waits_for(AMINA, agreed, **waits) == [ObservationStep.WRITE_SHEET]
    assert rules.waits_for(MEI, agreed, **waits) == [ObservationStep.WRITE_ACCOUNT]
    written = replace(agreed, ready=frozenset({AMINA}), account_given=True)
    assert rules.opens(written)
    opened = replace(written, opened=True)
    assert rules.waits_for(AMINA, opened, **waits) == [ObservationStep.SET_TARGETS, ObservationStep.SAY_LEARNED]
    assert rules.waits_for(MEI, opened, **waits) == [ObservationStep.SET_TARGETS, ObservationStep.EVALUATE]
    done = replace(opened, evaluated=True)
    assert rules.waits_for(AMINA, done, targets=2, learned=True, on=DAY) == []
    assert rules.waits_for(MEI, done, targets=2, learned=True, on=DAY) == []


def test_what_the_observer_wrote_opens_after_the_account_and_never_before() -> None:
    agreed = replace(VISIT, focus_by=MEI, focus_agreed=True)
    ready = replace(agreed, ready=frozenset({AMINA}))
    assert reads(MEI, agreed) == reads(MEI, ready) == set()
    assert not rules.opens(ready)
    given_alone = replace(agreed, account_given=True)
    assert reads(MEI, given_alone) == set()
    assert not rules.opens(given_alone)
    both = replace(ready, account_given=True)
    assert reads(MEI, both) == set()  # until the server has noted that it is open, the moment of the copy
    assert reads(MEI, replace(both, opened=True)) == {("evidence", AMINA), ("learned", AMINA)}
    assert reads(AMINA, replace(both, opened=True)) == {("account", MEI)}  # what it was worth: when it is shown
    assert reads(AMINA, replace(both, opened=True, evaluated=True)) == {("account", MEI), ("evaluation", MEI)}


def test_two_observers_read_each_other_when_both_are_ready() -> None:
    for ready in ({AMINA}, {TUTOR}):
        one = replace(JOINT, ready=frozenset(ready))
        assert reads(AMINA, one) == reads(TUTOR, one) == reads(MEI, one) == set()
    both = replace(JOINT, ready=frozenset({AMINA, TUTOR}))
    assert reads(AMINA, both) == {("evidence", TUTOR)}
    assert reads(TUTOR, both) == {("evidence", AMINA)}
    assert reads(MEI, both) == set()
    after = replace(both, account_given=True, opened=True, evaluated=True)
    assert reads(TUTOR, after) == {("evidence", AMINA), ("account", MEI)}  # targets and evaluation stay with the two


def test_what_was_said_to_be_ready_stays_until_it_is_taken_back_unread() -> None:
    one = replace(JOINT, ready=frozenset({AMINA}))
    assert not rules.may_write_sheet(AMINA, ObservationSheet.EVIDENCE, one)
    assert rules.may_write_sheet(TUTOR, ObservationSheet.EVIDENCE, one)
    assert rules.may_take_back(AMINA, one)
    both = replace(one, ready=frozenset({AMINA, TUTOR}))
    assert not rules.may_take_back(AMINA, both)
    alone = replace(VISIT, focus_agreed=True, ready=frozenset({AMINA}))
    assert rules.may_take_back(AMINA, alone)
    assert not rules.may_take_back(AMINA, replace(alone, opened=True))


@given(
    st.builds(
        ObservationFacts, observer_id=st.just(AMINA), observed_id=st.just(MEI),
        second_id=st.sampled_from([None, TUTOR]),
        focus_by=st.sampled_from([None, AMINA, MEI]), focus_agreed=st.booleans(), account_given=st.booleans(),
        ready=st.frozensets(st.sampled_from([AMINA, TUTOR])), opened=st.booleans(), evaluated=st.booleans(),
        called_off=st.booleans(),
    )
)  # fmt: skip
def test_however_it_stands_nobody_writes_for_another_and_nobody_agrees_with_themselves(facts: ObservationFacts) -> None:
    for sheet in (ObservationSheet.EVIDENCE, ObservationSheet.LEARNED, ObservationSheet.FACTS):
        assert not rules.may_write_sheet(MEI, sheet, facts)
    for sheet in (ObservationSheet.ACCOUNT, ObservationSheet.EVALUATION):
        assert not {each for each in (AMINA, TUTOR) if rules.may_write_sheet(each, sheet, facts)}
    assert not (facts.focus_by and rules.may_agree_focus(facts.focus_by, facts))
    assert not rules.may_agree_focus(TUTOR, facts)
    if not facts.opened:
        assert not {sheet for sheet, writer in reads(MEI, facts) if writer != MEI}
    if facts.called_off:
        assert not {sheet for sheet in ObservationSheet if rules.may_write_sheet(AMINA, sheet, facts)}


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, []),
        ({"rows": [ROW] * 4}, [SheetLack.ROWS]),
        ({"rows": [ROW] * 4 + [{**ROW, "teacher": ""}]}, [SheetLack.ROWS]),
        ({"rows": [ROW] * 5 + [{**ROW, "time": ""}]}, [SheetLack.TIMES]),
        ({"questions": "", "develop": ""}, [SheetLack.QUESTIONS, SheetLack.DEVELOP]),
    ],
)
def test_a_sheet_is_ready_with_five_timed_rows_and_the_comments(
    change: dict[str, object], lacks: list[SheetLack]
) -> None:
    assert rules.sheet_lacks(WHOLE_SHEET | change, VISIT) == lacks


def test_a_practice_run_opens_without_an_account_and_waits_for_nothing_after() -> None:
    assert rules.sheet_lacks(WHOLE_SHEET | {"rows": [ROW]}, PRACTICE) == []
    ready = replace(PRACTICE, ready=frozenset({AMINA, MEI}))
    assert rules.opens(ready)
    assert rules.waits_for(AMINA, replace(ready, opened=True), targets=0, learned=False, on=DAY) == []
    assert rules.may_see_observation(MEI, PRACTICE)
    assert not rules.may_see_observation(MEI, replace(PRACTICE, second_id=None))  # one's own alone


# A form as cells

TEXTS = st.text(alphabet="ab 1\n", max_size=6).map(str.strip)
SHEETS = st.fixed_dictionaries(
    {
        "rows": st.lists(st.fixed_dictionaries(dict.fromkeys(ROW, TEXTS)), max_size=4),
        "questions": TEXTS, "strengths": TEXTS, "develop": TEXTS,
    }
)  # fmt: skip


@given(SHEETS)
def test_a_form_comes_back_from_its_cells(values: dict[str, object]) -> None:
    kept = {**values, "rows": [row for row in values["rows"] if any(row.values())]}
    assert cells.values_of(EVIDENCE, cells.cells_of(EVIDENCE, kept)) == kept


def test_every_field_is_on_one_sheet() -> None:
    assert {sheet_of_field(part.key) for part in WHOLE.parts()} == set(ObservationSheet)
    assert sheet_of_field("rows.3.teacher") is ObservationSheet.EVIDENCE
    assert sheet_of_field("main") is None


@pytest.mark.parametrize("sent", ["", "[]", "{", "[" * 9000, '{"a": 1}'])
def test_marks_that_nobody_sent_are_read_as_none(sent: str) -> None:
    assert cells.read_marks(sent) in ({}, {"a": "1"})
