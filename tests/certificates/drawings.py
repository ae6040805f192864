"""Logos to upload, good and bad, made byte by byte."""

import random
import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
_DICE = random.Random(7)


def png(
    width: int = 300, height: int = 100, *, rows: bytes | None = None, beside: tuple[bytes, bytes] | None = None
) -> bytes:
    """A PNG of one colour, or of any `rows`; `beside` is the kind and content of one more chunk."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = rows if rows is not None else (b"\0" + b"\x10\x20\x30\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    more = chunk(*beside) if beside else b""
    return PNG + chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def svg(inside: str = '<rect width="300" height="100" fill="#036"/>', *, before: str = "") -> bytes:
    """An SVG three times as wide as it is high."""
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">{inside}</svg>'.encode()


COPIES = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 10))


def _clips(how: str) -> str:
    """Clips of clips: each level clips two shapes by the next, so the first asks for 2 to the power of 30."""
    levels = (f'<clipPath id="c{n}">' + f"<path {how.format(n - 1)}/>" * 2 + "</clipPath>" for n in range(1, 31))
    return f'<clipPath id="c0"><path/></clipPath>{"".join(levels)}<path {how.format(30)}/>'


REFUSED = {
    "a script": (svg("<script>alert(1)</script>"), "holds <script>"),
    "an event": (svg('<rect onload="x()"/>'), "acts by itself"),
    "a page in it": (svg("<foreignObject/>"), "holds <foreignObject>"),
    "movement": (svg('<rect><animate attributeName="x"/></rect>'), "holds <animate>"),
    "a link out": (svg('<use href="https://example.org/a#b"/>'), "outside itself"),
    "a link that acts": (svg('<a href="javascript:alert(1)"><path/></a>'), "holds <a>"),
    "a picture in it": (svg('<image href="/etc/passwd"/>'), "outside itself"),
    "a style that loads": (svg("<style><![CDATA[@import url(https://example.org)]]></style>"), "style loads"),
    "an attribute that loads": (svg('<rect fill="url(https://example.org/a)"/>'), "outside itself"),
    "an entity": (
        svg("&a;", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "declares things of its own",
    ),
    "entities without end": (
        svg("&b;", before='<!DOCTYPE svg [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]>'),
        "declares things of its own",
    ),
    "copies of copies": (svg(f'<defs><rect id="a0"/>{COPIES}</defs><use href="#a9"/>'), "too intricate"),
    "a copy of itself": (svg('<g id="a"><use href="#a"/></g><use href="#a"/>'), "without end"),
    "clips of clips": (svg(_clips('clip-path="url(#c{})"')), "too intricate"),
    "clips of clips, styled": (svg(_clips("style=\"clip-path: url( '#c{}')\"")), "too intricate"),
    "clips in a style sheet": (svg("<style>path { clip-path: url(#c) }</style>"), "uses dashes, effects, or clips"),
    "a clip of itself": (svg('<clipPath id="c"><path clip-path="url(#c)"/></clipPath>'), "without end"),
    "dust": (svg('<path d="M0 0h300" stroke="#036" stroke-dasharray=".0001"/>'), "uses dashes"),
    "styled dust": (svg('<path d="M0 0h300" style="stroke:#036; stroke-dasharray : .0001"/>'), "uses dashes"),
    "fog": (svg('<path d="M0 0h300" filter="blur(99)"/>'), "effects"),
    "fog in a style sheet": (svg("<style>path { filter: blur(99px) }</style>"), "effects"),
    "a style of blanks": (svg(f"<style>url({' ' * 100_000}#a)</style><text/>"), "letters as text"),
    "copies of copies, disguised": (
        svg(f'<defs><rect id="a0"/>{COPIES}<path id="a9"/></defs><use href="#a9"/>'),
        "too intricate",
    ),
    "a deep nest": (svg("<g>" * 5_000 + "</g>" * 5_000), "too intricate"),
    "many shapes": (svg("<path/>" * 6_000), "too intricate"),
    "letters": (svg("<text>College</text>"), "letters as text"),
    "a filter": (svg("<filter/>"), "uses <filter>"),
    "no size": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "how large it is"),
    "half a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"><g>', "not well-formed"),
    "another alphabet": (svg().decode().encode("utf-16"), "neither a PNG nor an SVG"),
    "a page": (b"<html><body>Hello</body></html>", "not an SVG drawing"),
    "a JPEG": (b"\xff\xd8\xff\xe0abc", "a JPEG picture"),
    "a PDF": (b"%PDF-1.7", "a PDF document"),
    "a program": (b"MZ\x90\0", "neither a PNG nor an SVG"),
    "words": (b"our logo", "neither a PNG nor an SVG"),
    "a PNG that unpacks to gigabytes": (png(50_000, 50_000, rows=b""), "50,000 by 50,000 pixels"),
    "a PNG without size": (png(0, 0, rows=b""), "0 by 0 pixels"),
    "half a PNG": (png()[:60], "damaged"),
    "a PNG cut in its head": (png()[:18], "damaged"),
    "a PNG with too few rows": (png(rows=b"\0" * 50), "damaged"),
    "a ribbon": (png(1000, 10), "wider than six times"),
    "a tower": (png(10, 1000), "taller than twice"),
    "noise": (png(720, 240, rows=b"".join(b"\0" + _DICE.randbytes(720 * 4) for _ in range(240))), "too many colours"),
    "a huge file": (svg("<!--" + "x" * 1_000_000 + "-->"), "larger than 1 MB"),
}
