"""Every route of the application, known before any test runs, so that each is a test of its own."""

import tempfile
from dataclasses import dataclass
from functools import cache

from flask import Flask

from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground.db import SAFE_METHODS


@dataclass(frozen=True)
class Route:
    """One method of one address. `arguments` are the names of its variable parts."""

    method: str
    rule: str
    endpoint: str
    arguments: tuple[str, ...]
    all_methods: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


@cache
def bare_app() -> Flask:
    """An application that was never asked anything."""
    nowhere = f"sqlite:///{tempfile.gettempdir()}/learnmentor-never-opened.db"
    settings = Settings(secret_key="tests-only-" + "s" * 40, text_keys=(b"k" * 32,), database_url=nowhere)
    return create_app(settings, TESTING=True, SERVER_NAME="localhost")


ROUTES = tuple(
    Route(method, rule.rule, rule.endpoint, tuple(sorted(rule.arguments)), frozenset(rule.methods or ()))
    for rule in sorted(bare_app().url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    if rule.endpoint != "static"
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
)
READING = tuple(route for route in ROUTES if route.method in SAFE_METHODS)
UNSAFE = tuple(route for route in ROUTES if route.method not in SAFE_METHODS)
