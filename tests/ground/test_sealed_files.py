"""What waits on the disk to be fetched shows nothing, is whole or not there, and can be read from any place."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnmentor.ground.storage import sealed_files
from learnmentor.ground.storage.sealed_files import PIECE, SealedFiles
from learnmentor.ground.vault import UnreadableText, Vault

VAULT = Vault((b"k" * 32,))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> SealedFiles:
    return SealedFiles(tmp_path / "packs", VAULT)


def _write(kept: SealedFiles, content: bytes, name: str = "pack") -> int:
    return kept.write(name, [content[i : i + 70_000] for i in range(0, len(content), 70_000)], told=lambda _done: None)


def _read(kept: SealedFiles, size: int, *, start: int = 0) -> bytes:
    source = kept.open("pack", size=size)
    assert source is not None
    try:
        source.seek(start)
        return b"".join(source)
    finally:
        source.close()


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 77]), st.floats(0, 1))
def test_a_file_is_read_back_to_the_byte_from_any_place(kept: SealedFiles, size: int, part: float) -> None:
    content = random.randbytes(size)
    assert _write(kept, content) == size
    start = round(part * size)
    assert _read(kept, size, start=start) == content[start:]


def test_the_disk_shows_none_of_it(kept: SealedFiles) -> None:
    _write(kept, b"Between me and me. " * 1000)
    (path,) = kept.root.iterdir()
    assert b"Between me" not in path.read_bytes()


def test_a_piece_that_was_changed_moved_or_taken_from_another_file_does_not_open(kept: SealedFiles) -> None:
    content = random.randbytes(2 * PIECE)
    _write(kept, content)
    path, stored = next(kept.root.iterdir()), next(kept.root.iterdir()).read_bytes()
    half = len(stored) // 2
    for other in (stored[half:] + stored[:half], stored[:40] + b"x" + stored[41:]):
        path.write_bytes(other)
        with pytest.raises(UnreadableText):
            _read(kept, len(content))
    _write(kept, content, name="another")
    (kept.root / "another.sealed").replace(path)
    with pytest.raises(UnreadableText):
        _read(kept, len(content))


def test_a_file_that_lost_its_end_is_not_offered(kept: SealedFiles) -> None:
    content = random.randbytes(2 * PIECE)
    _write(kept, content)
    path = next(kept.root.iterdir())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert kept.open("pack", size=len(content)) is None
    assert kept.open("never-made", size=1) is None


def test_what_goes_wrong_in_the_middle_leaves_nothing_and_the_older_file_alone(kept: SealedFiles) -> None:
    def broken() -> Iterator[bytes]:
        yield bytes(2 * PIECE)
        raise OSError("No space left on device")

    _write(kept, b"the first")
    with pytest.raises(OSError, match="No space"):
        kept.write("pack", broken(), told=lambda _done: None)
    assert [path.name for path in kept.root.iterdir()] == ["pack.sealed"]
    assert _read(kept, len(b"the first")) == b"the first"


def test_the_half_that_a_killed_worker_left_goes_with_the_next_try(kept: SealedFiles) -> None:
    kept.root.mkdir()
    (kept.root / ".making-pack-abc").write_bytes(b"half")
    _write(kept, b"whole")
    assert [path.name for path in kept.root.iterdir()] == ["pack.sealed"]


def test_sweeping_takes_what_nobody_wants_and_leaves_what_is_new(kept: SealedFiles) -> None:
    for name in ("wanted", "over", "young"):
        _write(kept, b"x", name=name)
    (kept.root / ".making-over-1").write_bytes(b"half")
    for path in kept.root.iterdir():
        if "young" not in path.name:
            os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    kept.sweep(keep={"wanted"}.__contains__, before=datetime(2021, 1, 1, tzinfo=UTC))
    assert {path.name for path in kept.root.iterdir()} == {"wanted.sealed", "young.sealed"}


def test_a_disk_without_room_is_known_before_it_is_full(kept: SealedFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.room_for(1)
    assert not kept.room_for(1 << 60)
    monkeypatch.setattr(sealed_files, "_SPARE", 1 << 60)
    assert not kept.room_for(1)


def test_a_file_that_cannot_be_deleted_keeps_no_other(kept: SealedFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two", "three"):
        _write(kept, b"x", name)
    unlink = Path.unlink

    def refused(path: Path, **more: bool) -> None:
        if path.stem == "two":
            raise PermissionError("not ours")
        unlink(path, **more)

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(PermissionError):
        kept.sweep(keep=lambda _name: False, before=datetime(2100, 1, 1, tzinfo=UTC))
    assert [path.stem for path in kept.root.iterdir()] == ["two"]
