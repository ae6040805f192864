"""LearnMentor promises of text from elsewhere: it is set as editors elsewhere set it, or it is named."""

from collections.abc import Callable

import pytest

from learnmentor.authoring.checks.table import CheckFinding
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.documents import read_document
from learnmentor.authoring.publishing.services import check_folder
from tests.authoring.content import FILES, SEGMENT, changed, folder

QUIZ = "Why settle it?\n- [ ] To be safe\n  > Partly.\n- [x] So that both know\n> Both have to know. [LLUK s.5]\n"
PROSE = "Somebody said that it works [LLUK s.5]."


def named(old: str, new: str) -> list[CheckFinding]:
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


# what stands there, the rule that names it, its line below the one that it replaces
NAMED = [
    (":::note\nHm.\n:::", "elsewhere", 0), ("!!! note\n    Hm.", "elsewhere", 0),
    ("> [!NOTE]\n> Hm.", "elsewhere", 0),
    ("![Two rings that overlap](media/rings.svg){alt=x}", "elsewhere", 0), ("## Head {#id}", "elsewhere", 0),
    ("A [word](https://example.org){.wide} here", "elsewhere", 0), ("{{ name }}", "elsewhere", 0),
    ("[TOC]", "elsewhere", 0),
    ("Well done :smile:", "elsewhere", 0), ("*[HTML]: Hyper", "elsewhere", 0), ("$$x$$", "elsewhere", 0),
    ('<img src="media/rings.svg" alt="Two rings">', "elsewhere", 0), ("Hm.\n\n![[rings.svg]]", "elsewhere", 2),
    ("![Two rings](media/rings.svg “Ours”)", "address", 0), ("![Two rings] (media/rings.svg)", "address", 0),
    ("![Two rings](media/two rings.svg)", "address", 0), ("[a page](https://example.org/a b)", "address", 0),
    ("[a page] (https://example.org)", "address", 0), ("[a page](https://example.org “A page”)", "address", 0),
    ("| a | b |\n|---|\n| 1 | 2 |", "table", 1), ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "table", 2),
    ("| a | b |\n| 1 | 2 |", "table", 0), ("| a | b |\n|---|---|\n| 1 | 2 |\nand so on", "table", 3),
    ("| a | b |\n|---|---|\n\n| 1 | 2 |", "table", 3), ("a) one\nb) two", "numbered", 0),
    ("(1) one\n(2) two", "numbered", 0),
    ("Then:\n2. two\n3. three", "numbered", 1), ("Hm. <!-- note", "comment", 0), ("<!--\n## Head\n-->", "comment", 0),
    ("/// tab | A\nHm.\n///\n" * 6, "tabs", 15),
    ("Hm.\u2028So.", "line-end", 0), ("Hm.\x0bSo.", "line-end", 0),
    ("Hm, ** so ** it is.", "marks-left", 0),
    ("Hm.\nSo **it is.", "marks-left", 1), ("Look [there][nowhere].", "marks-left", 0), ("Ten.[^9]", "marks-left", 0),
    ("Hm, ~~ so ~~.", "marks-left", 0),
]  # fmt: skip
PUT_IN = "\n## What to settle\n"


@pytest.mark.parametrize(("written", "rule", "below"), NAMED)
def test_marks_that_would_be_lost_or_seen_are_named(written: str, rule: str, below: int) -> None:
    found = [(each.line, bool(each.remedy)) for each in named(PUT_IN, f"\n{written}\n{PUT_IN}") if each.rule == rule]
    assert found[:1] == [(19 + below, True)]


@pytest.mark.parametrize(
    "written",
    [
        "Hm:\n- one\n  - two\n- three", "The kinds:\n| a | b |\n|---|---|\n| 1 | 2 |", "1) one\n2) two",
        "•\tone\n•\ttwo",
        "[a page][b] and [b]\n\n[b]: https://example.org", "~~out~~ and ==in==", "See https://example.org/a.",
        "a<br>b",
        "At 10:30:45, so: it is.", "He said\\\nso.", "`{{ x }}` and `:smile:` and `**`", "Two \\*\\* stars.",
        "<!-- a note -->",
        "| a |\n|---|\n| [b](https://example.org) \\| c |", "A grade of A* or B, $5 to $6.",
        "In (1) and (2) it is.", "____ Name",
        "- [ ] one\n- [x] two", "Ten.[^1]\n\n[^1]: As printed.", "Hm. [Mentor]: Yes.", "1. one\n1. two",
    ],
)  # fmt: skip
def test_marks_that_are_set_or_mean_themselves_are_not(written: str) -> None:
    assert [str(each) for each in named(PUT_IN, f"\n{written}\n{PUT_IN}") if each.rule != "sentence"] == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("So that both know", "So **that both know", "marks-left"),
        ("So that both know", "So that both know :smile:", "elsewhere"),
        ("Why settle it?", "Why [settle][it] it?", "marks-left"),
    ],
)
def test_they_are_named_in_activities_too(old: str, new: str, rule: str) -> None:
    line = {"So that both know": 27, "Why settle it?": 24}[old]
    assert [(each.rule, each.line) for each in named(old, new)] == [(rule, line)]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("---\n", "---\u00a0\n"),
        lambda text: text.replace("---\n", "---\t \n"),
        lambda text: text.replace("---\n", "\u200b---\n", 2),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
    ],
)
def test_the_words_at_the_top_are_found_however_a_program_saved_them(change: Callable[[str], str]) -> None:
    text = change(FILES[SEGMENT])
    document, right = (read_document(SourceFile(SEGMENT, each.encode())) for each in (text, FILES[SEGMENT]))
    assert (document.front, document.bad) == (right.front, None)
    assert document.body_line == right.body_line
    assert [each for each in check_folder(folder({SEGMENT: text})) if each.path == SEGMENT] == []


def test_a_tab_in_the_words_at_the_top_is_named() -> None:
    (found,) = named("minutes: {", "\tminutes: {")
    assert (found.rule, found.line, "indent with spaces" in found.remedy) == ("readable", 8, True)
