"""What was handed out, by its SHA-256: a document is known again although we would make other bytes today.

A row is written before the bytes leave. The worker has written most of those of certificates by then (`recording`), so
that a page writes one only for what was never made before.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from learnmentor.accounts.queries import locked_person
from learnmentor.certificates.documents import queries
from learnmentor.certificates.models import Certificate, HandedOut
from learnmentor.jobs.services import enqueue
from learnmentor.jobs.worker import WorkerDatabase

RECORD = "record-certificate"  # the kind of the job that makes one certificate and writes it down
_log = structlog.get_logger("certificates")


class DocumentKind(StrEnum):
    """What a document is; the first three are of a certificate, the others of a person."""

    CERTIFICATE = "certificate"
    PREVIEW = "preview"  # the certificate as a picture
    BADGE = "badge"
    TRANSCRIPT = "transcript"
    EVIDENCE = "evidence"  # evidence.pdf, which is in a pack


def known(db: Session, content: bytes) -> HandedOut | None:
    """What we know of these very bytes; None where we never handed them out, or not since such rows are kept."""
    return queries.known_by(db, sha256_of(content))


def sha256_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def record_later(db: Session, certificate: Certificate, *, at: datetime) -> None:
    """Have the worker make the certificate's document after this transaction: nobody waits for the typesetter."""
    enqueue(db, kind=RECORD, args={"certificate": certificate.id}, run_at=at)


@dataclass(frozen=True)
class Notes:
    """Writes down what is handed out, each in a short transaction of its own."""

    database: WorkerDatabase
    now: Callable[[], datetime]

    def of_certificate(
        self,
        content: bytes,
        certificate: Certificate,
        *,
        kind: DocumentKind = DocumentKind.CERTIFICATE,
        made_with: str | None = None,
    ) -> bytes:
        """Note a document of a certificate and give it back; `made_with` where the worker makes it ahead.

        Raises OperationalError where nothing can be written, and then it is not handed out.
        """
        self._note(HandedOut(kind=kind, certificate_id=certificate.id, made_with=made_with), content)
        return content

    def of_person(self, content: bytes, person_id: int, *, kind: DocumentKind) -> bytes:
        """Note a document that is theirs alone and give it back. Raises OperationalError as above."""
        self._note(HandedOut(kind=kind, person_id=person_id), content)
        return content

    def if_possible(self, content: bytes, person_id: int, *, kind: DocumentKind) -> bytes:
        """As `of_person`, for what is in a signed pack: a full disk is no reason to break off a download."""
        try:
            return self.of_person(content, person_id, kind=kind)
        except OperationalError:
            _log.warning("a document in a pack could not be noted", kind=str(kind))
            return content

    def _note(self, row: HandedOut, content: bytes) -> None:
        row.sha256, row.at = sha256_of(content), self.now()
        if self._has(row):
            return
        try:
            with self.database.beside_a_page() as db:
                if row.person_id is not None and locked_person(db, row.person_id, closed_too=True).closed_at:
                    return  # they left while it was made, and with them what is only theirs
                if (same := queries.same_as(db, row)) is None:
                    db.add(row)
                else:
                    same.made_with = row.made_with or same.made_with
        except IntegrityError:
            if not self._has(row):  # else a second request for the same came first
                raise

    def _has(self, row: HandedOut) -> bool:
        with self.database.session(writes=False) as db:
            same = queries.same_as(db, row)
        return same is not None and row.made_with in {None, same.made_with}
