"""The documents of a certificate, and what each is made of: the same of it gives the same bytes."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learnmentor.certificates.credentials import badge_picture as badge
from learnmentor.certificates.documents import certificate_pdf
from learnmentor.certificates.models import Certificate
from learnmentor.ground.printing import typesetting
from learnmentor.ground.words import long_date
from learnmentor.ground.zones import day_of

ERASED = "(the name was erased)"
_PREVIEW_PIXELS = 96  # an inch


@dataclass(frozen=True)
class Press:
    """What makes documents in one installation; needs no request, so that a pack can be made while it is sent."""

    base_url: str
    zone: str
    templates: Path

    @property
    def name(self) -> str:
        """A name for all that makes a document beside what it is of: when it changes, the bytes may change too."""
        return self.digest()

    def digest(self, *made_of: Any) -> str:
        """An ETag for what is typeset of these values, without typesetting it; SHA-256 in hexadecimal."""
        sources = [each.read_text(encoding="utf-8") for each in sorted(self.templates.glob("*.typ"))]
        told = [typesetting.maker(), sources, self.base_url, made_of]
        spelled = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(spelled.encode()).hexdigest()

    def digest_of(self, found: Certificate, *more: Any) -> str:
        """An ETag for a document of a certificate; `more` tells its documents apart, and what else went in."""
        return self.digest(found.snapshot, found.name, found.issued_at, self.ending(found), more)

    def address_of(self, found: Certificate) -> str:
        """Where it can be checked: the same in the code on the page, in the code on paper and in words."""
        return f"{self.base_url}/certificates/{found.number}"

    def ending(self, found: Certificate) -> str | None:
        """Why and since when it no longer holds, as a sentence; None while nobody ended it."""
        event = found.ended
        if event is None:
            return None
        word = "Revoked" if event.kind == "revoked" else "Replaced"
        return f"{word} on {long_date(day_of(event.at, self.zone))}: {event.reason}"

    def document(self, found: Certificate) -> bytes:
        """The PDF, from its snapshot, as it stands."""
        return self._document(found, ended=self.ending(found))

    def documents(self, found: Certificate) -> Iterator[bytes]:
        """The PDFs: as it was while it held and, where it was ended, as it is since."""
        for ended in dict.fromkeys((None, self.ending(found))):
            yield self._document(found, ended=ended)

    def _document(self, found: Certificate, *, ended: str | None) -> bytes:
        return certificate_pdf.render(
            found.snapshot,
            name=found.name or ERASED,
            verify_url=self.address_of(found),
            issued_at=found.issued_at,
            ended=ended,
            templates=self.templates,
        )

    def preview(self, found: Certificate) -> bytes:
        """The document as a picture (PNG)."""
        contents = certificate_pdf.contents(
            found.snapshot,
            name=found.name or ERASED,
            verify_url=self.address_of(found),
            ended=self.ending(found),
        )
        return typesetting.png(self.templates / "certificate.typ", contents, pixels_an_inch=_PREVIEW_PIXELS)

    def badge(self, found: Certificate, token: str, kind: str) -> bytes:
        """The badge with a credential in it; `kind` is svg or png."""
        return badge.baked(found.snapshot, token, kind=kind, templates=self.templates)
