"""How the installation signs its certificates, with a preview: for administrators."""

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates.documents import certificate_pdf
from learnmentor.certificates.forms import IssuerForm
from learnmentor.certificates.issuer import identity as issuers
from learnmentor.certificates.issuer import logo
from learnmentor.certificates.issuer import sample as sample_certificate
from learnmentor.certificates.issuer.identity import Identity
from learnmentor.config import home
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.printing import typesetting
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.organisations.models import Part
from learnmentor.organisations.views.frame import looks_after_people, organisation_or_404, still_mine, to_part
from learnmentor.web import installation
from learnmentor.web.access import with_role
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("issuer", __name__)

__all__ = ["bp"]
_log = structlog.get_logger("certificates")


@bp.get("/issuer")
@with_role(RoleName.ADMINISTRATOR)
def issuer() -> ResponseReturnValue:
    """The form, filled in as it stands, beside a certificate as it would be issued today."""
    identity = _in_force()
    return _page(_form(identity), identity)


@bp.post("/issuer")
@with_role(RoleName.ADMINISTRATOR)
@takes_files
def sign_as() -> ResponseReturnValue:
    """Show what it would look like, or sign like that from now on."""
    return _sign_as(None)


@bp.get("/organisation/parts/<public_id>/issuer")
@looks_after_people
def organisation_issuer(public_id: str) -> ResponseReturnValue:
    """The same for the certificates of an organisation's members."""
    part = organisation_or_404(public_id)
    identity = _in_force(part)
    return _page(_form(identity), identity, part=part)


@bp.post("/organisation/parts/<public_id>/issuer")
@looks_after_people
@takes_files
def sign_for_organisation(public_id: str) -> ResponseReturnValue:
    """Show what it would look like, sign its members' certificates like that, or as everybody's are signed."""
    part = organisation_or_404(public_id)
    if request.form.get("do") != "give-up":
        return _sign_as(part)
    still_mine(part)
    issuers.give_up(db.session, root_id=part.id)
    _log.info("issuer changed", by=current_learner().public_id, part=part.public_id)
    flash("From now on, certificates are signed as those of the whole installation are.", "message")
    return redirect(url_for("issuer.organisation_issuer", public_id=public_id), 303)


def _sign_as(part: Part | None) -> ResponseReturnValue:
    form = IssuerForm()
    form.validate()
    identity = _typed(form)
    if identity is None:
        return _page(form, _in_force(part), "As it is signed today", part=part), 422
    form.kept_logo.data, form.without_logo.data = _as_text(identity.logo), False
    if request.form.get("do") == "preview":
        return _page(form, identity, "Not saved yet", part=part)
    if part:
        still_mine(part)
    issuers.adopt(db.session, identity, at=clock.now(), root_id=part.id if part else None)
    _log.info("issuer changed", by=current_learner().public_id, **({"part": part.public_id} if part else {}))
    flash("Saved. New certificates are signed like this; those that were issued before stay as they are.", "message")
    return redirect(request.path, 303)


def _typed(form: IssuerForm) -> Identity | None:
    """What the form says, or None where a rule refused something, which the form then tells."""
    for name in ("name", "signatory", "signatory_title"):
        if strange := missing_characters(form.text(name)):
            form.refuse(name, f"Our typefaces have no “{strange[0]}”, so it cannot be printed. Write it another way.")
    try:
        picture = _logo(form)
    except logo.LogoRefused as refused:
        form.refuse("logo", str(refused))
        picture = None
    if form.errors:
        return None
    return Identity(
        form.text("name"), form.text("signatory"), form.text("signatory_title"), form.text("colour"), picture
    )


def _logo(form: IssuerForm) -> bytes | None:
    """The logo that was uploaded just now, or the one on the page; drawn by us in either case."""
    uploaded = form.logo.data.read(logo.LARGEST_UPLOAD + 1) if form.logo.data else b""
    if uploaded:
        return logo.drawn(uploaded, templates=_templates())
    if form.without_logo.data or not form.text("kept_logo"):
        return None
    try:
        kept = base64.b64decode(form.text("kept_logo"), validate=True)
    except binascii.Error:
        raise logo.LogoRefused("The logo got lost on the way. Choose its file again.") from None
    return logo.drawn(kept, templates=_templates())


@dataclass(frozen=True)
class IssuerPage:
    """The form beside a certificate, of which `state` says whether it is saved. Pictures are PNG in base64.

    `by_all`: it is about the whole installation, and not an organisation.
    """

    form: IssuerForm
    identity: Identity
    state: str
    picture: str
    kept_logo: str
    back: tuple[str, str]
    may_give_up: bool
    by_all: bool


def _page(form: IssuerForm, identity: Identity, state: str = "", *, part: Part | None = None) -> str:
    sample = issuers.stamped(sample_certificate.certificate(on=installation.today()), identity)
    contents = certificate_pdf.contents(
        sample,
        name="Amina Yusuf",
        verify_url=f"{installation.settings().base_url}/certificates",
        ended=sample_certificate.SAYS,
    )
    picture = typesetting.png(_templates() / "certificate.typ", contents, pixels_an_inch=84)
    own = issuers.of_organisation(db.session, root_id=part.id) if part else None
    back = to_part(part) if part else ("People", url_for("people.people"))
    context = IssuerPage(
        form, identity, state, picture=_as_text(picture), kept_logo=form.text("kept_logo"), back=back,
        may_give_up=own is not None, by_all=part is None,
    )  # fmt: skip
    return page("certificates/issuer.html", context)


def _form(identity: Identity) -> IssuerForm:
    return IssuerForm(
        data={
            "name": identity.name, "signatory": identity.signatory, "signatory_title": identity.signatory_title,
            "colour": identity.colour, "kept_logo": _as_text(identity.logo),
        }
    )  # fmt: skip


def _in_force(part: Part | None = None) -> Identity:
    own = issuers.of_organisation(db.session, root_id=part.id) if part else None
    return own or issuers.in_force(db.session, default=installation.name())


def _as_text(picture: bytes | None) -> str:
    return base64.b64encode(picture).decode() if picture else ""


def _templates() -> Path:
    return Path(home("templates")) / "pdf"
