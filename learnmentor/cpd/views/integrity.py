"""For administrators: whether the ledgers of this installation are as they were written. No names, no entries."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import RoleName
from learnmentor.cpd import integrity
from learnmentor.ground.db import db
from learnmentor.web.access import with_role

bp = Blueprint("ledgers", __name__)


@bp.get("/ledgers")
@with_role(RoleName.ADMINISTRATOR)
def ledgers() -> ResponseReturnValue:
    """What the daily checks found."""
    return render_template("cpd/ledgers.html", checks=integrity.latest(db.session))
