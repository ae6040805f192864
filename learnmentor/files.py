"""Files of people and of content, kept off the web root under names made from their own bytes."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CHUNK = 256 * 1024


@dataclass(frozen=True)
class Stored:
    """What is known of a file once it is kept: its key, SHA-256 in hexadecimal and size in bytes."""

    key: str
    sha256: str
    size: int


@dataclass(frozen=True)
class FileStore:
    """A folder of files named by content. Another kind of store, such as a bucket, needs the public methods."""

    root: Path

    def put(self, stream: BinaryIO) -> Stored:
        """Keep the rest of `stream`; the same bytes kept twice are one file. Raises OSError when the disk is full."""
        return self.put_all([stream])[0]

    def put_all(self, streams: Iterable[BinaryIO]) -> list[Stored]:
        """Keep every stream or, when one of them does not fit on the disk, none. Raises OSError."""
        self.root.mkdir(parents=True, exist_ok=True)
        waiting: list[tuple[Path, Stored]] = []
        try:
            for stream in streams:
                waiting.append(self._write_aside(stream))  # noqa: PERF401 -- after a failure, what was written is known
            for aside, stored in waiting:
                place = self.path(stored.key)
                place.parent.mkdir(parents=True, exist_ok=True)
                aside.replace(place)
        except BaseException:
            for aside, _ in waiting:
                aside.unlink(missing_ok=True)
            raise
        return [stored for _, stored in waiting]

    def _write_aside(self, stream: BinaryIO) -> tuple[Path, Stored]:
        digest, size = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(dir=self.root, prefix=".incoming-")
        try:
            with os.fdopen(descriptor, "wb") as target:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name), Stored(key=digest.hexdigest(), sha256=digest.hexdigest(), size=size)

    def path(self, key: str) -> Path:
        """Where the file `key` lies."""
        return self.root / key[:2] / key

    def read(self, key: str) -> Iterator[bytes]:
        """The file's bytes in chunks; raises FileNotFoundError."""
        with self.path(key).open("rb") as source:
            while chunk := source.read(_CHUNK):
                yield chunk

    def exists(self, key: str) -> bool:
        """Whether the file `key` is kept here."""
        return self.path(key).is_file()

    def delete(self, key: str) -> None:
        """Forget the file `key`; nothing happens when it is not there."""
        self.path(key).unlink(missing_ok=True)
