"""An author's Markdown as safe HTML: the only user of markdown, bleach and nh3.

Everything is cleaned after rendering, twice and by one allow-list: bleach, then nh3, which is a different parser. What authors may not
write themselves (placeholders of activities, frames of tables, marks of task lists) is put in after that. Slow work for publishing and
preview; a learner's page reads the result.
"""

import re
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import nh3
from bleach.sanitizer import Cleaner
from markdown import Extension, Markdown
from markdown.extensions.toc import TocExtension, slugify
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block as MarkdownBlock
from pymdownx.blocks.tab import TabExtension

from learnmentor.outline import (
    ANSWER_MARKS, ASIDES, CITATION, MARK, MARK_END, REFERENCE, Fault, Outline, cited, outline,
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """Where a `[[link]]` leads, and the words it has if the author gives none."""

    href: str
    title: str


@dataclass(frozen=True)
class Context:
    """What a text may point at. `kinds` are the words that begin an activity; `media` maps paths as written to addresses."""

    citations: Mapping[str, str] = field(default_factory=dict)  # name of a source → address of its entry
    targets: Mapping[str, Target] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)
    kinds: Collection[str] = ()
    first_line: int = 1
    heading_prefix: str = "section-"


@dataclass(frozen=True)
class Rendered:
    """Safe HTML, in which activity number n of the outline stands as `placeholder(n)`; the sections; what must be mended."""

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
    raw, sections = _writers.document(found, context)
    html, leaks = _without_leaks(_furnished(_cleaned(raw)), source, context)
    return Rendered(html, found, sections, (*found.faults, *leaks))


def render_inner(source: str, context: Context, *, inline: bool = False) -> str:
    """Render a text inside an activity: no blocks, no footnotes; inline without the paragraph around it."""
    plain = _written_plainly(source, context)
    if plain is not None:
        return plain if inline else f"<p>{plain}</p>"
    text = source.replace(MARK, "").replace(MARK_END, "")
    if not inline:
        return _furnished(_cleaned(_writers.inner(text, context)))
    # A mark before the text keeps "1. May" a text; a list cannot stand in a label.
    html = _cleaned(_writers.inner(MARK + " ".join(text.split()), context)).replace(MARK, "")
    return _typeset(html.strip().removeprefix("<p>").removesuffix("</p>"))


_OPENS = re.compile(r"(^|[\s(\[/—–‘“-])([\"'])(?=[^\s.,;:)\]])")
_CURLED = {'"': ("“", "”"), "'": ("‘", "’")}


def typographic(text: str, before: str = "") -> str:
    """Plain words with the quotation marks and the ellipsis of print; `before` is the character in front of them."""
    if not ('"' in text or "'" in text or "..." in text):
        return text
    curled = before + text.replace("...", "…")
    for _ in range(2):  # twice, for a quotation inside a quotation
        curled = _OPENS.sub(lambda found: found[1] + _CURLED[found[2]][0], curled)
    return curled.replace('"', "”").replace("'", "’")[len(before) :]


_TAG = re.compile(r'<(/?)([a-z0-9]+)(?:[^>"]|"[^"]*")*>')  # as nh3 writes them: values in double quotes
_INLINE = frozenset({"a", "abbr", "b", "em", "i", "span", "strong", "sup", "sub", "small", "q", "s", "mark", "ins", "del"})


def _typeset(html: str) -> str:
    """`typographic` for the words of HTML, code left alone; a quotation may begin before an emphasis and end after it."""
    out: list[str] = []
    at, last, code = 0, "", 0
    for tag in _TAG.finditer(html):
        words = html[at : tag.start()]
        if words:
            out.append(words if code else typographic(words, last))
            last = words[-1]
        out.append(tag[0])
        if tag[2] in {"code", "pre", "kbd"}:
            code += -1 if tag[1] else 1
        elif tag[2] not in _INLINE:
            last = ""
        at = tag.end()
    out.append(typographic(html[at:], last))
    return "".join(out)


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
    return _typeset("".join(out)) if len(out) > 1 else typographic(words)


def _cites(parts: list[tuple[str, str]], context: Context) -> str:
    links = [f'<a class="cite" href="{escape(context.citations[name])}">{escape(words)}</a>' for name, words in parts]
    return f"<span>[{'; '.join(links)}]</span>"


# the allow-list

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
TAGS = frozenset({
    *_HEADINGS, "a", "abbr", "audio", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "hr", "i", "img", "input", "ins", "kbd", "label", "li", "mark", "ol", "p", "pre", "q", "s", "section",
    "small", "source", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "ul",
    "video",
})  # fmt: skip
_MEDIA = re.compile(r"/media/[0-9a-f]{64}/[\w.-]+")
_TABBED = re.compile(r"__tabbed_\d+(_\d+)?")
_IDS = {
    **dict.fromkeys(_HEADINGS, re.compile(r"[a-z0-9][a-z0-9-]*")),
    "li": re.compile(r"fn:[\w-]+"), "sup": re.compile(r"fnref\d*:[\w-]+"), "input": _TABBED,
}  # fmt: skip
CLASSES = frozenset({
    *(f"callout--{name}" for name in ASIDES), "callout", "callout__title", "cite", "disclosure", "figure", "footnote",
    "footnote-backref", "footnote-ref", "missing", "scene", "scene__tag", "scene__title", "tabbed-alternate", "tabbed-block",
    "tabbed-content", "tabbed-labels", "tabbed-set", "task-done", "task-todo", "tasks",
})  # fmt: skip
_VALUES: dict[tuple[str, str], re.Pattern[str]] = {
    ("a", "href"): re.compile(r"(?:https?://|mailto:|/|#)\S*", re.IGNORECASE),
    ("abbr", "title"): re.compile(r".*"),
    ("audio", "controls"): re.compile(r".*"), ("audio", "preload"): re.compile("none|metadata"), ("audio", "src"): _MEDIA,
    ("details", "open"): re.compile(r".*"),
    ("img", "alt"): re.compile(r".*", re.DOTALL), ("img", "loading"): re.compile("lazy"), ("img", "src"): _MEDIA,
    ("input", "checked"): re.compile(r".*"), ("input", "name"): _TABBED, ("input", "type"): re.compile("radio"),
    ("label", "for"): _TABBED,
    ("ol", "start"): re.compile(r"\d{1,4}"),
    ("td", "align"): re.compile("left|center|right"), ("th", "align"): re.compile("left|center|right"),
    ("track", "kind"): re.compile("captions"), ("track", "label"): re.compile(r".*"), ("track", "src"): _MEDIA,
    ("track", "srclang"): re.compile(r"[a-z-]{2,8}"),
    ("video", "controls"): re.compile(r".*"), ("video", "poster"): _MEDIA, ("video", "preload"): re.compile("none|metadata"),
    ("video", "src"): _MEDIA,
}  # fmt: skip
_NAMES: dict[str, set[str]] = {}
for _tag, _name in _VALUES:
    _NAMES.setdefault(_tag, set()).add(_name)
for _tag in _IDS:
    _NAMES.setdefault(_tag, set()).add("id")


def allowed(tag: str, name: str, value: str) -> bool:
    """The one allow-list of attributes, asked by both cleaners."""
    if name == "class":
        return bool(value) and set(value.split()) <= CLASSES
    if name == "id":
        return tag in _IDS and _IDS[tag].fullmatch(value) is not None
    pattern = _VALUES.get((tag, name))
    return pattern is not None and pattern.fullmatch(value) is not None


def _filtered(tag: str, name: str, value: str) -> str | None:
    return value if allowed(tag, name, value) else None


_SECOND = nh3.Cleaner(
    tags=set(TAGS),
    attributes={**_NAMES, "*": {"class"}},
    attribute_filter=_filtered,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    clean_content_tags={"script", "style"},
)
_ACTIVE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)


_INPUT = re.compile(r'<input(?![^>]*\btype="radio")[^>]*>')  # an input that lost its type would be a text field


def _cleaned(html: str) -> str:
    html = _ACTIVE.sub("", html)  # bleach would leave the words of a script standing
    return _INPUT.sub("", str(_SECOND.clean(_writers.first_cleaner.clean(html))))


# what is put in after cleaning

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_TH = re.compile(r"<th((?:\s[^>]*)?)>(.*?)</th>", re.DOTALL)


def _furnished(html: str) -> str:
    html = _TABLE.sub(_framed, html)
    html = html.replace('<span class="task-done">', '<span class="tasks__mark tasks__mark--done" role="img" aria-label="done">')
    html = html.replace('<span class="task-todo">', '<span class="tasks__mark" role="img" aria-label="to do">')
    html = html.replace('<div class="tabbed-set tabbed-alternate">', '<div class="tabbed-set" role="group" aria-label="Choose one">')
    return _typeset(html)


def _framed(found: re.Match[str]) -> str:
    heads = [words for _, inside in _TH.findall(found[0]) if (words := _words(inside))]
    table = _TH.sub(lambda th: f'<th scope="col"{th[1]}>{th[2]}</th>' if _words(th[2]) else "<td></td>", found[0])
    label = escape("Table: " + ", ".join(heads) if heads else "Table")
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def _words(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


_CODE = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)


def _without_leaks(html: str, source: str, context: Context) -> tuple[str, list[Fault]]:
    """Take out code that shows an activity's answers, however it came to be code."""
    faults: list[Fault] = []

    def judge(found: re.Match[str]) -> str:
        code = unescape(_TAG.sub("", found[1]))
        if not ANSWER_MARKS.search(code):
            return found[0]
        first = code.strip().split("\n")[0].strip()
        line = next((n for n, text in enumerate(source.split("\n"), context.first_line) if text.strip() == first), context.first_line)
        faults.append(Fault(
            "fence", line, "Lines that look like an activity's answers would be shown as code.",
            "Begin the activity, and each of its lines, at the margin.",
        ))  # fmt: skip
        return ""

    return _CODE.sub(judge, html), faults


# our own Markdown


class _Citation(InlineProcessor):
    """`[LLUK s.5; NFER s.2]`, each part a link to its source."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]  # noqa: ARG002, N802
        context: Context = self.md.context  # type: ignore[attr-defined]
        parts = cited(m["inside"], context.citations)
        if parts is None:
            return None, None, None
        cites = Element("span")
        cites.text = AtomicString("[")
        for number, (name, words) in enumerate(parts, 1):
            link = SubElement(cites, "a", {"class": "cite", "href": context.citations[name]})
            link.text = AtomicString(words)
            link.tail = AtomicString("]" if number == len(parts) else "; ")
        return cites, m.start(0), m.end(0)


class _Reference(InlineProcessor):
    """`[[K8]]` and `[[K8|in other words]]`."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        code, words = m["code"].strip(), (m["words"] or "").strip()
        target: Target | None = self.md.context.targets.get(code)  # type: ignore[attr-defined]
        link = Element("a", {"href": target.href}) if target else Element("span", {"class": "missing"})
        link.text = AtomicString(words or (target.title if target else code))
        return link, m.start(0), m.end(0)


class _Pictures(Treeprocessor):
    """Pictures get the address of their file; one alone in its paragraph becomes a figure."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        media: Mapping[str, str] = self.md.context.media  # type: ignore[attr-defined]
        for image in root.iter("img"):
            caption = image.attrib.pop("title", "")
            image.set("loading", "lazy")
            if image.get("src") in media:
                image.set("src", media[image.get("src", "")])
            if caption:
                image.set("caption", caption)
        for paragraph in list(root.iter("p")):
            if len(paragraph) == 1 and paragraph[0].tag == "img" and not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip():
                caption = paragraph[0].attrib.pop("caption", "")
                paragraph.tag = "figure"
                paragraph.set("class", "figure")
                if caption:
                    SubElement(paragraph, "figcaption").text = caption


class _Tasks(Treeprocessor):
    """`- [ ]` and `- [x]` as marks that are read out, since a box that cannot be ticked is no box."""

    _MARK = re.compile(r"\s*\[([ xX])\]\s+")

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for items in root.iter("ul"):
            for item in items:
                holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
                if not (found := self._MARK.match(holder.text or "")):
                    continue
                items.set("class", "tasks")
                mark = Element("span", {"class": "task-todo" if found[1] == " " else "task-done"})
                mark.tail = " " + (holder.text or "")[found.end() :]
                holder.text = ""
                holder.insert(0, mark)


class _Ours(Extension):
    """Citations, references, pictures and task lists."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- the library's name
        """Register what is ours, before the library's own links."""
        md.inlinePatterns.register(_Reference(REFERENCE.pattern, md), "reference-to-page", 185)
        md.inlinePatterns.register(_Citation(CITATION.pattern, md), "citation", 184)
        md.treeprocessors.register(_Tasks(md), "tasks", 25)  # before inline patterns: [ ] is still text
        md.treeprocessors.register(_Pictures(md), "pictures", 15)


class _Ours_Block(MarkdownBlock):  # noqa: N801
    ARGUMENT: Any = None

    def on_create(self, parent: Element) -> Element:  # pragma: no cover
        raise NotImplementedError

    def is_block(self, tag: Element) -> bool:  # noqa: ARG002
        return True


class _Aside(_Ours_Block):
    TITLES = {"note": "Note", "try": "Try this", "warning": "Take care", "example": "For example"}  # noqa: RUF012

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "div", {"class": f"callout callout--{self.NAME}"})
        SubElement(box, "p", {"class": "callout__title"}).text = self.argument or self.TITLES[self.NAME]
        return box


class _Details(_Ours_Block):
    NAME = "details"

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "details", {"class": "disclosure"})
        SubElement(box, "summary").text = self.argument or "More"
        return box


class _Scene(_Ours_Block):
    NAME = "scene"

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "section", {"class": "scene"})
        SubElement(box, "p", {"class": "scene__tag"}).text = "A scene to read"
        if self.argument:
            SubElement(box, "h3", {"class": "scene__title"}).text = self.argument
        return box


class _Clip(_Ours_Block):
    """A video or audio with its transcript. Its argument is the number of the block in the outline."""

    ARGUMENT = True

    def on_create(self, parent: Element) -> Element:
        context: Context = self.md.context
        block = self.md.outline.blocks[int(self.argument)]
        box = SubElement(parent, "div")
        figure = SubElement(box, "figure", {"class": "figure"})
        attributes = {"controls": "controls", "preload": "none", "src": context.media.get(block.head.get("src", ""), "")}
        if self.NAME == "video" and block.head.get("poster") in context.media:
            attributes["poster"] = context.media[block.head["poster"]]
        clip = SubElement(figure, self.NAME, attributes)
        if self.NAME == "video" and block.head.get("captions") in context.media:
            captions = {"kind": "captions", "srclang": "en", "label": "English", "src": context.media[block.head["captions"]]}
            SubElement(clip, "track", captions)
        SubElement(figure, "figcaption").text = block.title
        self.transcript = SubElement(box, "details", {"class": "disclosure"})
        SubElement(self.transcript, "summary").text = "Transcript"
        return box

    def on_add(self, block: Element) -> Element:  # noqa: ARG002
        return self.transcript


class _Blocks(BlocksExtension):
    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: ARG002, N802
        for name in ASIDES:
            block_mgr.register(type(f"_{name.title()}", (_Aside,), {"NAME": name}), {})
        for block in (_Details, _Scene):
            block_mgr.register(block, {})
        for name in ("video", "audio"):
            block_mgr.register(type(f"_{name.title()}", (_Clip,), {"NAME": name}), {})


class _Writers(threading.local):
    """One of each writer and cleaner a thread: they are slow to make and hold the text they are at."""

    def __init__(self) -> None:
        plain = ["tables", "def_list", "sane_lists"]
        options = {"tables": {"use_align_attribute": True}}
        self._prefix: str = ""
        self._toc = TocExtension(marker="", slugify=lambda words, separator: self._prefix + (slugify(words, separator) or "x"))
        self._document = Markdown(
            extensions=[
                *plain, "footnotes", "pymdownx.superfences", _Ours(), _Blocks(), TabExtension(alternate_style=True), self._toc,
            ],
            extension_configs={**options, "pymdownx.superfences": {"disable_indented_code_blocks": False}},
        )  # fmt: skip
        self._inner = Markdown(extensions=[*plain, _Ours()], extension_configs=options)
        self.first_cleaner = Cleaner(
            tags=TAGS, attributes=allowed, protocols={"http", "https", "mailto"}, strip=True, strip_comments=True
        )

    def document(self, found: Outline, context: Context) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Raw HTML and the sections of a whole text."""
        self._prefix = context.heading_prefix
        md: Any = self._document
        md.reset()
        md.context, md.outline = context, found
        html = md.convert(found.text)
        sections = tuple((token["id"], unescape(token["name"])) for token in _flat(md.toc_tokens) if token["level"] == 2)
        return html, sections

    def inner(self, text: str, context: Context) -> str:
        """Raw HTML of a text inside an activity."""
        md: Any = self._inner
        md.reset()
        md.context = context
        return str(md.convert(text))


def _flat(tokens: list[Any]) -> list[Any]:
    return [each for token in tokens for each in [token, *_flat(token["children"])]]


_writers = _Writers()
