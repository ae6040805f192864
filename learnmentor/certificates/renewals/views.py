"""Renew a certificate that holds for a time, once its owner has logged what that takes."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import queries, rules
from learnmentor.certificates.renewals import services
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import hours, long_date
from learnmentor.web import installation
from learnmentor.web.access import or_404, require, signed_in

bp = Blueprint("renewals", __name__)


@bp.post("/certificates/<number>/renewal")
@signed_in
def renew(number: str) -> ResponseReturnValue:
    """Issue the certificate of the next period, or say what is missing."""
    found = or_404(queries.certificate(db.session, number))
    require(rules.may_download(actor_id=current_learner().id, owner_id=found.person_id))
    try:
        made = services.renew(db.session, found, at=clock.now(), zone=installation.zone())
    except services.NotYet as fault:
        flash(_why_not(fault), "error")
        return redirect(url_for("certificates.certificate", number=found.number), 303)
    flash(f"Renewed. The certificate of the next period is {made.number}.", "message")
    return redirect(url_for("certificates.certificate", number=made.number), 303)


def _why_not(fault: services.NotYet) -> str:
    renewal = fault.renewal
    if renewal is None:
        return "This certificate cannot be renewed: it was renewed before, it ended, or its award is no longer offered."
    if renewal.missing:
        return f"{hours(renewal.missing)} of CPD are still missing. Log them, and renew it then."
    return f"You have all the hours. It can be renewed from {long_date(renewal.opens_on)} on."
