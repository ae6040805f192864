"""Error pages in the product's own look, each with a way on, and nothing typed lost."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Flask, Response, make_response, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException, InternalServerError

from learnmentor.ground.db import SAFE_METHODS, undo_before_drawing
from learnmentor.ground.storage.storage_faults import Trouble, trouble_in
from learnmentor.web import pages, refused_forms
from learnmentor.web.headers import request_id

_log = structlog.get_logger("errors")
_PAGES = {400, 403, 404, 410, 413, 422, 429, 500}
_OF_THE_DISK = {Trouble.FULL, Trouble.FAILING, Trouble.READ_ONLY}
_FOR_PEOPLE = {
    Trouble.FULL: "the server's storage is full",
    Trouble.LOCKED: "the server's storage is busy",
    Trouble.TOO_MANY: "the server's storage is busy",
    Trouble.READ_ONLY: "the server's storage takes nothing at the moment",
}

StaleForm = Callable[[], Response | None]
"""What to answer when a form's token is not of this session, or None for the general page."""


@dataclass(frozen=True)
class ErrorPage:
    """What an error page gives back: fields as (name, value), names of files, and the address they were sent to."""

    request_id: str
    message: str | None
    typed: list[tuple[str, str]]
    files: list[str]
    send_to: str


def page(status: int, *, message: str | None = None, give_back: bool = True) -> Response:
    """The error page for `status`, carrying what was typed so that it can be sent again, if its writer is there."""
    undo_before_drawing()
    shown = status if status in _PAGES else (500 if status >= 500 else 400)
    ours = give_back and request.method not in SAFE_METHODS and refused_forms.same_site()
    context = ErrorPage(
        request_id=request_id(),
        message=message,
        typed=refused_forms.typed_fields() if ours else [],
        files=refused_forms.typed_files() if ours else [],
        send_to=refused_forms.own_address(),
    )
    return make_response(pages.page(f"errors/{shown}.html", context), status)


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


def _gone(_error: ObjectDeletedError) -> Response:
    """What a page is about was read, and was deleted by another request before its row was held."""
    if wants_json():
        return as_json(410, "Gone", "That was taken away a moment ago, perhaps by you in another window.")
    return page(410)


def _crash(error: Exception) -> Response:
    cause = error.original_exception if isinstance(error, InternalServerError) else error
    trouble = trouble_in(cause) if cause else None
    if isinstance(cause, OSError) and trouble not in _OF_THE_DISK:  # a file that is missing is a fault of ours
        trouble = None
    if trouble:
        _log.error("storage refused", request_id=request_id(), cause=trouble.name.lower().replace("_", " "))
    if wants_json():
        name = "Service Unavailable" if trouble else "Internal Server Error"
        return as_json(503 if trouble else 500, name, "We could not save that just now. Try again in a minute.")
    if trouble:
        tried = "show" if request.method in SAFE_METHODS else "save"
        why = _FOR_PEOPLE.get(trouble, "the server cannot reach its storage")
        return page(503, message=f"We could not {tried} that just now: {why}.")
    return page(500)


def init_app(app: Flask, *, stale_form: StaleForm) -> None:
    """Answer every error with its page; `stale_form` may know better what to do with a form from before a sign-out."""

    def csrf(_error: CSRFError) -> Response:
        if (answer := stale_form()) is not None:
            return answer
        message = "This form was open in a way we could not check, perhaps since before you signed in or out."
        return as_json(400, "Bad Request", message) if wants_json() else page(400, message=message)

    app.register_error_handler(CSRFError, csrf)
    app.register_error_handler(ObjectDeletedError, _gone)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _crash)
