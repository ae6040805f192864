"""The transcript, as a page and on paper: for its owner alone."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.certificates import queries
from learnmentor.certificates.documents import transcript as transcripts
from learnmentor.certificates.documents.fingerprints import DocumentKind
from learnmentor.certificates.documents.transcript import Transcript
from learnmentor.certificates.issuer import identity as issuers
from learnmentor.certificates.rules import CertificateStanding
from learnmentor.certificates.views.certificates import notes, press, standing_of
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.downloads import document as as_file
from learnmentor.web.downloads import unchanged

bp = Blueprint("transcripts", __name__)

__all__ = ["bp"]


@bp.get("/certificates/transcript")
@signed_in
def transcript() -> ResponseReturnValue:
    """What I have studied, unit by unit, and the certificates that hold."""
    return render_template(
        "certificates/transcript.html",
        transcript=_mine(),
        who_awards=transcripts.WHO_AWARDS,
        bases=transcripts.BASES,
    )


@bp.get("/certificates/transcript.pdf")
@signed_in
def transcript_document() -> ResponseReturnValue:
    """The same on paper."""
    found, settings = _mine(), installation.settings()
    person_id = current_learner().id
    issuer = issuers.signing_for(
        db.session, person_id=person_id, on=installation.today(), default=settings.installation_name or "LearnMentor"
    )
    etag = press().digest(found, issuer)
    if (same := unchanged(etag)) is not None:
        return same
    db.let_go()
    made = transcripts.render(found, issuer=issuer, base_url=settings.base_url, templates=press().templates)
    notes().of_person(made, person_id, kind=DocumentKind.TRANSCRIPT)
    return as_file(made, kind="application/pdf", name=f"transcript-{found.on.isoformat()}.pdf", etag=etag)


def _mine() -> Transcript:
    learner = current_learner()
    units = queries.unit_progress(db.session, learner.id, zone=installation.zone())
    holding = [
        each
        for each in queries.certificates_of(db.session, learner.id)
        if standing_of(each) == CertificateStanding.VALID
    ]
    results = assessed.results_in_force(db.session, learner.id)
    return transcripts.transcript(learner.printed_name, units, holding, on=installation.today(), results=results)
