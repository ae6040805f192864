"""A ZIP on its way out: made as it is sent, so that memory stays flat however much goes in.

It can hold folders that are lists of their own: each with the digests of its members, by their names inside it.
"""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any


class _Pipe:
    """What the ZIP is written to: it holds what was not yet taken, and cannot be sought in."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep `data` until it is taken."""
        self._waiting.append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing to do: whoever reads, takes."""

    def close(self) -> None:
        """Nothing to do either."""

    def take(self) -> bytes:
        """What was written since the last time; a single piece as it is, and not copied."""
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


@dataclass
class Archive:
    """A ZIP, and the list of what it holds: `everything` by full name, `members` those of the folder begun last."""

    made_at: datetime
    folder: str = ""  # "" or "2026-27/"
    pipe: _Pipe = field(default_factory=_Pipe)
    members: list[dict[str, Any]] = field(default_factory=list)
    everything: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zip = zipfile.ZipFile(self.pipe, "w")

    def begin(self, folder: str) -> None:
        """Put what follows into `folder` ("" for the top), with a new list of members."""
        self.folder, self.members = f"{folder}/" if folder else "", []

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = True, size: int = 0) -> Iterator[bytes]:
        """Write a member and yield the bytes of the ZIP as they come; what is packed already is stored as it is.

        Its head leaves before the first of the `chunks` is asked for.
        """
        info = zipfile.ZipInfo(self.folder + name, self.made_at.astimezone(UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr, info.file_size = 0o644 << 16, size
        digest, length = hashlib.sha256(), 0
        with self.zip.open(info, "w") as member:
            yield self.pipe.take()
            for chunk in chunks:
                digest.update(chunk)
                length += len(chunk)
                member.write(chunk)
                yield self.pipe.take()
        yield self.pipe.take()
        told = {"size": length, "sha256": digest.hexdigest()}
        self.members.append({"name": name, **told})
        self.everything.append({"name": info.filename, **told})

    def close(self) -> bytes:
        """The last bytes: the table of contents."""
        self.zip.close()
        return self.pipe.take()


_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)  # Windows keeps these to itself


class ArchiveNames:
    """Gives each file a name in a folder that every system can write and that no other has."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._taken: set[str] = set()

    def __call__(self, wanted: str) -> str:
        path = PurePosixPath(re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]', "-", wanted).strip(". ") or "file")
        stem = f"_{path.stem}" if _RESERVED.match(path.name) else path.stem
        name, number = f"{stem}{path.suffix}", 1
        while self._as_compared(name) in self._taken:
            number += 1
            name = f"{stem} ({number}){path.suffix}"
        self._taken.add(self._as_compared(name))
        return f"{self._folder}/{name}"

    @staticmethod
    def _as_compared(name: str) -> str:
        """A name as systems compare it: some do not tell apart upper and lower case, or an accent and its parts."""
        return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
