"""A copy of all that an installation keeps but its keys: made while it runs, and put back into an empty place.

A backup is a folder with the database, the files of people and of the course, this installation's own texts, and a list
that says what they are. It gets its name when it is whole.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.engine import make_url

from learnmentor import __version__
from learnmentor.ground import randomness
from learnmentor.ground.storage.storage_faults import StoragePlace, place_of, refusal, told, trouble_in

_LIST = "backup.json"
_SQLITE, _DUMP = "database.db", "database.dump"
_FOLDERS = ("files", "content")  # of the data folder; packs can be made again
_ROOM = 16 * 1024 * 1024  # bytes that stay free beside what is known to be needed


class BackupFault(Exception):
    """It cannot be done; the message says why and what to do. Nothing was left behind."""


@dataclass(frozen=True)
class Made:
    """What a backup holds. `size` is in bytes."""

    folder: Path
    files: int
    size: int


def make(destination: Path, *, url: str, data_dir: Path, at: datetime) -> Made:
    """Copy the database, then the files, into a new folder below `destination`. Raises `BackupFault`."""
    destination, data_dir = destination.resolve(), data_dir.resolve()
    if destination.is_relative_to(data_dir):
        raise BackupFault(f"{destination} lies in the data folder itself. Name a place outside of it, on another disk.")
    with _whole_or_not_at_all(destination, f"learnmentor-{at:%Y-%m-%d-%H%M%S}") as (aside, name):
        _refuse_small(destination, _size_of_database(url) + sum(size for _, size in _files_in(data_dir)))
        database = _copy_database(url, aside)
        files = [(path, _copy(data_dir / path, aside / path)) for path, _ in _files_in(data_dir)]
        _write_list(aside, database, at=at, files=len(files))
    held = sum(size for _, size in files) + (name / database).stat().st_size
    return Made(name, len(files), held)


def restore(folder: Path, *, url: str, data_dir: Path) -> int:
    """Put a backup where the settings point, which must be empty; gives the number of files. Raises `BackupFault`."""
    listed = _read_list(folder)
    _refuse_other_kind(listed["database"], url)
    _refuse_occupied(url, data_dir)
    _refuse_small(_first_there(data_dir), sum(size for _, size in _files_in(folder)))
    placed: list[Path] = []
    try:
        for path, _ in _files_in(folder):
            placed.append(data_dir / path)
            _copy(folder / path, data_dir / path)
        _refuse_altered(data_dir, placed)
        _place_database(folder / listed["database"], url)
    except BaseException as error:
        for path in placed:
            path.unlink(missing_ok=True)
        if (fault := _fault(error, data_dir)) is None:
            raise
        raise fault from error
    return len(placed)


# the folder


@contextmanager
def _whole_or_not_at_all(destination: Path, name: str) -> Iterator[tuple[Path, Path]]:
    """A folder to fill, and the name that it gets when it is whole; gone when something fails."""
    place = next(each for each in _names(destination / name) if not each.exists())
    aside = destination / f".unfinished-{randomness.salt(6).hex()}"
    try:
        destination.mkdir(parents=True, exist_ok=True)
        aside.mkdir(mode=0o700)
        yield aside, place
        aside.rename(place)
    except BaseException as error:
        shutil.rmtree(aside, ignore_errors=True)
        if (fault := _fault(error, destination)) is None:
            raise
        raise fault from error


def _names(place: Path) -> Iterator[Path]:
    yield place
    number = 2
    while True:
        yield place.with_name(f"{place.name}-{number}")
        number += 1


def _fault(error: BaseException, place: Path) -> BackupFault | None:
    trouble = trouble_in(error)
    if trouble is None or isinstance(error, BackupFault):
        return None
    why = refusal(place / "file") or f"{trouble}."
    return BackupFault(f"{place} cannot take the copy: {why} Nothing was left behind.")


def _files_in(root: Path) -> Iterator[tuple[Path, int]]:
    """Path and size of every file to copy; what is still being written has a name that begins with a full stop."""
    for folder in _FOLDERS:
        for place in sorted((root / folder).rglob("*")):
            if place.is_file() and not place.is_symlink() and not place.name.startswith("."):
                yield place.relative_to(root), place.stat().st_size


def _copy(source: Path, target: Path) -> int:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        source.open("rb") as read,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written,
    ):
        shutil.copyfileobj(read, written, 1024 * 1024)
        written.flush()
        os.fsync(written.fileno())
    return target.stat().st_size


def _refuse_small(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place).free
    if free < needed + _ROOM:
        raise BackupFault(
            f"{place} has {free / 1e6:.0f} MB free and {(needed + _ROOM) / 1e6:.0f} MB are needed. Free space "
            "there, or name another disk. Nothing was left behind."
        )


def _first_there(place: Path) -> Path:
    return next(each for each in (place, *place.parents) if each.exists())


def _write_list(folder: Path, database: str, *, at: datetime, files: int) -> None:
    digest = _sha256(folder / database)
    listed = {"made_at": at.isoformat(), "version": __version__, "database": database, "sha256": digest, "files": files}
    (folder / _LIST).write_text(json.dumps(listed, indent=1) + "\n")


def _read_list(folder: Path) -> dict[str, str]:
    try:
        listed: dict[str, str] = json.loads((folder / _LIST).read_text())
        database = folder / listed["database"]
        same = _sha256(database) == listed["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupFault(f"{folder} is not a backup: it has no {_LIST}. Name a folder that `backup` made.") from error
    if not same:
        raise BackupFault(f"{database} is not as it was when the backup was made. Use another backup.")
    return listed


def _sha256(path: Path) -> str:
    with path.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


def _refuse_altered(data_dir: Path, placed: list[Path]) -> None:
    """Uploaded files have names made from their bytes, pending ones with letters behind: a damaged disk shows."""
    for path in placed:
        if not path.is_relative_to(data_dir / "files") or path.suffix == ".half":  # one that was never whole
            continue
        if _sha256(path) != path.name.partition(".")[0]:
            raise BackupFault(f"{path.name} is not as it was when the backup was made. Use another backup.")


# the database


def _size_of_database(url: str) -> int:
    file = place_of(url).file
    if file and not file.exists():
        raise BackupFault(f"There is no database {file}. Does DATABASE_URL name the right one?")
    return file.stat().st_size if file else 0


def _copy_database(url: str, folder: Path) -> str:
    """A consistent copy, whatever is being written meanwhile."""
    place = place_of(url)
    if place.file is None:
        _run("pg_dump", make_url(url), "--format=custom", f"--file={folder / _DUMP}")
        return _DUMP
    source = sqlite3.connect(f"{place.file.as_uri()}?mode=ro", uri=True)
    try:  # into a name of its own: no free pages, so that nothing of what was erased comes along
        source.execute("vacuum into ?", (str(folder / _SQLITE),))
    except sqlite3.Error as error:
        trouble = trouble_in(error)
        raise BackupFault(told(trouble, place) if trouble else f"{place} cannot be copied: {error}.") from error
    finally:
        source.close()
    with (folder / _SQLITE).open("rb+") as written:
        os.fchmod(written.fileno(), 0o600)
        os.fsync(written.fileno())
    return _SQLITE


def _refuse_other_kind(database: str, url: str) -> None:
    if (database == _SQLITE) != (place_of(url).file is not None):
        kind = "SQLite" if database == _SQLITE else "PostgreSQL"
        raise BackupFault(f"The backup is of a {kind} database, and DATABASE_URL names another kind.")


def _refuse_occupied(url: str, data_dir: Path) -> None:
    """Nothing is ever written over: what is there may be all that somebody has."""
    file = place_of(url).file
    beside = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))] if file else []
    if there := next((each for each in beside if each.exists() and each.stat().st_size), None):
        raise BackupFault(f"{there} is there already. Move it away first, or let DATABASE_URL name a new one.")
    if file is None and _has_tables(url):
        raise BackupFault(f"{place_of(url)} has tables already. Let DATABASE_URL name an empty one.")
    if taken := next((each for each in _FOLDERS if any((data_dir / each).rglob("*"))), None):
        raise BackupFault(f"{data_dir / taken} holds files already. Move it away first.")


def _has_tables(url: str) -> bool:
    engine = create_engine(url)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _place_database(copy: Path, url: str) -> None:
    place: StoragePlace = place_of(url)
    if place.file is None:
        _run(
            "pg_restore",
            make_url(url),
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            f"--dbname={make_url(url).database}",
            str(copy),
        )
        return
    aside = place.file.with_name(f".{place.file.name}-{randomness.salt(6).hex()}")
    try:
        _copy(copy, aside)
        aside.rename(place.file)
    finally:
        aside.unlink(missing_ok=True)


def _run(program: str, url: URL, *words: str) -> None:
    """One of PostgreSQL's own programs; the password goes by its environment, where no list of processes shows it."""
    if shutil.which(program) is None:
        raise BackupFault(
            f"The program {program} is not here: install PostgreSQL's client (Debian: apt install postgresql-client), "
            "of the server's version or newer. Or let whoever looks after the server copy it, and copy `files` by hand."
        )
    given = {
        "PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password,
        "PGDATABASE": url.database, **{f"PG{key.upper()}": value for key, value in url.query.items()},
    }  # fmt: skip
    environment = {**os.environ, **{key: str(value) for key, value in given.items() if value}}
    ended = subprocess.run([program, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 -- the administrator's own program
    if ended.returncode:
        said = next(iter(ended.stderr.strip().splitlines()), "it said nothing")
        raise BackupFault(f"{program} could not do it: {said}")
