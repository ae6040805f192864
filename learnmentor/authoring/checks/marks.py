"""Predicates on marks of other systems and marks that went wrong. Each yields a line and words for the message."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Any

from learnmentor.authoring.checks.front_matter import Breaches, Subject
from learnmentor.ground.typed.lookalikes import LINE_BREAKS
from learnmentor.markup.elsewhere import is_table_rule
from learnmentor.markup.outline import CODE_SPAN

MOST_TABS = 5  # as many as the style sheet knows
_Line = tuple[int, str]
_BOX = "Begin a box with /// note and end it with ///."
_ELSEWHERE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s*:{3,}"), _BOX),
    (re.compile(r"\s*(?:!!!|\?\?\?\+?)\s+\w"), _BOX),
    (re.compile(r"\s*(?:>\s*)+\[!\w+\]"), _BOX),
    (re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{<.*?>\}"), "Nothing is filled in here: write the words themselves."),
    (
        re.compile(r"(?:(?<=[)\]*_`])|(?<=\w )|^\s*)\{:?\s*(?:[.#][\w-]|[\w-]+\s*=)[^{}]*\}"),
        "Take it out: words for a picture stand in its square brackets, and looks are the same everywhere.",
    ),
    (re.compile(r"\s*\[(?:TOC|\[_?TOC_?\])\]\s*$", re.IGNORECASE), "Take it out: sections are listed by themselves."),
    (re.compile(r"(?<![\w:/]):[a-z][a-z0-9_+-]+:(?![\w:/])"), "Put the sign itself there, or leave it out."),
    (re.compile(r"\*\[[^\]]+\]:\s"), "Say it in the text where it is first used."),
    (re.compile(r"\$\$|\\\(|\\\[(?=.*\\\])"), "Write the formula in words and signs."),
    (re.compile(r"<img\b", re.IGNORECASE), 'Write ![What it shows](media/file.png "A caption").'),
    (re.compile(r"!\[\["), "Write ![What it shows](media/file.png)."),
)
_PICTURE = re.compile(r"!\[[^\]]*\]\s*\((?![^)\s]+(?:[ \t]+\"[^\"]*\")?\))[^)]*\)?|!\[[^\]]*\]\s+\(")
_LINK = re.compile(
    r"(?<!!)\[[^\[\]]*\]\(\s*[^\s()<]+\s+(?![\"'(])[^)]*\)|\[[^\[\]]+\]\s+\((?:https?:|mailto:|/|media/)"
)
_NUMBERED = re.compile(r"\s*(?:\(?([a-z])[.)]|\((\d{1,2})\)|(\d{1,2})[.)])\s+\S", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(.*?)(-->|\Z)", re.DOTALL)
_TAKES = re.compile(r"^\s*(?:`{3}|~{3}|/{3}|#{2,} )", re.MULTILINE)
_BREAK = re.compile(f"[{LINE_BREAKS}]")
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LEFT = re.compile(r"(\*\*|(?<!_)__(?!_)|~~|==|\]\(|\]\[|\[\^)\s*(\w*)")
_MARKS = ("~~", "==", "][", "**", "](", "[^")
# Found in few texts, and so looked for before anything is looked at line by line.
_SIGNS = (":::", "!!!", "???", "[!", "{", "[toc", "[_toc", "*[", "$$", "\\(", "\\[", "<img", "![[")
_EMOJI = re.compile(r":[a-z][a-z0-9_+-]+:", re.IGNORECASE)
_MAYBE_NUMBERED = re.compile(r"^\s*\(?(?:[a-z]|\d{1,2})[.)]\s", re.MULTILINE | re.IGNORECASE)
_ESCAPED = re.compile(r"\\.")


def of_other_systems(subject: Subject) -> Breaches:
    """Marks that mean something elsewhere and stand as they are here."""
    body = subject.document.body.lower()
    if not any(sign in body for sign in _SIGNS) and not _EMOJI.search(body):
        return
    for line, text in _lines(subject):
        for pattern, remedy in _ELSEWHERE:
            if found := pattern.search(text) if pattern.pattern[:2] != r"\s" else pattern.match(text):
                yield line, {"written": found[0].strip()[:40], "remedy": remedy}
                break


def badly_pointed(subject: Subject) -> Breaches:
    """Pictures and links that are written so that their address is lost."""
    for line, text in _lines(subject):
        if "](" in text or "] (" in text:
            if found := _PICTURE.search(text):
                remedy = 'Write ![What it shows](media/file.png "A caption"), with straight quotes and no other spaces.'
                yield line, {"written": found[0][:60], "remedy": remedy}
            elif found := _LINK.search(text):
                remedy = "Write [the words](https://example.org/page), without a space before or in the address."
                yield line, {"written": found[0][:60], "remedy": remedy}


def broken_tables(subject: Subject) -> Breaches:
    """Tables that are set as running text, and rows that lose words."""
    for group in _groups(subject) if "|" in subject.document.body else ():
        head = next((n for n in range(1, len(group)) if "|" in group[n - 1][1] and _rules(group[n][1])), None)
        for line, text in group[: len(group) if head is None else head - 1]:
            if text.strip().startswith("|"):
                yield line, {"what": "A line of a table stands outside any table.", "remedy": _TABLE}
        if head is None:
            continue
        size = _cells(group[head - 1][1])
        if _cells(group[head][1]) != size:
            what = f"The table has {size} headings and {_cells(group[head][1])} times dashes below them."
            yield group[head][0], {"what": what, "remedy": "Write --- below each heading, with | between."}
            continue
        for line, text in group[head + 1 :]:
            if "|" not in text:
                what = f"“{text.strip()[:40]}” stands right below a table and becomes a row of it."
                yield line, {"what": what, "remedy": "Leave an empty line above it."}
            elif _cells(text) > size:
                what = f"A row has {_cells(text)} cells under {size} headings: the words in the last are left out."
                yield line, {"what": what, "remedy": r"Take a | away; write \| for one that is meant to be read."}


_TABLE = "Write the headings, below them --- for each with | between, then the rows, without an empty line."


def numbers_in_a_paragraph(subject: Subject) -> Breaches:
    """Two lines in a row that count, and are set as running text."""
    for group in _groups(subject) if _MAYBE_NUMBERED.search(subject.document.body) else ():
        counted = [(line, found) for line, text in group if (found := _NUMBERED.match(text))]
        for (line, one), (after, two) in pairwise(counted):
            kind = next(n for n in (1, 2, 3) if one[n])
            if (
                after == line + 1
                and two[kind]
                and _follows(one[kind], two[kind])
                and (kind < 3 or _is_running(group, line, one[3]))
            ):
                yield line, {"written": one[0].strip()[:20]}
                break


def _follows(one: str, two: str) -> bool:
    return int(two) == int(one) + 1 if one.isdigit() and two.isdigit() else ord(two[0]) == ord(one[0]) + 1


def _is_running(group: list[_Line], line: int, number: str) -> bool:
    """Whether a numbered line begins no list: it stands below words, and its number is not 1."""
    return int(number) != 1 and group[0][0] < line and not _NUMBERED.match(group[0][1])


def too_many_tabs(subject: Subject) -> Breaches:
    """Tabs that could never be opened."""
    for group in subject.prepared.rendered.outline.tabs:
        if len(group) > MOST_TABS:
            yield group[MOST_TABS].line, {"size": len(group), "most": MOST_TABS}


def comments(subject: Subject) -> Breaches:
    """Comments without an end, and those that hold something the page would need."""
    body = _without_code(subject.document.body) if "<!--" in subject.document.body else ""
    for found in _COMMENT.finditer(body):
        line = body.count("\n", 0, found.start()) + subject.document.body_line
        if not found[2]:
            yield line, {"what": "A comment has no end, and stands on the page.", "remedy": "Write --> after it."}
        elif _TAKES.search(found[1]):
            what = "A comment holds headings, blocks or activities, and they are read all the same."
            yield line, {"what": what, "remedy": "Take them out of the text; what was published is kept."}


def strange_line_ends(subject: Subject) -> Breaches:
    """Characters at which a line ends for some programs and goes on for others."""
    text = subject.document.text
    for found in _BREAK.finditer(text) if _BREAK.search(text) else ():
        yield text.count("\n", 0, found.start()) + 1, {"code": f"U+{ord(found[0]):04X}"}


def marks_left(subject: Subject) -> Breaches:
    """Marks of emphasis, links and footnotes that readers would see."""
    html = "\n".join((subject.prepared.rendered.html, *_texts(subject.prepared.data.get("activities", []))))
    if not any(mark in html for mark in _MARKS) and "__" not in subject.document.body:
        return  # every mark was read as one
    shown = unescape(_TAG.sub("", _CODE.sub("", html)))
    for mark, word in dict.fromkeys(_LEFT.findall(shown)):
        place = re.compile(rf"{re.escape(mark)}\s*{re.escape(word)}")
        lines = (line for line, text in _lines(subject) if place.search(_ESCAPED.sub("", text)))
        if (line := next(lines, None)) is not None:  # else a backslash says that it is meant
            yield line, {"word": f"{mark}{word}"}


def _texts(value: Any) -> Iterator[str]:
    """Every text that an activity shows."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _lines(subject: Subject) -> Iterator[_Line]:
    """The lines of running text and of activities, without code in them."""
    outline = subject.prepared.rendered.outline
    inside = [each for fence in outline.fences for each in enumerate(fence.body.split("\n"), fence.line + 1)]
    for line, text in (*outline.written, *inside):
        yield line, CODE_SPAN.sub("", text) if "`" in text else text


def _groups(subject: Subject) -> Iterator[list[_Line]]:
    """Lines with no empty one between them."""
    group: list[_Line] = []
    for line, text in subject.prepared.rendered.outline.written:
        if group and line != group[-1][0] + 1:
            yield group
            group = []
        group.append((line, CODE_SPAN.sub("x", text) if "`" in text else text))
    if group:
        yield group


def _rules(text: str) -> bool:
    return "|" in text and is_table_rule(text)


def _cells(text: str) -> int:
    bare = _ESCAPED.sub("x", text.strip())
    return len(bare.removeprefix("|").removesuffix("|").split("|"))


def _without_code(body: str) -> str:
    """The body with code left out, line for line."""
    return CODE_SPAN.sub("", body)
