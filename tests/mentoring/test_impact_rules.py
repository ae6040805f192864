"""Before and after, without a cause: what a comparison shows, and until when answers may be corrected."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring.impact.comparison import MomentAnswers, afterwards, examples, impact_compared, limits_of
from learnmentor.mentoring.impact.form_impact import DUE, ELSE, STATEMENTS, WORDS, asked_of, definition
from learnmentor.mentoring.impact.rules import HowTrue, ImpactList, Moment, may_answer, next_moments
from learnmentor.mentoring.paper.markdown import from_markdown, to_markdown
from tests.house.tree import ROOT

AT = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
KINDS = st.sampled_from(list(ImpactList))
WORD = st.sampled_from([*map(str, HowTrue), ""])
TEXT = st.text(alphabet="because of mentoring", max_size=20)
MOMENTS = st.sets(st.sampled_from(list(Moment)), min_size=2).map(lambda found: sorted(found, key=list(Moment).index))


@st.composite
def takes(draw: st.DrawFn) -> tuple[ImpactList, list[MomentAnswers]]:
    """A list, and its answers at two moments or three; any of them may be missing."""
    kind, moments = draw(KINDS), draw(MOMENTS)
    values = st.fixed_dictionaries(dict.fromkeys(asked_of(kind), WORD))
    return kind, [
        MomentAnswers(moment, AT + timedelta(days=90 * n), {**draw(values), DUE: draw(WORD), ELSE: draw(TEXT)})
        for n, moment in enumerate(moments)
    ]


@given(takes(), WORD, TEXT)
def test_what_is_put_down_to_mentoring_changes_nothing_in_the_picture(
    found: tuple[ImpactList, list[MomentAnswers]], due: str, other: str
) -> None:
    kind, taken = found
    claimed = [MomentAnswers(each.moment, each.at, {**each.values, DUE: due, ELSE: other}) for each in taken]
    assert impact_compared(kind, taken) == impact_compared(kind, claimed)


@given(takes())
def test_what_is_missing_stays_missing_and_every_word_was_said(found: tuple[ImpactList, list[MomentAnswers]]) -> None:
    kind, taken = found
    compared = impact_compared(kind, taken)
    assert compared
    for key, line in zip(asked_of(kind), compared.lines, strict=True):
        said = [each.values.get(key, "") for each in taken]
        assert line.words == tuple(WORDS[HowTrue(word)] if word else "" for word in said)
        assert (line.before is None) == (said[0] in {"", HowTrue.CANNOT_SAY})
        assert (line.after is None) == (said[-1] in {"", HowTrue.CANNOT_SAY})


@given(takes())
def test_what_was_said_afterwards_is_told_word_for_word(found: tuple[ImpactList, list[MomentAnswers]]) -> None:
    _, taken = found
    last = next((each.values for each in taken if each.moment == Moment.AFTER), {})
    said = dict(afterwards(taken))
    assert said.get("What else helped, or hindered", "") == last.get(ELSE, "")
    assert ("How much of the change is put down to mentoring" in said) == bool(last.get(DUE))


def test_the_lists_are_those_of_nfer_with_seven_strands_of_culture() -> None:
    assert {kind: len(lines) for kind, lines in STATEMENTS.items()} == {"mentee": 8, "mentor": 6, "organisation": 13}
    organisation = STATEMENTS[ImpactList.ORGANISATION]
    assert len([key for key, *_ in organisation if key.startswith("1")]) == 7
    assert len({key[0] for key, *_ in organisation}) == 7


@pytest.mark.parametrize("kind", ImpactList)
def test_the_same_statements_are_asked_each_time_as_the_form_has_them(kind: ImpactList) -> None:
    asked = [[part.label for part in definition(kind, moment).sections[0].parts] for moment in Moment]
    assert asked[0] == asked[1] == asked[2]
    written = (ROOT / "content/forms/F6-impact-survey-before-and-after.md").read_text().replace("'", "’")
    assert [
        f"{heading} {said}" for _, heading, said in STATEMENTS[kind] if f"| {heading} | {said} |" not in written
    ] == []


@pytest.mark.parametrize("kind", ImpactList)
def test_only_afterwards_is_asked_what_else_there_was(kind: ImpactList) -> None:
    assert [len(definition(kind, moment).sections) for moment in Moment] == [1, 1, 2]
    assert any("cause" in sentence for sentence in limits_of(kind))


@given(takes())
def test_answers_go_to_markdown_and_come_back(found: tuple[ImpactList, list[MomentAnswers]]) -> None:
    kind, taken = found
    form = definition(kind, Moment.AFTER)
    values: dict[str, Any] = {**form.empty, **taken[-1].values}
    values[ELSE] = values[ELSE].strip()
    read = from_markdown(form, to_markdown(form, values))
    assert (read.values, read.faults) == (values, ())


def test_examples_stand_by_their_statement_with_their_moment() -> None:
    before, after = (
        MomentAnswers(moment, AT, {"line_2_example": said})
        for moment, said in ((Moment.BEFORE, "x"), (Moment.AFTER, ""))
    )
    assert [(each.heading, each.said) for each in examples(ImpactList.MENTOR, [before, after])] == [
        ("Well-being and confidence", [("before", "x")])
    ]


@given(st.sets(st.sampled_from([str(each) for each in Moment])))
def test_looking_back_changes_nothing(answered: set[str]) -> None:
    order = [str(each) for each in Moment]
    for moment in Moment:
        later = any(word in answered for word in order[order.index(moment) + 1 :])
        assert may_answer(moment, answered) is not later
    assert set(next_moments(answered)).isdisjoint(answered)
