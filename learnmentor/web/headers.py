"""Security headers on every answer, and a request id that logs and error pages share."""

from flask import Flask, Response, g, request

from learnmentor import randomness

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
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if response.mimetype == "text/html" else "private, no-cache"
        return response
