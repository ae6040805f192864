"""Our blocks between lines of `///`: asides, details, scenes and clips."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block as MarkdownBlock

from learnmentor.markup.context import Context
from learnmentor.markup.outline import ASIDES


class _Block(MarkdownBlock):
    ARGUMENT: Any = None

    def is_block(self, tag: Element) -> bool:  # noqa: ARG002
        return True


class _Aside(_Block):
    TITLES = {"note": "Note", "try": "Try this", "warning": "Take care", "example": "For example"}  # noqa: RUF012

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "div", {"class": f"callout callout--{self.NAME}"})
        SubElement(box, "p", {"class": "callout__title"}).text = self.argument or self.TITLES[self.NAME]
        return box


class _Details(_Block):
    NAME = "details"

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "details", {"class": "disclosure"})
        SubElement(box, "summary").text = self.argument or "More"
        return box


class _Scene(_Block):
    NAME = "scene"

    def on_create(self, parent: Element) -> Element:
        box = SubElement(parent, "section", {"class": "scene"})
        SubElement(box, "p", {"class": "scene__tag"}).text = "A scene to read"
        if self.argument:
            SubElement(box, "h3", {"class": "scene__title"}).text = self.argument
        return box


class _Clip(_Block):
    """A video or audio with its transcript. Its argument is the number of the block in the outline."""

    ARGUMENT = True

    def on_create(self, parent: Element) -> Element:
        context: Context = self.md.context
        box = SubElement(parent, "div")
        numbers = {str(number): each for number, each in enumerate(self.md.outline.blocks) if each.name == self.NAME}
        block = numbers.get(self.argument)
        if block is None:  # in a quotation or a list, where the outline sees no block and names it
            self.transcript = box
            return box
        figure = SubElement(box, "figure", {"class": "figure"})
        attributes = {
            "controls": "controls",
            "preload": "none",
            "src": context.media.get(block.head.get("src", ""), ""),
        }
        if self.NAME == "video" and block.head.get("poster") in context.media:
            attributes["poster"] = context.media[block.head["poster"]]
        clip = SubElement(figure, self.NAME, attributes)
        if self.NAME == "video" and block.head.get("captions") in context.media:
            captions = {
                "kind": "captions",
                "srclang": "en",
                "label": "English",
                "src": context.media[block.head["captions"]],
            }
            SubElement(clip, "track", captions)
        SubElement(figure, "figcaption").text = block.title
        self.transcript = SubElement(box, "details", {"class": "disclosure"})
        SubElement(self.transcript, "summary").text = "Transcript"
        return box

    def on_add(self, block: Element) -> Element:  # noqa: ARG002
        return self.transcript


class Blocks(BlocksExtension):
    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: ARG002, N802
        for name in ASIDES:
            block_mgr.register(type(f"_{name.title()}", (_Aside,), {"NAME": name}), {})
        for block in (_Details, _Scene):
            block_mgr.register(block, {})
        for name in ("video", "audio"):
            block_mgr.register(type(f"_{name.title()}", (_Clip,), {"NAME": name}), {})
