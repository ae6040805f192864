"""Published content written out as files, to the byte, and never over words that nobody has published."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from learnmentor.ground.storage.files import FileStore


class WouldOverwrite(Exception):
    """Files hold text that was never published; writing over them would lose it."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


@dataclass
class WrittenFile:
    """What writing out did."""

    written: list[str] = field(default_factory=list)
    unchanged: int = 0


def write_out(
    root: Path,
    *,
    texts: list[tuple[str, str]],
    media: list[tuple[str, str]],
    files: FileStore,
    replaceable: Mapping[str, Collection[str]],
) -> WrittenFile:
    """Write texts (path, source) and media (path, key in the file store) below `root`.

    A file that differs is replaced only when its SHA-256 is among those in `replaceable`. Raises `WouldOverwrite`, and
    then has written nothing.
    """
    planned = [(path, source.encode()) for path, source in texts]
    planned += [(path, b"".join(files.read(key))) for path, key in media if files.exists(key)]
    outcome, due, refused = WrittenFile(), [], []
    for path, data in planned:
        place = _inside(root, path)
        if not place.exists():
            due.append((path, place, data))
        elif (there := place.read_bytes()) == data:
            outcome.unchanged += 1
        elif hashlib.sha256(there).hexdigest() in replaceable.get(path, ()):
            due.append((path, place, data))
        else:
            refused.append(path)
    if refused:
        raise WouldOverwrite(refused)
    for path, place, data in due:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        outcome.written.append(path)
    return outcome


def _inside(root: Path, path: str) -> Path:
    """The place of a path below `root`; a path that leads out, or through a link, is refused."""
    parts = PurePosixPath(path).parts
    place = root.joinpath(*parts)
    if ".." in parts or PurePosixPath(path).is_absolute() or not place.resolve().is_relative_to(root.resolve()):
        raise WouldOverwrite([path])
    return place
