"""SQLite as this product uses it: readers wait for nobody, and writers stand in line for the one write lock."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

PATIENCE = 5.0  # seconds that a writer waits for another


class WriterInTurn(sqlite3.Connection):
    """A connection whose writers stand in line.

    SQLite has no line. Whoever finds the database taken sleeps, longer every time, up to a tenth of a second: with a
    few threads that is most of the time, and some are never lucky. So the threads of a process wait for each other
    here, and the one in front asks again every millisecond until the other processes let it in.
    """

    turn: threading.Lock
    writing = False  # whether its transaction holds the write lock
    _mine = False

    def begin(self, *, writes: bool, patience: float = PATIENCE) -> None:
        """Begin a transaction. Raises SQLite's "database is locked" when the turn does not come."""
        if writes:
            self._begin_writing(patience)
        else:
            self.execute("BEGIN DEFERRED")

    def turn_writer(self) -> None:
        """Go on as a writer, from what the database holds once the turn has come; what was read before may be older."""
        if not self.writing:
            if self.in_transaction:
                self.execute("COMMIT")  # of a transaction that has only read
            self._begin_writing()

    def _begin_writing(self, patience: float = PATIENCE) -> None:
        end = time.monotonic() + patience
        self._mine = self.turn.acquire(timeout=patience)
        self.execute("PRAGMA busy_timeout=0")
        try:
            # A writer takes the lock at once: a reader that turns writer halfway could be refused without a wait.
            while not self._began(last=time.monotonic() > end):
                time.sleep(0.001)
            self.writing = True
        except BaseException:
            self._let_go()
            raise
        finally:
            self.execute(f"PRAGMA busy_timeout={round(PATIENCE * 1000)}")

    def _began(self, *, last: bool) -> bool:
        try:
            self.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def _let_go(self) -> None:
        self.writing = False
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


def sqlite_engine(parsed: URL) -> Engine:
    """An engine for SQLite in WAL mode, with foreign keys on and every commit on disk, whose writers take turns.

    A connection takes the write lock when it begins, with the execution option `writes`; else when it first locks a
    row (`with_for_update`) or writes.
    """
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed, pool_size=8, max_overflow=8, connect_args={"factory": WriterInTurn}, hide_parameters=True
    )
    turn = threading.Lock()

    @event.listens_for(engine, "connect")
    def _prepare(connection: WriterInTurn, _record: Any) -> None:
        connection.turn = turn
        connection.isolation_level = None  # we begin transactions ourselves, below
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={round(PATIENCE * 1000)}",
            "cache_size=-4096", "mmap_size=268435456",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        ours: WriterInTurn = connection.connection.dbapi_connection
        asked = connection.get_execution_options()
        with _as_sqlalchemy_says_it():
            ours.begin(writes=bool(asked.get("writes")), patience=asked.get("patience", PATIENCE))

    @event.listens_for(engine, "savepoint")
    def _savepoint(connection: Any, _name: str | None) -> None:
        with _as_sqlalchemy_says_it():
            connection.connection.dbapi_connection.turn_writer()  # later would be too late: it would end the savepoint

    @event.listens_for(engine, "before_cursor_execute")
    def _lock_before_writing(
        connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: Any
    ) -> None:
        if _only_reads(statement) and not _locks_rows(context):
            return
        with _as_sqlalchemy_says_it():
            connection.connection.dbapi_connection.turn_writer()

    return engine


_READING = ("SELECT", "PRAGMA", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "BEGIN")
_LONGEST = max(map(len, _READING))


def _only_reads(statement: str) -> bool:
    return statement.lstrip()[:_LONGEST].upper().startswith(_READING)


def _locks_rows(context: Any) -> bool:
    """Whether it is a `SELECT ... FOR UPDATE`, of which SQLite's dialect leaves the last words out."""
    compiled = getattr(context, "compiled", None)
    return getattr(getattr(compiled, "statement", None), "_for_update_arg", None) is not None


@contextmanager
def _as_sqlalchemy_says_it() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN", None, error) from error
