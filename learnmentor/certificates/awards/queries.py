"""Reads about what awards rest on: what somebody passed, what can be passed, and results under certificates."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.certificates.awards.passed import Passed
from learnmentor.certificates.models import Certificate, CertificateResult
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, brief_from
from learnmentor.courses.catalogue.models import Page, Revision


def passed_by(db: Session, person_id: int) -> Passed:
    """What somebody passed, for awards."""
    return Passed(tuple(assessed.passed_ways(db, person_id)))


def assessed_versions(db: Session) -> list[AssessedBrief]:
    """What every unit that has an assessed version asks for today, by code."""
    briefs = select(Page.code, Revision.data).join(Revision, Revision.id == Page.revision_id)
    found = db.execute(briefs.where(Page.kind == "brief").order_by(Page.code))
    return [brief_from({"unit": code.upper(), **data}) for code, data in found]


def resting_on(db: Session, result_id: int) -> list[tuple[Certificate, CertificateResult]]:
    """The certificates that rest on a result, with the row that says so."""
    asked = select(Certificate, CertificateResult).join(
        CertificateResult, CertificateResult.certificate_id == Certificate.id
    )
    return [(each, rests) for each, rests in db.execute(asked.where(CertificateResult.result_id == result_id))]


def results_under(db: Session, certificate_id: int) -> list[int]:
    """The keys of the results on which a certificate rests."""
    asked = select(CertificateResult.result_id).where(CertificateResult.certificate_id == certificate_id)
    return list(db.scalars(asked.order_by(CertificateResult.result_id)))
