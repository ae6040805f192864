"""What a text is made of, as values: what the outline finds, with the line of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from learnmentor.markup.marks import Marks

_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True)
class MarkupFault:
    """Something that must not be published: the name of the rule, the line, what is wrong and what to do."""

    rule: str
    line: int
    message: str
    remedy: str


@dataclass(frozen=True)
class Fence:
    """An activity as found: its kind, the words after it, its body, and the line of the opening fence."""

    kind: str
    info: str
    body: str
    line: int


@dataclass
class Block:
    """A `///` block: where it begins, its title, how many words it holds. `head` has the keys of a video or audio."""

    name: str
    title: str
    line: int
    parent: "Block | None" = None
    head: dict[str, str] = field(default_factory=dict)
    has_transcript: bool = False
    words: int = 0


@dataclass(frozen=True)
class Heading:
    """A heading of the text; `inside` a block or not."""

    level: int
    text: str
    line: int
    inside: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture as written."""

    src: str
    alt: str
    caption: str
    line: int


@dataclass(frozen=True)
class Mention:
    """Something pointed at, and where: a citation's inside, the code of a `[[link]]`, the address of a link."""

    to: str
    line: int


@dataclass
class Outline:
    """All that was found. `text` is for Markdown: activities and media heads are marks in it."""

    text: str = ""
    marks: Marks = field(default_factory=Marks)
    fences: list[Fence] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    citations: list[Mention] = field(default_factory=list)
    references: list[Mention] = field(default_factory=list)
    links: list[Mention] = field(default_factory=list)
    prose: list[tuple[int, str]] = field(default_factory=list)  # lines that are read, with their numbers
    written: list[tuple[int, str]] = field(default_factory=list)  # the same as they stand, tables and links whole
    faults: list[MarkupFault] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Words of reading: no scenes, no clips, nothing folded away, and of tabs side by side the longest."""
        folded = {"details", "video", "audio", "scene"}
        total = sum(count_words(text) for _, text in self.prose)
        total -= sum(block.words for block in self.blocks if block.name in folded)
        for group in self.tabs:
            total -= sum(tab.words for tab in group) - max(tab.words for tab in group)
        return total

    @property
    def tabs(self) -> list[list[Block]]:
        """Tabs side by side, group by group."""
        return list(_tab_groups(self.blocks))


def count_words(text: str) -> int:
    """How many words a person reads; a dash alone is none."""
    return len(_WORD.findall(text))


def _tab_groups(blocks: list[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and block.name == "tab":
            group.append(block)
        elif group and (block is None or block.parent not in group):
            yield group
            group = []
