"""The page of kept mail, for a demonstration without a mail server."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import RoleName
from learnmentor.ground.db import db
from learnmentor.jobs import queries
from learnmentor.web import installation
from learnmentor.web.access import with_role

bp = Blueprint("jobs", __name__)

_MOST = 50


@bp.get("/mail")
@with_role(RoleName.ADMINISTRATOR)
def mail() -> ResponseReturnValue:
    """Letters that would have been sent. Nobody reads other people's mail outside a demonstration."""
    settings = installation.settings()
    if not settings.demo:
        abort(404)
    letters = queries.kept_letters(db.session, most=_MOST)
    return render_template("jobs/mail.html", letters=letters, most=_MOST, mail_server=bool(settings.mail_server))
