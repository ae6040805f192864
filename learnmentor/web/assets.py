"""Static files under addresses that change with their content, so that browsers may keep them for a year."""

import hashlib
from pathlib import Path

from flask import Flask, url_for


def init_app(app: Flask) -> None:
    """Give templates `asset("css/app.css")`: the file's address with a digest of its bytes."""
    known: dict[str, str] = {}
    folder = Path(app.static_folder or "")

    def asset(name: str) -> str:
        if name not in known or app.debug:
            known[name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=name, v=known[name])

    app.jinja_env.globals["asset"] = asset
