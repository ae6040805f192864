"""An author's Markdown as safe HTML: the only user of markdown, bleach and nh3.

Everything is cleaned after rendering, always. What authors may not write themselves (links to sources, frames of
tables, boxes of task lists) is put in after that, where marks stand that only we can write; at its activities the
text is cut. Slow work for publishing and preview; a learner's page reads the result.
"""

import re
from collections import Counter
from dataclasses import dataclass
from html import escape, unescape

from learnmentor.markup.cleaning import cleaned
from learnmentor.markup.context import Context, LinkTarget
from learnmentor.markup.elsewhere import as_elsewhere
from learnmentor.markup.marks import MARK, MARK_END
from learnmentor.markup.outline import ANSWER_MARKS, CITATION, MarkupFault, Outline, cited, outline
from learnmentor.markup.typography import TAG, typeset, typographic
from learnmentor.markup.writing import DONE, WrittenMarkup, writers

__all__ = ["Context", "LinkTarget", "MarkupFault", "Outline", "Rendered", "render", "render_inner", "typographic"]


@dataclass(frozen=True)
class Rendered:
    """Safe HTML cut at its activities, sections, and what must be mended."""

    parts: tuple[str | int, ...]  # HTML and numbers of the outline's fences in turn; HTML first and last
    outline: Outline
    sections: tuple[tuple[str, str], ...]  # (id, words) of each heading of the second rank
    faults: tuple[MarkupFault, ...]

    @property
    def html(self) -> str:
        """The text without its activities."""
        return "".join(part for part in self.parts if isinstance(part, str))


def render(source: str, context: Context) -> Rendered:
    """Render a whole text. Faults name what must not be published; the HTML never shows a mistyped activity."""
    found = outline(source, kinds=context.kinds, first_line=context.first_line)
    written = writers.document(found, context)
    html, leaks = _without_leaks(_furnished(_safe(written, context)), source, context)
    parts = found.marks.split(html, "activity")
    lost = [
        MarkupFault(
            "fence",
            fence.line,
            f"The {fence.kind} stands inside something that does not show it, such as a comment.",
            "Move it out: an activity stands on its own.",
        )
        for number, fence in enumerate(found.fences)
        if parts.count(number) != 1
    ]
    return Rendered(parts, found, written.sections, (*found.faults, *leaks, *lost))


def render_inner(source: str, context: Context, *, inline: bool = False) -> str:
    """Render a text inside an activity: no blocks, no footnotes; inline without the paragraph around it."""
    plain = _written_plainly(source, context)
    if plain is not None:
        return plain if inline else f"<p>{plain}</p>"
    text = source.replace(MARK, "").replace(MARK_END, "")
    if not inline:
        text = "\n".join(as_elsewhere(text.split("\n")))
        return _furnished(_safe(writers.inner(text, context), context))
    # A mark before the text keeps "1. May" a text; a list cannot stand in a label.
    html = _safe(writers.inner(MARK + " ".join(text.split()), context), context).replace(MARK, "", 1)
    return typeset(html.strip().removeprefix("<p>").removesuffix("</p>"))


# Words that mean nothing to Markdown and hold nothing to clean.
_PLAIN = re.compile(r"(?!\d+[.)])[A-Za-z0-9\"'“‘](?:[A-Za-z0-9 .,;:?!()£%\"'’‘“”…–]|-(?!-))*")


def _written_plainly(source: str, context: Context) -> str | None:
    """Words and citations without any other mark, which are most texts in activities; None for the others."""
    out, at = [], 0
    for found in CITATION.finditer(source):
        parts = cited(found["inside"], context.citations)
        if parts is None:
            return None
        out += [source[at : found.start()], _cites(parts, context)]
        at = found.end()
    out.append(source[at:])
    words = "".join(out[::2])
    if not _PLAIN.fullmatch(words):
        return None
    return typeset("".join(out)) if len(out) > 1 else typographic(words)


def _cites(parts: list[tuple[str, str]], context: Context) -> str:
    links = [f'<a class="cite" href="{escape(context.citations[name])}">{escape(words)}</a>' for name, words in parts]
    return f'<span class="cites">[{"; ".join(links)}]</span>'


# what is put in after cleaning

_BARE = re.compile(r'<a href="(https?://[^"]*)">\1</a>')
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_TH = re.compile(r"<th((?:\s[^>]*)?)>(.*?)</th>", re.DOTALL)


def _safe(written: WrittenMarkup, context: Context) -> str:
    """Cleaned, with the links to sources where citations stood, and boxes where tasks begin."""
    html = written.marks.exchanged(cleaned(written.html), "cite", lambda n: _cites(written.cites[n], context))
    return written.marks.exchanged(html, "task", _box)


def _box(number: int) -> str:
    name, more = ("done", " tasks__mark--done") if number == DONE else ("to do", "")
    return f'<span class="tasks__mark{more}" role="img" aria-label="{name}"></span>'


def _furnished(html: str) -> str:
    labels: Counter[str] = Counter()
    html = _TABLE.sub(lambda found: _framed(found, labels), html)
    html = html.replace(
        '<div class="tabbed-set tabbed-alternate">', '<div class="tabbed-set" role="group" aria-label="Choose one">'
    )
    if "http" in html:
        html = _BARE.sub(r'<a class="bare" href="\1">\1</a>', html)  # on paper its address would stand there twice
    return typeset(html)


def _framed(found: re.Match[str], labels: Counter[str]) -> str:
    heads = [words for _, inside in _TH.findall(found[0]) if (words := _words(inside))]
    table = _TH.sub(lambda th: f'<th scope="col"{th[1]}>{th[2]}</th>' if _words(th[2]) else "<td></td>", found[0])
    label = "Table: " + ", ".join(heads) if heads else "Table"
    labels[label] += 1
    name = escape(label if labels[label] == 1 else f"{label} ({labels[label]})")  # two regions of one name are a maze
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{name}">{table}</div>'


def _words(html: str) -> str:
    return " ".join(unescape(TAG.sub("", html)).split())


_CODE = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)


def _without_leaks(html: str, source: str, context: Context) -> tuple[str, list[MarkupFault]]:
    """Take out code that shows an activity's answers, however it came to be code."""
    faults: list[MarkupFault] = []

    def judge(found: re.Match[str]) -> str:
        code = unescape(TAG.sub("", found[1]))
        if not ANSWER_MARKS.search(code):
            return found[0]
        first = code.strip().split("\n")[0].strip()
        line = next(
            (n for n, text in enumerate(source.split("\n"), context.first_line) if text.strip() == first),
            context.first_line,
        )
        faults.append(
            MarkupFault(
                "fence",
                line,
                "Lines that look like an activity's answers would be shown as code.",
                "Begin the activity, and each of its lines, at the margin.",
            )
        )
        return ""

    return _CODE.sub(judge, html), faults
