"""A pack opened to be checked, as it comes from us or through somebody's computer: a ZIP or a folder.

Computers unpack a download, put it into a folder, add files of their own, spell names another way, and pack it again.
None of that changes a file of the pack, so members are found by the names that the list has for them.
"""

import hashlib
import os
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from learnmentor.evidence.checks.limits import Budget
from learnmentor.evidence.packs.signatures import MANIFEST
from learnmentor.ground.storage import zip_directory

Source = Path | IO[bytes]
"""A pack: the place of a ZIP or of a folder, or an open ZIP."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
NO_LIST = "It is missing."
_CHUNK = 256 * 1024
_LONGEST_NAME = 1_000  # characters, with folders; beyond, comparing letters by their parts takes long
_ENCRYPTED, _UTF_8 = 0x1, 0x800  # of a ZIP member's flags
_AS_WE_PACK = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # of the others, a byte may unpack to a megabyte
_OLD_ALPHABETS = ("cp850", "cp1252", "cp1250", "cp852", "cp866", "cp1251", "cp932")
_OF_A_COMPUTER = frozenset(
    {".ds_store", ".localized", "icon\r", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", ".nomedia"}
)
_FOLDERS_OF_A_COMPUTER = frozenset({"__macosx", ".fseventsd", ".spotlight-v100", ".trashes", "@eadir"})


class NotOpened(Exception):
    """It cannot be opened as a pack; the message is a sentence that says why and what to do."""


@dataclass(frozen=True)
class _Held:
    """A member where it lies."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    spellings: tuple[str, ...] = ()  # its name, if it was written in an old alphabet
    in_order: str | None = None  # or why it cannot be read


@dataclass(frozen=True)
class Digest:
    """What a member's bytes come to; `fault` says why they could not be read to the end."""

    size: int
    sha256: str
    fault: str | None = None


def composed(name: str) -> str:
    """One spelling for names that look alike: accents as Windows and we write them, not apart as a Mac may."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


@contextmanager
def opened(source: Source, budget: Budget) -> Iterator["OpenedPack"]:
    """The pack, as long as it is read. Raises `NotOpened` and `TooMuch`."""
    if isinstance(source, Path) and source.is_dir():
        yield OpenedPack(_in_folder(source, budget), budget, was_folder=True)
        return
    with _file(source) as stream:
        _refuse_too_many(stream, budget)
        try:
            archive = zipfile.ZipFile(stream)
        except UNREADABLE:
            raise NotOpened(_NO_ZIP) from None
        with archive:
            if zip_directory.overlap(archive.infolist()):
                raise NotOpened("Members of this ZIP share their bytes, as no program writes them.")
            yield OpenedPack(_in_zip(archive, budget), budget)


_NO_ZIP = "This is not a ZIP file, or it was cut off."
_OTHER_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}


def other_archive(head: bytes) -> str | None:
    """What to do with an archive that is no ZIP, from its first bytes; None for anything else."""
    kind = next((kind for begins, kind in _OTHER_ARCHIVES.items() if head.startswith(begins)), None)
    return f"This is a {kind} archive. Unpack it, and compress the folder as an ordinary ZIP." if kind else None


@contextmanager
def _file(source: Source) -> Iterator[IO[bytes]]:
    if not isinstance(source, Path):
        yield source
        return
    with source.open("rb") as stream:
        yield stream


def _refuse_too_many(stream: IO[bytes], budget: Budget) -> None:
    stream.seek(0)
    if (sentence := other_archive(stream.read(8))) is not None:
        raise NotOpened(sentence)
    found = zip_directory.directory_of(stream)
    if found is None:
        raise NotOpened(_NO_ZIP)
    budget.ask("directory", found[1])
    entries = zip_directory.entries_in(stream, most_bytes=budget.limits.directory)
    if entries is None:
        raise NotOpened(_NO_ZIP)
    budget.ask("members", entries)


def _in_zip(archive: zipfile.ZipFile, budget: Budget) -> Iterator[_Held]:
    budget.ask("unpacked", sum(each.file_size for each in archive.infolist()))
    for each in archive.infolist():
        name, spellings = _names_of(each)
        if not name.endswith("/"):  # a folder, which our own packs do not name
            yield _Held(name, each.file_size, lambda each=each: archive.open(each), spellings, _why_not(each))  # type: ignore[misc]


def _names_of(info: zipfile.ZipInfo) -> tuple[str, tuple[str, ...]]:
    """A member's name, and others that the same bytes spell where it is not marked as UTF-8 (a Mac never does)."""
    name = info.orig_filename.replace("\\", "/")
    if name.isascii() or info.flag_bits & _UTF_8:
        return name, ()
    raw = name.encode("cp437")
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        return name, tuple(raw.decode(alphabet, "replace") for alphabet in _OLD_ALPHABETS)


def _why_not(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & _ENCRYPTED:
        return (
            "It is locked with a password. Unpack it with the password, and check the folder or what you pack from it."
        )
    if info.compress_type not in _AS_WE_PACK:
        return "It is compressed in a way that we do not read. Unpack it, and compress the folder as an ordinary ZIP."
    return None


def _in_folder(folder: Path, budget: Budget) -> Iterator[_Held]:
    """Every file below a folder. Links are not followed: they may lead anywhere."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(place, name)
            regular = path.is_file() and not path.is_symlink()
            budget.spend("members")
            yield _Held(
                path.relative_to(folder).as_posix(),
                path.stat().st_size if regular else 0,
                lambda path=path: path.open("rb"),  # type: ignore[misc]
                in_order=None if regular else "It is a link to another place, not a file.",
            )


class OpenedPack:
    """The members by name: as the list spells them, below the folder in which everything lies."""

    def __init__(self, held: Iterable[_Held], budget: Budget, *, was_folder: bool = False) -> None:
        self.budget = budget
        every = list(held)
        ours = [each for each in every if not _is_of_a_computer(each.name)]
        self.beside = len(every) - len(ours)  # files that a computer put there
        top = _folder_of_all([each.name for each in ours])
        self._depth = top.count("/")
        self.packed_anew = was_folder or bool(self.beside or top)
        self._held: dict[str, _Held] = {}
        self.twice: list[str] = []
        self._digests: dict[str, Digest] = {}
        for each in ours:
            self._add(each, top)

    def _add(self, held: _Held, top: str) -> None:
        if len(held.name) > _LONGEST_NAME:
            raise NotOpened("The name of a file in it is longer than any that we give.")
        name = composed(held.name.removeprefix(top))
        if name in self._held:
            self.twice.append(name)
        self._held[name] = held

    def spell_as(self, listed: Mapping[str, object]) -> None:
        """Find members whose names were written in an old alphabet, by the names that the list has."""
        for name, held in list(self._held.items()):
            if name in listed or not held.spellings:
                continue
            others = [composed(each.split("/", self._depth)[-1]) for each in held.spellings]
            if (
                meant := next((each for each in others if each in listed and each not in self._held), None)
            ) is not None:
                self._held[meant] = self._held.pop(name)
                self.packed_anew = True

    @property
    def names(self) -> Iterable[str]:
        """The names of all members."""
        return self._held.keys()

    def __contains__(self, name: str) -> bool:
        return composed(name) in self._held

    def open(self, name: str) -> IO[bytes]:
        """A member, to be read; raises KeyError, and what is in `UNREADABLE`."""
        held = self._held[composed(name)]
        if held.in_order is not None:
            raise RuntimeError(held.in_order)
        return held.open()

    def size(self, name: str) -> int:
        """How many bytes a member has, unpacked."""
        return self._held[composed(name)].size

    def why_not(self, name: str) -> str | None:
        """Why a member cannot be read, where that is known beforehand."""
        return self._held[composed(name)].in_order

    def digest(self, name: str, *, most: int) -> Digest:
        """What a member's bytes come to, read once and no further than `most` bytes and a little."""
        name = composed(name)
        if name not in self._digests:
            with self.budget.off_the_clock():
                self._digests[name] = self._read_through(name, most)
        return self._digests[name]

    def _read_through(self, name: str, most: int) -> Digest:
        digest, length = hashlib.sha256(), 0
        try:
            with self.open(name) as member:
                while length <= most and (chunk := member.read(_CHUNK)):
                    digest.update(chunk)
                    length += len(chunk)
        except UNREADABLE:
            return Digest(length, "", self.why_not(name) or "It cannot be read: its bytes were damaged or changed.")
        return Digest(length, digest.hexdigest())

    def by_folder(self, folders: Iterable[str]) -> dict[str, list[str]]:
        """The names inside each of some folders of the top, without the folder."""
        found: dict[str, list[str]] = {composed(folder): [] for folder in folders}
        for name in self._held:
            folder, _, inside = name.partition("/")
            if inside and folder in found:
                found[folder].append(inside)
        return found

    def why_no_list(self) -> str:
        """What to do with a pack in which the list of its members is not where it has to be."""
        packed = next((name for name in self._held if name.lower().endswith(".zip")), None)
        if packed is not None:
            return f"{NO_LIST} It is a ZIP with another ZIP inside. Unpack it once, and check {packed[:200]} by itself."
        inside = next((name for name in self._held if name.endswith(f"/{MANIFEST}")), None)
        if inside is not None:
            folder = inside.removesuffix(f"/{MANIFEST}")[:200]
            return f"{NO_LIST} The folder {folder} has one: check that folder, or a ZIP of it alone."
        return NO_LIST


def _is_of_a_computer(name: str) -> bool:
    """Whether a computer put it beside the files that it handled: no pack of ours has such a name in it."""
    *folders, last = name.casefold().split("/")
    return last in _OF_A_COMPUTER or last.startswith("._") or not _FOLDERS_OF_A_COMPUTER.isdisjoint(folders)


def _folder_of_all(names: list[str]) -> str:
    """The folder in which the list and everything else lies, with its last slash; "" for none."""
    if MANIFEST in names:
        return ""
    lists = [name for name in names if name.endswith(f"/{MANIFEST}")]
    top = min(lists, key=lambda name: name.count("/"), default=MANIFEST).removesuffix(MANIFEST)
    return top if all(name.startswith(top) for name in names) else ""
