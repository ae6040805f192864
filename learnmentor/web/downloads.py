"""Documents on their way to a browser: named, recognisable by an ETag, and not made again where it has them."""

import hashlib

from flask import Response, abort, current_app, request

from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.storage.files import FileStore

FILE_POLICY = "sandbox; default-src 'none'"  # a file of somebody's does nothing in our name, even opened in a browser


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


def kept_file(store: FileStore, file: KeptFile) -> Response:
    """A file as somebody added it, to save and never to show in a page of ours; 404 where the store has lost it."""
    if not store.exists(file.storage_key):
        abort(404, "The server has lost this file. Tell the people who run LearnMentor for you.")
    answer = Response(store.read(file.storage_key), mimetype=file.media_type)
    answer.set_etag(file.sha256)
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.content_length = file.size
    answer.make_conditional(request)
    return answer


def calendar(content: bytes, *, name: str) -> Response:
    """A file for calendars; 304 to a program that has these very bytes."""
    etag = hashlib.sha256(content).hexdigest()
    kind = "text/calendar; charset=utf-8"
    return unchanged(etag) or document(content, kind=kind, name=name, etag=etag)
