"""LearnMentor promises of the lines that open activities, blocks and clips: read as meant, or named."""

import pytest

from learnmentor.assessment.activities.formats.kinds import KINDS
from learnmentor.markup import Context, render

SHA = "ab" * 32
CONTEXT = Context(
    kinds=KINDS,
    media={f"media/{name}": f"/media/{SHA}/{name}" for name in ("talk.webm", "talk.vtt", "talk.png")},
)
QUIZ = 'quiz id="q"\nWhy?\n- [ ] A\n- [x] SECRET\n'
CLIP = """/// video | A talk
src: media/talk.webm
captions: media/talk.vtt
poster: media/talk.png
---
**Mentor:** Well?
///"""


@pytest.mark.parametrize("opening", ["```", "~~~", "````", "``` ", "```\u00a0", "\u200b```", "```\u200b", "\ufeff```"])
def test_a_fence_that_is_plainly_one_is_read(opening: str) -> None:
    close = "~~~" if "~" in opening else "````"
    found = render(f"{opening}{QUIZ}{close}\n\nMore.", CONTEXT)
    assert [fence.kind for fence in found.outline.fences] == ["quiz"]
    assert found.outline.fences[0].info.strip() == 'id="q"'
    assert "SECRET" not in found.html
    assert not found.faults


@pytest.mark.parametrize(
    ("opening", "close"),
    [
        ("‘‘‘", "‘‘‘"), ("'''", "'''"), ("´´´", "´´´"), ("``", "``"), ("", ""), (" ```", " ```"),
        ("\u00a0```", "```"),
        ("`` `", "```"), ("```", "``"), ("```", "‘‘‘"), ("```", "```."), ("```", "~~~"), ("````", "```"),
        ("```{.", "```"), ("```{", "```"), ("＇＇＇", "＇＇＇"), ("```Quiz", "```"), ("```my-", "```"),
        ("`````", "```"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("old", ["", "quiz ", 'id="q"', "quiz"])
def test_a_fence_that_is_nearly_one_is_named_on_its_line(opening: str, close: str, old: str) -> None:
    new = {"": "", "quiz ": "Quiz ", 'id="q"': 'title="x" id="q"', "quiz": "quizz"}[old]
    found = render(f"Before.\n\n{opening}{QUIZ.replace(old, new, 1) if old else QUIZ}{close}\n\nMore.", CONTEXT)
    assert [fault.line for fault in found.faults if fault.rule == "fence"][:1] == [3]


def test_a_word_alone_above_answers_is_no_heading() -> None:
    assert [fault.line for fault in render("quiz:\nWhy?\n- [x] A", CONTEXT).faults] == [1]
    assert not render("Reflection\n\nSome words.", CONTEXT).faults


def test_an_activity_without_its_end_does_not_show_the_next_one() -> None:
    for kind in ("quiz", "Quiz", "quizz"):
        found = render(f'```reflection id="r"\nWhy?\n\n```{kind} id="q"\n- [x] SECRET\n```', CONTEXT)
        assert found.faults[0].line == 1
        assert not found.outline.fences or kind == "quiz"
        assert "SECRET" not in found.html


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("src:", "Src:"), ("src:", "src :"), ("src: ", "src:\u00a0"), ("src:", "src："), ("src:", "  src:"),
        ("media/talk.webm", "media/talk.webm\u200b"), ("---", "—"), ("---", "–––"),
        ("---", "***"), ("---", "------"),
        ("---\n", ""), ("/// video", "///video"), ("/// video", " /// video"), ("/// video", "/// Video"),
    ],
)  # fmt: skip
def test_a_clip_is_read_however_its_head_was_typed(old: str, new: str) -> None:
    found = render(CLIP.replace(old, new, 1), CONTEXT)
    assert found.html == render(CLIP, CONTEXT).html
    assert not found.faults


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("src:", "src =", 2), ("captions:", "captions", 3), ("poster:", "poster;", 4),
        ("poster:", "- poster:", 4),
        ("poster:", "pster:", 4), ("/// video", "// video", 1), ("| A", "│ A", 1), (" | A", ": A", 1),
        ("/// video", "\\/\\/\\/ video", 1), ("/// video", "／／／ video", 1), ("/// video", "/// vid", 1),
        ("/// video", "    /// video", 1), ("/// video", "\u00a0/// video", 1), ("\n///", "\n//", 1),
        ("/// video", "> /// video", 1), ("/// video", "- /// video", 1),
    ],
)  # fmt: skip
def test_a_line_of_a_clip_that_cannot_be_read_is_named(old: str, new: str, line: int) -> None:
    found = render(CLIP.replace(old, new, 1), CONTEXT)
    assert line in [fault.line for fault in found.faults if fault.rule == "block"]


def test_a_clip_in_a_quotation_is_named_and_stops_nothing() -> None:
    found = render("> /// video | 7\n> src: media/talk.webm\n> ///\n\nMore.", CONTEXT)
    assert found.faults[0].line == 1
    assert "More." in found.html
