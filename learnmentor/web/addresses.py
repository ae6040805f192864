"""Addresses inside the product, worked out once: a page has some twenty of them, and most are on every page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

_LONGEST = 40  # characters of a value; codes and names are shorter, and what somebody typed is not kept


def init_app(app: Flask) -> None:
    """Let `url_for` remember, in views and templates alike."""
    app.url_for = _remembering(app.url_for)  # type: ignore[method-assign]
    app.jinja_env.globals["url_for"] = app.url_for


def _remembering(work_out: Callable[..., str]) -> Callable[..., str]:
    @lru_cache(maxsize=1024)
    def known(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return work_out(endpoint, **dict(values))

    def url_for(endpoint: str, **values: Any) -> str:
        lasting = all(isinstance(value, str) and len(value) <= _LONGEST for value in values.values())
        # One that names the host or is relative to a blueprint depends on the request; others on where we are mounted.
        if not lasting or endpoint.startswith(".") or not has_request_context():
            return work_out(endpoint, **values)
        return known(request.script_root, endpoint, tuple(values.items()))

    return url_for
