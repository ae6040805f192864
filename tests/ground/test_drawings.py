"""LearnMentor promises that a drawing never acts, loads or tells of itself, wherever it was let in."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.publishing.media import check_media
from learnmentor.certificates.issuer import logo
from learnmentor.config import home
from learnmentor.ground.printing import drawings
from tests.certificates.drawings import svg

_SPACES = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml"'
_PATH = '<path d="M0 0h9v9z"/>'
_ENTITY = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_SCRIPT = "<script>alert(1)</script>"


def _spaced(inside: str) -> bytes:
    return svg(inside).replace(b"<svg ", f"<svg {_SPACES} ".encode(), 1)


def _in(encoding: str, mark: bytes = b"") -> bytes:
    return mark + svg("&a;", before=f'<?xml version="1.0" encoding="{encoding}"?>{_ENTITY}').decode().encode(encoding)


HOSTILE: dict[str, bytes] = {
    # Another alphabet, or a document type in one
    "a DOCTYPE in UTF-16": _in("utf-16-le", codecs.BOM_UTF16_LE),
    "a DOCTYPE in UTF-16, the other way round": _in("utf-16-be", codecs.BOM_UTF16_BE),
    "a DOCTYPE in UTF-16 without a mark": _in("utf-16-le"),
    "a DOCTYPE in UTF-32": _in("utf-32-le", codecs.BOM_UTF32_LE),
    "a DOCTYPE in UTF-8 with a mark": _in("utf-8", codecs.BOM_UTF8),
    "a drawing in UTF-16": svg().decode().encode("utf-16"),
    "a drawing in UTF-7": svg(before='<?xml version="1.0" encoding="UTF-7"?>'),
    "another encoding declared": svg("<title>é</title>", before='<?xml version="1.0" encoding="iso-2022-jp"?>'),
    "Latin-1 declared, and letters of it": svg(
        "<title>é</title>", before='<?xml version="1.0" encoding="iso-8859-1"?>'
    ),
    "letters that are no UTF-8": svg().replace(b"#036", b"\xe9\xe9"),
    "an entity": svg("&a;", before=_ENTITY),
    "a DOCTYPE of another case": svg(before="<!doctype svg>"),
    "entities without end": svg("&b;", before='<!DOCTYPE svg [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]>'),
    "a style sheet from elsewhere": svg(before='<?xml-stylesheet href="https://example.org/a.css"?>'),
    "another instruction": svg(f"<?php x ?>{_PATH}"),
    # What acts
    "a script": svg(_SCRIPT),
    "a script by another prefix": svg(_SCRIPT)
    .replace(b"<svg ", b"<svg xmlns:s='http://www.w3.org/2000/svg' ")
    .replace(b"script>", b"s:script>"),
    "a script of HTML": _spaced("<h:script>alert(1)</h:script>"),
    "a page in it": svg("<foreignObject><p/></foreignObject>"),
    "a frame of HTML": _spaced('<h:iframe src="#a"/>'),
    "what MathML does": svg('<math xmlns="http://www.w3.org/1998/Math/MathML"><maction/></math>'),
    "a listener": svg('<listener xmlns="http://www.w3.org/2001/xml-events" event="load"/>'),
    "an event": svg('<rect onload="x()"/>'),
    "an event of another case": svg('<rect ONLOAD="x()"/>'),
    "an event on the drawing": svg().replace(b"viewBox", b"onload='x()' viewBox"),
    "an event with a prefix": svg('<rect xmlns:e="http://www.w3.org/2001/xml-events" e:onload="x()"/>'),
    "movement": svg('<rect><animate attributeName="x"/></rect>'),
    "a link that is set": svg('<use href="#a"><set attributeName="href" to="https://example.org/"/></use>'),
    "a link that is animated": svg('<use href="#a"><animate attributeName="href" values="javascript:x"/></use>'),
    "movement along a path": svg("<rect><animateMotion/></rect>"),
    "changing": svg("<rect><animateTransform/></rect>"),
    # What points elsewhere
    "a link": svg(f'<a href="https://example.org/">{_PATH}</a>'),
    "a link that acts": svg(f'<a href="java&#10;script:alert(1)">{_PATH}</a>'),
    "a copy from elsewhere": svg('<use href="https://example.org/a#b"/>'),
    "a copy from elsewhere, in the old way": _spaced('<use xlink:href="//example.org/a#b"/>'),
    "a copy of data": svg('<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>'),
    "a picture from elsewhere": svg('<image href="https://example.org/a.png"/>'),
    "a picture from the disk": _spaced('<image xlink:href="file:///etc/passwd"/>'),
    "a drawing as data": svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
    "a page as data": svg('<image href="data:text/html,x"/>'),
    "a picture for an effect": svg('<filter id="f"><feImage href="https://example.org/a"/></filter>'),
    "another base": svg('<g xml:base="https://example.org/"><use href="#a"/></g>'),
    "a style that imports": svg("<style>@import 'https://example.org/a.css';</style>"),
    "a style that imports, in CDATA": svg("<style><![CDATA[@import url(//example.org)]]></style>"),
    "a style with letters spelled out": svg("<style>p{fill:\\75rl(https://example.org)}</style>"),
    "a style with a rule spelled out": svg("<style>\\40import 'https://example.org'</style>"),
    "a typeface from elsewhere": svg("<style>@font-face{font-family:a;src:url(https://example.org/a)}</style>"),
    "a style that loads": svg("<style>path{fill:url( 'https://example.org/a#b')}</style>"),
    "a style that loads a set": svg("<style>path{background:image-set('https://example.org/a')}</style>"),
    "an attribute that loads": svg('<rect fill="url(https://example.org/a)"/>'),
    "an attribute that loads, with letters as numbers": svg('<rect fill="&#117;rl(//example.org)"/>'),
    "a style attribute that loads": svg('<rect style="mask:URL(&quot;//example.org/a#b&quot;)"/>'),
    "a style attribute that computes": svg('<rect style="width:expression(alert(1))"/>'),
    "a pointer from elsewhere": svg('<rect cursor="url(https://example.org/a.cur),auto"/>'),
    # What is no drawing
    "a page": b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
    "a drawing of no kind": b"<svg/>",
    "half of one": svg()[:-6],
    "something behind it": svg() + b"<svg/>",
    "nothing": b"",
    "a deep nest": svg("<g>" * 5_000 + "</g>" * 5_000),
    "many shapes": svg("<path/>" * 30_000),
}
HONEST: dict[str, bytes] = {
    "plain": svg(),
    "with a mark and a declaration": svg(before="\ufeff<?xml version='1.0' encoding='UTF-8'?>\n"),
    "declared as ASCII": svg(before="<?xml version='1.0' encoding='us-ascii'?>"),
    "declared as Latin-1, without a letter of it": svg(before="<?xml version='1.0' encoding='ISO-8859-1'?>"),
    "with a comment": svg(f"<!-- Générateur: <script> -->{_PATH}"),
    "from Inkscape": svg(
        '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" id="base"/>'
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work rdf:about="" '
        'xmlns:cc="http://creativecommons.org/ns#"><dc:type xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'rdf:resource="http://purl.org/dc/dcmitype/StillImage"/></cc:Work></rdf:RDF></metadata>'
        '<g xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:label="Layer 1" id="layer1">'
        '<path d="M0 0h9v9z" style="fill:#036;-inkscape-font-specification:Sans;enable-background:new"/></g>'
    ),
    "from Illustrator": svg(
        '<defs><style>.cls-1{fill:#fff;}.cls-2{fill:url(#g);}</style><linearGradient id="g" x1="0" x2="9" '
        'gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="#036"/></linearGradient></defs>'
        '<path class="cls-2" d="M0 0h9v9z"/>'
    ),
    "from Figma": svg(
        '<g clip-path="url(#clip0)"><path d="M0 0h9v9z" fill="#036"/></g><defs><clipPath id="clip0">'
        '<rect width="300" height="100" fill="white" transform="translate(0.5 1)"/></clipPath></defs>'
    ),
    "copies of itself": svg('<defs><g id="a"><rect width="9" height="9"/></g></defs><use href="#a" x="20"/>'),
}


def _as_media(data: bytes) -> str | None:
    fault = check_media(SourceFile("media/drawing.svg", data))
    return f"{fault.message} {fault.remedy}" if fault else None


def _as_logo(data: bytes) -> str | None:
    try:
        logo.drawn(data, templates=home("templates") / "pdf")
    except logo.LogoRefused as why:
        return str(why)
    return None


DOORS: dict[str, Callable[[bytes], str | None]] = {"as a picture": _as_media, "as a logo": _as_logo}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("what", HOSTILE)
def test_a_drawing_that_acts_or_loads_is_refused_at_both_doors(what: str, door: str) -> None:
    sentence = DOORS[door](HOSTILE[what])
    assert sentence is not None
    assert sentence.endswith((".", ">."))
    assert "alert" not in sentence


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("what", HONEST)
def test_a_drawing_as_programs_save_them_is_let_in_at_both_doors(what: str, door: str) -> None:
    assert DOORS[door](HONEST[what]) is None


def test_only_a_logo_is_refused_what_it_cannot_be_printed_with() -> None:
    letters, picture = svg("<text>College</text>"), svg('<image href="data:image/png;base64,iVBORw0KGgo="/>')
    assert [_as_media(letters), _as_media(picture)] == [None, None]
    assert "letters as text" in str(_as_logo(letters))
    assert "uses <image>" in str(_as_logo(picture))


def test_every_drawing_of_the_course_is_let_in() -> None:
    ours = sorted(Path(home("content")).rglob("*.svg"))
    assert len(ours) > 50
    for path in ours:
        drawings.read(path.read_bytes())


SLOW: dict[str, bytes] = {
    "rules for every shape": svg("<style>" + ".a{fill:#000}" * 6_000 + "</style>" + '<path class="a"/>' * 2_000),
    "a style without end": svg('<path style="' + "fill:#000;" * 30_000 + '"/>'),
    "attributes without end": svg("<path " + " ".join(f'data-a{n}=""' for n in range(20_000)) + "/>"),
    "arcs": svg('<path d="M0 0' + "a9 9 0 1 1 9 9" * 20_000 + '"/>'),
    "a line to the end of the world": svg('<path stroke="#000" d="M-1e30 -1e30L1e30 1e30L1e9 1"/>'),
    "shapes upon shapes": svg('<g opacity=".9"><path d="M0 0h300v100H0z"/></g>' * 2_400),
}


@pytest.mark.parametrize("what", SLOW)
def test_a_logo_that_is_short_to_write_and_long_to_draw_is_refused(what: str) -> None:
    assert "too intricate for a logo" in str(_as_logo(SLOW[what]))
