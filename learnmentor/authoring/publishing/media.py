"""Pictures, clips and captions: whether a file is what its name says, and whether it is safe to serve."""

import re

from learnmentor.authoring.content_folder import MEDIA_TYPES, SourceFile
from learnmentor.ground.printing import drawings
from learnmentor.markup.outline import MarkupFault

LARGEST = 25_000_000  # bytes
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_BEGINS: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "video/webm": (b"\x1a\x45\xdf\xa3",),
    "audio/ogg": (b"OggS",),
    "audio/mpeg": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "text/vtt": (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
}


def media_type(file: SourceFile) -> str | None:
    """The type that a media file's name promises, or None for one that we do not serve."""
    return MEDIA_TYPES.get("." + file.name.rpartition(".")[2].lower())


def check_media(file: SourceFile) -> MarkupFault | None:
    """What stands against publishing a media file, if anything."""
    kind = media_type(file)
    if kind is None:
        return _fault("Files of this type are not served.", f"Use one of: {', '.join(MEDIA_TYPES)}.")
    if not _NAME.fullmatch(file.name):
        return _fault("The file's name has odd characters.", "Use letters, digits, hyphens and full stops.")
    if len(file.data) > LARGEST:
        return _fault("The file is too large.", f"Keep it under {LARGEST // 1_000_000} MB.")
    if kind == "image/svg+xml":
        return _check_svg(file)
    begins = _BEGINS.get(kind)
    fits = file.data.startswith(begins) if begins else file.data[4:8] == b"ftyp"
    return None if fits else _fault(f"The file is not what its name says: {kind}.", "Save it again in that format.")


def _check_svg(file: SourceFile) -> MarkupFault | None:
    try:
        drawings.read(file.data)
    except drawings.DrawingRefused as why:
        return _fault(why.message, why.remedy)
    return None


def _fault(message: str, remedy: str, line: int = 1) -> MarkupFault:
    return MarkupFault("media-file", line, message, remedy)
