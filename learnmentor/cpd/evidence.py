"""Which files may back an entry: judged by their bytes, not by their names, and refused with a sentence.

What is let in opens in ordinary programs and is never run by a browser: PDFs, pictures, Office documents, plain text.
"""

import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from learnmentor.cpd.zip_directory import has_modest_directory

NAME_LENGTH = 120
_HEAD = 64 * 1024


class Unacceptable(Exception):
    """A file that cannot be added; the message is a sentence for the person who chose it."""


@dataclass(frozen=True)
class KeptFile:
    """A file in the store, under the name its owner gave it."""

    name: str
    media_type: str
    size: int
    sha256: str
    storage_key: str


@dataclass(frozen=True)
class FileKind:
    """What a file is: in words with their article, and the endings its name may have with their media types."""

    words: str
    endings: dict[str, str]

    @property
    def ending(self) -> str:
        """The ending to suggest."""
        return next(iter(self.endings))


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
PDF = FileKind("a PDF", {"pdf": "application/pdf"})
PNG = FileKind("a PNG picture", {"png": "image/png"})
JPEG = FileKind("a JPEG picture", {"jpg": "image/jpeg", "jpeg": "image/jpeg"})
GIF = FileKind("a GIF picture", {"gif": "image/gif"})
WEBP = FileKind("a WebP picture", {"webp": "image/webp"})
HEIC = FileKind("a HEIC picture", {"heic": "image/heic", "heif": "image/heif"})
WORD = FileKind("a Word document", {"docx": f"{_OOXML}.wordprocessingml.document"})
EXCEL = FileKind("an Excel workbook", {"xlsx": f"{_OOXML}.spreadsheetml.sheet"})
POWERPOINT = FileKind("a PowerPoint presentation", {"pptx": f"{_OOXML}.presentationml.presentation"})
OPEN_TEXT = FileKind("an OpenDocument text", {"odt": f"{_ODF}.text"})
OPEN_SHEET = FileKind("an OpenDocument spreadsheet", {"ods": f"{_ODF}.spreadsheet"})
OPEN_SLIDES = FileKind("an OpenDocument presentation", {"odp": f"{_ODF}.presentation"})
OLD_OFFICE = FileKind(
    "an older or password-protected Office document",
    {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"},
)
RICH_TEXT = FileKind("a rich text document", {"rtf": "application/rtf"})
TEXT = FileKind("plain text", {"txt": "text/plain", "md": "text/markdown", "csv": "text/csv"})

KINDS = (
    *(PDF, PNG, JPEG, GIF, WEBP, HEIC),
    *(WORD, EXCEL, POWERPOINT, OPEN_TEXT, OPEN_SHEET, OPEN_SLIDES, OLD_OFFICE, RICH_TEXT, TEXT),
)
MEDIA_TYPES = {ending: media for kind in KINDS for ending, media in kind.endings.items()}
ACCEPT = ",".join(f".{ending}" for ending in MEDIA_TYPES)  # for the browser's file chooser
_OFFER = "You can add PDFs, pictures, Office documents and plain text."

_BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"{\\rtf", RICH_TEXT),
)
_NEVER_IN_TEXT = {*range(32), 127} - set(b"\t\n\r\f")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_OFFICE_FOLDERS = {"word": WORD, "xl": EXCEL, "ppt": POWERPOINT}
_OPEN_DOCUMENTS = (OPEN_TEXT, OPEN_SHEET, OPEN_SLIDES)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, ValueError)


def tidy_name(raw: str) -> str:
    """A file's own name: no folders, no control or direction marks, short enough to show, its ending kept."""
    name = raw.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    name = " ".join(name.split()).strip(". ") or "file"
    path = PurePosixPath(name)
    return name if len(name) <= NAME_LENGTH else path.stem[: NAME_LENGTH - len(path.suffix[:10])] + path.suffix[:10]


def media_type(name: str, stream: BinaryIO, *, limit_mb: int) -> str:
    """The media type of an acceptable file, its stream back at the beginning; raises `Unacceptable`."""
    size = stream.seek(0, 2)
    if size == 0:
        raise Unacceptable(f"{name} is empty. Choose it again, or leave it out.")
    if size > limit_mb * 1024 * 1024:
        raise Unacceptable(
            f"{name} is {size / 1024 / 1024:.1f} MB. Each file can be at most {limit_mb} MB: "
            "choose a smaller one, or add a link to it instead."
        )
    kind, ending = kind_of(stream), PurePosixPath(name).suffix.lower().lstrip(".")
    stream.seek(0)
    if kind is None or (kind is TEXT and ending not in MEDIA_TYPES):
        raise Unacceptable(f"{name} is of a kind that cannot be added. {_OFFER}")
    if ending not in kind.endings:
        raise Unacceptable(_does_not_fit(name, ending, kind))
    return kind.endings[ending]


def _does_not_fit(name: str, ending: str, kind: FileKind) -> str:
    if kind is OLD_OFFICE and ending in MEDIA_TYPES:
        return (
            f"{name} seems to be protected by a password, or saved in an older format than its name says. "
            "Save it again without, then choose it."
        )
    suggestion = f"{PurePosixPath(name).stem}.{kind.ending}"
    named = f"named as if it were a .{ending} file" if ending else "without an ending in its name"
    return f"{name} is {named}, but what is inside is {kind.words}. Rename it to {suggestion}, or choose another file."


def kind_of(stream: BinaryIO) -> FileKind | None:
    """What the bytes say a file is; None for everything that cannot be added."""
    stream.seek(0)
    head = stream.read(_HEAD)
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return HEIC if head[8:12] in _HEIC_BRANDS else None
    if head[:4] == b"PK\x03\x04":
        return _inside_zip(stream)
    return TEXT if _is_text(head) else None


def _inside_zip(stream: BinaryIO) -> FileKind | None:
    """The Office document that a ZIP file is; None for other archives and for documents with macros."""
    if not has_modest_directory(stream):
        return None
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                declared = archive.open("mimetype").read(100).decode("ascii", "replace").strip()
                return next((kind for kind in _OPEN_DOCUMENTS if declared in kind.endings.values()), None)
    except _UNREADABLE:
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    folders = {name.split("/", 1)[0] for name in names}
    return next((kind for folder, kind in _OFFICE_FOLDERS.items() if folder in folders), None)


def _is_text(head: bytes) -> bool:
    """Text in UTF-8, in UTF-16 with its mark, or in an old one-byte alphabet: without bytes that text never has."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return True
    return not set(head) & _NEVER_IN_TEXT
