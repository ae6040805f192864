"""What it costs to check the worst packs: each in a process of its own, so that the memory is that of its check.

`python -m tests.evidence.costs_of_checking` prints a table; with `json` behind it, a line of JSON for each.
"""

import hashlib
import io
import json
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from learnmentor.evidence.checks import pack
from learnmentor.evidence.checks.limits import MEGABYTE, ON_THE_PAGE, TooMuch
from tests.evidence.hostile_packs import HONEST, HOSTILE, honest


@dataclass(frozen=True)
class Cost:
    """What the check of one input took: bytes sent, bytes of growth, seconds of computing and of them to unpack."""

    sent: int
    growth: int
    seconds: float
    unpacking: float
    said: str


HASHED = "500 MB to hash"  # the one that takes long to unpack, which is not counted


def costs(makers: Mapping[str, Callable[[], bytes]], folder: Path, *, unpack_all: bool) -> Iterator[tuple[str, Cost]]:
    """Each input checked as the page checks it, in a process of its own: its memory is that of the check alone."""
    pack.examine(io.BytesIO(honest(1)), limits=ON_THE_PAGE)  # what every check loads once
    for name, make in makers.items():
        path = folder / "hostile.zip"
        _in_a_fork(partial(_written, path, make))
        unpack = unpack_all or name == HASHED
        unpacking = _in_a_fork(partial(_seconds_to_unpack, path)) if unpack else 0.0
        growth, seconds, said = _in_a_fork(partial(_checked, path))
        yield name, Cost(path.stat().st_size, growth, seconds, unpacking, said)


def _written(path: Path, make: Callable[[], bytes]) -> int:
    return path.write_bytes(make())


def _in_a_fork(work: Callable[[], Any]) -> Any:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(theirs, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return json.loads(told)


def _checked(path: Path) -> tuple[int, float, str]:
    before, began = _most_memory(), time.process_time()
    with path.open("rb") as stream:
        try:
            found = pack.examine(stream, limits=ON_THE_PAGE)
            said = "; ".join(map(str, found.findings[:2])) or "as it was made"
        except TooMuch as why:
            said = str(why)
    return _most_memory() - before, time.process_time() - began, said[:100]


def _most_memory() -> int:
    """The most that this process ever held, in bytes. A child begins with what it holds when it is born."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) * 1024


def _seconds_to_unpack(path: Path) -> float:
    """What it takes to inflate and hash what the limits let in, and nothing else."""
    began = time.process_time()
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) < 1_000 and sum(each.file_size for each in members) <= ON_THE_PAGE.unpacked:
                for each in members:
                    if each.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                        _hash(archive, each)
    except pack.UNREADABLE:
        return 0.0
    return time.process_time() - began


def _hash(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    digest = hashlib.sha256()
    with archive.open(member) as stream:
        while chunk := stream.read(256 * 1024):
            digest.update(chunk)


def _main(folder: Path, *, as_json: bool) -> None:
    heading = ("| Input | kB sent | growth MB | CPU s | of it unpacking and hashing | It is told |", "| --- " * 6 + "|")
    sys.stdout.writelines(f"{line}\n" for line in heading * (not as_json))
    for name, cost in costs(HOSTILE | HONEST, folder, unpack_all=not as_json):
        figures = f"{cost.sent / 1000:,.0f} | {cost.growth / MEGABYTE:.1f} | {cost.seconds:.2f} | {cost.unpacking:.2f}"
        line = json.dumps([name, asdict(cost)]) if as_json else f"| {name} | {figures} | {cost.said} |"
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        _main(Path(place), as_json="json" in sys.argv[1:])
