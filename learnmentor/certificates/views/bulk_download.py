"""Certificates of chosen people in one download, for administrators. Each download is written down."""

from dataclasses import dataclass

import structlog
from flask import Blueprint, Response, make_response, request, stream_with_context
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened, opened_each, shows_anothers
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import bulk_download, queries
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.queries import FoundCertificates
from learnmentor.certificates.views.certificates import notes, press
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web import installation, pages
from learnmentor.web.access import with_role
from learnmentor.web.forms import single_line
from learnmentor.web.pages import page_number

bp = Blueprint("bulk_download", __name__)

__all__ = ["bp"]
_log = structlog.get_logger("certificates")
_PAGE = 50
_LAST_PAGE = 10_000


@bp.get("/certificates/issued")
@with_role(RoleName.ADMINISTRATOR)
def issued() -> ResponseReturnValue:
    """Certificates that hold, to search, to tick and to download."""
    return _page()


@bp.get("/certificates/issued.zip")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.CERTIFICATE_FILE)
def issued_zip() -> ResponseReturnValue:
    """The ticked ones, or all that were found, made while they are sent."""
    if request.args.get("do") == "all":
        words, award = _asked()
        found = queries.found_certificates(
            db.session, words=words, award=award, today=installation.today(), most=bulk_download.MOST
        )
        certificates = found.certificates
    else:
        certificates = queries.chosen_certificates(
            db.session, request.args.getlist("number"), today=installation.today(), most=bulk_download.MOST
        )
    if not certificates:
        opened(None, AccessTo.CERTIFICATE_FILE)
        return make_response(_page(problem="Tick the certificates that you want to download."), 422)
    making, noting, at = press(), notes(), clock.now()

    def document(certificate: Certificate) -> bytes:
        return noting.of_certificate(making.document(certificate), certificate)

    _log.info("certificates downloaded", by=current_learner().public_id, numbers=[one.number for one in certificates])
    opened_each(((one.person_id, one.number) for one in certificates if one.person_id), AccessTo.CERTIFICATE_FILE)
    pieces = bulk_download.chunks(certificates, document=document, at=at)
    answer = Response(stream_with_context(pieces), mimetype="application/zip")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="certificates-{installation.today().isoformat()}.zip"'
    )
    return answer


def _asked() -> tuple[str, str]:
    return single_line(request.args.get("words", ""))[:200], single_line(request.args.get("award", ""))[:20]


@dataclass(frozen=True)
class IssuedPage:
    """Certificates found by `words` and `award`; `most` go into one download."""

    found: FoundCertificates
    words: str
    award: str
    awards: list[str]
    page: int
    pages: int
    most: int
    problem: str


def _page(problem: str = "") -> str:
    words, award = _asked()
    page = page_number(_LAST_PAGE)
    found = queries.found_certificates(
        db.session, words=words, award=award, today=installation.today(), most=_PAGE, after=(page - 1) * _PAGE
    )
    context = IssuedPage(
        found=found, words=words, award=award, awards=queries.awards_held(db.session), page=page,
        pages=max(1, -(-found.total // _PAGE)), most=bulk_download.MOST, problem=problem,
    )  # fmt: skip
    return pages.page("certificates/issued.html", context)
