"""Correct or revoke a certificate, for administrators. What they do is written down, and the old link says so."""

from dataclasses import dataclass

import structlog
from flask import Blueprint, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened, shows_anothers
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import editions, queries, services
from learnmentor.certificates.forms import CertificateCorrectionForm, RevocationForm
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.rules import CertificateStanding
from learnmentor.certificates.views.certificates import press, standing_of
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.web import installation
from learnmentor.web.access import or_404, with_role
from learnmentor.web.pages import page

bp = Blueprint("corrections", __name__)

_log = structlog.get_logger("certificates")
_ENDED_MEANWHILE = "This certificate no longer holds: somebody was here before you. Its page says what happened."


@bp.get("/certificates/<number>/look-after")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.CERTIFICATE)
def look_after(number: str) -> ResponseReturnValue:
    """What is printed, what the profile says today, and the two things that can be done."""
    found = _opened(number)
    _log.info("certificate opened", by=current_learner().public_id, number=found.number)
    return _page(found, 200)


@bp.post("/certificates/<number>/correction")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.CERTIFICATE)
def correct(number: str) -> ResponseReturnValue:
    """Issue the next edition."""
    found, form, actor = _opened(number), CertificateCorrectionForm(), current_learner()
    if not _accepted(form):
        return _page(found, 422, correction=form)
    try:
        made = editions.supersede(
            db.session, found, name=form.text("name"), mend_wording=form.mend_wording.data, reason=form.text("reason"),
            by=actor, sender=installation.sender(), at=clock.now(), zone=installation.zone(),
        )  # fmt: skip
    except editions.NothingToCorrect:
        form.refuse("name", "Name and wording would be what they are. Change the name, or ask for the newest wording.")
    except editions.OwnerErased:
        form.refuse("name", "The account was closed and its name erased, so there is nobody to issue it to.")
    except (services.AlreadyRevoked, services.AlreadyReplaced):
        form.refuse("name", _ENDED_MEANWHILE)
    else:
        _log.info("certificate replaced", by=actor.public_id, number=found.number, edition=made.number)
        flash(f"{made.number} takes the place of {found.number}. Its owner gets a letter.", "message")
        return redirect(url_for("corrections.look_after", number=made.number), 303)
    return _page(found, 422, correction=form)


@bp.post("/certificates/<number>/revocation")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.CERTIFICATE)
def revoke(number: str) -> ResponseReturnValue:
    """Say that it no longer holds."""
    found, actor = _opened(number), current_learner()
    form = RevocationForm(prefix="revocation-")
    if not form.accepted():
        return _page(found, 422, revocation=form)
    try:
        editions.revoke(
            db.session, found, reason=form.text("reason"), by=actor, sender=installation.sender(), at=clock.now()
        )  # fmt: skip
    except (services.AlreadyRevoked, services.AlreadyReplaced):
        form.refuse("reason", _ENDED_MEANWHILE)
        return _page(found, 422, revocation=form)
    _log.info("certificate revoked", by=actor.public_id, number=found.number)
    flash(f"{found.number} is revoked. Its page says so from now on, and its owner gets a letter.", "message")
    return redirect(url_for("corrections.look_after", number=found.number), 303)


def _opened(number: str) -> Certificate:
    """The certificate, once it is written down that it is opened."""
    found = or_404(queries.certificate(db.session, number))
    opened(found.person_id, AccessTo.CERTIFICATE, found.number)
    return or_404(queries.certificate(db.session, number))


def _accepted(form: CertificateCorrectionForm) -> bool:
    if not form.accepted():
        return False
    if missing := missing_characters(form.text("name")):
        form.refuse("name", f"We cannot print {' '.join(missing)} on a certificate. Spell the name without.")
        return False
    return True


@dataclass(frozen=True)
class LookAfterPage:
    """A certificate with the forms to correct and to revoke it. `owner`: their name today, None once it is erased."""

    certificate: Certificate
    standing: CertificateStanding
    ending: str | None
    edition_after: str | None
    owner: str | None
    correction: CertificateCorrectionForm
    revocation: RevocationForm


def _page(
    found: Certificate,
    status: int,
    *,
    correction: CertificateCorrectionForm | None = None,
    revocation: RevocationForm | None = None,
) -> ResponseReturnValue:
    found = or_404(queries.certificate(db.session, found.number))  # as it stands after a refusal, with what happened
    owner = accounts.name_today(db.session, found.person_id) if found.person_id is not None else None
    context = LookAfterPage(
        certificate=found,
        standing=standing_of(found),
        ending=press().ending(found),
        edition_after=queries.edition_after(db.session, found),
        owner=owner,
        correction=correction or CertificateCorrectionForm(blank=True, data={"name": owner or found.name}),
        revocation=revocation or RevocationForm(blank=True, prefix="revocation-"),
    )
    return make_response(page("certificates/look_after.html", context), status)
