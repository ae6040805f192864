"""What a drawing (SVG) may hold, wherever one comes in: a logo, or a picture in a segment.

It is a list of what drawings need, not of what is dangerous: a name that nobody thought of is refused. Nothing is
rewritten, since what was published is handed out to the byte; so it is a decision, and no cleaner of HTML makes that.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

LARGEST = 2_000_000  # bytes
MOST_ELEMENTS, DEEPEST = 20_000, 100
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
_XML, _XLINK = "{http://www.w3.org/XML/1998/namespace}", "{http://www.w3.org/1999/xlink}"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FILTERS = _words(
    "Blend ColorMatrix ComponentTransfer Composite ConvolveMatrix DiffuseLighting DisplacementMap DistantLight "
    "DropShadow Flood FuncA FuncB FuncG FuncR GaussianBlur Merge MergeNode Morphology Offset PointLight "
    "SpecularLighting SpotLight Tile Turbulence"
)
_ELEMENTS = _words(
    "svg g defs symbol use title desc metadata style switch path rect circle ellipse line polyline polygon text tspan "
    "textPath linearGradient radialGradient stop clipPath mask pattern marker image filter"
) | {f"fe{name}" for name in _FILTERS}
# Of programs that draw: browsers do nothing with them, and programs read their own notes in them.
_NOTES = (
    "http://www.inkscape.org/namespaces/", "http://sodipodi.sourceforge.net/", "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/", "http://purl.org/dc/elements/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://ns.adobe.com/", "http://www.bohemiancoding.com/sketch/", "http://www.serif.com/", "http://vectornator.io",
)  # fmt: skip
_WORDS = _words("id class role lang name xml:lang xml:space xml:id type media version baseProfile")
_NUMBERS = _words(
    "x y x1 x2 y1 y2 cx cy r rx ry fx fy fr dx dy d points width height viewBox preserveAspectRatio transform rotate "
    "pathLength textLength lengthAdjust startOffset method spacing side gradientUnits gradientTransform spreadMethod "
    "offset clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform markerUnits "
    "markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2 result mode operator k1 k2 k3 k4 "
    "values stdDeviation edgeMode radius scale seed numOctaves baseFrequency stitchTiles tableValues slope intercept "
    "amplitude exponent surfaceScale diffuseConstant specularConstant specularExponent azimuth elevation z pointsAtX "
    "pointsAtY pointsAtZ limitingConeAngle order kernelMatrix divisor bias targetX targetY preserveAlpha "
    "xChannelSelector yChannelSelector requiredFeatures requiredExtensions systemLanguage zoomAndPan decoding"
)
_LOOKS = _words(
    "style fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color color-interpolation "
    "color-interpolation-filters color-rendering display visibility overflow clip clip-path clip-rule mask "
    "mask-type filter flood-color flood-opacity lighting-color stop-color stop-opacity marker marker-start marker-mid "
    "marker-end font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight "
    "letter-spacing word-spacing line-height text-anchor text-decoration text-rendering text-overflow white-space "
    "writing-mode glyph-orientation-horizontal glyph-orientation-vertical alignment-baseline baseline-shift "
    "dominant-baseline direction unicode-bidi image-rendering shape-rendering vector-effect paint-order isolation "
    "mix-blend-mode enable-background transform-origin transform-box cursor pointer-events"
)
_FUNCTIONS = _words(
    "url rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var translate translatex "
    "translatey rotate scale scalex scaley skewx skewy matrix blur brightness contrast drop-shadow grayscale "
    "hue-rotate invert opacity saturate sepia circle ellipse inset polygon path not is where nth-child "
    "nth-of-type"
)
_FUNCTION = re.compile(r"([\w-]*+)\(", re.ASCII)
_ELSEWHERE = re.compile(r"url\(\s*+['\"]?+\s*+(?!#)", re.IGNORECASE)
_PICTURE = re.compile(r"\s*data:image/(?:png|jpeg|gif|webp);base64,")
_ENCODING = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_LIKE_ASCII = frozenset({"ascii", "iso8859-1", "cp1252"})

_PLAIN = "Save it as plain SVG, or as PNG."
_OUTSIDE = "The drawing points to something outside itself."


class DrawingRefused(ValueError):
    """The drawing holds something that it may not; the message is a sentence, `remedy` another."""

    def __init__(self, message: str, remedy: str = _PLAIN) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def read(data: bytes) -> ET.Element:
    """The drawing, if it is one in UTF-8 that holds nothing but what drawings need. Raises `DrawingRefused`."""
    if len(data) > LARGEST:
        raise DrawingRefused(f"The drawing is larger than {LARGEST // 1_000_000} MB.", "Save it smaller, or as PNG.")
    root = _parsed(_text_of(data))
    if root.tag != f"{SVG}svg":
        raise DrawingRefused("This is not an SVG drawing.", 'Begin it with <svg xmlns="http://www.w3.org/2000/svg">.')
    for element in root.iter():
        _refuse_element(element)
        _refuse_attributes(element)
    _refuse_depth(root)
    return root


# Letters


def _text_of(data: bytes) -> str:
    """The letters. A program that goes by another encoding than we do would read another drawing."""
    declared = _ENCODING.match(data.removeprefix(codecs.BOM_UTF8))
    if declared is not None and not _is_utf_8(declared[1].decode(), plain=data.isascii()):
        raise DrawingRefused(_NOT_UTF_8, _SAVE_AGAIN)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DrawingRefused(_NOT_UTF_8, _SAVE_AGAIN) from None


_NOT_UTF_8, _SAVE_AGAIN = "The drawing is not written in UTF-8.", "Save it again as SVG, or as PNG."


def _is_utf_8(name: str, *, plain: bool) -> bool:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return False
    return found == "utf-8" or (plain and found in _LIKE_ASCII)


# Structure


class _Builder(ET.TreeBuilder):
    """Builds what was read, and refuses what speaks to the program that reads."""

    elements = 0

    def start(self, tag: Any, attrs: Any) -> ET.Element:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise DrawingRefused("The drawing is too intricate.", "Save it as PNG.")
        return super().start(tag, attrs)

    def doctype(self, *_told: str | None) -> None:
        raise DrawingRefused(
            "The drawing declares things of its own (<!DOCTYPE …>).", "Take that out, or save it as PNG."
        )

    def pi(self, target: str, *_text: str | None) -> Any:
        raise DrawingRefused(f"The drawing tells programs what to do (<?{target[:40]} …?>).")


def _parsed(text: str) -> ET.Element:
    parser = ET.XMLParser(target=_Builder())  # noqa: S314 -- the builder refuses document types, and so entities
    try:
        parser.feed(text)
        found: ET.Element = parser.close()
    except DrawingRefused:
        raise
    except (ET.ParseError, ValueError):
        raise DrawingRefused("The drawing cannot be read: it is not well-formed.", _SAVE_AGAIN) from None
    return found


def _refuse_depth(root: ET.Element) -> None:
    if max(depths(root)) > DEEPEST:
        raise DrawingRefused("The drawing is too intricate.", "Save it as PNG.")


def depths(root: ET.Element) -> Iterator[int]:
    """How deep each element lies; the first in 1."""
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        yield depth
        waiting += [(child, depth + 1) for child in element]


# What stands in it


def _refuse_element(element: ET.Element) -> None:
    space, _, name = element.tag.rpartition("}")
    if f"{space}}}" == SVG:
        if name not in _ELEMENTS:
            raise DrawingRefused(f"The drawing holds <{name[:40]}>, which drawings here do not need.")
    elif not space.startswith(tuple(f"{{{each}" for each in _NOTES)):
        raise DrawingRefused(f"The drawing holds <{name[:40]}>, which is no part of a drawing.")
    if name == "style" and (_loads("".join(element.itertext())) or len(element)):
        raise DrawingRefused("The drawing's style loads something from elsewhere, or does more than look.")


def _refuse_attributes(element: ET.Element) -> None:
    for key, value in element.items():
        name = key.replace(_XML, "xml:").replace(_XLINK, "xlink:")
        if name.lower().startswith("on"):
            raise DrawingRefused(f"The drawing acts by itself ({name[:40]}).")
        if name in {"href", "xlink:href", "src"}:
            _refuse_address(element, value)
        elif name in _LOOKS or name in _NUMBERS:
            if _loads(value):
                raise DrawingRefused(_OUTSIDE)
        elif not _is_harmless(name):
            raise DrawingRefused(f"The drawing has the attribute {name[:60]}, which drawings here do not need.")


def _refuse_address(element: ET.Element, value: str) -> None:
    """It may point into itself; a picture may lie in it as data."""
    within = element.tag == f"{SVG}image" and _PICTURE.match(value)
    if not (value.strip().startswith("#") or within):
        raise DrawingRefused(_OUTSIDE)


def _is_harmless(name: str) -> bool:
    """Whether an attribute is words for people and programs: an id, a label, a note of the program that drew it."""
    spoken = name in _WORDS or name.startswith(("aria-", "data-", "xlink:title", "xlink:type", "xlink:show"))
    return spoken or name.startswith(tuple(f"{{{each}" for each in _NOTES))


def _loads(style: str) -> bool:
    """Whether a style may fetch something, in any spelling: rules with an @ and escaped letters are not needed."""
    if "@" in style or "\\" in style or _ELSEWHERE.search(style):
        return True
    return any(name.lower() not in _FUNCTIONS for name in _FUNCTION.findall(style) if name)
