"""Documents on their way to a browser: named, recognisable by an ETag, and not made again where it has them."""

import hashlib

from flask import Response, current_app, request


def unchanged(etag: str) -> Response | None:
    """The answer 304 where the browser says that it has what `etag` names; ask before making it."""
    packed = [f"{etag}:{way}" for way in current_app.config["COMPRESS_ALGORITHM"]]  # as Flask-Compress marks them
    held = next((each for each in (etag, *packed) if request.if_none_match.contains(each)), None)
    if held is None:
        return None
    answer = Response(status=304)
    del answer.headers["Content-Type"]  # of which nothing is sent
    answer.set_etag(held)
    return answer


def document(content: bytes, *, kind: str, name: str, etag: str, shown: bool = False) -> Response:
    """The bytes as a file called `name`, to save or, where it is `shown`, to look at; `kind` is its media type."""
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "inline" if shown else "attachment", filename=name)
    answer.set_etag(etag)
    return answer


def calendar(content: bytes, *, name: str) -> Response:
    """A file for calendars; 304 to a program that has these very bytes."""
    etag = hashlib.sha256(content).hexdigest()
    kind = "text/calendar; charset=utf-8"
    return unchanged(etag) or document(content, kind=kind, name=name, etag=etag)
