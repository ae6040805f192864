"""LearnMentor promises of text from elsewhere: it is set as editors elsewhere set it, or it is named."""

import pytest

from learnmentor.authoring.checks import Finding
from learnmentor.authoring.services import check_folder
from tests.authoring.content import SEGMENT, changed

QUIZ = "Why settle it?\n- [ ] To be safe\n  > Partly.\n- [x] So that both know\n> Both have to know. [LLUK s.5]\n"
PROSE = "Somebody said that it works [LLUK s.5]."


def named(old: str, new: str) -> list[Finding]:
    return [finding for finding in check_folder(changed(SEGMENT, old, new)) if finding.path == SEGMENT]


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        ("= Three\n= four | three.", 26),
        ("= don’t | don't", 25),
        ("= 1,000\n= 2\n= 1000", 27),
        ("= café | cafe\u0301", 25),
    ],
)
def test_two_short_answers_that_are_one_are_named(answers: str, line: int) -> None:
    (found,) = named(QUIZ, f"How many?\n{answers}\n")
    assert (found.rule, found.line) == ("answer-twice", line)
    assert found.remedy


def test_short_answers_that_differ_are_not() -> None:
    assert not named(QUIZ, "How many?\n= -5 | 5\n= café | cafe\n= % | ?!\n")


def test_an_answer_that_nobody_can_type_is_named() -> None:
    assert [(each.rule, each.line) for each in named(QUIZ, f"How many?\n= three\n= {'x' * 201}\n")] == [
        ("answer-long", 26)
    ]
