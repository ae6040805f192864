"""gunicorn inside: `learnmentor serve` needs no other program and no configuration file."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from learnmentor.config import Settings


class Server(BaseApplication):
    """A gunicorn server for one application, with threads, a graceful stop and recycled workers."""

    def __init__(self, make_application: Callable[[], Flask], settings: Settings) -> None:
        self._make_application = make_application
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
            "proc_name": "learnmentor",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application each worker serves."""
        return self._make_application()
