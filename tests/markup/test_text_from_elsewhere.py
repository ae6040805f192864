"""LearnMentor promises of Markdown from other editors: it is set as they set it, and every line keeps its number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.markup import Context, render, render_inner
from learnmentor.markup.elsewhere import as_elsewhere, with_addresses

UL, TABLE = "<ul><li>{}</li><li>{}</li></ul>", "| A | B |\n|---|---|\n| 1 | 2 |"
TWO = UL.format("one", "two")


def html(source: str) -> str:
    found = render(source, Context())
    assert not found.faults
    return found.html.strip()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bring:\n- one\n- two", f"<p>Bring:</p>{TWO}"),
        ("Bring:\n1. one\n2. two", "<p>Bring:</p><ol><li>one</li><li>two</li></ol>"),
        ("In the year\n1986. A word", "<p>In the year\n1986. A word</p>"),
        ("- first\n  - one\n  - two\n- last", f"<ul><li>first{TWO}</li><li>last</li></ul>"),
        ("- first\n   - one\n   - two\n- last", f"<ul><li>first{TWO}</li><li>last</li></ul>"),
        ("- first\n    - one\n    - two\n- last", f"<ul><li>first{TWO}</li><li>last</li></ul>"),
        ("- first\n\t- one\n\t- two\n- last", f"<ul><li>first{TWO}</li><li>last</li></ul>"),
        ("1. first\n   - one\n   - two\n2. last", f"<ol><li>first{TWO}</li><li>last</li></ol>"),
        ("1. first\n  - one\n  - two\n2. last", f"<ol><li>first{TWO}</li><li>last</li></ol>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("- a\n## B", '<ul><li>a</li></ul><h2 id="section-b">B</h2>'),
        ("- a\n> b", "<ul><li>a</li></ul><blockquote><p>b</p></blockquote>"),
        ("1) one\n2) two", "<ol><li>one</li><li>two</li></ol>"),
        ("1. a\n2. b\n\n1) one\n2) two", "<ol><li>a</li><li>b</li></ol>\n\n<ol><li>one</li><li>two</li></ol>"),
        ("•\tone\n•\ttwo", TWO), ("· one\n· two", TWO), ("\uf0b7\tone\n\uf0b7\ttwo", TWO), ("•one\n•two", TWO),
        ("– one\n– two", TWO), ("-\u00a0one\n-\u00a0two", TWO), ("-\tone\n-\ttwo", TWO), ("* one\n* two", TWO),
        ("o\tone\no\ttwo", TWO), ("– one dash is a dash", "<p>– one dash is a dash</p>"),
        ("> Hm:\n> - one\n> - two", f"<blockquote><p>Hm:</p>{TWO}</blockquote>"),
        ("a\\\nb", "<p>a<br>\nb</p>"), ("a  \nb", "<p>a<br>\nb</p>"), ("a<br>b", "<p>a<br>b</p>"),
        ("a\\\\\nb", "<p>a\\\nb</p>"),
        ("~~out~~ ==in==", "<p><del>out</del> <mark>in</mark></p>"), ("H~2~O", "<p>H~2~O</p>"),
        ("See https://e.org/a_b.", '<p>See <a class="bare" href="https://e.org/a_b">https://e.org/a_b</a>.</p>'),
        ("<a@e.org>", '<p><a href="mailto:a@e.org">a@e.org</a></p>'), ("a@e.org", "<p>a@e.org</p>"),
        ("[Mentor]: Yes.", "<p>[Mentor]: Yes.</p>"),
        ("Hm.\n```\n- a\n```\nSo.", "<p>Hm.</p><div><pre><span></span><code>- a\n</code></pre></div><p>So.</p>"),
        ("Hm.\n\n    - a\n    b", "<p>Hm.</p><pre><code>- a\nb\n</code></pre>"),
        ("Title\n===", "Title"), ("Hm.\n\u00a0\nSo.", "<p>Hm.</p><p>So.</p>"),
    ],
)  # fmt: skip
def test_it_is_set_as_elsewhere(written: str, shown: str) -> None:
    assert html(written) == shown


@pytest.mark.parametrize(
    "written",
    [
        f"The kinds:\n{TABLE}",
        TABLE.replace("| A", "\u00a0| A"),
        TABLE.replace("---", "—"),
        " A | B\n---|---\n1 | 2",
        f"- first\n{TABLE}",
    ],
)
def test_a_table_is_set_wherever_it_stands(written: str) -> None:
    assert '<tr><th scope="col">A</th><th scope="col">B</th></tr>' in html(written)
    assert "<tr><td>1</td><td>2</td></tr>" in html(written)


def test_addresses_at_the_end_are_put_where_they_belong() -> None:
    link = '<a href="https://e.org/x">{}</a>'
    shown = html("[a][b], [b] and [B][]; `[a][b]`.\n\n[b]: <https://e.org/x> 'Title'")
    assert shown == f"<p>{link.format('a')}, {link.format('b')} and {link.format('B')}; <code>[a][b]</code>.</p>"
    assert html("[sic] and [a][c]") == "<p>[sic] and [a][c]</p>"


def test_a_fence_right_below_a_line_leaves_no_empty_paragraph() -> None:
    found = render('Before:\n```reflection id="r"\nWhy?\n```\nAfter.', Context(kinds=("reflection",)))
    assert found.html == "<p>Before:</p><p>After.</p>"
    assert "<p></p>" not in html("Before:\n```\ncode\n```\nAfter.")


def test_texts_inside_activities_are_set_alike() -> None:
    assert render_inner("Bring:\n- one\n- two", Context()) == f"<p>Bring:</p>{TWO}"
    assert render_inner("a ~~b~~ *c*", Context(), inline=True) == "a <del>b</del> <em>c</em>"


WORDS = st.sampled_from(
    [
        *("- a", "1. b", "2) c", "", "  - d", "   e", "    f", "> g", "| h | i |", "|---|---|", "```", "## j", "- "),
        *("k\\", "• l", "– m", "\tn", "/// note", "///", "[o]: https://e.org", "[p][o]", "***"),
    ]
)


@given(st.lists(WORDS, max_size=12))
def test_no_word_is_lost_whatever_stands_beside_it(lines: list[str]) -> None:
    letters = sorted(each for line in lines for each in line if each.isalnum())
    assert sorted(each for line in as_elsewhere(lines) for each in line if each.isalnum()) == letters
    assert len(with_addresses(lines)) == len(lines)
