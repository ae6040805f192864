"""LearnMentor promises that no text keeps the studio busy: what is too much to typeset is kept, and said to be."""

import time
from pathlib import Path

import pytest

from learnmentor.authoring.checks.table import errors
from learnmentor.authoring.library import library_of
from learnmentor.authoring.rules import LONGEST_TEXT, MOST_BRACKETS, MOST_LINES, too_much_to_show
from learnmentor.authoring.studio.services import judge
from learnmentor.config import home
from learnmentor.markup import Context, render

LIBRARY = library_of([])
PATH = "pages/about.md"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x" * (LONGEST_TEXT + 1), "The text has 40,001 characters. A page can have 40,000."),
        ("x\n" * MOST_LINES, "The text has 2,001 lines. A page can have 2,000."),
        ("[" * 30_000, "The text has 30,000 times the mark [ in it. A page can have 300."),
        ("<a" * (MOST_BRACKETS + 1), "The text has 301 times the mark < in it. A page can have 300."),
    ],
)
def test_a_text_that_is_too_much_is_named_and_not_typeset(text: str, says: str) -> None:
    began = time.thread_time()
    judged = judge(LIBRARY, path=PATH, source=text)
    assert time.thread_time() - began < 1
    assert [finding.message for finding in errors(judged.findings)] == [says]
    assert judged.prepared.html == ""


def test_every_text_of_the_course_is_far_from_too_much() -> None:
    texts = [path.read_text() for path in sorted(Path(home("content")).rglob("*.md"))]
    assert len(texts) > 100
    assert [text for text in texts if too_much_to_show(text * 2)] == []


def _as_long_as_may_be(mark: str) -> str:
    """A mark as often as it may stand, spread over as many letters as there may be."""
    times = MOST_BRACKETS // max(1, mark.count("["))
    each = LONGEST_TEXT // times
    return (mark + " w" * each)[:each] * times


@pytest.mark.parametrize(
    "mark", ["[", "![", "[a](", "[a][", "<", "<a ", "<![CDATA[", "<!--", "[@a", "[^a]", "*", "_a*", "`", "&"]
)
def test_the_worst_text_of_an_allowed_size_is_shown_soon(mark: str) -> None:
    text = _as_long_as_may_be(mark)
    assert too_much_to_show(text) is None
    began = time.thread_time()
    render(text, Context())
    assert time.thread_time() - began < 2
