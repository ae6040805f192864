"""The database: naming conventions, column types, one session a request, one commit per unsafe request.

The session of an unsafe request begins as a reader. SQLite's one write lock is taken when it first locks a row
(`with_for_update`) or writes, which is where PostgreSQL locks too, and whatever was loaded before a row was locked is
read again. So a form that is checked, a page that is drawn and a file that is stored hold up nobody.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeAlias

from flask import Flask, Response, before_render_template, current_app, g, has_request_context, request
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    Result,
    Select,
    create_engine,
    event,
    text,
    types,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, sessionmaker

from learnmentor.ground.sqlite import PATIENCE, sqlite_engine

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


def make_engine(url: str) -> Engine:
    """An engine for the database of an address."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return sqlite_engine(parsed)
    own = parsed.query.get("options", "")
    patience = {"options": f"-c lock_timeout={round(2 * PATIENCE)}s {own}"}  # nobody waits for another for ever
    return create_engine(
        parsed, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True, connect_args=patience
    )


class GuardedSession(Session):
    """A session that refuses to write while a safe request is being answered."""


def _refuse_in_safe_request(session: Session) -> None:
    if has_request_context() and request.method in SAFE_METHODS and "beside a page" not in session.info:
        raise WriteInSafeRequest(f"{request.method} {request.path}")


_LOCKED, _WROTE = "learnmentor: a row is locked", "learnmentor: something was written"
_CONNECTION = "learnmentor: connection"


@event.listens_for(GuardedSession, "before_flush")
def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    if _has_changes(session):
        _refuse_in_safe_request(session)
        session.info[_LOCKED] = session.info[_WROTE] = True


@event.listens_for(GuardedSession, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _refuse_in_safe_request(state.session)
        state.session.info[_LOCKED] = state.session.info[_WROTE] = True
    elif state.is_select and not state.is_column_load and not state.is_relationship_load and _locks(state.statement):
        _lock(state.session)


def _locks(statement: Any) -> bool:
    return getattr(statement, "_for_update_arg", None) is not None


def _lock(session: Session) -> None:
    """The first row of a transaction is about to be locked: what was loaded before may have changed while we waited."""
    if not holds_a_lock(session) and not _has_changes(session):
        session.info[_LOCKED] = True
        session.expire_all()


# Statements of columns, past the ORM: on the pages that are asked for most, what it does for each costs as much as the
# database. They see what the session holds, and the rules above hold for them too.


_Selected: TypeAlias = Select[*tuple[Any, ...]]
_Rows: TypeAlias = Result[*tuple[Any, ...]]


def read(session: Session, statement: _Selected, parameters: Mapping[str, object]) -> _Rows:
    """Rows of columns. For rows that are to be held there is `hold`."""
    return _connection(session).execute(statement, parameters)


def hold(session: Session, statement: _Selected, parameters: Mapping[str, object]) -> _Rows:
    """Rows of columns that are locked until the transaction ends."""
    _lock(session)
    return _connection(session).execute(statement, parameters)


def write(session: Session, statement: Executable, parameters: Mapping[str, object]) -> CursorResult[*tuple[Any, ...]]:
    """Insert, update or delete. Raises `WriteInSafeRequest`."""
    _refuse_in_safe_request(session)
    session.info[_LOCKED] = session.info[_WROTE] = session.info["has written"] = True
    return _connection(session).execute(statement, parameters)


def _connection(session: Session) -> Connection:
    """The connection of the session's transaction, which is looked for once a transaction; what waits is flushed."""
    if _has_changes(session):
        session.flush()
    if session.in_nested_transaction():  # a savepoint is set when the session is asked for its connection
        return session.connection()
    found: Connection | None = session.info.get(_CONNECTION)
    if found is None:
        found = session.info[_CONNECTION] = session.connection()
    return found


@event.listens_for(GuardedSession, "after_transaction_end")
def _after_transaction(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(_CONNECTION, None)
        session.info.pop(_LOCKED, None)
        session.info.pop(_WROTE, None)


def _has_changes(session: Session) -> bool:
    return bool(session.new or session.dirty or session.deleted)


def holds_a_lock(session: Session) -> bool:
    """Whether others may have to wait for this session."""
    return _LOCKED in session.info


@event.listens_for(GuardedSession, "after_flush")
def _note_flush(session: Session, _context: Any) -> None:
    session.info["has written"] = True


@event.listens_for(GuardedSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info["has written"] = True


def has_written() -> bool:
    """Whether the session of this request has sent something to be kept."""
    return "session" in g and bool(g.session.info.get("has written"))


class Database:
    """The engine and the sessions of one application."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._make_reader = sessionmaker(self.engine, class_=GuardedSession, expire_on_commit=False)
        self._make_writer = sessionmaker(
            self.engine.execution_options(writes=True), class_=GuardedSession, expire_on_commit=False
        )

    def session(self, *, writes: bool = True) -> Session:
        """A new session; one that `writes` takes SQLite's write lock when it begins, another when it first needs it."""
        return self._make_writer() if writes else self._make_reader()

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[Session]:
        """A session outside a request, for commands and the worker: committed at the end, rolled back on an error.

        One that does much before it `writes` says so by False, and lets others write until then.
        """
        with self.session(writes=writes) as session, session.begin():
            yield session

    @contextmanager
    def beside_a_page(self, *, patience: float = PATIENCE) -> Iterator[Session]:
        """A short transaction of its own that a safe request may open too, for a row about what it is about to send.

        In a request, let go of its own session first (`db.let_go`): nobody holds two connections. It waits for other
        writers for `patience` seconds, and raises OperationalError then.
        """
        with self.session() as session, session.begin():
            session.info["beside a page"] = True
            session.connection(execution_options={"patience": patience})
            if self.engine.dialect.name == "postgresql":
                session.execute(text(f"set local lock_timeout = {round(patience * 1000)}"))
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
            g.session = database().session(writes=not has_request_context())
        session: Session = g.session
        return session

    def let_go(self) -> None:
        """Close the request's session before something long; what was loaded can be read on."""
        _close(None)


db = _CurrentSession()


def commit_before_drawing() -> None:
    """Let what this request has written stand, so that nobody waits while the page that tells of it is drawn.

    Whatever status is answered: it is for views that draw what they have just kept. Those that redirect need nothing.
    """
    db.session.commit()


def undo_before_drawing() -> None:
    """Undo what this request has written and let go of what it locked, before a page is drawn that refuses it."""
    if "session" in g and request.method not in SAFE_METHODS:
        g.session.rollback()


def _let_go_before_drawing(_app: Flask, **_drawn: Any) -> None:
    """A page of words such as "too late" is drawn while a row is locked and nothing was written: let go of the row."""
    session: Session | None = g.get("session") if has_request_context() else None
    if session is not None and holds_a_lock(session) and not _has_written(session):
        session.commit()


def _has_written(session: Session) -> bool:
    return _WROTE in session.info or _has_changes(session)


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
    before_render_template.connect(_let_go_before_drawing, app)
    app.after_request(_finish)
    app.teardown_appcontext(_close)
