"""Files of a content folder, as bytes. Nothing outside the folder is read, whatever a link in it says."""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
    ".vtt": "text/vtt",
}
_TEXT = {".md", ".yaml"}
FINGERPRINTS = "sources.fingerprints"  # of the sources' words, see `likeness`
LARGEST_TEXT = 400_000  # bytes: some eighty times a segment


class ContentFolderMissing(Exception):
    """There is no folder to read."""


@dataclass(frozen=True)
class SourceFile:
    """One file: its path below the content folder, with forward slashes, and its bytes."""

    path: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """Of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def folder(self) -> str:
        """The folder it lies in, "" at the top."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def is_media(self) -> bool:
        """Whether it lies in a media folder."""
        return self.folder.endswith("/media") or self.folder == "media"


def read_folder(root: Path) -> list[SourceFile]:
    """Every text and media file below `root`, in order of path. Links and hidden files are passed over."""
    if not root.is_dir():
        raise ContentFolderMissing(f"There is no folder {root}.")
    found: list[SourceFile] = []
    for folder, folders, names in os.walk(root, followlinks=False):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not (here / name).is_symlink())
        for name in sorted(names):
            place = here / name
            if name.startswith(".") or place.is_symlink() or not place.is_file():
                continue
            file_type = place.suffix.lower()
            if file_type in _TEXT or here.name == "media" or name == FINGERPRINTS:
                found.append(SourceFile(place.relative_to(root).as_posix(), place.read_bytes()))
    return sorted(found, key=lambda file: file.path)
