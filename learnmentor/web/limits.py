"""What a request may bring: no more than a form needs, and nothing that a database cannot keep.

The limit is set before anything reads the body, and holds for every kind of body: JSON, a form, or bytes of no kind.
"""

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import HTTPException

from learnmentor.web.access import View

MOST_BYTES = 1024 * 1024
"""The largest body without files: half a million characters of a long text, as a form sends them, and more."""


def takes_files(view: View) -> View:
    """Files may be sent to it, as large as the installation's setting says."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def takes_files_at(app: Flask, method: str, path: str) -> bool:
    """Whether files may be sent to this address, asked before anything of a request is read."""
    return bool(getattr(_view_at(app, method, path), "takes_files", False))


def hashes(view: View) -> View:
    """A password is hashed or checked by it, which is done one at a time: the server lets such requests queue."""
    view.hashes = True  # type: ignore[attr-defined]
    return view


def hashes_at(app: Flask, method: str, path: str) -> bool:
    """Whether what is sent to this address has a password hashed."""
    return bool(getattr(_view_at(app, method, path), "hashes", False))


def _view_at(app: Flask, method: str, path: str) -> object:
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path, method)
    except HTTPException:
        return None
    return app.view_functions.get(endpoint)


def _set_limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if not (getattr(view, "takes_files", False) and request.mimetype == "multipart/form-data"):
        request.max_content_length = MOST_BYTES


def _take_in_body() -> None:
    """Read all of it before the database is asked anything: nobody waits for a client who sends slowly."""
    if request.endpoint is not None and request.method not in {"GET", "HEAD", "OPTIONS"}:
        request.get_data(parse_form_data=True)


def _refuse_nul() -> None:
    """No address of ours holds the character NUL, no keyboard types it, and PostgreSQL answers it with an error."""
    if "\0" in request.path or b"%00" in request.query_string or b"\0" in request.query_string:
        abort(404)


def init_app(app: Flask) -> None:
    """Ask of every request; to be called before anything that reads bodies or the database."""
    app.before_request(_set_limit)
    app.before_request(_refuse_nul)
    app.before_request(_take_in_body)
