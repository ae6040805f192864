"""Starts and stops the servers that are measured, each in a process group and on a port of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKERS, THREADS = 2, 12  # as an installation starts unless told otherwise
_BIN = Path(sys.executable).parent


class DidNotStart(Exception):
    """A server ended, or gave no answer in time; the message holds the end of its log."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    pid: int
    address: str
    started_in: float  # seconds until its first answer


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def ceiling(folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """The ceiling, on the same server as the product."""
    port = free_port()
    command = [sys.executable, "-m", "bench.ceiling", f"127.0.0.1:{port}", str(WORKERS), str(THREADS)]
    with _running(command, port, "/hello", folder / "ceiling.log", environment) as server:
        yield server


@contextlib.contextmanager
def learnmentor(folder: Path, environment: Mapping[str, str], *, first: str = "/health") -> Iterator[Server]:
    """LearnMentor as it is started for real: `learnmentor serve`."""
    port = free_port()
    variables = {
        **environment,
        "LEARNMENTOR_BIND": f"127.0.0.1:{port}",
        "LEARNMENTOR_WORKERS": str(WORKERS),
        "LEARNMENTOR_THREADS": str(THREADS),
    }
    command = [str(_BIN / "learnmentor"), "serve"]
    with _running(command, port, first, folder / "learnmentor.log", variables) as server:
        yield server


@contextlib.contextmanager
def _running(command: list[str], port: int, first: str, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    address, begun = f"http://127.0.0.1:{port}", time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output, start_new_session=True
        )
    try:
        while not _answers(address + first):
            if process.poll() is not None or time.monotonic() - begun > 30:
                raise DidNotStart(f"{' '.join(command)}\n{log.read_text()[-2000:]}")
            time.sleep(0.005)
        yield Server(process.pid, address, time.monotonic() - begun)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        raise DidNotStart(f"{url} answered {error.code}") from error
    except OSError:
        return False
