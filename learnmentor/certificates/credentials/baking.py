"""A signed credential inside a picture, and out of it again (Open Badges 3.0, section 5.3).

What is read comes from strangers: nothing is parsed as XML, inflated or believed; a token is found or it is not.
"""

import re
from collections.abc import Iterator

from learnmentor.certificates.credentials import png

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = b"openbadgecredential"
LONGEST_TOKEN = 256 * 1024

_TOKEN = rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
_BARE = re.compile(rb"\s*(" + _TOKEN + rb")\s*")
_IN_SVG = re.compile(rb"<(?:[\w.-]{1,40}:)?credential\s[^<>]{0,400}?verify\s*=\s*[\"'](" + _TOKEN + rb")[\"']")


class NotAPicture(ValueError):
    """What was to carry a credential is neither SVG nor PNG."""


def into_svg(picture: bytes, token: str) -> bytes:
    """The SVG with the credential as the first thing in it."""
    opening = re.search(rb"<svg\b[^>]*>", picture)
    if opening is None:
        raise NotAPicture
    held = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}" verify="{token}"/>'.encode()
    return picture[: opening.end()] + held + picture[opening.end() :]


def into_png(picture: bytes, token: str) -> bytes:
    """The PNG with the credential in an iTXt chunk before its end, not compressed, as the standard asks."""
    if not picture.startswith(png.SIGNATURE):
        raise NotAPicture
    end = picture.rindex(b"IEND") - 4
    held = png.chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + token.encode())
    return picture[:end] + held + picture[end:]


def is_bare(content: bytes) -> bool:
    """Whether it is a token and nothing around it."""
    return len(content) <= LONGEST_TOKEN and _BARE.fullmatch(content) is not None


def token_in(content: bytes) -> str | None:
    """The token that a file holds: itself a token, or a badge that carries one; None where there is none.

    It proves nothing yet: ask `signing.rules.check_signature`, then `presented.check`.
    """
    if content.startswith(png.SIGNATURE):
        found = next(_credentials_in(content), None)
    elif is_bare(content):
        found = content.strip()
    else:
        within = _IN_SVG.search(content)
        found = within[1] if within else None
    return found.decode() if found and len(found) <= LONGEST_TOKEN else None


def _credentials_in(picture: bytes) -> Iterator[bytes]:
    for kind, content in png.chunks(picture):
        keyword, _, rest = content.partition(b"\0")
        if kind == b"iTXt" and keyword == KEYWORD and rest[:1] == b"\0":
            text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
            if (token := _BARE.fullmatch(text)) is not None:
                yield token[1]
