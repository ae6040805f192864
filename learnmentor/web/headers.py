"""Security headers on every answer, who may keep it, and a request id that logs and error pages share."""

import hashlib
from collections.abc import Mapping

from flask import Flask, Response, g, request

from learnmentor.ground import randomness

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

PRIVATE = "private, no-cache"  # a browser may keep it, and asks each time whether it still is so
UNKEPT = "no-store"  # pages: the Back button after a sign-out asks us, and finds the door closed
FOR_GOOD = "public, max-age=31536000, immutable"  # under an address that changes with the bytes
# Everything that anybody else may keep, by endpoint: nothing of a person is in it. All other answers are private, and
# no view can say otherwise.
KEPT: Mapping[str, str] = {
    "static": FOR_GOOD,  # where the address has a digest
    "pages.media": FOR_GOOD,
    "credentials.status_list": "public, max-age=300",  # seconds; so long a revocation may go unnoticed
}
_NAMED_IN_STYLES = ".woff2"  # without a digest: a font that changes gets another name
_GOOD = frozenset({200, 206, 304})


def request_id() -> str:
    """The id of the request being answered."""
    if "request_id" not in g:
        g.request_id = randomness.salt(8).hex()
    found: str = g.request_id
    return found


def init_app(app: Flask) -> None:
    """Put the headers on every answer."""
    secure = app.config["SESSION_COOKIE_SECURE"]

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        response.headers["X-Request-Id"] = request_id()
        response.headers["Cache-Control"] = _who_may_keep(response)
        return _recognisable(response)


def _who_may_keep(response: Response) -> str:
    kept = KEPT.get(request.endpoint or "") if response.status_code in _GOOD else None
    if request.endpoint == "static" and kept is not None:
        # An address with another digest is that of a version before or after, as while servers are changed.
        return kept if g.get("named_by_digest") or request.path.endswith(_NAMED_IN_STYLES) else "no-cache"
    if kept is not None:
        return kept
    if response.status_code == 304:  # of what may be kept, or nobody could have asked; it has no media type
        return PRIVATE
    return UNKEPT if response.mimetype == "text/html" or _made_while_sent(response) else PRIVATE


def _made_while_sent(response: Response) -> bool:
    """Whether no bytes are there yet, and no view said what they are made of: a copy could never be asked about."""
    return (response.is_streamed or response.direct_passthrough) and "ETag" not in response.headers


def _recognisable(response: Response) -> Response:
    """With an ETag of its bytes, where it has none and may be kept."""
    asked = request.method in {"GET", "HEAD"} and response.status_code == 200
    if not asked or response.headers["Cache-Control"] == UNKEPT or response.is_streamed or response.direct_passthrough:
        return response
    if "ETag" not in response.headers:
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest())
    response.make_conditional(request)
    return response
