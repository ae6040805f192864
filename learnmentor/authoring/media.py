"""Pictures, clips and captions: whether a file is what its name says, and whether it is safe to serve."""

import re
from xml.etree import ElementTree as ET

from learnmentor.authoring.reading import MEDIA_TYPES, SourceFile
from learnmentor.markup.outline import Fault

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
_LOADS = re.compile(r"@import|url\(\s*['\"]?\s*(?![#'\"\s])|expression\(", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"
_SVG_REFUSED = {"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler", "set", "animate"}


def media_type(file: SourceFile) -> str | None:
    """The type that a media file's name promises, or None for one that we do not serve."""
    return MEDIA_TYPES.get("." + file.name.rpartition(".")[2].lower())


def check_media(file: SourceFile) -> Fault | None:
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


def _check_svg(file: SourceFile) -> Fault | None:
    if b"<!DOCTYPE" in file.data or b"<!ENTITY" in file.data:
        return _fault("The drawing has a document type.", "Take the <!DOCTYPE …> out.")
    try:
        root = ET.fromstring(file.data)  # noqa: S314 -- document types, and with them entities, are refused above
    except ET.ParseError as error:
        return _fault(f"The drawing cannot be read: {error}.", "Save it again as SVG.", error.position[0])
    if root.tag != f"{_SVG}svg":
        return _fault("The drawing is not an SVG.", 'Begin it with <svg xmlns="http://www.w3.org/2000/svg">.')
    reason = next((reason for element in root.iter() if (reason := _acts(element))), None)
    return _fault(reason, "Keep everything in the file, and let nothing in it act.") if reason else None


def _acts(element: ET.Element) -> str | None:
    name = element.tag.removeprefix(_SVG)
    if name in _SVG_REFUSED:
        return f"The drawing holds <{name}>."
    if name == "style" and _LOADS.search(element.text or ""):
        return "The drawing's style loads something."
    return next(
        (reason for key, value in element.items() if (reason := _refused(key.rpartition("}")[2].lower(), value))), None
    )


def _refused(attribute: str, value: str) -> str | None:
    if attribute.startswith("on"):
        return f"The drawing acts: {attribute}."
    if attribute in {"href", "src"} and not re.match(r"\s*(#|data:image/(png|jpeg|gif|webp);)", value):
        return f"The drawing points outside itself: {value[:60]}."
    if _LOADS.search(value) or "javascript:" in value.lower():
        return f"The drawing loads something: {value[:60]}."
    return None


def _fault(message: str, remedy: str, line: int = 1) -> Fault:
    return Fault("media-file", line, message, remedy)
