"""Static files under addresses that change with their content, so that browsers may keep them for a year."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request, url_for

_SCRIPTS = frozenset({"text/javascript", "application/javascript"})
_PACKED = _SCRIPTS | {"text/css", "image/svg+xml"}
_COMMENT_LINE = re.compile(rb"^ *(?://.*|/\*\*.*\*/)$", re.MULTILINE)


def init_app(app: Flask) -> None:
    """Give templates `asset("css/app.css")`: the file's address with a digest of its bytes. Send text files packed."""
    known: dict[tuple[str, str], str] = {}
    folder = Path(app.static_folder or "")

    def asset(name: str) -> str:
        key = (request.script_root, name)
        if key not in known or app.debug:
            known[key] = url_for("static", filename=name, v=_digest_of(folder / name))
        return known[key]

    def static(filename: str) -> Response:
        response = app.send_static_file(filename)
        g.named_by_digest = request.args.get("v") == _digest_of(folder / filename)  # see web/headers.py
        if response.mimetype in _PACKED and response.status_code == 200:
            _pack(response)
        return response

    app.jinja_env.globals["asset"] = asset
    app.view_functions["static"] = static


def _digest_of(file: Path) -> str:
    return _digest(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(file: Path, _changed_at: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _pack(response: Response) -> None:
    # Once for each file and not once for each reader; Flask-Compress leaves files alone, which are streamed.
    response.direct_passthrough = False
    response.vary.add("Accept-Encoding")
    if response.mimetype in _SCRIPTS:
        response.set_data(_without_comments(response.get_data()))
    if request.accept_encodings["gzip"]:
        response.set_data(_gzip(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(f"{response.get_etag()[0]}-gzip")
        response.make_conditional(request)


@lru_cache(maxsize=64)
def _without_comments(script: bytes) -> bytes:
    # A fifth of a script's weight is for those who read its file. The lines stay, so that an error names the right one.
    return _COMMENT_LINE.sub(b"", script)


@lru_cache(maxsize=64)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
