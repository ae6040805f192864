"""Certificates of several people in one ZIP, for whoever hands them out: made as it is sent, like an evidence pack."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from learnmentor.accounts.models import Person
from learnmentor.certificates.models import Certificate, CertificateEvent
from learnmentor.certificates.rules import numbers_in
from learnmentor.ground.archive import Archive
from learnmentor.ground.tables.cells import harmless
from learnmentor.ground.typed.names import folded

MOST = 500  # certificates in one ZIP: a minute or so of typesetting
LIST = "certificates.csv"


@dataclass(frozen=True)
class FoundCertificates:
    """Some of the certificates found, and how many there are in all."""

    certificates: Sequence[Certificate]
    total: int


def found(db: Session, *, words: str, award: str, today: date, most: int, after: int = 0) -> FoundCertificates:
    """Certificates that hold today, of open accounts; newest first.

    `words` are looked for in names, addresses and numbers, however they are typed.
    """
    wanted = _wanted(words, award, today=today)
    total = db.scalar(select(func.count(Certificate.id)).join(Person).where(*wanted)) or 0
    newest = select(Certificate).join(Person).where(*wanted).order_by(Certificate.issued_at.desc(), Certificate.id)
    rows = db.scalars(newest.options(selectinload(Certificate.events)).limit(most).offset(after)).all()
    return FoundCertificates(rows, total)


def chosen(db: Session, numbers: Collection[str], *, today: date) -> Sequence[Certificate]:
    """Those of these numbers that hold today, of open accounts, by name."""
    wanted = [Certificate.number.in_(list(numbers)[:MOST]), *_wanted("", "", today=today)]
    by_name = select(Certificate).join(Person).where(*wanted).order_by(Person.name, Certificate.id)
    return db.scalars(by_name.options(selectinload(Certificate.events))).all()


def _wanted(words: str, award: str, *, today: date) -> list[ColumnElement[bool]]:
    ended = select(CertificateEvent.id).where(CertificateEvent.certificate_id == Certificate.id)
    last = Certificate.snapshot["valid_until"].as_string()
    numbers = numbers_in(words) if any(map(str.isdecimal, words)) else []  # nine letters may also be a name
    return [
        Person.closed_at.is_(None),
        ~ended.exists(),
        or_(last.is_(None), last >= today.isoformat()),
        *([Certificate.award_code == award] if award else []),
        *([Certificate.number.in_(numbers)] if numbers else []),
        *(
            or_(
                Person.search_text.contains(word, autoescape=True),
                Certificate.number.icontains(word, autoescape=True),
            )
            for word in ([] if numbers else folded(words).split())
        ),
    ]


def awards_held(db: Session) -> list[str]:
    """The codes of the awards of which there are certificates."""
    return list(db.scalars(select(Certificate.award_code).distinct().order_by(Certificate.award_code)))


def chunks(
    certificates: Sequence[Certificate], *, document: Callable[[Certificate], bytes], at: datetime
) -> Iterator[bytes]:
    """The ZIP, piece by piece: a list of what is in it, and each document under its person's name and number."""
    archive = Archive(at)
    yield from archive.add(LIST, [_listed(certificates).encode("utf-8-sig")])
    for each in certificates:
        yield from archive.add(file_name(each), (document(each) for _ in range(1)), packed=False)
    yield archive.close()


def file_name(certificate: Certificate) -> str:
    """A name that every computer can unpack, and that sorts by person."""
    name = " ".join(re.sub(r"[^\w .'’-]", " ", certificate.name or "").split())[:60].strip(" .")
    return f"{name or 'Certificate'} {certificate.number}.pdf"


def _listed(certificates: Sequence[Certificate]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["Name", "Certificate", "Number", "Completed", "Issued", "File"])
    for each in certificates:
        said = each.snapshot
        row = [each.name or "", said["title"], each.number, said["completed_on"], said["issued_on"], file_name(each)]
        writer.writerow([harmless(str(cell)) for cell in row])
    return table.getvalue()
