"""Where the time of one page goes: CPU for each request without a server, the share of each part, every statement."""

import gc
import io
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground.db import database
from learnmentor.web import logs

# (what a reader calls it, end of the file's path, function): inclusive, so that a part holds what it calls.
PARTS = (
    ("session cookie read", "flask/sessions.py", "open_session"),
    ("session cookie written", "flask/sessions.py", "save_session"),
    ("who is asking (person and roles)", "flask_login/login_manager.py", "_load_user"),
    ("CSRF tokens checked and made", "flask_wtf/csrf.py", ""),
    ("the view, template included", "", ""),
    ("statements", "sqlalchemy/orm/session.py", "execute"),
    ("statements put together anew", "sqlalchemy/sql/", ""),
    ("sealed text opened", "learnmentor/ground/vault.py", "open"),
    ("activities made ready to show", "assessment/shown.py", "shown"),
    ("template rendered", "flask/templating.py", "_render"),
    ("… of it activities", "templates/assessment/activity.html", ""),
    ("… of it addresses (url_for)", "flask/app.py", "url_for"),
    ("compression", "flask_compress/flask_compress.py", "after_request"),
    ("security headers", "learnmentor/web/headers.py", "_add"),
    ("log line", "learnmentor/web/logs.py", "_line"),
    ("commit or rollback, session closed", "learnmentor/ground/db.py", ("_finish", "_close")),
)


@dataclass(frozen=True)
class Costs:
    """What one request costs in this process. Parts are in milliseconds, estimated from samples."""

    what: str
    cpu_ms: float
    body_bytes: int
    statements: tuple[str, ...]
    parts: tuple[tuple[str, float], ...]
    functions: tuple[tuple[str, float], ...]  # those that use most themselves


def of_pages(settings: Settings, pages: Sequence[tuple[str, str]], *, cookie: str) -> Iterator[Costs]:
    """The costs of each page (path, Accept-Encoding)."""
    with Path(os.devnull).open("w") as nowhere:
        logs.configure(stream=nowhere)
        app = create_app(settings)
        for path, encoding in pages:
            headers = {"Cookie": cookie, "Accept-Encoding": encoding}
            what = f"{path}, gzip" if encoding == "gzip" else path
            yield measure(app, path, headers, what=what)


def measure(
    app: Flask, path: str, headers: Mapping[str, str], *, what: str, times: int = 200, rounds: int = 5
) -> Costs:
    """Ask for `path` many times."""
    builder = EnvironBuilder(path=urlsplit(path).path, headers=dict(headers), environ_base={"REMOTE_ADDR": "127.0.0.1"})
    environ = builder.get_environ()
    body = _ask(app, environ)
    sent = tuple(statements_of(app, environ))
    for _ in range(50):
        _ask(app, environ)
    gc.collect()
    used = min(cpu(app, environ, times) for _ in range(rounds))
    stacks = _sampled(app, environ)
    view = app.view_functions[_endpoint(app, path)].__code__
    parts = [(name, 1000 * used * _share(stacks, file, function, view)) for name, file, function in PARTS]
    return Costs(what, 1000 * used, len(body), sent, tuple(parts), tuple(_own(stacks, 1000 * used)))


def statements_of(app: Flask, environ: Mapping[str, Any]) -> list[str]:
    """What one request asks of the database."""
    with _counted(app) as sent:
        _ask(app, environ)
    return sent


def _ask(app: Flask, environ: Mapping[str, Any]) -> bytes:
    said: list[str] = []

    def start(status: str, _headers: object, _error: object = None) -> None:
        said.append(status)

    body = app.wsgi_app({**environ, "wsgi.input": io.BytesIO()}, start)
    content = b"".join(body)
    body.close()  # type: ignore[attr-defined]
    if not said[0].startswith("200"):
        raise RuntimeError(f"{environ['PATH_INFO']}: {said[0]} {content[:300]!r}")
    return content


def _many(app: Flask, environ: Mapping[str, Any], times: int) -> None:
    for _ in range(times):
        _ask(app, environ)


def cpu(app: Flask, environ: Mapping[str, Any], times: int) -> float:
    """Seconds of CPU that one of `times` requests takes."""
    begun = time.process_time()
    _many(app, environ, times)
    return (time.process_time() - begun) / times


def _endpoint(app: Flask, path: str) -> str:
    with app.test_request_context(path) as context:
        return str(context.request.endpoint)


Stack = list[tuple[str, str]]


def _sampled(app: Flask, environ: Mapping[str, Any], seconds: float = 4) -> list[Stack]:
    """What was being run, looked at on ticks of the CPU clock. Counting calls would make small ones look big."""
    stacks: list[Stack] = []

    def look(_signal: int, frame: FrameType | None) -> None:
        stack = []
        while frame is not None:
            stack.append((frame.f_code.co_filename, frame.f_code.co_name))
            frame = frame.f_back
        stacks.append(stack)

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    try:
        end = time.process_time() + seconds
        while time.process_time() < end:
            _ask(app, environ)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return stacks


def _share(stacks: Sequence[Stack], file: str, function: str | tuple[str, ...], view: CodeType) -> float:
    if not file:
        file, function = view.co_filename, view.co_name
    names = (function,) if isinstance(function, str) else function

    def is_it(path: str, name: str) -> bool:
        return path.endswith(file) and (name in names) if function else file in path

    return sum(any(is_it(path, name) for path, name in stack) for stack in stacks) / len(stacks)


def _own(stacks: Sequence[Stack], cpu_ms: float) -> Iterator[tuple[str, float]]:
    for (path, name), count in Counter(stack[0] for stack in stacks).most_common(30):
        yield f"{'/'.join(path.split('/')[-3:])} {name}", cpu_ms * count / len(stacks)


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(" ".join(statement.split()))

    with app.app_context():
        engine = database().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
