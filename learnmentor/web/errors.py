"""Error pages in the product's own look, each with a way on, and nothing typed lost."""

from collections.abc import Callable

import structlog
from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from learnmentor.db import SAFE_METHODS
from learnmentor.web import held
from learnmentor.web.headers import request_id
from learnmentor.web.storage import refusal

_log = structlog.get_logger("errors")
_PAGES = {400, 403, 404, 410, 413, 422, 429, 500}

StaleForm = Callable[[], Response | None]
"""What to answer when a form's token is not of this session, or None for the general page."""


def page(status: int, *, message: str | None = None, give_back: bool = True) -> Response:
    """The error page for `status`, carrying what was typed so that it can be sent again, if its writer is there."""
    shown = status if status in _PAGES else (500 if status >= 500 else 400)
    ours = give_back and request.method not in SAFE_METHODS and held.same_site()
    body = render_template(
        f"errors/{shown}.html",
        request_id=request_id(),
        message=message,
        typed=held.typed_fields() if ours else [],
        files=held.typed_files() if ours else [],
        send_to=held.own_address(),
    )
    return make_response(body, status)


def wants_json() -> bool:
    """Whether a script asks, and would not know what to do with a page."""
    return (
        request.is_json or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def as_json(status: int, error: str, message: str | None) -> Response:
    """An error for a script."""
    return make_response({"error": error, "message": message, "request_id": request_id()}, status)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if wants_json():
        return as_json(code, error.name, error.description)
    # Werkzeug's own descriptions speak to developers; a message of ours is a short sentence passed to abort().
    default = type(error).description
    return page(code, message=error.description if error.description != default else None)


def _crash(error: Exception) -> Response:
    cause = error.original_exception if isinstance(error, InternalServerError) else error
    busy = refusal(cause) is not None
    if busy:
        _log.error("storage refused", request_id=request_id(), cause=type(cause).__name__)
    if wants_json():
        name = "Service Unavailable" if busy else "Internal Server Error"
        return as_json(503 if busy else 500, name, "We could not save that just now. Try again in a minute.")
    if busy:
        return page(503, message="We could not save that just now: the server's storage is full or busy.")
    return page(500)


def init_app(app: Flask, *, stale_form: StaleForm) -> None:
    """Answer every error with its page; `stale_form` may know better what to do with a form from before a sign-out."""

    def csrf(_error: CSRFError) -> Response:
        if (answer := stale_form()) is not None:
            return answer
        message = "This form was open in a way we could not check, perhaps since before you signed in or out."
        return as_json(400, "Bad Request", message) if wants_json() else page(400, message=message)

    app.register_error_handler(CSRFError, csrf)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _crash)
