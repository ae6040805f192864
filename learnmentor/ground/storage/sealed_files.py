"""Large private files that lie on the disk for a while: sealed piece by piece, read from any place in them.

An evidence pack holds people's words in the open, so what waits to be fetched is encrypted like the words themselves.
Each piece is bound to its file and its place in it: pieces cannot be exchanged, turned round or taken from elsewhere.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from learnmentor.ground.vault import OVERHEAD, UnreadableText, Vault

PIECE = 1024 * 1024
_ENDING, _ASIDE = ".sealed", ".making-"
_SPARE = 64 * 1024 * 1024  # what is left to everybody else


@dataclass
class SealedFile:
    """A sealed file, open for reading: an iterator of its bytes from where it was last put, as web servers want one."""

    source: BinaryIO
    vault: Vault
    place: str
    size: int
    at: int = 0

    def seekable(self) -> bool:
        """Whether it can be read from any place."""
        return True

    def seek(self, offset: int) -> int:
        """Go on from `offset`."""
        self.at = min(max(offset, 0), self.size)
        return self.at

    def tell(self) -> int:
        """Where the next bytes come from."""
        return self.at

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """The rest of the piece in which the file stands; raises `UnreadableText` when it is not as it was sealed."""
        if self.at >= self.size:
            self.close()
            raise StopIteration
        number, within = divmod(self.at, PIECE)
        self.source.seek(number * (PIECE + OVERHEAD))
        opened = self.vault.open_bytes(self.source.read(PIECE + OVERHEAD), place=f"{self.place}:{number}")
        if number * PIECE + len(opened) != min((number + 1) * PIECE, self.size):
            raise UnreadableText(self.place)
        self.at += len(opened) - within
        return opened[within:]

    def close(self) -> None:
        """Let go of the file."""
        self.source.close()


@dataclass(frozen=True)
class UnfinishedFile:
    """A sealed file that is whole and not yet under its name."""

    path: Path
    name: str
    size: int  # in bytes, unsealed

    def drop(self) -> None:
        """Nobody wants it any more."""
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class SealedFiles:
    """A folder of sealed files by name. A half-made one is never under its name."""

    root: Path
    vault: Vault

    def room_for(self, size: int) -> bool:
        """Whether the disk takes a file of about this size and leaves some room to others."""
        self.root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.root).free > size + _SPARE

    def write(self, name: str, chunks: Iterable[bytes], *, told: Callable[[int], None]) -> int:
        """Keep `chunks` as the file `name`, in place of one that was there; returns its size in bytes."""
        made = self.make(name, chunks, told=told)
        self.put_in_place(made)
        return made.size

    def put_in_place(self, made: UnfinishedFile) -> None:
        """Offer a file under its name from now on, in place of one that was there."""
        made.path.replace(self._path(made.name))

    def make(self, name: str, chunks: Iterable[bytes], *, told: Callable[[int], None]) -> UnfinishedFile:
        """Write `chunks` to be the file `name`, which is left as it is until this one is put in its place.

        `told` hears after each piece how far it is. Whatever goes wrong, nothing half-made stays. Raises OSError.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        for left in self.root.glob(f"{_ASIDE}{name}-*"):
            left.unlink(missing_ok=True)  # of a worker that was stopped in the middle
        descriptor, aside = tempfile.mkstemp(dir=self.root, prefix=f"{_ASIDE}{name}-")
        try:
            with os.fdopen(descriptor, "wb") as target:
                size = 0
                for number, piece in enumerate(_pieces(chunks)):
                    target.write(self.vault.seal_bytes(piece, place=f"{self._place(name)}:{number}"))
                    size += len(piece)
                    told(size)
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        return UnfinishedFile(Path(aside), name, size)

    def open(self, name: str, *, size: int) -> SealedFile | None:
        """The file `name`, to be read; None when it is not there, or not of the size it was made."""
        try:
            source = self._path(name).open("rb")
        except FileNotFoundError:
            return None
        if os.fstat(source.fileno()).st_size != size + OVERHEAD * -(-size // PIECE):
            source.close()
            return None
        return SealedFile(source, self.vault, self._place(name), size)

    def delete(self, name: str) -> None:
        """Forget the file `name`; nothing happens when it is not there."""
        self._path(name).unlink(missing_ok=True)

    def sweep(self, *, keep: Callable[[str], bool], before: datetime) -> None:
        """Delete what nobody will ask for: files that are not to be kept, and halves, unless they are newer.

        One that cannot be deleted keeps no other; OSError is raised at the end.
        """
        refused: OSError | None = None
        for path in self.root.glob("*"):
            wanted = path.suffix == _ENDING and keep(path.stem)
            try:
                if not wanted and path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)
            except FileNotFoundError:
                continue  # it was put in its place since it was listed
            except OSError as fault:
                refused = refused or fault
        if refused is not None:
            raise refused

    def _path(self, name: str) -> Path:
        return self.root / f"{name}{_ENDING}"

    @staticmethod
    def _place(name: str) -> str:
        return f"file:{name}"


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)
