"""What a judgement needs before it is saved, and that nothing of it is lost between a form and what is kept."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.assessed.judging.form_judgement import answers_of, judgement_form, typed_judgement
from learnmentor.assessment.assessed.judging.rules import (
    JudgementLack,
    LackFound,
    PlaceInWork,
    TypedJudgement,
    lacks,
    place_in,
)
from learnmentor.assessment.assessed.judging.wording import AT_FIELD, LACKS
from learnmentor.assessment.assessed.reading.rules import ReadingFacts, ShownAs, lets_read, may_read_try, shown_as
from learnmentor.assessment.assessed.rules import AssignmentEnd, CriterionJudged, JudgedWork, Outcome
from learnmentor.courses.catalogue.assessed_versions import brief_from
from tests.assessment.assessed.works import CRITERIA, P1, words

PASS = TypedJudgement(words(), Outcome.PASS)
REFER = TypedJudgement(words(met=False), Outcome.REFER)
BRIEF = brief_from(P1)
LINE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8).map(str.strip)


def found(typed: TypedJudgement) -> list[JudgementLack]:
    return [each.lack for each in lacks(typed, CRITERIA)]


def test_a_pass_with_all_met_and_a_refer_that_says_what_is_missing_can_be_saved() -> None:
    assert found(PASS) == found(REFER) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (TypedJudgement(), [JudgementLack.UNDECIDED] * 4 + [JudgementLack.OUTCOME]),
        (replace(PASS, outcome=None), [JudgementLack.OUTCOME]),
        (replace(PASS, work=REFER.work), [JudgementLack.PASS_NOT_MET]),
        (replace(REFER, work=replace(REFER.work, missing=" \n")), [JudgementLack.MISSING]),
        (replace(PASS, outcome=Outcome.REFER), [JudgementLack.REFER_ALL_MET, JudgementLack.MISSING]),
    ],
)
def test_what_is_missing_is_named(typed: TypedJudgement, expected: list[JudgementLack]) -> None:
    assert found(typed) == expected


def test_a_criterion_that_is_met_needs_its_place_and_one_that_is_not_needs_none() -> None:
    judged = (CriterionJudged(CRITERIA[0], met=True), CriterionJudged(CRITERIA[1], met=False))
    typed = TypedJudgement(JudgedWork(judged, missing="Two sources"), Outcome.REFER)
    assert lacks(typed, CRITERIA[:2]) == [LackFound(JudgementLack.PLACE, CRITERIA[0])]


def test_each_lack_has_a_sentence_and_a_field_of_the_form() -> None:
    assert set(LACKS) == set(AT_FIELD) == set(JudgementLack)
    assert {f"{name}_0" for name in ("met", "part")} | {"outcome", "missing"} <= set(judgement_form(BRIEF).empty)


judgements = st.builds(
    lambda each, note, missing, outcome, close: TypedJudgement(
        JudgedWork(
            tuple(
                CriterionJudged(key, met, PlaceInWork(part, place).kept, comment)
                for key, (met, part, place, comment) in zip(CRITERIA, each, strict=True)
            ),
            note,
            missing,
        ),
        outcome,
        close,
    ),
    st.tuples(*[st.tuples(st.sampled_from([None, True, False]), st.sampled_from(["", "account"]), LINE, LINE)] * 4),
    LINE,
    LINE,
    st.sampled_from([None, *Outcome]),
    st.booleans(),
)


@settings(max_examples=40)
@given(judgements)
def test_what_a_form_holds_is_what_was_judged(typed: TypedJudgement) -> None:
    assert typed_judgement(BRIEF, answers_of(BRIEF, typed)) == typed


@settings(max_examples=40)
@given(judgements)
def test_what_can_be_saved_is_a_pass_with_all_met_or_a_refer_that_lacks_something(typed: TypedJudgement) -> None:
    if lacks(typed, CRITERIA):
        return
    assert all(each.met is not None for each in typed.work.criteria)
    assert (typed.outcome == Outcome.PASS) == (typed.work.not_met == 0)
    assert typed.outcome == Outcome.PASS or typed.work.missing


@given(st.sampled_from(["", "account"]), LINE)
def test_a_place_comes_back_as_it_was(part: str, place: str) -> None:
    assert place_in(PlaceInWork(part, place).kept) == PlaceInWork(part, place)


def test_a_try_is_read_by_its_owner_and_by_judges_while_they_hold_a_role() -> None:
    def actor(key: int, *roles: RoleName) -> Actor:
        return Actor(key, "", "", "", frozenset(roles))

    judged, settled, nothing = ReadingFacts(1, judged=True), ReadingFacts(1, settles=True), ReadingFacts(1)
    assert may_read_try(actor(1), nothing)
    assert may_read_try(actor(2, RoleName.ASSESSOR), judged)
    assert may_read_try(actor(2, RoleName.ASSESSOR), ReadingFacts(1, asked=True))
    assert may_read_try(actor(2, RoleName.MODERATOR), settled)
    assert not may_read_try(actor(2, RoleName.ASSESSOR), settled)  # no moderator any more
    assert not may_read_try(actor(2), judged)  # whose role ended yesterday
    assert not may_read_try(actor(2, RoleName.ASSESSOR, RoleName.ADMINISTRATOR, RoleName.COORDINATOR), nothing)
    assert [end for end in (None, *AssignmentEnd) if lets_read(end)] == [None, AssignmentEnd.JUDGED]


def test_whoever_became_mentor_reads_no_further_and_keeps_what_they_have_judged() -> None:
    both = Actor(2, "", "", "", frozenset({RoleName.ASSESSOR, RoleName.MODERATOR}))
    for facts in (ReadingFacts(1, asked=True, tied=True), ReadingFacts(1, settles=True, tied=True)):
        assert not may_read_try(both, facts)
    assert may_read_try(both, ReadingFacts(1, judged=True, tied=True))


def test_only_what_browsers_show_is_shown() -> None:
    assert shown_as("application/pdf") == ShownAs.PDF
    assert shown_as("image/png") == shown_as("image/webp") == ShownAs.PICTURE
    assert shown_as("text/markdown") == ShownAs.TEXT
    assert {shown_as(each) for each in ("image/heic", "application/msword", "image/svg+xml", "x")} == {ShownAs.NOT}
