"""Where the time of one page goes: CPU for each request without a server, the share of each part, every statement."""

import cProfile
import gc
import io
import os
import pstats
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.db import database
from learnmentor.web import logs

# (what a reader calls it, end of the file's path, function): cumulative time, so that a part includes what it calls.
PARTS = (
    ("session cookie read", "flask/sessions.py", "open_session"),
    ("session cookie written", "flask/sessions.py", "save_session"),
    ("route found", "flask/ctx.py", "match_request"),
    ("who is asking (session, person, roles)", "flask_login/login_manager.py", "_load_user"),
    ("… of it the query", "accounts/queries.py", "actor"),
    ("CSRF checked", "flask_wtf/csrf.py", "protect"),
    ("CSRF token made", "flask_wtf/csrf.py", "generate_csrf"),
    ("the view", "", ""),
    ("database session made and closed", "learnmentor/db.py", "session"),
    ("statements (SQLAlchemy and SQLite)", "sqlalchemy/orm/session.py", "execute"),
    ("… of it SQLite itself", "~", "<method 'execute' of 'sqlite3.Cursor' objects>"),
    ("… of it JSON read", "json/__init__.py", "loads"),
    ("sealed text opened", "learnmentor/secret_text.py", "open"),
    ("activities made ready to show", "assessment/shown.py", "shown"),
    ("template rendered", "flask/templating.py", "_render"),
    ("… of it addresses (url_for)", "flask/app.py", "url_for"),
    ("… of it escaping", "~", "<built-in method markupsafe._speedups._escape_inner>"),
    ("compression", "flask_compress/flask_compress.py", "after_request"),
    ("security headers", "learnmentor/web/headers.py", "_add"),
    ("log line", "learnmentor/web/logs.py", "_line"),
    ("commit or rollback", "learnmentor/db.py", "_finish"),
    ("session closed", "learnmentor/db.py", "_close"),
)


@dataclass(frozen=True)
class Costs:
    """What one request costs in this process."""

    what: str
    cpu_ms: float
    body_bytes: int
    statements: tuple[str, ...]
    parts: tuple[tuple[str, float], ...]  # milliseconds for each request, scaled to the unprofiled time
    table: str  # pstats' own, for those who look further


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
    app: Flask, path: str, headers: Mapping[str, str], *, what: str, times: int = 300, rounds: int = 5
) -> Costs:
    """Ask for `path` many times."""
    builder = EnvironBuilder(path=urlsplit(path).path, headers=dict(headers), environ_base={"REMOTE_ADDR": "127.0.0.1"})
    environ = builder.get_environ()
    with _counted(app) as statements:
        body = _ask(app, environ)
    sent = tuple(statements)
    for _ in range(50):
        _ask(app, environ)
    gc.collect()
    cpu = min(_cpu(app, environ, times) for _ in range(rounds))
    profile = cProfile.Profile()
    profile.runcall(_many, app, environ, times)
    stats = pstats.Stats(profile)
    scale = cpu * times / stats.total_tt  # type: ignore[attr-defined]
    view = app.view_functions[_endpoint(app, path)]
    parts = [(name, 1000 * scale * _spent(stats, file, function, view) / times) for name, file, function in PARTS]
    return Costs(what, 1000 * cpu, len(body), sent, tuple(parts), _printed(stats))


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


def _cpu(app: Flask, environ: Mapping[str, Any], times: int) -> float:
    begun = time.process_time()
    _many(app, environ, times)
    return (time.process_time() - begun) / times


def _endpoint(app: Flask, path: str) -> str:
    with app.test_request_context(path) as context:
        return str(context.request.endpoint)


def _spent(stats: pstats.Stats, file: str, function: str, view: Any) -> float:
    if not file:
        code = view.__code__
        file, function = code.co_filename, code.co_name
    found: dict[tuple[str, int, str], Any] = stats.stats  # type: ignore[attr-defined]
    return sum(row[3] for (path, _, name), row in found.items() if name == function and (path.endswith(file)))


def _printed(stats: pstats.Stats) -> str:
    stats.stream = io.StringIO()  # type: ignore[attr-defined]
    stats.sort_stats("tottime").print_stats(45)
    stats.sort_stats("cumulative").print_stats(90)
    return str(stats.stream.getvalue())  # type: ignore[attr-defined]


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
