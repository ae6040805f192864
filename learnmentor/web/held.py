"""What was typed when a form could not be accepted for a reason that is not the person's: shown, and sent again with one press."""

from urllib.parse import urlsplit

from flask import request

_NEVER = {"csrf_token", "password", "new_password", "current_password"}


def typed_fields() -> list[tuple[str, str]]:
    """The posted fields as (name, value), without tokens and passwords, which are not shown back. Files cannot be held."""
    if request.is_json or request.content_length is None:
        return []
    return [(name, value) for name, values in request.form.lists() if name not in _NEVER for value in values]


def same_site() -> bool:
    """Whether the request came from our own pages: a stranger's form is not offered for sending again."""
    if (fetch_site := request.headers.get("Sec-Fetch-Site")) is not None:
        return fetch_site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is not None and urlsplit(origin).netloc == request.host
