"""Error pages in the product's own look, each with a way on, and nothing typed lost."""

import structlog
from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from learnmentor.db import SAFE_METHODS
from learnmentor.web import held
from learnmentor.web.headers import request_id

_log = structlog.get_logger("errors")
_PAGES = {400, 403, 404, 413, 422, 429, 500}
_BUSY = ("database is locked", "database or disk is full", "disk i/o error", "readonly database", "no space left")


def page(status: int, *, message: str | None = None) -> Response:
    """The error page for `status`, carrying what was typed so that it can be sent again."""
    shown = status if status in _PAGES else (500 if status >= 500 else 400)
    typed = held.typed_fields() if request.method not in SAFE_METHODS and held.same_site() else []
    body = render_template(
        f"errors/{shown}.html",
        request_id=request_id(),
        message=message,
        typed=typed,
        send_to=request.full_path.rstrip("?"),
    )
    return make_response(body, status)


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(status=error.code, headers=error.get_headers())
    if _wants_json():
        return make_response(
            {"error": error.name, "message": error.description, "request_id": request_id()}, error.code
        )
    # Werkzeug's own descriptions speak to developers; a message of ours is a short sentence passed to abort().
    default = type(error).description
    return page(error.code, message=error.description if error.description != default else None)


def _crash(error: Exception) -> Response:
    cause = error.original_exception if isinstance(error, InternalServerError) else error
    busy = isinstance(cause, OperationalError | OSError) and any(word in str(cause).lower() for word in _BUSY)
    if busy:
        _log.error("storage refused", request_id=request_id(), cause=type(cause).__name__)
        return page(
            503,
            message="We could not save that just now: the server's storage is full or busy. What you typed is below.",
        )
    return page(500)


def _csrf(error: CSRFError) -> Response:
    return page(
        400, message="This form was open in a way we could not check, perhaps since before you signed in or out."
    )


def init_app(app: Flask) -> None:
    """Answer every error with its page."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _crash)
