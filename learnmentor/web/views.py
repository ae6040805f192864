"""Pages for machines that watch over the product."""

from dataclasses import asdict

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from learnmentor.ground.db import db
from learnmentor.web import readiness
from learnmentor.web.access import public

bp = Blueprint("web", __name__)


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Everything that people need works here: database, tables, keys, and room for what they save."""
    found = readiness.faults(db.session)
    if found:
        return jsonify(status="not ready", faults=[asdict(fault) for fault in found]), 503
    return jsonify(status="ok")
