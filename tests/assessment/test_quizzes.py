"""Quizzes: any number of tries, an answer to those who ask, nothing kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.assessment.activities import quizzes
from learnmentor.assessment.activities.rules import State
from tests.assessment import samples

MATCHED = {"pair-0": ["0"], "pair-1": ["2"], "pair-2": ["1"]}


def ordered(quiz: dict[str, Any]) -> dict[str, list[str]]:
    """The right places for the lines as they are shown."""
    keys = [item["key"] for item in quiz["items"]]
    return {f"place-{n}": [str(keys.index(item["key"]) + 1)] for n, item in enumerate(quizzes.shown_items(quiz))}


RIGHT: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    (samples.quiz(), {"answer": ["b"]}),
    (samples.several(), {"answer": ["a", "b"]}),
    (samples.match(), MATCHED),
    (samples.order(), ordered(samples.order())),
    (samples.text(), {"answer": ["  Three. "]}),
]
WRONG: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    (samples.quiz(), {"answer": ["a"]}),
    (samples.several(), {"answer": ["a"]}),
    (samples.several(), {"answer": ["a", "b", "c"]}),
    (samples.match(), {**MATCHED, "pair-0": ["1"]}),
    (samples.order(), {f"place-{n}": [str(n + 1)] for n in range(4)}),
    (samples.text(), {"answer": ["four"]}),
]


@pytest.mark.parametrize(("quiz", "fields"), RIGHT)
def test_a_right_answer_is_right(quiz: dict[str, Any], fields: dict[str, list[str]]) -> None:
    assert quizzes.check(quiz, fields).right


@pytest.mark.parametrize(("quiz", "fields"), WRONG)
def test_a_wrong_answer_is_not(quiz: dict[str, Any], fields: dict[str, list[str]]) -> None:
    assert not quizzes.check(quiz, fields).right


def test_what_is_said_belongs_to_the_answer_that_was_chosen() -> None:
    assert quizzes.check(samples.quiz(), {"answer": ["a"]}).said == (
        "<p>Closer to a mentor.</p>",
        "<p>The coach holds the knowledge of learning.</p>",
    )


def test_a_match_says_which_lines_are_in_place() -> None:
    verdict = quizzes.check(samples.match(), {**MATCHED, "pair-1": ["1"], "pair-2": ["2"]})
    assert verdict.lines == {"pair-0": True, "pair-1": False, "pair-2": False}


@pytest.mark.parametrize(("quiz", "fields"), RIGHT)
def test_the_answer_is_shown_to_those_who_ask_for_it(quiz: dict[str, Any], fields: dict[str, list[str]]) -> None:
    verdict = quizzes.check(quiz, {"do": ["show"]})
    assert verdict.answer
    assert not verdict.right
    assert not quizzes.check(quiz, fields).answer


@pytest.mark.parametrize(("quiz", "fields"), RIGHT + WRONG)
def test_checking_finishes_a_quiz_and_keeps_nothing_but_that(
    quiz: dict[str, Any], fields: dict[str, list[str]]
) -> None:
    step = quizzes.take(quiz, None, fields, finish=True)
    assert (step.state, step.body, step.problems) == (State.DONE, None, ())


@pytest.mark.parametrize("quiz", [quiz for quiz, _ in RIGHT], ids=lambda quiz: quiz["quiz"])
def test_checking_nothing_asks_for_an_answer(quiz: dict[str, Any]) -> None:
    step = quizzes.take(quiz, None, {}, finish=True)
    assert step.state == State.BEGUN
    assert step.problems[0].text


def test_an_order_uses_every_number_once() -> None:
    step = quizzes.take(samples.order(), None, {f"place-{n}": ["1"] for n in range(4)}, finish=True)
    assert step.problems[0].text == "Use every number once"


def test_an_answer_that_is_being_found_is_kept() -> None:
    assert quizzes.take(samples.quiz(), None, {"answer": ["a"]}, finish=False).body == {"fields": {"answer": ["a"]}}


def test_a_quiz_that_is_done_stays_done_while_it_is_tried_again() -> None:
    step = quizzes.take(samples.quiz(), State.DONE, {"answer": ["a"]}, finish=False)
    assert (step.state, step.body) == (State.DONE, None)


def test_an_order_is_never_shown_in_the_right_order() -> None:
    quiz = samples.order()
    for name in map(str, range(200)):
        shown = quizzes.shown_items({**quiz, "id": name})
        assert shown != quiz["items"]
        assert sorted(item["key"] for item in shown) == ["a", "b", "c", "d"]


@given(
    st.dictionaries(
        st.sampled_from(["answer", "pair-0", "pair-1", "place-0", "do", "x"]), st.lists(st.text(), max_size=3)
    )
)
def test_nothing_that_is_sent_breaks_a_quiz(fields: dict[str, list[str]]) -> None:
    for quiz, _ in RIGHT:
        quizzes.take(quiz, None, fields, finish=True)
        quizzes.check(quiz, fields)
