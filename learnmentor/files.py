"""Files of people and of content, kept off the web root under names made from their own bytes."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
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
    """A folder of files named by content. Another kind of store, such as a bucket, needs these five methods."""

    root: Path

    def put(self, stream: BinaryIO) -> Stored:
        """Keep the rest of `stream`; the same bytes kept twice are one file. Raises OSError when the disk is full."""
        self.root.mkdir(parents=True, exist_ok=True)
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
            key = digest.hexdigest()
            place = self.path(key)
            place.parent.mkdir(parents=True, exist_ok=True)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Stored(key=key, sha256=key, size=size)

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
