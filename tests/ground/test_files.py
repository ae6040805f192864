"""A file that no row names is gone within two hours, one that a row names never is: whatever was stopped, and when."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from learnmentor.ground.storage.files import FileStore

HOUR = timedelta(hours=1)
LONG_AGO = datetime(2200, 1, 1, tzinfo=UTC)  # as seen from there, everything is old
KEY = "a04c9a1a0a9b2a1a5fce9f1d0dfb3a0a5cdcde2b2a8a7f9d8a1e7f6c5b4a3a2a"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def put(store: FileStore, content: bytes = b"pomegranate") -> str:
    return store.put(io.BytesIO(content)).key


def lying(store: FileStore) -> list[bytes]:
    """What the folder really holds."""
    return sorted(path.read_bytes() for path in store.root.rglob("*") if path.is_file())


def sweep(store: FileStore, *named: str) -> None:
    """What the worker does, when rows name these keys."""
    for waiting in store.pending(before=LONG_AGO):
        store.settle(waiting) if waiting.key in named else store.drop(waiting)


def now(store: FileStore) -> datetime:
    """The moment by the clock of the disk, which stamps what is stored."""
    probe = store.root / "probe"
    probe.touch()
    return datetime.fromtimestamp(probe.stat().st_mtime, UTC)


def test_a_file_can_be_read_from_the_moment_it_is_stored(store: FileStore) -> None:
    key = put(store)
    assert store.exists(key)
    assert b"".join(store.read(key)) == b"pomegranate"
    assert store.path(key).read_bytes() == b"pomegranate"
    assert not store.exists(KEY)
    with pytest.raises(FileNotFoundError):
        next(store.read(KEY))


def test_what_a_row_names_gets_its_place_and_loses_its_pending_name_a_round_later(store: FileStore) -> None:
    key = put(store)
    sweep(store, key)
    assert lying(store) == [b"pomegranate"] * 2, "a copy of the folder made meanwhile finds it under one name or other"
    sweep(store, key)
    assert lying(store) == [b"pomegranate"]
    assert store.path(key) == store.root / key[:2] / key
    sweep(store, key)
    assert lying(store) == [b"pomegranate"]


def test_what_no_row_names_goes(store: FileStore) -> None:
    put(store)
    sweep(store)
    assert lying(store) == []


def test_what_was_stored_a_moment_ago_is_left_alone(store: FileStore) -> None:
    put(store)
    assert store.pending(before=now(store) - HOUR) == []


def test_a_folder_without_links_gets_a_copy(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_given: Any) -> None:
        raise PermissionError("links are not known here")

    monkeypatch.setattr(os, "link", no_links)
    key = put(store)
    sweep(store, key)
    assert (store.root / key[:2] / key).read_bytes() == b"pomegranate"


def test_the_same_bytes_of_a_story_under_way_survive_that_the_other_is_erased(store: FileStore) -> None:
    key = put(store)
    sweep(store, key)
    sweep(store, key)
    erased_at = now(store)
    put(store)  # by somebody else, whose row is not there yet
    later = (erased_at + timedelta(seconds=5)).timestamp()
    for path in (store.root / "pending").iterdir():
        os.utime(path, (later, later))
    store.delete(key, before=erased_at)
    assert store.exists(key)
    sweep(store, key)
    assert b"".join(store.read(key)) == b"pomegranate"


def test_erasing_takes_the_pending_name_too(store: FileStore) -> None:
    key = put(store)
    store.delete(key, before=LONG_AGO)
    assert lying(store) == []


class FullDisk(io.BytesIO):
    """The disk takes a little of it."""

    def read(self, _size: int | None = -1) -> bytes:
        """A piece, and then no more."""
        if self.tell():
            raise OSError(28, "No space left on device")
        return super().read(4)


def test_a_full_disk_leaves_nothing_behind(store: FileStore) -> None:
    several: list[BinaryIO] = [io.BytesIO(b"first"), FullDisk(b"second one")]
    with pytest.raises(OSError, match="No space"):
        store.put_all(several)
    assert lying(store) == []


def test_a_disk_that_is_full_when_names_are_given_leaves_nothing_behind(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = Path.rename

    def once(path: Path, target: Path) -> Path:
        if len(lying(store)) and any("." in p.name and not p.name.endswith(".half") for p in path.parent.iterdir()):
            raise OSError(28, "No space left on device")
        return renamed(path, target)

    monkeypatch.setattr(Path, "rename", once)
    with pytest.raises(OSError, match="No space"):
        store.put_all([io.BytesIO(b"first"), io.BytesIO(b"second")])
    assert lying(store) == []


# Killed between each step: nothing after it runs, not even what tidies up.

_STEPS = ("half written", "written", "named", "settled")
_STORY = """
import io, os, sys
from pathlib import Path
from datetime import UTC, datetime, timedelta
from learnmentor.ground.storage import files
from learnmentor.ground.storage.files import FileStore

step, root = sys.argv[1:]
store = FileStore(Path(root))

class Killing(io.BytesIO):
    def read(self, size=-1):
        if self.tell():
            os._exit(9)
        return super().read(4)

if step == "half written":
    store.put(Killing(b"pomegranate"))
if step == "written":
    Path.rename = lambda *_: os._exit(9)
key = store.put(io.BytesIO(b"pomegranate")).key
if step == "settled":
    for waiting in store.pending(before=datetime.now(UTC) + timedelta(days=1)):
        store.settle(waiting)
os._exit(9)
"""


@pytest.mark.parametrize("step", _STEPS)
@pytest.mark.parametrize("row", [True, False])
def test_killed_at_any_step_it_ends_well(store: FileStore, step: str, *, row: bool) -> None:
    killed = subprocess.run([sys.executable, "-c", _STORY, step, str(store.root)], check=False)
    assert killed.returncode == 9
    before = lying(store)
    assert before, "it was killed after it had begun to write"
    committed = row and step in {"named", "settled"}  # a row comes after its file
    key = put(FileStore(store.root.parent / "elsewhere"))
    for _ in range(2):
        sweep(store, *([key] if committed else []))
    wanted = [b"pomegranate"] if committed or step == "settled" else []
    assert lying(store) == wanted  # what was given its place had its row before that
