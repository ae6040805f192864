"""Whether an installation can do its work: asked before `serve` and `worker` say that they do."""

import errno
import socket
import sqlite3
import tempfile
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from learnmentor.ground import revisions
from learnmentor.ground.storage.storage_faults import Trouble, place_of, refusal, told, trouble_in

_UNIX = "unix:"


def what_stops(engine: Engine, *, url: str, data_dir: Path) -> str | None:
    """Why the installation cannot do its work, with the remedy; None when it can. Nothing is changed by asking."""
    return folder_fault(data_dir) or database_fault(engine, url=url)


def folder_fault(folder: Path) -> str | None:
    """Why nothing could be kept in the data folder."""
    if why := refusal(folder / "file"):
        return f"The data folder {folder} cannot be used: {why}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        trouble = trouble_in(error)
        return f"The data folder {folder} cannot be used: {trouble or error.strerror}."


def database_fault(engine: Engine, *, url: str) -> str | None:
    """Why the database cannot be read and written as it is."""
    file = place_of(url).file
    if file and (why := refusal(file)):  # SQLite itself would notice only when something is written
        return f"{file} cannot be used: {why}"
    try:
        with engine.connect() as connection:
            if fault := _schema_fault(connection):
                return fault
        with engine.execution_options(writes=True).connect() as connection:
            connection.rollback()
    except (DBAPIError, sqlite3.Error) as error:
        trouble = trouble_in(error)
        if trouble in {
            Trouble.LOCKED,
            Trouble.FULL,
        }:  # it can be read, and says so itself to whoever writes
            return None
        if trouble is None:
            raise
        return told(trouble, place_of(url))
    return None


def _schema_fault(connection: Connection) -> str | None:
    has, needs = revisions.current(connection), revisions.newest()
    if has == needs:
        return None
    if has is None:
        return "The database has no tables yet. Make them with: learnmentor db upgrade"
    if has in revisions.known():
        return "The database is from an earlier version. Take a backup, then run: learnmentor db upgrade"
    return (
        f"The database was upgraded by a newer LearnMentor (its tables are at {has}, this version knows {needs}). "
        "Install that version, or restore the backup from before it."
    )


def bind_fault(bind: str) -> str | None:
    """Why the server could not listen at `bind`."""
    if bind.startswith(_UNIX):
        return None
    host, colon, port = bind.rpartition(":")
    if not colon or not port.isdecimal() or not 0 < int(port) < 65536:
        return f"LEARNMENTOR_BIND is {bind}: write an address and a port, such as 127.0.0.1:8000."
    try:
        _listen(host.strip("[]"), int(port))
    except OSError as fault:
        return f"It cannot listen on {bind}: {_why_not(fault, int(port))}"
    return None


def _listen(host: str, port: int) -> None:
    """Listen for a moment. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(address)
        tried.listen()


def _why_not(fault: OSError, port: int) -> str:
    other = "Set LEARNMENTOR_BIND to another address"
    if fault.errno == errno.EADDRINUSE:
        return (
            f"another program listens there. Stop it if it is an earlier LearnMentor, or {other[0].lower()}{other[1:]}."
        )
    if fault.errno in {errno.EACCES, errno.EPERM}:
        return f"port {port} is for administrators. {other} with a port from 1024 up, and put a proxy in front."
    if fault.errno == errno.EADDRNOTAVAIL or isinstance(fault, socket.gaierror):
        return f"this machine has no such address. {other}, such as 127.0.0.1:8000."
    return f"{fault.strerror or 'it is refused'}. {other}."
