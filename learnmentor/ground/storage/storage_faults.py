"""Why the database or the data folder does not take or give what it should: told apart, and said with a remedy."""

import errno
import os
import pwd
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError


class Trouble(StrEnum):
    """What can be the matter with where things are kept."""

    FULL = "the disk is full"
    LOCKED = "another program keeps the database locked"
    FAILING = "the disk gives errors"
    READ_ONLY = "nothing can be written there"
    NO_PLACE = "the folder is not there, or may not be entered"
    NOT_A_DATABASE = "the file is not a database"
    DAMAGED = "the database is damaged"
    NO_TABLES = "the database has not been upgraded"
    REFUSED = "the database refuses the user or the password"
    NO_DATABASE = "there is no such database"
    TOO_MANY = "the database has no connection left"
    NOT_ALLOWED = "the database does not allow it"
    UNREACHABLE = "the database does not answer"


_KEEPS_NOTHING = {
    Trouble.READ_ONLY: "can be read and not written to",
    Trouble.FULL: "is full, or does not take what is written",
    Trouble.FAILING: "is full, or does not take what is written",
    Trouble.LOCKED: "is busy",
    Trouble.TOO_MANY: "is busy",
}


def keeps_nothing(trouble: Trouble | None) -> str | None:
    """Why nothing can be kept just now, to end a sentence about the place; None for a trouble of another kind."""
    return None if trouble is None else _KEEPS_NOTHING.get(trouble)


_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_IOERR: Trouble.FAILING,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.NO_PLACE,
    sqlite3.SQLITE_NOTADB: Trouble.NOT_A_DATABASE,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
}
_SYSTEM = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EIO: Trouble.FAILING,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
    errno.ENOENT: Trouble.NO_PLACE,
    errno.ENOTDIR: Trouble.NO_PLACE,
    errno.EEXIST: Trouble.NO_PLACE,
}
# The beginnings of PostgreSQL's SQLSTATEs: appendix A of its manual.
_STATES = {
    "28": Trouble.REFUSED, "3D": Trouble.NO_DATABASE, "53100": Trouble.FULL, "53": Trouble.TOO_MANY,
    "42P01": Trouble.NO_TABLES, "42501": Trouble.NOT_ALLOWED, "25006": Trouble.READ_ONLY, "58": Trouble.FAILING,
    "XX001": Trouble.DAMAGED, "XX002": Trouble.DAMAGED, "55P03": Trouble.LOCKED, "08": Trouble.UNREACHABLE,
    "57P": Trouble.UNREACHABLE,
}  # fmt: skip
# A connection that fails carries no state, only words; where the server speaks another language it is UNREACHABLE.
_WORDS = {
    "database is locked": Trouble.LOCKED, "disk is full": Trouble.FULL, "no space left": Trouble.FULL,
    "readonly database": Trouble.READ_ONLY, "disk i/o error": Trouble.FAILING,
    "unable to open database": Trouble.NO_PLACE, "not a database": Trouble.NOT_A_DATABASE,
    "malformed": Trouble.DAMAGED, "no such table": Trouble.NO_TABLES, "no such column": Trouble.NO_TABLES,
    "password": Trouble.REFUSED, "authentication": Trouble.REFUSED, "no pg_hba.conf entry": Trouble.REFUSED,
    "too many": Trouble.TOO_MANY, "connection slots": Trouble.TOO_MANY, "connection limit": Trouble.TOO_MANY,
    "connection": Trouble.UNREACHABLE, "resolve host": Trouble.UNREACHABLE, "timeout expired": Trouble.UNREACHABLE,
}  # fmt: skip


def trouble_in(error: BaseException) -> Trouble | None:
    """What an error says about where things are kept; None for one that is about something else."""
    if isinstance(error, DBAPIError):
        return _of_database(error.orig) if error.orig is not None else None
    if isinstance(error, sqlite3.Error):
        return _of_database(error)
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError | ConnectionError | TimeoutError):
        return _SYSTEM.get(error.errno or 0)
    return None


def _of_database(cause: BaseException) -> Trouble | None:
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None and code & 0xFF in _SQLITE:
        return _SQLITE[code & 0xFF]
    state, words = getattr(cause, "sqlstate", None) or "", str(cause).lower()
    for length in (5, 3, 2):
        if state and state[:length] in _STATES:
            return _STATES[state[:length]]
    if state:
        return None
    if 'database "' in words and "does not exist" in words:
        return Trouble.NO_DATABASE
    return next((trouble for part, trouble in _WORDS.items() if part in words), None)


@dataclass(frozen=True)
class StoragePlace:
    """Where something is kept: a file with its folder, or a database server."""

    file: Path | None
    server: str = ""

    def __str__(self) -> str:
        return str(self.file) if self.file else f"the database {self.server}"


def place_of(url: str) -> StoragePlace:
    """Where the database at `url` is, in words without its password."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return StoragePlace(Path(parsed.database or "").resolve())
    host = f"{parsed.host or 'this machine'}{f':{parsed.port}' if parsed.port else ''}"
    return StoragePlace(None, f"{parsed.database} on {host}, as {parsed.username or 'nobody'}")


_SERVERS = {
    Trouble.FULL: "Free space on the database's machine.",
    Trouble.REFUSED: "Correct the user and the password in DATABASE_URL, or let the server's pg_hba.conf admit them.",
    Trouble.NO_DATABASE: "Make it, with an account that owns it, or correct its name in DATABASE_URL.",
    Trouble.TOO_MANY: "Let the server allow more (max_connections), or lower LEARNMENTOR_WORKERS.",
    Trouble.NOT_ALLOWED: "Make the account in DATABASE_URL the owner of the database.",
    Trouble.UNREACHABLE: "Is it running, and are the host and the port in DATABASE_URL right?",
    Trouble.LOCKED: "Wait for what holds it, or end that.",
    Trouble.READ_ONLY: "Let DATABASE_URL name the server that takes writes, not a copy of it.",
    Trouble.NO_TABLES: "Run: learnmentor db upgrade",
}
_LOOK = "Look at the server's own log."


def told(trouble: Trouble, place: StoragePlace) -> str:
    """What is the matter and what to do about it, for whoever looks after the installation."""
    if place.file is None:
        return f"{str(place)[:1].upper()}{str(place)[1:]} cannot be used: {trouble}. {_SERVERS.get(trouble, _LOOK)}"
    return f"{place.file} cannot be used: {_told_of_file(trouble, place.file)}"


def _told_of_file(trouble: Trouble, file: Path) -> str:
    if trouble in {Trouble.READ_ONLY, Trouble.NO_PLACE}:
        return refusal(file) or f"{trouble}. Is its disk mounted read-only, or full?"
    remedies = {
        Trouble.FULL: "Free space on the disk, or move it to a larger one.",
        Trouble.LOCKED: "End the program that holds it, or wait until it is done.",
        Trouble.FAILING: "Is the disk full or failing? The system's log says more.",
        Trouble.NOT_A_DATABASE: "Correct DATABASE_URL, or move the file away.",
        Trouble.DAMAGED: "Stop LearnMentor, keep a copy of the file, and restore the last backup: learnmentor restore.",
        Trouble.NO_TABLES: "Run: learnmentor db upgrade",
    }
    return f"{trouble}. {remedies.get(trouble, '')}".strip()


def refusal(file: Path) -> str | None:
    """Why this user cannot write `file`, or make it where it is to be; None when that is allowed, or not known."""
    try:
        return _refusal(file)
    except OSError:  # such as a name that is too long: whoever asked has an error that says so
        return None


def _refusal(file: Path) -> str | None:
    folder = next((each for each in file.parents if each.exists()), Path("/"))
    if file.is_dir():
        return "it is a folder and not a file. Name a file in it."
    if not folder.is_dir():
        return f"{folder} is a file and not a folder. Name another place, or move that file away."
    for each, is_there in ((folder, True), (file, file.exists())):
        if is_there and not os.access(each, os.W_OK | (os.X_OK if each.is_dir() else os.R_OK)):
            return _not_ours(each)
    beside = [file.with_name(file.name + end) for end in ("-wal", "-shm")]
    shut = next((each for each in beside if each.exists() and not os.access(each, os.W_OK)), None)
    return _not_ours(shut) if shut else None


def _not_ours(path: Path) -> str:
    owner, us = _name(path.stat().st_uid), _name(os.geteuid())
    if owner != us:
        return (
            f"{path} belongs to {owner}, and this runs as {us}. Run it as {owner} (sudo -u {owner} …), or give it to "
            f"{us}: chown -R {us} {path if path.is_dir() else path.parent}"
        )
    return f"{path} may not be written. Allow it: chmod u+rw{'x' if path.is_dir() else ''} {path}"


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
