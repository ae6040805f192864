"""What we put into a text stands where we put it: an author can name our marks, and they come out as words."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.markup import Context, Rendered, render, render_inner
from learnmentor.markup.marks import MARK, MARK_END, Marks

CONTEXT = Context(
    citations={"LLUK": "/sources#lluk"},
    media={"media/rings.svg": f"/media/{'ab' * 32}/rings.svg"},
    kinds=("quiz", "reflection"),
)
QUIZ = '```quiz id="q"\nWhy?\n- [ ] Wrong\n- [x] Right\n```'
REFLECTION = '```reflection id="r"\nWhy?\n```'
OURS = f"Before [LLUK s.5].\n\n- [x] done\n\n{QUIZ}\n\n{REFLECTION}\n"
NONCES = ("", f".{'0' * 16}", ".")
NAMED = [f"{what}{number}{nonce}" for what in ("activity", "cite", "task") for number in "01" for nonce in NONCES]
LETTERS = [(MARK, MARK_END), ("&#xe000;", "&#xe001;"), ("&#57344;", "&#57345;"), ("&#x0E000;", "&#x0e001;")]
PLACES = [
    "{}",
    "Words {} around.",
    "`{}`",
    "    {}",
    "- {}",
    "## {}",
    "[words](/cases/k8 '{}')",
    "[{}](/cases/k8)",
    "![{}](media/rings.svg)",
    "![words](media/rings.svg '{}')",
    'x ![{}](media/rings.svg "{}")',
    '<abbr title="{}">x</abbr>',
    '<span class="{}">x</span>',
    "| {} |\n|---|\n| {} |",
    "/// note | {}\n{}\n///",
    "[^1]: {}\n\nx[^1]",
]


def assert_only_ours(found: Rendered) -> None:
    """One citation, one task and two activities, in their order, and no tag inside a tag."""
    page = BeautifulSoup(found.html, "html.parser")
    assert [part for part in found.parts if isinstance(part, int)] == [0, 1]
    assert [link.text for link in page.select("a.cite")] == ["LLUK s.5"]
    assert [box["aria-label"] for box in page.select(".tasks__mark")] == ["done"]
    for tag in page.find_all(True):
        assert not any("<" in str(value) or "class=" in str(value) for value in tag.attrs.values()), tag


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("begin", "end"), LETTERS)
def test_a_text_that_names_a_mark_is_shown_as_it_is_written(place: str, begin: str, end: str) -> None:
    for named in NAMED:
        written = place.replace("{}", f"{begin}{named}{end}")
        for source in (f"{OURS}\n{written}", f"{written}\n\n{OURS}"):
            found = render(source, CONTEXT)
            assert_only_ours(found)
            if place in {"{}", "Words {} around.", "`{}`", "- {}", "| {} |\n|---|\n| {} |"}:
                assert named in BeautifulSoup(found.html, "html.parser").get_text()
        inner = render_inner(f"*{written}* [LLUK s.5]", CONTEXT)
        assert inner.count('class="cite"') == 1


def test_a_text_with_the_markup_of_our_marks_gets_none_of_them() -> None:
    raw = '<span class="task-done">x</span> <div data-activity="q"></div> <p data-activity="q">y</p>'
    found = render(f"{raw}\n\n{OURS}", CONTEXT)
    assert_only_ours(found)
    assert "data-activity" not in found.html


@pytest.mark.parametrize(
    ("written", "alt"),
    [
        ("![As [LLUK s.5] says](media/rings.svg)", "As [LLUK s.5] says"),
        ("x ![After [LLUK s.5]](media/rings.svg)", "After [LLUK s.5]"),
    ],
)
def test_a_citation_in_the_words_for_a_picture_is_words(written: str, alt: str) -> None:
    page = BeautifulSoup(render(written, CONTEXT).html, "html.parser")
    assert page.select_one("img")["alt"] == alt
    assert not page.select("a")


@pytest.mark.parametrize("around", ["<!--\n\n{}\n\n-->", "<script>\n\n{}\n\n</script>"])
def test_an_activity_that_the_page_would_lose_is_a_fault(around: str) -> None:
    found = render(f"Before.\n\n{around.replace('{}', QUIZ)}\n\nAfter.", CONTEXT)
    assert 0 not in found.parts
    assert [(fault.rule, fault.line) for fault in found.faults] == [("fence", found.outline.fences[0].line)]


def test_an_activity_between_tags_of_the_author_stands_between_them() -> None:
    found = render(f"<div>\n\n{QUIZ}\n\n</div>", CONTEXT)
    assert [part for part in found.parts if isinstance(part, int)] == [0]
    assert MARK not in found.html
    assert not found.faults


def test_the_same_text_is_shown_alike_each_time() -> None:
    assert render(OURS, CONTEXT).parts == render(OURS, CONTEXT).parts


def test_marks_of_one_text_are_words_in_another() -> None:
    one, other = Marks("1" * 16), Marks("2" * 16)
    assert one.exchanged(other.mark("cite", 0), "cite", lambda _: "taken") == other.mark("cite", 0)
    assert one.split(f"<p>{other.mark('activity', 0)}</p>", "activity") == (f"<p>{other.mark('activity', 0)}</p>",)
    assert one.without(other.mark("cite", 0)) == other.mark("cite", 0)
    assert one.exchanged(f"a{one.mark('cite', 3)}", "cite", str) == "a3"


@given(st.lists(st.sampled_from([*PLACES, *(m for pair in LETTERS for m in pair), *NAMED, "\n\n", " "]), max_size=10))
def test_no_mixture_puts_anything_of_ours_anywhere_else(parts: list[str]) -> None:
    found = render(f"{OURS}\n\n" + "".join(parts).replace("`", ""), CONTEXT)
    assert_only_ours(found)
