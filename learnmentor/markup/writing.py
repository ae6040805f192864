"""Markdown with what is ours: citations, references, pictures, task lists."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.extensions.toc import TocExtension, slugify
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks.tab import TabExtension

from learnmentor.markup.blocks import Blocks
from learnmentor.markup.context import Context, LinkTarget
from learnmentor.markup.marks import Marks
from learnmentor.markup.outline import CITATION, REFERENCE, Outline, cited


class _Citation(InlineProcessor):
    """`[LLUK s.5; NFER s.2]`: a mark, for the links are ours and put in after cleaning."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | None, int | None, int | None]:  # type: ignore[override]  # noqa: ARG002, N802
        md: Any = self.md
        parts = cited(m["inside"], md.context.citations)
        if parts is None:
            return None, None, None
        md.cites.append(parts)
        return md.marks.mark("cite", len(md.cites) - 1), m.start(0), m.end(0)


class _Reference(InlineProcessor):
    """`[[K8]]` and `[[K8|in other words]]`."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        code, words = m["code"].strip(), (m["words"] or "").strip()
        target: LinkTarget | None = self.md.context.targets.get(code)  # type: ignore[attr-defined]
        link = Element("a", {"href": target.href}) if target else Element("span", {"class": "missing"})
        link.text = AtomicString(words or (target.title if target else code))
        return link, m.start(0), m.end(0)


class _Mail(InlineProcessor):
    """`<name@example.org>`: the library hides the address from those who clean."""

    PATTERN = r"<([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        link = Element("a", {"href": f"mailto:{m[1]}"})
        link.text = AtomicString(m[1])
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
            if (
                len(paragraph) == 1
                and paragraph[0].tag == "img"
                and not (paragraph.text or "").strip()
                and not (paragraph[0].tail or "").strip()
            ):
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
                mark = self.md.marks.mark("task", TODO if found[1] == " " else DONE)  # type: ignore[attr-defined]
                holder.text = mark + " " + (holder.text or "")[found.end() :]


class _Ours(Extension):
    """Citations, references, pictures and task lists."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- the library's name
        """Register what is ours, before the library's own links."""
        md.inlinePatterns.register(_Reference(REFERENCE.pattern, md), "reference-to-page", 185)
        md.inlinePatterns.register(_Citation(CITATION.pattern, md), "citation", 184)
        md.treeprocessors.register(_Tasks(md), "tasks", 25)  # before inline patterns: [ ] is still text
        md.treeprocessors.register(_Pictures(md), "pictures", 15)


Cites = list[list[tuple[str, str]]]
TODO, DONE = 0, 1  # numbers of the marks of tasks
_BETWEEN_BLOCKS = re.compile(
    r"(</?(?:p|ul|ol|li|dl|dt|dd|div|table|thead|tbody|tr|td|th|blockquote|section|details|summary|figure|h[2-6])\b[^>]*>)\n+(?=<)"
)


@dataclass(frozen=True)
class WrittenMarkup:
    """Raw HTML, in which citations, tasks and activities stand as marks; what was cited; sections as (id, words)."""

    html: str
    marks: Marks
    cites: Cites
    sections: tuple[tuple[str, str], ...] = ()


# Links written in two places: the checks look where the words are, and each pattern is tried on every run of words.
_NOT_OURS = ("reference", "short_reference", "image_reference", "short_image_ref", "automail")
# What few texts need, and each pattern is tried on every run of words: words struck out or marked, bare addresses.
_MORE = re.compile(r"~~|==|(?<!\]\()(?<!<)(?:https?://|www\.)|<[^<>\s@]+@")
_MORE_SIGNS = ("~~", "==", "://", "www.", "@")
_MORE_OPTIONS = {"pymdownx.tilde": {"subscript": False}}


def _made(extensions: list[Any], options: dict[str, dict[str, Any]], more: Sequence[str]) -> Markdown:
    md = Markdown(extensions=extensions, extension_configs={**options, **(_MORE_OPTIONS if more else {})})
    for name in (*_NOT_OURS, "magic-mail") if more else _NOT_OURS:
        md.inlinePatterns.deregister(name)
    if more:
        md.inlinePatterns.register(_Mail(_Mail.PATTERN, md), "mail", 190)
    md.parser.blockprocessors.deregister("reference")  # it takes away a line such as “[Mentor]: Yes.”
    return md


class _Kept:
    """A writer, and one that knows more, made when a text first needs it."""

    def __init__(self, make: Callable[..., Markdown]) -> None:
        self._make, self._usual = make, make()
        self._more: Markdown | None = None

    def for_text(self, text: str) -> Markdown:
        """The writer that a text needs."""
        if not any(sign in text for sign in _MORE_SIGNS) or not _MORE.search(text):
            return self._usual
        if self._more is None:
            self._more = self._make("pymdownx.tilde", "pymdownx.mark", "pymdownx.magiclink")
        return self._more


class Writers(threading.local):
    """One of each writer a thread: they are slow to make and hold the text they are at."""

    def __init__(self) -> None:
        plain = ["tables", "def_list", "sane_lists"]
        options = {"tables": {"use_align_attribute": True}}
        self._prefix: str = ""
        self._marks = Marks()
        self._toc = TocExtension(marker="", slugify=self._slug)

        def document(*more: str) -> Markdown:
            blocks = [_Ours(), Blocks(), TabExtension(alternate_style=True), self._toc]
            fences = {"pymdownx.superfences": {"disable_indented_code_blocks": False}}
            return _made([*plain, *more, "footnotes", "pymdownx.superfences", *blocks], {**options, **fences}, more)

        def inner(*more: str) -> Markdown:
            return _made([*plain, *more, _Ours()], options, more)

        self._documents, self._inners = _Kept(document), _Kept(inner)

    def document(self, found: Outline, context: Context) -> WrittenMarkup:
        """A whole text."""
        self._prefix, self._marks = context.heading_prefix, found.marks
        md: Any = self._documents.for_text(found.text)
        md.outline, md.toc_tokens = found, []  # an empty text is not looked at, and would keep those of the one before
        html, marks, cites = self._write(md, found.text, context, found.marks)
        sections = tuple(
            (token["id"], marks.without(unescape(token["name"])).strip())
            for token in _flat(md.toc_tokens)
            if token["level"] == 2
        )
        return WrittenMarkup(html, marks, cites, sections)

    def inner(self, text: str, context: Context) -> WrittenMarkup:
        """A text inside an activity."""
        return WrittenMarkup(*self._write(self._inners.for_text(text), text, context, Marks()))

    def _slug(self, words: str, separator: str) -> str:
        return self._prefix + (slugify(self._marks.without(words), separator) or "x")

    @staticmethod
    def _write(md: Any, text: str, context: Context, marks: Marks) -> tuple[str, Marks, Cites]:
        md.reset()
        md.context, md.marks, md.cites = context, marks, []
        html = md.convert(text)
        return _BETWEEN_BLOCKS.sub(r"\1", html), marks, md.cites


def _flat(tokens: list[Any]) -> list[Any]:
    return [each for token in tokens for each in [token, *_flat(token["children"])]]


writers = Writers()
