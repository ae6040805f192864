"""A document that somebody was sent: known by its SHA-256, or held against what we make of the record today."""

import re
from dataclasses import replace

from sqlalchemy.orm import Session

from learnmentor.certificates import queries, services
from learnmentor.certificates.documents.fingerprints import DocumentKind
from learnmentor.certificates.models import Certificate, HandedOut
from learnmentor.evidence.checks.verdicts import (
    OVER,
    CheckOutcome,
    CheckResult,
    Record,
    VerdictLine,
    facts_of,
    in_brief,
    refused,
)
from learnmentor.ground.words import long_date
from learnmentor.ground.zones import day_of

NUMBER = re.compile(rb"LM-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]")
_MOST_COMPARED, _MOST_LISTED = 3, 50
_BYTES = "All of its bytes, with those of every document that we handed out"
_STANDING = "how the certificate stands today"
_WHO = "Who sent it to you: compare the name with the person."
_PICTURE = "What else may have been put on the same page by printing, photographing or scanning it."


def check_pdf(db: Session, content: bytes, record: Record) -> CheckResult:
    """A PDF that is not among those handed out: ours if we would make it today, as before such a list was kept."""
    found = list(_named(db, content, most=_MOST_COMPARED))
    if not found:
        return refused(
            "This PDF is not a certificate of ours",
            "We have not handed out a document with these bytes, and it names no certificate that we issued. It may "
            "be another document of ours that was changed, or printed anew, or is from an earlier version of "
            "LearnMentor.",
            "If it is the evidence.pdf of a pack, choose the whole ZIP: that can be checked. If it is a transcript, "
            "ask whoever sent it to download it again.",
        )
    for certificate in found:
        if any(made == content for made in record.documents(certificate)):
            return _certificate(certificate, record, "document")
    if found[0].name is None:
        return _cannot_be_compared(found[0], record)
    return refused(
        "This PDF is not the document that we issued",
        f"Certificate {found[0].number} is real, but this is not the file that we make for it. It may have been "
        "changed. It may also have been printed anew, come from an earlier version of LearnMentor, or be another "
        "document that names the certificate.",
        "So do not go by this file. Go by the page of the certificate, which says what was certified and compares the "
        "name. Or ask whoever sent it to download it again.",
        number=found[0].number,
    ).about(
        looked_at=(f"{_BYTES}; they are not among them.",),
        not_looked_at=("What the file says. Nothing in it was believed.",),
    )


def check_known(db: Session, content: bytes, known: HandedOut, record: Record) -> CheckResult | None:
    """A document that we handed out; None for a badge, of which the credential has the first word."""
    if known.kind == DocumentKind.BADGE:
        return None
    if known.certificate_id is not None:
        found = queries.certificate_by_id(db, known.certificate_id)
        word = "picture" if known.kind == DocumentKind.PREVIEW else "document"
        return None if found is None else _certificate(found, record, word)
    return (_transcript if known.kind == DocumentKind.TRANSCRIPT else _evidence)(db, content, known, record)


def _certificate(found: Certificate, record: Record, word: str) -> CheckResult:
    number = found.number
    about = {
        "looked_at": (f"{_BYTES}, and {_STANDING}.",),
        "not_looked_at": (_WHO, _PICTURE),
    }
    if not services.unchanged(found):
        return _record_changed(number)
    facts = facts_of(found, with_name=True)
    if (ended := record.ended(found)) is not None:
        said = refused(OVER, f"We made this {word} for certificate {number}. {ended}", number=number)
        return replace(said, facts=facts).about(**about)
    kind = "PDF" if word == "document" else "picture"
    return CheckResult(
        CheckOutcome.GOOD,
        f"This {kind} is the one we issued",
        (
            f"It is, to the last byte, the {word} that we made for certificate {number}, the name on it included.",
            "The certificate holds today.",
        ),
        number=number,
        facts=facts,
    ).about(**about)


def _record_changed(number: str) -> CheckResult:
    return refused(
        "Our own record of this certificate was changed",
        f"We made this for certificate {number}, but the stored record no longer matches what was issued. Do not rely "
        "on it, and tell the people who run this installation.",
        number=number,
    )


def _cannot_be_compared(found: Certificate, record: Record) -> CheckResult:
    """Without the name we cannot make the document again, so a true one looks like any other."""
    number = found.number
    if (ended := record.ended(found)) is not None:
        return refused(OVER, f"This file names certificate {number}. {ended}", number=number)
    why = (
        f"Certificate {number} is real. The name on it was erased when its owner closed their account, so we can no "
        "longer make the document, and this file is not among those that we wrote down when we handed them out."
    )
    way = "Go by the page of the certificate: it says what was certified, and still compares the name."
    return CheckResult(CheckOutcome.OPEN, "This PDF can no longer be compared", (why, way), number=number)


def _transcript(db: Session, content: bytes, known: HandedOut, record: Record) -> CheckResult:
    day = long_date(day_of(known.at, record.zone))
    return CheckResult(
        CheckOutcome.GOOD,
        f"This transcript is ours, as of {day}",
        (
            (
                f"It is, to the last byte, a transcript that we made on {day}, the name on it included. It says what "
                "was recorded up to that day."
            ),
            "A transcript adds up time studied. Levels and credits are those of the certificates that it lists.",
        ),
        lines=tuple(_lines(db, content, record)),
        looked_at=(f"{_BYTES}, and how the certificates that it lists stand today.",),
        not_looked_at=("What was studied since, and whether a newer transcript says something else.", _WHO),
    )


def _evidence(db: Session, content: bytes, known: HandedOut, record: Record) -> CheckResult:
    day = long_date(day_of(known.at, record.zone))
    return CheckResult(
        CheckOutcome.OPEN,
        "This is a document out of an evidence pack of ours",
        (
            f"It is, to the last byte, an evidence.pdf that we made on {day} for a pack, the name on it included.",
            (
                "What backs it up is in the pack: the ledger, the files and the certificates. Choose the whole ZIP to "
                "have them checked. What people declare about their own learning is theirs to answer for."
            ),
        ),
        lines=tuple(_lines(db, content, record)),
        looked_at=(f"{_BYTES}, and how the certificates that it lists stand today.",),
        not_looked_at=("The ledger, the files and the signature: they are in the ZIP.", _WHO),
    )


def _lines(db: Session, content: bytes, record: Record) -> list[VerdictLine]:
    return [standing_line(each.number, each, record) for each in _named(db, content, most=_MOST_LISTED)]


def standing_line(what: str, found: Certificate, record: Record) -> VerdictLine:
    """How a certificate stands today, which no document can know."""
    if (ended := record.ended(found)) is not None:
        return VerdictLine(what, CheckOutcome.REFUSED, f"It no longer holds. {ended}", found.number)
    return VerdictLine(what, CheckOutcome.GOOD, f"It is ours, and holds today. {in_brief(found)}", found.number)


def _named(db: Session, content: bytes, *, most: int) -> list[Certificate]:
    numbers = dict.fromkeys(number.decode() for number in NUMBER.findall(content))
    return [each for number in list(numbers)[:most] if (each := queries.certificate(db, number)) is not None]
