"""Files of people and of content, kept off the web root under names made from their own bytes.

A file comes before the row that names it, so it lies under a pending name at first, `pending/<key>.<letters>`, where
it can be read. The worker gives it its place for good once a row names it, and takes it away when none came. So what is
stopped in between leaves nothing for long, and each story brings its own bytes: what one takes away, no other needs.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

_CHUNK = 256 * 1024
_PENDING, _HALF = "pending", ".half"


@dataclass(frozen=True)
class Stored:
    """What is known of a file once it is kept: its key, SHA-256 in hexadecimal and size in bytes."""

    key: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Pending:
    """A file under a pending name; without a key when it was never whole."""

    path: Path
    key: str | None


@dataclass(frozen=True)
class FileStore:
    """A folder of files named by content. Another kind of store, such as a bucket, needs the public methods."""

    root: Path

    def put(self, stream: BinaryIO) -> Stored:
        """Keep the rest of `stream`, under a pending name. Raises OSError when the disk is full."""
        return self.put_all([stream])[0]

    def put_all(self, streams: Iterable[BinaryIO]) -> list[Stored]:
        """Keep every stream or, when one of them does not fit on the disk, none. Raises OSError."""
        (self.root / _PENDING).mkdir(parents=True, exist_ok=True)
        waiting: list[tuple[Path, Stored]] = []
        named: list[Path] = []
        try:
            for stream in streams:
                waiting.append(self._write_aside(stream))  # noqa: PERF401 -- after a failure, what was written is known
            for aside, stored in waiting:
                named.append(aside.rename(aside.with_name(f"{stored.key}.{aside.name.removesuffix(_HALF)}")))
            _to_disk(self.root / _PENDING)
        except BaseException:
            for path in (*named, *(aside for aside, _ in waiting)):
                path.unlink(missing_ok=True)
            raise
        return [stored for _, stored in waiting]

    def _write_aside(self, stream: BinaryIO) -> tuple[Path, Stored]:
        digest, size = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(dir=self.root / _PENDING, prefix="", suffix=_HALF)
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
        """Where the file `key` lies: in its place, or still under a pending name."""
        place = self._place(key)
        if place.is_file():
            return place
        return next((self.root / _PENDING).glob(f"{key}.*"), place)

    def _place(self, key: str) -> Path:
        return self.root / key[:2] / key

    def read(self, key: str) -> Iterator[bytes]:
        """The file's bytes in chunks; raises FileNotFoundError."""
        with self._opened(key) as source:
            while chunk := source.read(_CHUNK):
                yield chunk

    def _opened(self, key: str) -> BinaryIO:
        with suppress(FileNotFoundError):
            return self.path(key).open("rb")
        return self.path(key).open("rb")  # it was given its place between the look and the opening

    def exists(self, key: str) -> bool:
        """Whether the file `key` is kept here."""
        return self.path(key).is_file()

    def delete(self, key: str, *, before: datetime | None = None) -> None:
        """Forget the file `key`, and its pending names from `before` a moment: later ones are of stories under way."""
        self._place(key).unlink(missing_ok=True)
        for path in (self.root / _PENDING).glob(f"{key}.*"):
            if before is None or _modified(path) <= before.timestamp():
                path.unlink(missing_ok=True)

    def pending(self, *, before: datetime) -> list[Pending]:
        """What lies under a pending name, or half-written, since before a moment."""
        found = [*(self.root / _PENDING).glob("*"), *self.root.glob(".incoming-*")]  # so halves were called once
        return [Pending(path, _key_of(path)) for path in found if _modified(path) <= before.timestamp()]

    def settle(self, waiting: Pending) -> None:
        """Give a file its place, because a row names it. The pending name goes a round later, when the place is there.

        So a copy of the folder that is being made meanwhile finds the file under one name or the other.
        """
        place = self._place(waiting.key or "")
        if place.is_file():
            self.drop(waiting)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(waiting.path, place)
        except FileExistsError:
            return  # another worker was faster
        except OSError:  # a network disk without such links
            aside = shutil.copyfile(waiting.path, f"{waiting.path}{_HALF}")
            Path(aside).replace(place)

    def drop(self, waiting: Pending) -> None:
        """Take a pending name away: no row came, or the file is in its place."""
        waiting.path.unlink(missing_ok=True)


def _to_disk(folder: Path) -> None:
    """The names in a folder, so that a power cut after the commit does not take the file from its row."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _key_of(path: Path) -> str | None:
    key, dot, _ = path.name.partition(".")
    return key if dot and key and not path.name.endswith(_HALF) else None


def _modified(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return float("inf")  # gone since it was listed
