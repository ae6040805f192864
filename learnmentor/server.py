"""gunicorn inside: `learnmentor serve` needs no other program and no configuration file."""

import gc
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from learnmentor.config import Settings


class QuietLogger(Logger):
    """What gunicorn itself has to say, as JSON lines like ours: no addresses, no text of exceptions."""

    def setup(self, cfg: Config) -> None:
        """Write the lines in our form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(_Line())


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        kind = record.exc_info[0] if record.exc_info else None
        said = "could not answer a request" if record.exc_info else record.getMessage().partition(" from ip=")[0]
        line = {
            "event": said,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        return json.dumps(line | ({"error": kind.__name__} if kind else {}))


class Server(BaseApplication):
    """A gunicorn server for one application, with threads, a graceful stop and recycled workers."""

    def __init__(
        self,
        make_application: Callable[[], Flask],
        settings: Settings,
        *,
        listening: Callable[[], object] = lambda: None,
    ) -> None:
        self._make_application = make_application
        self._listening = listening
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Our settings in gunicorn's words."""
        options: dict[str, Any] = {
            "bind": self._settings.bind,
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "worker_class": "gthread",
            "preload_app": True,
            "graceful_timeout": 30,
            "timeout": 60,
            "max_requests": 50_000,
            "max_requests_jitter": 5_000,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": QuietLogger,
            "proc_name": "learnmentor",
            "when_ready": lambda _server: self._listening(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application each worker serves."""
        app = self._make_application()
        gc.collect()
        gc.freeze()  # what is loaded before the workers part stays shared: no collection writes to it any more
        return app
