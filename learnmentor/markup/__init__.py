"""An author's Markdown as safe HTML: the only user of markdown, bleach and nh3.

Everything is cleaned after rendering, always. What authors may not write themselves (placeholders of activities, frames
of tables, marks of task lists) is put in after that. Slow work for publishing and preview; a learner's page reads the
result.
"""

import re
from collections import Counter
from dataclasses import dataclass
from html import escape, unescape

from learnmentor.markup.cleaning import cleaned
from learnmentor.markup.context import Context, Target
from learnmentor.markup.elsewhere import as_elsewhere
from learnmentor.markup.outline import ANSWER_MARKS, CITATION, MARK, MARK_END, Fault, Outline, cited, outline
from learnmentor.markup.typography import TAG, typeset, typographic
from learnmentor.markup.writing import Written, writers

__all__ = ["Context", "Fault", "Outline", "Rendered", "Target", "placeholder", "render", "render_inner", "typographic"]


@dataclass(frozen=True)
class Rendered:
    """Safe HTML (activity n of the outline stands as `placeholder(n)`), sections, and what must be mended."""

    html: str
    outline: Outline
    sections: tuple[tuple[str, str], ...]  # (id, words) of each heading of the second rank
    faults: tuple[Fault, ...]


def placeholder(number: int) -> str:
    """What stands for an activity in the HTML until its id is known."""
    return f"<p>{MARK}activity{number}{MARK_END}</p>"


def render(source: str, context: Context) -> Rendered:
    """Render a whole text. Faults name what must not be published; the HTML never shows a mistyped activity."""
    found = outline(source, kinds=context.kinds, first_line=context.first_line)
    written = writers.document(found, context)
    html, leaks = _without_leaks(_furnished(_safe(written, context)), source, context)
    return Rendered(html, found, written.sections, (*found.faults, *leaks))


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
    html = _safe(writers.inner(MARK + " ".join(text.split()), context), context).replace(MARK, "")
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
_CITE = re.compile(f"{MARK}cite(\\d+){MARK_END}")
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_TH = re.compile(r"<th((?:\s[^>]*)?)>(.*?)</th>", re.DOTALL)


def _safe(written: Written, context: Context) -> str:
    """Cleaned, with the links to sources where citations stood."""

    def links(found: re.Match[str]) -> str:
        number = int(found[1])
        return _cites(written.cites[number], context) if number < len(written.cites) else ""

    return _CITE.sub(links, cleaned(written.html))


def _furnished(html: str) -> str:
    labels: Counter[str] = Counter()
    html = _TABLE.sub(lambda found: _framed(found, labels), html)
    html = html.replace(
        '<span class="task-done">', '<span class="tasks__mark tasks__mark--done" role="img" aria-label="done">'
    )
    html = html.replace('<span class="task-todo">', '<span class="tasks__mark" role="img" aria-label="to do">')
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


def _without_leaks(html: str, source: str, context: Context) -> tuple[str, list[Fault]]:
    """Take out code that shows an activity's answers, however it came to be code."""
    faults: list[Fault] = []

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
            Fault(
                "fence",
                line,
                "Lines that look like an activity's answers would be shown as code.",
                "Begin the activity, and each of its lines, at the margin.",
            )
        )
        return ""

    return _CODE.sub(judge, html), faults
