"""The database: naming conventions, column types, one session a request, one commit per unsafe request."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, types
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, sessionmaker

_PATIENCE = 5.0  # seconds that a writer waits for another
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UtcDateTime(types.TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out, on databases that keep zones and those that do not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- as SQLAlchemy calls it
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- as SQLAlchemy calls it
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


class _InTurn(sqlite3.Connection):
    """A connection whose writers stand in line.

    SQLite has no line. Whoever finds the database taken sleeps, longer every time, up to a tenth of a second: with a
    few threads that is most of the time, and some are never lucky. So the threads of a process wait for each other
    here, and the one in front asks again every millisecond until the other processes let it in.
    """

    turn: threading.Lock
    _mine = False

    def begin(self, *, writes: bool) -> None:
        """Begin a transaction. Raises SQLite's "database is locked" when the turn does not come."""
        if not writes:
            self.execute("BEGIN DEFERRED")
            return
        end = time.monotonic() + _PATIENCE
        self._mine = self.turn.acquire(timeout=_PATIENCE)
        self.execute("PRAGMA busy_timeout=0")
        try:
            # A writer takes the lock at once: a reader that turns writer halfway could be refused without a wait.
            while not self._began(last=time.monotonic() > end):
                time.sleep(0.001)
        except BaseException:
            self._let_go()
            raise
        finally:
            self.execute(f"PRAGMA busy_timeout={round(_PATIENCE * 1000)}")

    def _began(self, *, last: bool) -> bool:
        try:
            self.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def _let_go(self) -> None:
        if self._mine:
            self._mine = False
            self.turn.release()

    def commit(self) -> None:
        """Commit and let the next one write; a commit that fails is followed by a rollback."""
        super().commit()
        self._let_go()

    def rollback(self) -> None:
        """Roll back and let the next one write."""
        try:
            super().rollback()
        finally:
            self._let_go()

    def close(self) -> None:
        """Close and let the next one write."""
        try:
            super().close()
        finally:
            self._let_go()


def make_engine(url: str) -> Engine:
    """An engine with the product's guarantees: SQLite in WAL mode, foreign keys on, every commit on disk."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=8, max_overflow=8, connect_args={"factory": _InTurn}, hide_parameters=True)
    turn = threading.Lock()

    @event.listens_for(engine, "connect")
    def _prepare(connection: _InTurn, _record: Any) -> None:
        connection.turn = turn
        connection.isolation_level = None  # we begin transactions ourselves, below
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={round(_PATIENCE * 1000)}",
            "cache_size=-4096", "mmap_size=268435456",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        ours: _InTurn = connection.connection.dbapi_connection
        try:
            ours.begin(writes=bool(connection.get_execution_options().get("writes")))
        except sqlite3.OperationalError as error:
            raise OperationalError("BEGIN", None, error) from error

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


_UNPROCESSABLE = 422


def keep_although_refused() -> None:
    """Commit what this request wrote even if its answer is 422, "not finished yet": work in hand is never thrown away.

    For the one view that keeps a draft while it says what is missing. Any other error still leaves no trace.
    """
    g.keep_although_refused = True


def _went_well(status: int) -> bool:
    return status < 400 or (status == _UNPROCESSABLE and "keep_although_refused" in g)


def _finish(response: Response) -> Response:
    """Commit once, when an unsafe request went well; anything else leaves no trace. A safe one has nothing to undo."""
    if "session" in g and request.method not in SAFE_METHODS:
        if _went_well(response.status_code):
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
