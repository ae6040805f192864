"""What a text may point at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LinkTarget:
    """Where a `[[link]]` leads, and the words it has if the author gives none."""

    href: str
    title: str


@dataclass(frozen=True)
class Context:
    """`kinds` are the words that begin an activity; `media` maps paths as written to addresses."""

    citations: Mapping[str, str] = field(default_factory=dict)  # name of a source → address of its entry
    targets: Mapping[str, LinkTarget] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)
    kinds: Collection[str] = ()
    first_line: int = 1
    heading_prefix: str = "section-"
