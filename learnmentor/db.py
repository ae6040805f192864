"""The database: naming conventions, column types, one session a request, one commit per unsafe request."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, types
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, sessionmaker

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UtcDateTime(types.TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out, on databases that keep zones and those that do not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every table; constraint names follow one convention, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: types.JSON(), list[Any]: types.JSON()}  # noqa: RUF012 -- SQLAlchemy reads it from the class


class WriteInSafeRequest(RuntimeError):
    """A GET tried to write. Nothing a page shows may change what it shows."""


def make_engine(url: str) -> Engine:
    """An engine with the product's guarantees: SQLite in WAL mode, foreign keys on, every commit on disk."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=8, max_overflow=8, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=8, max_overflow=8)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000",
            "cache_size=-16384", "mmap_size=268435456",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A writer takes the lock at once: a reader that turns writer halfway could be refused without a wait.
        kind = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


class GuardedSession(Session):
    """A session that refuses to write while a safe request is being answered."""


def _refuse_in_safe_request() -> None:
    if has_request_context() and request.method in SAFE_METHODS:
        raise WriteInSafeRequest(f"{request.method} {request.path}")


@event.listens_for(GuardedSession, "before_flush")
def _no_flush_in_safe_request(session: Session, _context: Any, _instances: Any) -> None:
    if session.new or session.dirty or session.deleted:
        _refuse_in_safe_request()


@event.listens_for(GuardedSession, "do_orm_execute")
def _no_statement_in_safe_request(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _refuse_in_safe_request()


class Database:
    """The engine and the sessions of one application."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._make_reader = sessionmaker(self.engine, class_=GuardedSession, expire_on_commit=False)
        self._make_writer = sessionmaker(
            self.engine.execution_options(writes=True), class_=GuardedSession, expire_on_commit=False
        )

    def session(self, *, writes: bool = True) -> Session:
        """A new session; one that `writes` takes SQLite's write lock when it begins."""
        return self._make_writer() if writes else self._make_reader()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session outside a request, for commands and the worker: committed at the end, rolled back on an error."""
        with self.session() as session, session.begin():
            yield session


def database() -> Database:
    """The current application's database."""
    found: Database = current_app.extensions["learnmentor.database"]
    return found


class _CurrentSession:
    """`db.session`: the session of the request being answered, opened when first used."""

    @property
    def session(self) -> Session:
        if "session" not in g:
            safe = has_request_context() and request.method in SAFE_METHODS
            g.session = database().session(writes=not safe)
        session: Session = g.session
        return session


db = _CurrentSession()


def _finish(response: Response) -> Response:
    """Commit once, when an unsafe request went well; anything else leaves no trace. A safe one has nothing to undo."""
    if "session" in g and request.method not in SAFE_METHODS:
        if response.status_code < 400:
            g.session.commit()
        else:
            g.session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    if (session := g.pop("session", None)) is not None:
        session.close()


@contextmanager
def at_once() -> Iterator[Session]:
    """A transaction beside the request's own, for what must stand whatever the answer, such as a counted try.

    For the beginning of a view: the request's own session starts afresh afterwards, and holds no lock until then.
    """
    _close(None)
    with database().transaction() as session:
        yield session


def init_app(app: Flask, url: str) -> None:
    """Give `app` its database, the commit at the end of a request and the closing of its session."""
    app.extensions["learnmentor.database"] = Database(url)
    app.after_request(_finish)
    app.teardown_appcontext(_close)
