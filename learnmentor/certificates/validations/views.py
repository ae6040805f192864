"""Who validated which award: for administrators, beside how certificates are signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import queries as certificates
from learnmentor.certificates.awards import wording
from learnmentor.certificates.models import AwardValidation
from learnmentor.certificates.validations import queries, services
from learnmentor.certificates.validations.forms import ValidationForm
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.web import installation
from learnmentor.web.access import or_404, with_role
from learnmentor.web.pages import page

bp = Blueprint("validations", __name__)
_log = structlog.get_logger("certificates")

SAME_DAYS = (
    "{} validated this award from {} to {}. A certificate names one body: end that one first, or choose other days."
)
TOO_MANY = "As many are recorded as can be. Ended ones count too; ask whoever looks after the installation."


@dataclass(frozen=True)
class ValidationsPage:
    """All that was recorded, each with what certificates say of it, and the form for another."""

    form: ValidationForm
    recorded: Sequence[tuple[AwardValidation, str]]
    titles: Mapping[str, str]
    today: date


@bp.get("/issuer/validations")
@with_role(RoleName.ADMINISTRATOR)
def validations() -> ResponseReturnValue:
    """What stands and stood, and a form."""
    return _page(_form())


@bp.post("/issuer/validations")
@with_role(RoleName.ADMINISTRATOR)
def record() -> ResponseReturnValue:
    """Record a validation; certificates that are issued from now on, within its days, say it."""
    form = _form()
    if not form.accepted() or not _recorded(form):
        return _page(form), 422
    flash("Recorded. Certificates of this award that are issued within these days say it.", "message")
    return redirect(url_for("validations.validations"), 303)


@bp.post("/issuer/validations/<public_id>/end")
@with_role(RoleName.ADMINISTRATOR)
def end(public_id: str) -> ResponseReturnValue:
    """Have a validation stand on no more certificates."""
    found = or_404(queries.by_public_id(db.session, public_id))
    services.end(db.session, found, at=clock.now())
    _log.info("validation ended", by=current_learner().public_id, award=found.award_code)
    flash("Ended. It stands on no new certificate; those that were issued keep it.", "message")
    return redirect(url_for("validations.validations"), 303)


def _recorded(form: ValidationForm) -> bool:
    """Record what the form says; False where it cannot be, which the form then tells."""
    me = current_learner()
    try:
        services.record(
            db.session, award_code=form.text("award"), stated=form.stated(), public_id=randomness.public_id(),
            by=me.id, at=clock.now(),
        )  # fmt: skip
    except services.SameDays as same:
        other = same.other
        days = long_date(other.valid_from), long_date(other.valid_until)
        form.refuse("valid_from", SAME_DAYS.format(other.body, *days))
    except services.TooManyValidations:
        form.refuse("award", TOO_MANY)
    else:
        _log.info("validation recorded", by=me.public_id, award=form.text("award"))
    return not form.errors


def _form() -> ValidationForm:
    rules = certificates.awards_in_force(db.session)
    return ValidationForm([(rule.code, rule.title) for rule in rules])


def _page(form: ValidationForm) -> str:
    recorded = [(each, _says(each)) for each in queries.recorded_all(db.session)]
    titles = {code: award.title for code, award in certificates.published(db.session).items()}
    return page("certificates/validations.html", ValidationsPage(form, recorded, titles, installation.today()))


def _says(row: AwardValidation) -> str:
    return wording.validated(queries.as_value(row).stated.as_certified())
