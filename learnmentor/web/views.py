"""Pages for machines that watch over the product."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from learnmentor.db import db
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
    """The database answers and is at the version this code needs."""
    try:
        db.session.execute(text("select version_num from alembic_version")).scalar_one()
    except SQLAlchemyError:
        return jsonify(status="the database does not answer, or was not upgraded"), 503
    return jsonify(status="ok")
