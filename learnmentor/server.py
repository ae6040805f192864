"""granian inside: `learnmentor serve` needs no other program and no configuration file."""

import gc
import json
import logging
import multiprocessing
from datetime import UTC, datetime
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from learnmentor.wsgi_bridge import Application, Bridge, TakesLarge

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


def serve(application: Application, *, bind: str, workers: int, threads: int, takes_large: TakesLarge) -> None:
    """Answer for a WSGI application until told to stop, with so many processes of so many threads.

    `bind` is an address and a port; `takes_large` says where large bodies are asked for (`wsgi_bridge.Bridge`).
    """
    multiprocessing.set_start_method("fork", force=True)  # what is loaded before the workers part stays shared
    bridge = Bridge(application, threads, takes_large)
    gc.collect()
    gc.freeze()  # and no collection writes to it any more
    host, _, port = bind.rpartition(":")
    MPServer(
        "learnmentor",
        address=host.strip("[]"),
        port=int(port),
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
