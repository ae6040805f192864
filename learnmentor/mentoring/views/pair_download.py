"""What a sub-room gives to the download of a pair: its records that whoever asks may read, as Markdown and as JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.views.seen import PairSeen


@dataclass(frozen=True)
class PairFile:
    """One file, by its name within the folder of its sub-room."""

    name: str
    content: bytes


class PairDownload(Protocol):
    """A sub-room's part of the download. `name` is its folder."""

    @property
    def name(self) -> str:
        """The folder."""

    def members(self, db: Session, vault: Vault, seen: PairSeen) -> Iterable[PairFile]:
        """The files. What the other one holds back as a note is not among them."""


@dataclass(frozen=True)
class DownloadPart:
    """A part of the download that a function gives."""

    name: str
    gives: "Gives"

    def members(self, db: Session, vault: Vault, seen: PairSeen) -> Iterator[PairFile]:
        """The files."""
        yield from self.gives(db, vault, seen)


class Gives(Protocol):
    """A function that gives files."""

    def __call__(self, db: Session, vault: Vault, seen: PairSeen) -> Iterable[PairFile]: ...


def as_json(value: Any) -> bytes:
    """JSON as programs read it and people can."""
    return (json.dumps(value, ensure_ascii=False, indent=2, default=_spelled) + "\n").encode()


def _spelled(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def as_markdown(title: str, paragraphs: Iterable[str]) -> bytes:
    """A Markdown file of a heading and paragraphs."""
    return ("\n\n".join([f"# {title}", *paragraphs]) + "\n").encode()


def quoted(text: str) -> str:
    """What somebody typed, as a quotation: nothing in it is taken for markup of ours."""
    return "\n".join(f"> {line}" for line in text.split("\n"))
