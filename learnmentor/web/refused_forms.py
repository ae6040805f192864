"""What was typed when a form could not be accepted for a reason that is not the person's: kept, shown, sent again.

On an error page the fields travel as they are. Through a sign-in they travel sealed, in one hidden field of the page
and never in an address, because the next person at that screen may be another one.
"""

import base64
import binascii
import json
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.web.labels import in_words

LASTS = timedelta(days=1)

_PLACE = "held form"


@dataclass(frozen=True)
class Held:
    """A form on its way: where it was going, from which page, what it held, and whose it was ("" if nobody knows)."""

    to: str
    came_from: str
    fields: list[tuple[str, str]]
    files: list[str]
    owner: str
    at: datetime

    def over(self, *, at: datetime) -> bool:
        """Whether it waited too long to be offered."""
        return at > self.at + LASTS

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What a person would know again: each field that they filled in, under its label or its name in words."""
        return in_words(self.fields)


def typed_fields() -> list[tuple[str, str]]:
    """The posted fields as (name, value), without tokens and passwords, which are not shown back."""
    if request.is_json or request.content_length is None:
        return []
    try:
        posted = request.form.lists()
    except RequestEntityTooLarge:
        return []
    return [(name, value) for name, values in posted if _is_shown(name) for value in values]


def typed_files() -> list[str]:
    """The names of the files that were sent along. Files cannot be held."""
    try:
        return [file.filename for _, files in request.files.lists() for file in files if file.filename]
    except RequestEntityTooLarge:
        return []


def _is_shown(name: str) -> bool:
    return name != "csrf_token" and "password" not in name


def same_site() -> bool:
    """Whether the request came from our own pages: a stranger's form is not offered for sending again."""
    if (fetch_site := request.headers.get("Sec-Fetch-Site")) is not None:
        return fetch_site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is not None and urlsplit(origin).netloc == request.host


def own_address() -> str:
    """The path and query of this request, as a browser would write them."""
    parts = urlsplit(request.url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def address_before() -> str:
    """The path and query of the page of ours that this request came from, or ""."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.host or not parts.path.startswith("/"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def hold(*, owner: str, at: datetime) -> Held | None:
    """What this request brought, to be sent later; None when it brought nothing or came from another site."""
    if not same_site():
        return None
    fields, files = typed_fields(), typed_files()
    if not fields and not files:
        return None
    return Held(own_address(), address_before(), fields, files, owner, at)


def seal(held: Held, vault: Vault) -> str:
    """The held form as text for a hidden field, which only this installation can read."""
    plain = json.dumps({**asdict(held), "at": held.at.isoformat()}, ensure_ascii=False).encode()
    packed = base64.b64encode(zlib.compress(plain)).decode()
    return base64.urlsafe_b64encode(vault.seal(packed, place=_PLACE)).decode()


def opened(sealed: str, vault: Vault) -> Held | None:
    """What `seal` made; None for anything else."""
    try:
        packed = vault.open(base64.urlsafe_b64decode(sealed.encode()), place=_PLACE)
        plain = json.loads(zlib.decompress(base64.b64decode(packed)))
    except (UnreadableText, binascii.Error, UnicodeError, ValueError):
        return None
    fields = [(name, value) for name, value in plain.pop("fields")]
    return Held(**{**plain, "fields": fields, "at": datetime.fromisoformat(plain["at"])})
