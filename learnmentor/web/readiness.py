"""Whether this installation can do its work: each part that cannot is named, with what to do about it.

Looking costs a few small reads and two unnamed files of one page. It takes no lock, and tells no secret.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from learnmentor.ground import revisions
from learnmentor.ground.storage.storage_faults import Trouble, keeps_nothing, trouble_in
from learnmentor.ground.vault import Vault
from learnmentor.web import installation

Opens = Callable[[Session, Vault], bool]
"""Whether something sealed in the database opens with the keys of this server; True where there is none."""

_A_PAGE = bytes(4096)


@dataclass(frozen=True)
class ReadinessFault:
    """A part that does not work, and a sentence with the way out."""

    part: str
    sentence: str


def init_app(app: Flask, *, sealed: Mapping[str, Opens]) -> None:
    """Have `faults` ask the rooms too whether what they sealed opens; the keys of `sealed` are words for it."""
    app.extensions["learnmentor.sealed"] = sealed


def faults(db: Session) -> list[ReadinessFault]:
    """All that is wrong here just now; empty when nothing is."""
    return [*_of_database(db), *_of_folders()]


def _of_database(db: Session) -> Iterator[ReadinessFault]:
    try:
        found = list(_of_tables(db))
        yield from found or [*_of_writing(db), *_of_keys(db)]
    except SQLAlchemyError as error:
        yield ReadinessFault("database", f"The database does not answer ({type(error).__name__}). See whether it runs.")


def _of_tables(db: Session) -> Iterator[ReadinessFault]:
    try:
        at = db.execute(text("select version_num from alembic_version")).scalar_one_or_none()
    except SQLAlchemyError:
        db.rollback()
        db.execute(text("select 1"))
        at = None
    head, known = revisions.newest(), revisions.known()
    if at is None or (at != head and at in known):
        yield ReadinessFault(
            "tables", f"The tables are at {at or 'no version'}, not at {head}. Run: learnmentor db upgrade"
        )
    elif at != head:
        yield ReadinessFault(
            "tables", f"The tables are at {at}, of a newer LearnMentor. Install that one, or restore a backup."
        )


def _of_writing(db: Session) -> Iterator[ReadinessFault]:
    """Whether the database would take something. On SQLite its file is never opened for this: closing it would drop
    the locks that the process holds on it."""
    bind = db.get_bind()
    if bind.dialect.name == "postgresql":
        if db.execute(text("show transaction_read_only")).scalar_one() == "on":
            yield _unwritable("database", "The database", Trouble.READ_ONLY)
        return
    place = make_url(str(bind.engine.url)).database or ""
    if db.execute(text("pragma query_only")).scalar_one() or not os.access(place, os.W_OK):
        yield _unwritable("database", "The file of the database", Trouble.READ_ONLY)
    pages, most, free = (
        db.execute(text(f"pragma {what}")).scalar_one() for what in ("page_count", "max_page_count", "freelist_count")
    )
    if pages >= most and not free:
        yield _unwritable("database", "The database", Trouble.FULL)
    yield from _of_folder("database", "The folder of the database", Path(place).parent)


def _of_keys(db: Session) -> Iterator[ReadinessFault]:
    vault = installation.vault()
    for what, opens in current_app.extensions["learnmentor.sealed"].items():
        if not opens(db, vault):
            remedy = "Add the key that it was written with, behind the first."
            yield ReadinessFault("text keys", f"No key in LEARNMENTOR_TEXT_KEYS opens {what}. {remedy}")


def _of_folders() -> Iterator[ReadinessFault]:
    folder: Path = installation.settings().data_dir
    there = next(each for each in (folder, *folder.parents) if each.exists())  # it is made with the first file
    yield from _of_folder("files", "LEARNMENTOR_DATA_DIR", there)


def _of_folder(part: str, words: str, folder: Path) -> Iterator[ReadinessFault]:
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as trial:
            trial.write(_A_PAGE)
    except OSError as error:
        yield _unwritable(part, words, trouble_in(error) or Trouble.READ_ONLY)


def _unwritable(part: str, words: str, why: Trouble) -> ReadinessFault:
    remedy = "Free some space" if why is Trouble.FULL else "Let the server's user write there"
    return ReadinessFault(
        part, f"{words} {keeps_nothing(why) or why}. {remedy}; until then people can read, and nothing is saved."
    )
