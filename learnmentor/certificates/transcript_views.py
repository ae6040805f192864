"""The transcript, as a page and on paper: for its owner alone."""

from io import BytesIO
from pathlib import Path

from flask import current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from learnmentor import clock
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views import today
from learnmentor.certificates import issuer as issuers
from learnmentor.certificates import queries
from learnmentor.certificates import transcript as transcripts
from learnmentor.certificates.rules import Standing
from learnmentor.certificates.transcript import Transcript
from learnmentor.certificates.views import bp, standing_of
from learnmentor.config import home
from learnmentor.db import db
from learnmentor.web.access import signed_in

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
    found, settings = _mine(), current_app.config["SETTINGS"]
    made = transcripts.render(
        found,
        issuer=issuers.in_force(db.session, default=settings.installation_name or "LearnMentor"),
        base_url=settings.base_url,
        templates=Path(home("templates")) / "pdf",
        at=clock.now(),
    )
    name = f"transcript-{found.on.isoformat()}.pdf"
    return send_file(BytesIO(made), mimetype="application/pdf", download_name=name, as_attachment=True)


def _mine() -> Transcript:
    learner = current_learner()
    units = queries.unit_progress(db.session, learner.id, zone=current_app.config["TIME_ZONE"])
    holding = [each for each in queries.certificates_of(db.session, learner.id) if standing_of(each) == Standing.VALID]
    return transcripts.transcript(learner.printed_name, units, holding, on=today())
