"""A logo as somebody uploads it, made into a small PNG of our own drawing, or refused with a sentence.

What reaches a certificate is never the file itself: it is looked at, drawn anew, and only the drawing is kept.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from learnmentor.certificates.credentials import png
from learnmentor.ground.printing import drawings, typesetting

LARGEST_UPLOAD = 1_000_000  # bytes
_LARGEST_DRAWING = 400_000
_LARGEST_KEPT = 64_000  # it stands in every certificate
_MOST_PIXELS = 6_000_000
_WIDEST, _TALLEST = 6.0, 0.5  # width in heights
_BOX = (720, 240)  # pixels that it is drawn into: sharp on paper at 20 mm
_DRAWN = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})  # the chunks of a PNG that are looked at
_OTHERS = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a WebP picture",
    b"%PDF": "a PDF document",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"BM": "a BMP picture",
    b"PK\x03\x04": "a ZIP or Office file",
}
_TOO_RICH = frozenset({"filter", "pattern", "mask", "image", "marker"})
_USUAL_DOCTYPE = re.compile(rb"<!DOCTYPE svg[^\[>]*>")  # which says nothing
_COSTLY = ("filter", "stroke-dasharray")  # a few letters of these can take hours to draw
_COSTLY_STYLE = re.compile(rf"(?:{'|'.join(_COSTLY)})\s*+:\s*+(?!none)", re.IGNORECASE)
_CLIPPED_BY = re.compile(r"url\(\s*+['\"]?+\s*+#([^'\")\s]++)")
_MOST_SHAPES = 3_000
# What takes long to draw though it is short to write: rules that are tried on every shape, a style or attributes
# without end in one, paths that never end or lead to the end of the world. Logos are far from each.
_LONGEST_SHEET, _MOST_TO_TRY, _LONGEST_STYLE, _MOST_ATTRIBUTES = 32_000, 20_000_000, 2_000, 60
_LONGEST_PATHS, _MOST_ARCS = 300_000, 2_000
_FAR_AWAY = re.compile(r"\d[eE][+]?\d|\d{7}")


class LogoRefused(ValueError):
    """The file cannot be the logo; the message says why and what to do."""


@dataclass(frozen=True)
class _Read:
    kind: str
    ratio: float  # width in heights
    data: bytes


def drawn(data: bytes, *, templates: Path) -> bytes:
    """The logo as a PNG of a known size; raises `LogoRefused`."""
    if len(data) > LARGEST_UPLOAD:
        raise LogoRefused(f"The file is larger than {LARGEST_UPLOAD // 1_000_000} MB. Save the logo smaller.")
    read = _png(data) if data.startswith(png.SIGNATURE) else _svg(data)
    if not _TALLEST <= read.ratio <= _WIDEST:
        raise LogoRefused(
            f"The logo is {'wider than six times its height' if read.ratio > 1 else 'taller than twice its width'}. "
            "Cut off what is empty around it, or use another version of it."
        )
    for scale in (1.0, 0.6, 0.35):
        height = scale * min(_BOX[1], _BOX[0] / read.ratio)
        values = {"logo": read.data, "format": read.kind, "height": height, "width": height * read.ratio}
        try:
            made = typesetting.png(templates / "logo.typ", values, pixels_an_inch=72)
        except typesetting.CannotTypeset:
            raise LogoRefused("The file is damaged, or not drawn as we can read it. Save it again as PNG.") from None
        if len(made) <= _LARGEST_KEPT:
            return made
    raise LogoRefused("The picture has too many colours for a logo. Use the plain version of it.")


def _png(data: bytes) -> _Read:
    if len(data) < 24 or data[12:16] != b"IHDR":
        raise LogoRefused("The PNG file is damaged. Save it again.")
    width, height = struct.unpack(">II", data[16:24])
    if not width or not height or width * height > _MOST_PIXELS:
        raise LogoRefused(f"The picture has {width:,} by {height:,} pixels. Up to 3,000 by 2,000 are enough.")
    return _Read("png", width / height, _bare(data))


def _bare(data: bytes) -> bytes:
    """A PNG without what is beside the picture: a colour profile of a few bytes may unpack to gigabytes."""
    kept = (png.chunk(kind, content) for kind, content in png.chunks(data) if kind in _DRAWN)
    return png.SIGNATURE + b"".join(kept)


def _svg(data: bytes) -> _Read:
    other = next((words for begins, words in _OTHERS.items() if data.startswith(begins)), None)
    if other or not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise LogoRefused(f"This is {other or 'neither a PNG nor an SVG file'}. Save the logo as PNG or SVG.")
    if len(data) > _LARGEST_DRAWING:
        raise LogoRefused(_TOO_INTRICATE)
    data = _USUAL_DOCTYPE.sub(b"", data, count=1)
    try:
        root = drawings.read(data)
    except drawings.DrawingRefused as why:
        raise LogoRefused(f"{why.message} {why.remedy}") from None
    for element in root.iter():
        _refuse_what_we_do_not_draw(element)
    _refuse_what_takes_long(root)
    _refuse_too_much(root)
    return _Read("svg", _ratio(root), data.decode("utf-8-sig").encode())


def _refuse_what_we_do_not_draw(element: ET.Element) -> None:
    """Beyond what no drawing may hold: what costs much to draw, or has no typeface here."""
    name, style = element.tag.rpartition("}")[2], element.text or ""
    if name in _TOO_RICH:
        raise LogoRefused(f"The drawing uses <{name}>, which we do not draw. Save the logo as PNG.")
    if name in {"text", "tspan", "textPath"}:
        raise LogoRefused("The drawing holds letters as text, whose typeface is not here. Turn them into paths.")
    if name == "style" and (_COSTLY_STYLE.search(style) or "clip-path" in style.lower()):
        raise LogoRefused(_NO_EFFECTS)
    for key, value in element.items():
        if (key in _COSTLY and value.strip() != "none") or (key == "style" and _COSTLY_STYLE.search(value)):
            raise LogoRefused(_NO_EFFECTS)


def _refuse_what_takes_long(root: ET.Element) -> None:
    every = list(root.iter())
    sheets = sum(len(each.text or "") for each in every if each.tag == f"{drawings.SVG}style")
    drawn = [each.get("d", "") + each.get("points", "") for each in every]
    numbers = [value for each in every for key, value in each.items() if key in _MEASURES]
    too_much = (
        sheets > _LONGEST_SHEET,
        sheets * len(every) > _MOST_TO_TRY,
        any(len(each.get("style", "")) > _LONGEST_STYLE or len(each.attrib) > _MOST_ATTRIBUTES for each in every),
        sum(map(len, drawn)) > _LONGEST_PATHS,
        sum(path.count("a") + path.count("A") for path in drawn) > _MOST_ARCS,
        any(_FAR_AWAY.search(value) for value in numbers),
    )
    if any(too_much):
        raise LogoRefused(_TOO_INTRICATE)


_MEASURES = frozenset(
    ["d", "points", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height",
     "stroke-width", "viewBox", "gradientTransform"]
)  # fmt: skip
_TOO_INTRICATE = "The drawing is too intricate for a logo. Save it as PNG."
_NO_EFFECTS = "The drawing uses dashes, effects, or clips in its style, which we do not draw. Save the logo as PNG."


def _refuse_too_much(root: ET.Element) -> None:
    """A small file can ask for more shapes than anybody can draw: by nesting, by copies of copies or clips of clips."""
    depths = list(drawings.depths(root))
    if len(depths) > _MOST_SHAPES or max(depths) > drawings.DEEPEST:
        raise LogoRefused(_TOO_INTRICATE)
    # Where two have one id, the first is drawn.
    named = {element.get("id"): element for element in reversed(list(root.iter())) if element.get("id")}
    sizes: dict[str, int] = {}

    def size(element: ET.Element, inside: tuple[str, ...]) -> int:
        total = 0
        for each in element.iter():
            for target in _drawn_with(each):
                if target not in named:
                    continue
                if target in inside or len(inside) > drawings.DEEPEST:
                    raise LogoRefused("The drawing copies itself without end. Save it as PNG.")
                if target not in sizes:
                    sizes[target] = size(named[target], (*inside, target))
                total += sizes[target]
            total += 1
            if total > _MOST_SHAPES:
                raise LogoRefused(_TOO_INTRICATE)
        return total

    size(root, ())


def _drawn_with(element: ET.Element) -> Iterator[str]:
    """The ids of what is drawn again for an element: what it copies, and what it is clipped by."""
    if element.tag == f"{drawings.SVG}use":
        yield (element.get("href") or element.get(drawings.HREF) or "").lstrip().removeprefix("#")
    for value in (element.get("clip-path", ""), element.get("style", "")):
        yield from _CLIPPED_BY.findall(value)


def _ratio(root: ET.Element) -> float:
    box = [_length(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    width, height = (box[2], box[3]) if len(box) == 4 else (_length(root.get("width")), _length(root.get("height")))
    if not width or not height:
        raise LogoRefused("The drawing does not say how large it is. Save it with a width and a height, or as PNG.")
    return width / height


def _length(text: str | None) -> float:
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,9})?)(?:px|pt|mm|cm|in|pc)?\s*", text or "")
    return float(found[1]) if found else 0.0
