"""What a text is made of, line by line, before Markdown sees it: activities, blocks, headings and what it points at.

Markdown keeps no line numbers and shows what it cannot read as code, answers and all. So activities are taken out here,
each leaving a mark in the text, and whatever looks like one without being one is a fault.
"""

import re
from bisect import bisect_right
from collections.abc import Collection
from difflib import get_close_matches

from learnmentor.ground.typed.lookalikes import DASHES, INVISIBLE, SPACES, trimmed, visible
from learnmentor.markup.elsewhere import as_elsewhere, with_addresses
from learnmentor.markup.found import Block, Fence, Heading, MarkupFault, Mention, Outline, Picture, count_words
from learnmentor.markup.marks import MARK, MARK_END
from learnmentor.markup.openings import ASIDES, BLOCK_REMEDY, BLOCKS, MEDIA_KEYS, bare_opening, nearly_a_block

__all__ = [
    "ANSWER_MARKS",
    "ASIDES",
    "BLOCKS",
    "CITATION",
    "CODE_SPAN",
    "REFERENCE",
    "Block",
    "Fence",
    "MarkupFault",
    "Mention",
    "Outline",
    "cited",
    "count_words",
    "outline",
    "seems_a_citation",
]

_PLAIN_CODE = {"", "text", "txt"}

_FENCE = re.compile(r"(?P<prefix>[ \t>]*)(?P<ticks>`{3,}|~{3,})(?P<info>.*)$")
_BLOCK = re.compile(r"[ ]{0,3}(?P<slashes>/{3,})[ ]*(?P<name>[\w-]+)?[ ]*(?:\|[ ]*(?P<title>.*?)[ ]*)?$")
_MEDIA_KEY = re.compile(rf"[{SPACES}{INVISIBLE}]*([A-Za-z]+)[{SPACES}{INVISIBLE}]*[:\uff1a](.*)$")
_DASHES = re.compile(rf"[{SPACES}{INVISIBLE}]*[-_*{DASHES}]{{1,9}}[{SPACES}{INVISIBLE}]*$")  # however they came
_LONGEST_WORD = 20  # of a line that is nothing but a kind of activity
_HEADING = re.compile(r"(#{1,6})[ \t]*(.*?)[ \t]*#*$")
_UNDERLINE = re.compile(r"(=+|-{2,})[ \t]*$")
_PICTURE = re.compile(r'!\[(?P<alt>[^\]]*)\]\((?P<src>[^)\s]+)(?:[ \t]+"(?P<caption>[^"]*)")?\)')
_LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\((?P<href>(?:[^()\s]|\([^()\s]*\))*)[^)]*\)")
CODE_SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)[^`\n]+\1(?!`)")
ANSWER_MARKS = re.compile(r"^\s*(?:- \[[ xX]\] |= \S|- .*(?:=>|->) )", re.MULTILINE)
REFERENCE = re.compile(r"\[\[(?P<code>[^\[\]|]+)(?:\|(?P<words>[^\[\]]+))?\]\]")
CITATION = re.compile(r"(?<![\[\]!\w])\[(?P<inside>[A-Z][^\[\]|]*)\](?![\[(:])")
_LOCATOR = re.compile(r"(?:s\.|ss\.|p\.|pp\.|App\.|Table |Q)\s?[\dIVX]")


def outline(source: str, *, kinds: Collection[str], first_line: int = 1) -> Outline:
    """Read a text through once. `kinds` are the words that may begin an activity."""
    return _Reader(kinds, first_line).read(source)


def cited(inside: str, names: Collection[str]) -> list[tuple[str, str]] | None:
    """A citation's parts as (source, what was written), or None when a part names no source among `names`."""
    parts: list[tuple[str, str]] = []
    for written in inside.split(";"):
        part = " ".join(written.split())
        found = [name for name in names if part == name or part.startswith((name + " ", name + ","))]
        if found:
            parts.append((max(found, key=len), part))
        elif parts and _LOCATOR.match(part):
            parts.append((parts[-1][0], part))
        else:
            return None
    return parts


def seems_a_citation(inside: str, names: Collection[str]) -> bool:
    """Whether words in square brackets were meant as a citation, though they name no source."""
    words = inside.split()
    return _LOCATOR.search(inside) is not None or bool(
        words and get_close_matches(words[0].lower(), [name.split()[0].lower() for name in names], 1, 0.75)
    )


class _Reader:
    def __init__(self, kinds: Collection[str], first_line: int) -> None:
        self.kinds = kinds
        self.bare_opening = bare_opening(kinds)
        self.found = Outline()
        self.open: list[tuple[Block, int]] = []  # blocks and their number of slashes
        self.first_line = first_line
        self.out: list[str] = []

    def read(self, source: str) -> Outline:
        source = source.replace("\r\n", "\n").replace("\r", "\n").replace(MARK, "").replace(MARK_END, "")
        lines = with_addresses(source.split("\n"))
        source = "\n".join(lines)
        at = 0
        while at < len(lines):
            fence = _FENCE.match(visible(lines[at])) if "```" in lines[at] or "~~~" in lines[at] else None
            if fence and not (fence["ticks"][0] == "`" and "`" in fence["info"]):
                at = self._fence(lines, at, fence)
            else:
                at = self._line(lines, at)
        for block, _ in self.open:
            self._fault(
                "block", block.line, f"The block “{block.name}” has no end.", "Write /// on a line of its own after it."
            )
        self.found.text = "\n".join(as_elsewhere(self.out))
        self._mentions(source, lines)
        return self.found

    def _fault(self, rule: str, line: int, message: str, remedy: str) -> None:
        self.found.faults.append(MarkupFault(rule, line, message, remedy))

    # activities and code

    def _fence(self, lines: list[str], at: int, fence: re.Match[str]) -> int:
        number, ticks, info = at + self.first_line, fence["ticks"], fence["info"].strip()
        end, closed = self._end_of_fence(lines, at, ticks, info)
        body = lines[at + 1 : end]
        kind, _, rest = info.partition(" ")
        if not closed:
            self._fault(
                "fence",
                number,
                f"What begins with {ticks}{info[:30]} has no end.",
                f"Write {ticks} on a line of its own after it.",
            )
        elif kind in self.kinds and not fence["prefix"]:
            self._activity(Fence(kind, rest, "\n".join(body), number))
        elif kind in self.kinds:
            self._fault(
                "fence", number, f"The {kind} is indented or quoted.", "Begin its first and last line at the margin."
            )
        elif info not in _PLAIN_CODE:
            self._mistyped(number, info)
        elif ANSWER_MARKS.search("\n".join(body)):
            self._fault(
                "fence",
                number,
                "A block of code holds lines that look like an activity's answers.",
                f"Write the kind of activity after the first {ticks}: one of {', '.join(self.kinds)}.",
            )
        else:
            self.out += lines[at : end + 1]
        return end + (1 if closed else 0)

    def _end_of_fence(self, lines: list[str], at: int, ticks: str, info: str) -> tuple[int, bool]:
        """Where the fence ends, and whether it was closed; an activity that begins inside another ends the first."""
        for end in range(at + 1, len(lines)):
            inner = _FENCE.match(visible(lines[end])) if "```" in lines[end] or "~~~" in lines[end] else None
            if inner and inner["ticks"][0] == ticks[0] and len(inner["ticks"]) >= len(ticks):
                if not inner["info"].strip():
                    return end, True
                if info and (
                    info.split(maxsplit=1)[0] in self.kinds or inner["info"].split(maxsplit=1)[0] in self.kinds
                ):
                    return end, False
        return len(lines), False

    def _activity(self, fence: Fence) -> None:
        if self.open:
            self._fault(
                "fence",
                fence.line,
                f"The {fence.kind} stands inside the block “{self.open[-1][0].name}”.",
                "Move it out: an activity stands on its own.",
            )
            return
        self.out += ["", self.found.marks.mark("activity", len(self.found.fences)), ""]
        self.found.fences.append(fence)

    def _mistyped(self, number: int, info: str) -> None:
        word = re.sub(r"[^a-z].*", "", info.lower().lstrip("{. "))
        near = get_close_matches(word, list(self.kinds), 1, 0.6)
        remedy = (
            f"Did you mean {near[0]}?"
            if near
            else f"An activity is one of: {', '.join(self.kinds)}. Code takes no word."
        )
        self._fault("fence", number, f"There is no activity that begins with “{info[:40]}”.", remedy)

    # other lines

    def _line(self, lines: list[str], at: int) -> int:
        line, number = lines[at], at + self.first_line
        block = _BLOCK.match(line) if "///" in line else None
        if block:
            return self._block(lines, at, block)
        if self._opens_an_activity(lines, at):
            self._fault(
                "fence", number, "An activity is not opened as it should be.", "Write three backticks before its kind."
            )
            return at + 1
        if nearly_a_block(line):
            self._fault("block", number, f"“{line.strip()[:40]}” is nearly the line of a block.", BLOCK_REMEDY)
        self.out.append(line)
        if line.strip():
            self.found.written.append((number, line))
        self._heading(lines, at)
        if line.strip() and not line.lstrip().startswith(("[^", "|-", "|:", "| -")):
            read = self._read(line)
            self.found.prose.append((number, read))
            if self.open:
                self.open[-1][0].words += count_words(read)
        return at + 1

    def _opens_an_activity(self, lines: list[str], at: int) -> bool:
        """Whether a line opens an activity without being a fence; a bare word does where answers follow."""
        line = lines[at]
        if self.bare_opening is None or not line:
            return False
        if ("=" in line or "\uff1d" in line or not line[0].isalpha()) and self.bare_opening.match(line):
            return True
        word = line.strip(" :.\u00a0").lower() if len(line) < _LONGEST_WORD else ""
        return word in self.kinds and ANSWER_MARKS.search("\n".join(lines[at + 1 : at + 9])) is not None

    @staticmethod
    def _read(line: str) -> str:
        if "[" not in line:
            return line
        line = _PICTURE.sub("", line)
        line = REFERENCE.sub(lambda found: found["words"] or found["code"], line)
        line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
        return CITATION.sub("", line)

    def _heading(self, lines: list[str], at: int) -> None:
        line, number = lines[at], at + self.first_line
        if found := _HEADING.match(line):
            self.found.headings.append(Heading(len(found[1]), found[2], number, bool(self.open)))
        elif (found := _UNDERLINE.match(line)) and at and lines[at - 1].strip() and "|" not in lines[at - 1]:
            level = 1 if found[1][0] == "=" else 2
            self.found.headings.append(Heading(level, lines[at - 1].strip(), number - 1, bool(self.open)))

    def _block(self, lines: list[str], at: int, found: re.Match[str]) -> int:
        number, slashes, name = at + self.first_line, len(found["slashes"]), (found["name"] or "").lower() or None
        self.out.append(lines[at])
        if name is None:
            self._close(number, slashes)
            return at + 1
        if name not in BLOCKS:
            near = get_close_matches(name, BLOCKS, 1, 0.6)
            remedy = f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(BLOCKS)}."
            self._fault("block", number, f"There is no block called “{name}”.", remedy)
        block = Block(name, found["title"] or "", number, self.open[-1][0] if self.open else None)
        self.found.blocks.append(block)
        self.open.append((block, slashes))
        return self._media_head(lines, at + 1, block) if name in {"video", "audio"} else at + 1

    def _close(self, number: int, slashes: int) -> None:
        if not any(count == slashes for _, count in self.open):
            self._fault(
                "block",
                number,
                "A block ends that never began.",
                "Take the line out, or begin the block with /// and its kind.",
            )
            return
        while True:
            block, count = self.open.pop()
            if block.parent:
                block.parent.words += block.words
            if count == slashes:
                return
            self._fault(
                "block", block.line, f"The block “{block.name}” has no end.", "Write /// on a line of its own after it."
            )

    def _media_head(self, lines: list[str], at: int, block: Block) -> int:
        """Read `src: …` and the like up to `---`; the header's title becomes the number of the block."""
        begin, end = at, self._end_of_head(lines, at)
        for n in range(begin, end):
            self._media_key(lines[n], n + self.first_line, block)
        at = min(end + 1, len(lines)) if end < len(lines) and _DASHES.match(lines[end]) else end
        block.has_transcript = any(text.strip() for text in lines[at : self._end_of_block(lines, at)])
        slashes = _BLOCK.match(lines[begin - 1])
        self.out[-1] = f"{slashes['slashes'] if slashes else '///'} {block.name} | {len(self.found.blocks) - 1}"
        return at

    def _end_of_head(self, lines: list[str], at: int) -> int:
        """The line of dashes that ends the keys of a clip; without one, the first line that is no key."""
        last = self._end_of_block(lines, at)
        dashes = next((n for n in range(at, last) if _DASHES.match(lines[n])), None)
        return (
            dashes if dashes is not None else next((n for n in range(at, last) if not _MEDIA_KEY.match(lines[n])), last)
        )

    def _media_key(self, line: str, number: int, block: Block) -> None:
        found = _MEDIA_KEY.match(line)
        if found and found[1].lower() in MEDIA_KEYS:
            block.head[found[1].lower()] = trimmed(found[2])
        elif line.strip():
            self._fault(
                "block",
                number,
                f"“{trimmed(line)[:40]}” is no line of a clip’s head.",
                f"Write one of {', '.join(MEDIA_KEYS)}, a colon and a file; the transcript begins below a line ---.",
            )

    @staticmethod
    def _end_of_block(lines: list[str], at: int) -> int:
        return next(
            (n for n in range(at, len(lines)) if (found := _BLOCK.match(lines[n])) and not found["name"]), len(lines)
        )

    # what points elsewhere

    def _mentions(self, source: str, lines: list[str]) -> None:
        begins, offset = [], 0
        for line in lines:
            begins.append(offset)
            offset += len(line) + 1
        bare = CODE_SPAN.sub(lambda found: " " * len(found[0]), source)
        found = self.found

        def line_of(offset: int) -> int:
            return bisect_right(begins, offset) - 1 + self.first_line

        for match in _PICTURE.finditer(bare):
            found.pictures.append(
                Picture(match["src"], match["alt"].strip(), match["caption"] or "", line_of(match.start()))
            )
        for match in REFERENCE.finditer(bare):
            found.references.append(Mention(match["code"].strip(), line_of(match.start())))
        for match in _LINK.finditer(bare):
            found.links.append(Mention(match["href"], line_of(match.start())))
        for match in CITATION.finditer(bare):
            found.citations.append(Mention(" ".join(match["inside"].split()), line_of(match.start())))
