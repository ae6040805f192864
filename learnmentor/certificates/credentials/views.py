"""Credentials and pictures: for the owner to keep and to show, for programs to check."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response
from flask.typing import ResponseReturnValue

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import queries
from learnmentor.certificates.credentials import badge_picture, open_badge
from learnmentor.certificates.credentials.open_badge import Places
from learnmentor.certificates.documents.fingerprints import DocumentKind, sha256_of
from learnmentor.certificates.hours import wording as hours_wording
from learnmentor.certificates.hours.rules import HOURS
from learnmentor.certificates.issuer import identity as issuers
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.views.certificates import is_own, notes, press
from learnmentor.config import home
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.signing import services as signing
from learnmentor.signing.rules import CREDENTIAL
from learnmentor.web import installation
from learnmentor.web.access import or_404, public, require, signed_in
from learnmentor.web.downloads import document, unchanged

bp = Blueprint("credentials", __name__)

JWT = "application/vc+jwt"
_HIGHEST_VERSION = 9_999  # that is asked for: SQLite takes no number as long as an address may be


@bp.get("/certificates/<number>/credential.jwt")
@signed_in
def own_credential(number: str) -> ResponseReturnValue:
    """The credential for its owner, who takes it to a wallet or another program."""
    found = _own_or_403(number)
    token = _own_token(found).encode()
    return document(token, kind=JWT, name=f"{found.number}.jwt", etag=sha256_of(token))


@bp.get("/certificates/<number>/badge.svg")
@signed_in
def badge_svg(number: str) -> ResponseReturnValue:
    """The badge with the credential in it, as SVG."""
    return _badge(_own_or_403(number), "svg", media_type="image/svg+xml")


@bp.get("/certificates/<number>/badge.png")
@signed_in
def badge_png(number: str) -> ResponseReturnValue:
    """The badge with the credential in it, as PNG."""
    return _badge(_own_or_403(number), "png", media_type="image/png")


@bp.get("/certificates/<number>/preview.png")
@signed_in
def preview(number: str) -> ResponseReturnValue:
    """The document as a picture, for its owner."""
    found, making = _own_or_403(number), press()
    etag = making.digest_of(found, "preview")
    if (same := unchanged(etag)) is not None:
        return same
    db.let_go()
    made = notes().of_certificate(making.preview(found), found, kind=DocumentKind.PREVIEW)
    return document(made, kind="image/png", name=f"{found.number}-preview.png", etag=etag, shown=True)


@bp.get("/certificates/<number>/credential")
@public
def public_credential(number: str) -> ResponseReturnValue:
    """What the credential is, signed, without the salted hash of anybody's address."""
    found = or_404(queries.certificate(db.session, number))
    return _for_programs(make_response(_token(_credential(found, email=None))), JWT)


@bp.get("/credentials/issuer")
@public
def issuer_profile() -> ResponseReturnValue:
    """Who issues credentials here."""
    told = open_badge.profile(_places(), name=_issuer())
    return _for_programs(jsonify({"@context": list(open_badge.CONTEXTS), **told}))


@bp.get("/credentials/achievements/<code>/<int:version>")
@public
def achievement(code: str, version: int) -> ResponseReturnValue:
    """What an award is, in one of its versions."""
    told = open_badge.achievement_of(_award_or_404(code, version), _places())
    return _for_programs(jsonify({"@context": list(open_badge.CONTEXTS), **told}))


@bp.get("/credentials/achievements/<code>/<int:version>/badge.svg")
@public
def achievement_badge(code: str, version: int) -> ResponseReturnValue:
    """The badge of an award, with nobody's credential in it."""
    picture = badge_picture.as_svg(_award_or_404(code, version), issuer=_issuer(), templates=_templates())
    return _for_programs(make_response(picture), "image/svg+xml")


@bp.get("/credentials/status/<int:number>")
@public
def status_list(number: int) -> ResponseReturnValue:
    """Which credentials no longer hold, signed."""
    if number > queries.newest_status_list(db.session):
        abort(404)
    told = open_badge.status_list(number, queries.ended_places(db.session, number), _places(), at=clock.now())
    return _for_programs(make_response(_token(told)), JWT)


def _own_or_403(number: str) -> Certificate:
    found = or_404(queries.certificate(db.session, number))
    require(is_own(found, actor_id=current_learner().id))
    return found


def _award_or_404(code: str, version: int) -> dict[str, Any]:
    if version > _HIGHEST_VERSION:
        abort(404)
    if (code.upper(), version) == (HOURS, hours_wording.KIND.version):
        return open_badge.as_award(hours_wording.KIND)
    return open_badge.as_award(or_404(queries.rule(db.session, code.upper(), version=version)))


def _own_token(found: Certificate) -> str:
    return _token(_credential(found, email=accounts.address_of(db.session, current_learner().id)))


def _credential(found: Certificate, *, email: str | None) -> dict[str, Any]:
    return open_badge.credential_of(
        found.snapshot,
        _places(),
        issued_at=found.issued_at,
        zone=installation.settings().time_zone,
        status_index=found.status_index,
        email=email,
    )


def _token(told: Mapping[str, Any]) -> str:
    try:
        return signing.sign(
            db.session, installation.vault(), payload=open_badge.as_bytes(told), content_type=CREDENTIAL,
            base_url=installation.settings().base_url,
        )  # fmt: skip
    except signing.NoKey:
        abort(503, "Nothing can be signed here just now. The people who run this installation can mend that.")


def _badge(found: Certificate, kind: str, *, media_type: str) -> Response:
    token, making = _own_token(found), press()
    etag = making.digest_of(found, kind, token)
    if (same := unchanged(etag)) is not None:
        return same
    db.let_go()
    made = notes().of_certificate(making.badge(found, token, kind), found, kind=DocumentKind.BADGE)
    return document(made, kind=media_type, name=f"{found.number}.{kind}", etag=etag)


def _for_programs(answer: Response, kind: str | None = None) -> Response:
    """A verifier may run in a page of another site: nothing here is secret."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    if kind is not None:
        answer.mimetype = kind
    return answer


def _issuer() -> str:
    """The name under which certificates are issued today."""
    return issuers.in_force(db.session, default=installation.name()).name


def _places() -> Places:
    return Places(installation.settings().base_url)


def _templates() -> Path:
    return Path(home("templates")) / "pdf"
