"""The documents of a certificate, and what each is made of: the same of it gives the same bytes."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from learnmentor import typesetting
from learnmentor.certificates import pdf
from learnmentor.certificates.models import Certificate
from learnmentor.config import Settings, home
from learnmentor.web.filters import long_date
from learnmentor.zones import day_of

ERASED = "(the name was erased)"
_PREVIEW_PIXELS = 96  # an inch


def address_of(found: Certificate, settings: Settings) -> str:
    """Where a certificate can be checked: the same in the code on the page, in the code on paper and in words."""
    return f"{settings.base_url}/certificates/{found.number}"


def ending(found: Certificate, settings: Settings) -> str | None:
    """Why and since when a certificate no longer holds, as a sentence; None while nobody ended it."""
    event = found.ended
    if event is None:
        return None
    word = "Revoked" if event.kind == "revoked" else "Replaced"
    return f"{word} on {long_date(day_of(event.at, settings.time_zone))}: {event.reason}"


def templates() -> Path:
    """Where the typesetter's templates lie."""
    return Path(home("templates")) / "pdf"


def made_with(settings: Settings) -> str:
    """A name for all that makes a certificate beside its record: when it changes, the bytes may change too."""
    return digest(settings.base_url)


def digest(*made_of: Any) -> str:
    """An ETag for what is typeset of these values, without typesetting it; SHA-256 in hexadecimal."""
    sources = [each.read_text(encoding="utf-8") for each in sorted(templates().glob("*.typ"))]
    spelled = json.dumps([typesetting.maker(), sources, made_of], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()


def digest_of(found: Certificate, settings: Settings, *more: Any) -> str:
    """An ETag for a document of a certificate; `more` tells its documents apart, and what else went in."""
    return digest(
        found.snapshot, found.name, found.issued_at, address_of(found, settings), ending(found, settings), more
    )


def document_of(found: Certificate, *, settings: Settings) -> bytes:
    """The PDF of a certificate, from its snapshot; needs no request, so that a pack can be made while it is sent."""
    return _document(found, settings, ended=ending(found, settings))


def documents_of(found: Certificate, *, settings: Settings) -> Iterator[bytes]:
    """The PDFs of a certificate: as it was while it held and, where it was ended, as it is since."""
    for ended in dict.fromkeys((None, ending(found, settings))):
        yield _document(found, settings, ended=ended)


def _document(found: Certificate, settings: Settings, *, ended: str | None) -> bytes:
    return pdf.render(
        found.snapshot,
        name=found.name or ERASED,
        verify_url=address_of(found, settings),
        issued_at=found.issued_at,
        ended=ended,
        templates=templates(),
    )


def preview_of(found: Certificate, *, settings: Settings) -> bytes:
    """The document as a picture (PNG)."""
    contents = pdf.contents(
        found.snapshot,
        name=found.name or ERASED,
        verify_url=address_of(found, settings),
        ended=ending(found, settings),
    )
    return typesetting.png(templates() / "certificate.typ", contents, pixels_an_inch=_PREVIEW_PIXELS)
