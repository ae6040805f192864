"""Which files may back an entry: judged by their bytes, kept under a name that fits them, or refused with a remedy.

What is let in opens in ordinary programs and is never run by a browser: PDFs, pictures, Office documents, plain text.
"""

import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from learnmentor.ground.attachments import compound_files, refused_files
from learnmentor.ground.storage.zip_directory import has_modest_directory

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
    """What a file is: the endings its name may have with their media types, and those that others give the same bytes.

    A file with another ending is kept under the first one: what is inside does not change.
    """

    endings: dict[str, str]
    also: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """The ending to keep it under."""
        return next(iter(self.endings))


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
PDF = FileKind({"pdf": "application/pdf"})
PNG = FileKind({"png": "image/png"}, ("apng",))
JPEG = FileKind({"jpg": "image/jpeg", "jpeg": "image/jpeg"}, ("jfif", "jpe", "jif", "jfi", "pjpeg", "pjp"))
GIF = FileKind({"gif": "image/gif"})
WEBP = FileKind({"webp": "image/webp"})
HEIC = FileKind({"heic": "image/heic", "heif": "image/heif"}, ("hif",))
WORD = FileKind({"docx": f"{_OOXML}.wordprocessingml.document"})
WORD_TEMPLATE = FileKind({"dotx": f"{_OOXML}.wordprocessingml.template"})
EXCEL = FileKind({"xlsx": f"{_OOXML}.spreadsheetml.sheet"})
EXCEL_TEMPLATE = FileKind({"xltx": f"{_OOXML}.spreadsheetml.template"})
POWERPOINT = FileKind({"pptx": f"{_OOXML}.presentationml.presentation"})
POWERPOINT_SHOW = FileKind({"ppsx": f"{_OOXML}.presentationml.slideshow"})
POWERPOINT_TEMPLATE = FileKind({"potx": f"{_OOXML}.presentationml.template"})
OPEN_TEXT = FileKind({"odt": f"{_ODF}.text"})
OPEN_SHEET = FileKind({"ods": f"{_ODF}.spreadsheet"})
OPEN_SLIDES = FileKind({"odp": f"{_ODF}.presentation"})
OLD_WORD = FileKind({"doc": "application/msword"}, ("dot",))
OLD_EXCEL = FileKind({"xls": "application/vnd.ms-excel"}, ("xlt",))
OLD_POWERPOINT = FileKind({"ppt": "application/vnd.ms-powerpoint"}, ("pps", "pot"))
RICH_TEXT = FileKind({"rtf": "application/rtf"})
TEXT = FileKind(
    {"txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "tsv": "text/tab-separated-values"},
    ("", "text", "log", "markdown"),
)

_OLD_OFFICE = (OLD_WORD, OLD_EXCEL, OLD_POWERPOINT)
KINDS = (
    *(PDF, PNG, JPEG, GIF, WEBP, HEIC, WORD, WORD_TEMPLATE, EXCEL, EXCEL_TEMPLATE),
    *(POWERPOINT, POWERPOINT_SHOW, POWERPOINT_TEMPLATE, OPEN_TEXT, OPEN_SHEET, OPEN_SLIDES, *_OLD_OFFICE),
    *(RICH_TEXT, TEXT),
)
MEDIA_TYPES = {ending: media for kind in KINDS for ending, media in kind.endings.items()}
_KNOWN = {*MEDIA_TYPES, *(ending for kind in KINDS for ending in kind.also), *refused_files.ENDINGS, "tmp", "download"}
ACCEPT = ",".join(f".{ending}" for kind in KINDS for ending in (*kind.endings, *kind.also) if ending)
"""For the browser's file chooser."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"{\\rtf", RICH_TEXT),
)
_PDF_WITHIN = 1024  # bytes among which readers look for its first mark
_NEVER_IN_TEXT = {*range(32), 127} - set(b"\t\n\r\f")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"}
_OFFICE_FOLDERS = {
    "word": (WORD, {"template.main": WORD_TEMPLATE}),
    "xl": (EXCEL, {"template.main": EXCEL_TEMPLATE}),
    "ppt": (POWERPOINT, {"slideshow.main": POWERPOINT_SHOW, "template.main": POWERPOINT_TEMPLATE}),
}
_OLD_NAMES = {
    "worddocument": OLD_WORD,
    "workbook": OLD_EXCEL,
    "book": OLD_EXCEL,
    "powerpoint document": OLD_POWERPOINT,
}
_OPEN_DOCUMENTS = (OPEN_TEXT, OPEN_SHEET, OPEN_SLIDES)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, ValueError)


def tidy_name(raw: str) -> str:
    """A file's own name: no folders, no control or direction marks, short enough to show, its ending kept."""
    name = raw.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    name = " ".join(name.split()).strip(". ") or "file"
    path = PurePosixPath(name)
    return name if len(name) <= NAME_LENGTH else path.stem[: NAME_LENGTH - len(path.suffix[:10])] + path.suffix[:10]


def accept(name: str, stream: BinaryIO, *, limit_mb: int) -> tuple[str, str]:
    """The name under which an acceptable file is kept, and its media type; raises `Unacceptable`.

    The stream is back at its beginning. What is inside decides, and the name gets the ending that fits it.
    """
    size = stream.seek(0, 2)
    if size == 0:
        raise Unacceptable(
            f"{name} is empty. Choose it again, or leave it out. If it lies in a cloud, open it once before, so that "
            "it is downloaded."
        )
    if size > limit_mb * 1024 * 1024:
        raise Unacceptable(
            f"{name} is {size / 1024 / 1024:.1f} MB. Each file can be at most {limit_mb} MB: "
            "choose a smaller one, or add a link to it instead."
        )
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    found = kind_of(stream, ending)
    stream.seek(0)
    if not isinstance(found, FileKind):
        raise Unacceptable(f"{name} {found}")
    if ending in found.endings:
        return name, found.endings[ending]
    return _under(found.ending, name, ending), found.endings[found.ending]


def _under(right: str, name: str, ending: str) -> str:
    """The name with the right ending: in place of one that says what a file is, behind anything else."""
    stem = PurePosixPath(name).stem if ending and ending in _KNOWN else name
    return tidy_name(f"{stem}.{right}")


def kind_of(stream: BinaryIO, ending: str = "") -> FileKind | str:
    """What the bytes say a file is, or what to say of one that cannot be added, as the end of a sentence.

    The ending of its name decides only where its bytes do not.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    if found := next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None):
        return found
    if head.startswith(compound_files.BEGINNING):
        return _inside_compound(stream, ending)
    if head.startswith(b"PK\x03\x04"):
        return _inside_zip(stream, ending)
    return _picture(head) or _written(head, ending)


def _picture(head: bytes) -> FileKind | None:
    """The pictures that tell what they are behind their first bytes."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return HEIC if head[4:8] == b"ftyp" and _brands(head) & _HEIC_BRANDS else None


def _written(head: bytes, ending: str) -> FileKind | str:
    """A PDF, or text, which can be anything by its name: a mail, a web page, the message that a download failed."""
    is_text, named_text = _is_text(head), ending in TEXT.endings or ending in TEXT.also
    if head.startswith(b"%PDF-") or (_is_pdf(head) and not (is_text and named_text)):
        return PDF
    if not is_text:
        return refused_files.by_bytes(head, ending)
    if named_text:
        return TEXT
    return refused_files.by_name(ending) or (refused_files.TEXT_INSIDE if ending in _KNOWN else refused_files.ANYTHING)


def _is_pdf(head: bytes) -> bool:
    """Whether the mark of a PDF is among the first bytes, behind something of another program, as readers allow."""
    at = head.find(b"%PDF-", 0, _PDF_WITHIN + len(b"%PDF-") - 1)
    return at >= 0 and b" obj" in head[at:]


def _brands(head: bytes) -> set[bytes]:
    """What a picture or film of the MPEG family says that it is."""
    length = min(int.from_bytes(head[:4], "big"), 256)
    return {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}


def _inside_compound(stream: BinaryIO, ending: str) -> FileKind | str:
    """The older Office document that a compound file is, by its names; by its own name where they cannot be read."""
    names = compound_files.names_at_root(stream)
    if said := refused_files.by_names_at_root(names):
        return said
    if found := next((kind for name, kind in _OLD_NAMES.items() if name in names), None):
        return found
    if named := next((kind for kind in _OLD_OFFICE if ending in (*kind.endings, *kind.also)), None):
        return named
    return refused_files.by_name(ending) or (
        refused_files.PROTECTED_OR_OLDER if ending in MEDIA_TYPES else refused_files.EXPORT
    )


def _inside_zip(stream: BinaryIO, ending: str) -> FileKind | str:
    """The Office document that a ZIP file is, or what to say of other archives and of documents with macros."""
    if not has_modest_directory(stream):
        return refused_files.DAMAGED
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            declared = _start_of(archive, "mimetype", 100).strip()
            types = _start_of(archive, "[Content_Types].xml", _HEAD)
    except _UNREADABLE:
        return refused_files.DAMAGED
    if found := next((kind for kind in _OPEN_DOCUMENTS if declared in kind.endings.values()), None):
        return found
    folders = {name.split("/", 1)[0] for name in names}
    folder = next((folder for folder in _OFFICE_FOLDERS if folder in folders), "")
    if not types or not folder or "macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        return refused_files.MACROS if "macroEnabled" in types else refused_files.by_members(names, ending)
    kind, others = _OFFICE_FOLDERS[folder]
    return next((other for mark, other in others.items() if mark in types), kind)


def _start_of(archive: zipfile.ZipFile, name: str, most: int) -> str:
    """The first bytes of a member as text, "" where there is none."""
    if name not in archive.namelist():
        return ""
    with archive.open(name) as member:
        return member.read(most).decode("ascii", "replace")


def _is_text(head: bytes) -> bool:
    """Text in UTF-8, in UTF-16 with its mark, or in an old one-byte alphabet: without bytes that text never has."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return True
    return not set(head) & _NEVER_IN_TEXT
