"""Interleaved runs of wrk against servers on 127.0.0.1, with the servers' CPU, their memory and the noise beside them.

Every round runs every target, in an order that rotates, so that other work on the machine falls on all of them alike.
What is quoted is the ratio to the ceiling within a round, and the median of the rounds.
"""

import http.client
import json
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.processes import busy_seconds, cpu_seconds

_SCRIPT = Path(__file__).with_name("wrk.lua")
_TIMEOUT = 30


class Unusable(Exception):
    """A target does not answer as it should, so its figures would mean nothing."""


@dataclass(frozen=True)
class Target:
    """Requests of one sort to one server. `lines` is a file for wrk.lua; all are used before the first comes again."""

    name: str
    url: str
    server: int  # process id
    lines: Path
    method: str = "GET"
    content_type: str = "application/x-www-form-urlencoded"
    expect: int = 200
    expect_bytes: int = 0  # the least that a right answer's body holds
    ceiling: str = ""  # the name of the target that it is held against
    once: bool = False  # a line that is sent again does less than the first time


@dataclass(frozen=True)
class Run:
    """What one run of one target came to."""

    target: str
    turn: int
    rate: float  # requests a second
    p50: float
    p95: float
    p99: float
    cpu_ms: float  # of the server, for each request
    requests: int
    bad: int
    bytes: float  # of each answer, headers included
    other_cores: float  # used by neither the server nor wrk: the noise


def check(target: Target) -> int:
    """Ask once and look at the answer. Gives the size of its body; raises `Unusable`."""
    with target.lines.open() as source:
        cookie, path, body, *headers = [*source.readline().rstrip("\n").split("\t"), "", ""]
    parts = urlsplit(target.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    sent = {"Cookie": cookie, "Content-Type": target.content_type} if body else {"Cookie": cookie}
    sent |= dict(header.split(": ", 1) for header in headers if header)
    connection.request(target.method, path or parts.path, body or None, sent)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != target.expect or len(content) < target.expect_bytes:
        raise Unusable(
            f"{target.name}: {target.method} {path or parts.path} gave {answer.status} and {len(content)} bytes, not "
            f"{target.expect} and {target.expect_bytes} or more. {answer.headers.get('Location', '')} {content[:300]!r}"
        )
    return len(content)


class Load:
    """Runs targets with wrk and remembers how far in its lines each has come."""

    def __init__(self, *, connections: int, seconds: float, warm: float) -> None:
        self._connections = connections
        self._seconds = seconds
        self._warm = warm
        self._used: dict[str, int] = {}

    def rounds(self, targets: Sequence[Target], *, count: int) -> Iterator[Run]:
        """Each target in each round."""
        for turn in range(count):
            first = turn % len(targets)
            for target in [*targets[first:], *targets[:first]]:
                self._wrk(target, self._warm)
                yield self._measured(target, turn)

    def _measured(self, target: Target, turn: int) -> Run:
        server, busy, client, clock = cpu_seconds(target.server), busy_seconds(), _children(), time.monotonic()
        said = self._wrk(target, self._seconds)
        wall = time.monotonic() - clock
        client, busy, server = _children() - client, busy_seconds() - busy, cpu_seconds(target.server) - server
        count = max(1, said["requests"])
        return Run(
            target=target.name, turn=turn, requests=count, rate=count / said["us"] * 1e6, cpu_ms=1000 * server / count,
            p50=said["p50"], p95=said["p95"], p99=said["p99"], bytes=said["bytes"] / count,
            bad=int(said["status_err"] + said["sock_err"] + said["timeout"]),
            other_cores=max(0.0, busy - server - client) / wall,
        )  # fmt: skip

    def _wrk(self, target: Target, seconds: float) -> dict[str, float]:
        if urlsplit(target.url).hostname != "127.0.0.1":
            raise Unusable(f"{target.url} is not this machine")
        environment = os.environ | {
            "LOAD_LINES": str(target.lines), "LOAD_METHOD": target.method, "LOAD_TYPE": target.content_type,
            "LOAD_THREADS": "2", "LOAD_START": str(self._used.get(target.name, 1)),
        }  # fmt: skip
        command = [
            "wrk",
            "-t2",
            f"-c{self._connections}",
            f"-d{seconds:g}s",
            f"--timeout={_TIMEOUT}s",
            "-s",
            str(_SCRIPT),
        ]
        command.append(target.url)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        said = [line for line in done.stdout.splitlines() if line.startswith("JSON ")]
        if not said:
            raise Unusable(f"{target.name}: wrk failed: {done.stdout[-300:]} {done.stderr[-300:]}")
        found: dict[str, float] = json.loads(said[0][5:])
        self._used[target.name] = self._used.get(target.name, 1) + int(found["requests"]) + 2 * self._connections
        return found

    def used_up(self, target: Target) -> bool:
        """Whether lines were sent again that count once."""
        with target.lines.open() as source:
            return target.once and self._used.get(target.name, 0) > sum(1 for _ in source)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ratio(runs: Sequence[Run], target: Target, field: str) -> float:
    """The median over the rounds of a figure divided by the ceiling's of the same round."""
    of = {(run.target, run.turn): getattr(run, field) for run in runs}
    return statistics.median(
        of[target.name, turn] / of[target.ceiling, turn] for name, turn in of if name == target.name
    )
