"""granian inside: `learnmentor serve` needs no other program and no configuration file."""

import gc
import json
import logging
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from learnmentor.ground.memory import keep_in_one_place
from learnmentor.ground.wsgi_bridge import Application, Bridge, Queues, TakesLarge

_LIFETIME = 12 * 60 * 60  # seconds; what a worker leaks in half a day is given back
_PATIENCE = 30  # seconds in which a worker may finish what it has begun
_CONNECTIONS = 4096  # of a process; an idle one costs a few kilobytes


class JsonLine(logging.Formatter):
    """What granian itself has to say, as JSON lines like ours: no addresses, no text of exceptions."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        kind = record.exc_info[0] if record.exc_info else None
        line = {
            "event": "could not answer a request" if record.exc_info else record.getMessage(),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        return json.dumps(line | ({"error": kind.__name__} if kind else {}))


def _is_ours_to_say(record: logging.LogRecord) -> bool:
    """What granian says of the kernel's settings at every start stands in docs/operations.md in place of the log."""
    return not record.getMessage().startswith(("Workers respawn is configured", "Configured number of workers"))


_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLine}},
    "filters": {"ours": {"()": lambda: _is_ours_to_say}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["ours"],
            "stream": "ext://sys.stderr",
        }
    },
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}


class _Server(MPServer):
    """granian's server, which tells us when it can be reached."""

    def __init__(self, bind: str, *, listening: Callable[[], object], **options: Any) -> None:
        super().__init__("learnmentor", **_place(bind), **options)
        self._listening = listening

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start the processes, and watch from then on."""
        super().startup(spawn_target, target_loader)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self.interrupt_signal:
            with suppress(OSError), self._connected():
                self._listening()
                return
            time.sleep(0.02)

    def _connected(self) -> socket.socket:
        if self.bind_uds:
            made = socket.socket(socket.AF_UNIX)
            made.connect(str(self.bind_uds))
            return made
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind_addr, self.bind_addr)  # noqa: S104 -- to reach it
        return socket.create_connection((host, self.bind_port), timeout=1)


def _place(bind: str) -> dict[str, Any]:
    """An address and a port, or `unix:` and a path, as granian takes them."""
    if bind.startswith("unix:"):
        return {"uds": Path(bind.removeprefix("unix:"))}
    host, _, port = bind.rpartition(":")
    return {"address": host.strip("[]") or "0.0.0.0", "port": int(port)}  # noqa: S104 -- an empty host means all


def serve(
    application: Application,
    *,
    bind: str,
    workers: int,
    threads: int,
    takes_large: TakesLarge,
    queues: Queues = lambda _method, _path: False,
    listening: Callable[[], object] = lambda: None,
) -> None:
    """Answer for a WSGI application until told to stop, with so many processes of so many threads.

    `bind` is an address and a port, or `unix:` and a path; `takes_large` says where large bodies are asked for, and
    `queues` which requests are dealt with one after another (`wsgi_bridge.Bridge`); `listening` is called once
    connections are taken.
    """
    multiprocessing.set_start_method("fork", force=True)  # what is loaded before the workers part stays shared
    keep_in_one_place()
    bridge = Bridge(application, threads, takes_large, queues=queues)
    gc.collect()
    gc.freeze()  # and no collection writes to it any more
    _Server(
        bind,
        listening=listening,
        interface=Interfaces.ASGI,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        websockets=False,
        backlog=_CONNECTIONS,
        backpressure=_CONNECTIONS,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
        workers_lifetime=_LIFETIME,
        workers_kill_timeout=_PATIENCE,
        respawn_failed_workers=True,
    ).serve(target_loader=lambda: bridge, wrap_loader=False)
