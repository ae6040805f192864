"""Something that a stranger was sent, held against what we made: an evidence pack, a certificate's PDF, a credential.

Everything is read from the bytes: names of files are not believed, and nothing is kept.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import IO, Any

from sqlalchemy.orm import Session

from learnmentor.certificates import presented, queries
from learnmentor.certificates.models import Certificate
from learnmentor.cpd import pack_check
from learnmentor.cpd.check_limits import LARGEST_DOCUMENT, ON_THE_PAGE, TooMuch
from learnmentor.cpd.opened_pack import NO_LIST, other_archive
from learnmentor.cpd.pack_check import Examined, Finding
from learnmentor.cpd.signatures import MANIFEST, SIGNATURE
from learnmentor.signing import queries as signing
from learnmentor.signing.rules import Verdict

_MOST_CERTIFICATES, _MOST_NUMBERS = 50, 3
_MOST_COMPARED = 5  # documents that are made again for one pack, to be compared
_NUMBER = re.compile(rb"LM-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]")
_FOLDER = "certificates/"


class Outcome(StrEnum):
    """What a check came to."""

    GOOD = "good"  # it is as we made it, and holds
    OPEN = "open"  # nothing is wrong with it, and nothing shows that it is ours
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One thing in what was checked; `number` is that of a certificate of ours."""

    what: str
    outcome: Outcome
    sentence: str
    number: str | None = None


@dataclass(frozen=True)
class Result:
    """What a check came to, in words, and thing by thing."""

    outcome: Outcome
    title: str
    sentences: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    number: str | None = None


@dataclass(frozen=True)
class Record:
    """What we know of certificates: `documents` are the PDFs that we make of one, `ended` why it holds no more."""

    documents: Callable[[Certificate], Iterable[bytes]]
    ended: Callable[[Certificate], str | None]


def check(db: Session, source: IO[bytes], record: Record) -> Result:
    """Check whatever it is."""
    source.seek(0)
    head = source.read(8)
    source.seek(0)
    if head.startswith(b"PK") or other_archive(head):
        return check_pack(db, source, record)
    content = source.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        return _refused(_UNKNOWN, "It is larger than any certificate or credential that we make.")
    if head.startswith(b"%PDF-"):
        return check_document(db, content, record)
    return check_credential(db, content, record)


_UNKNOWN = "This is nothing that we make"


def _refused(title: str, *sentences: str, number: str | None = None) -> Result:
    return Result(Outcome.REFUSED, title, sentences, number=number)


# A credential


def check_credential(db: Session, content: bytes, record: Record) -> Result:
    """A signed token, or a badge with one inside."""
    shown = presented.check(db, content)
    if shown is None:
        return _refused(
            _UNKNOWN,
            "We can check an evidence pack (ZIP), the PDF of a certificate, and a credential (JWT, or a badge as SVG "
            "or PNG as it was downloaded). A photo or a screenshot of one cannot be checked: type its number instead.",
        )
    if not shown.checked.proved:
        sentence = shown.checked.sentence
        if shown.checked.verdict is Verdict.UNKNOWN_KEY:
            sentence = "It is signed with a key that is not ours. If another organisation issued it, ask there."
        return _refused("This credential is not one of ours as it stands", sentence)
    found = shown.certificate
    if found is None:
        return _refused("This is not the credential of a certificate", "We signed it, but for something else.")
    ended = record.ended(found)
    if ended is not None:
        return _refused(_OVER, f"We signed this credential. {ended}", number=found.number)
    fits = "Its signature fits, and the certificate that it is of holds today."
    older = "Its wording is not the one that our record has. Go by the page of the certificate."
    return Result(
        Outcome.GOOD, "This credential is ours", (fits, older) if shown.differences else (fits,), number=found.number
    )


_OVER = "This no longer holds"


# The PDF of a certificate


def check_document(db: Session, content: bytes, record: Record) -> Result:
    """A certificate on paper: it is ours if it is, byte for byte, what we make of the record."""
    found = [each for number in _numbers_in(content) if (each := queries.certificate(db, number)) is not None]
    if not found:
        return _refused(
            "This PDF is not a certificate of ours",
            "It names no certificate that we issued. If it is the evidence.pdf of a pack, choose the whole ZIP.",
        )
    for certificate in found:
        if any(made == content for made in record.documents(certificate)):
            return _is_ours(certificate, record)
    if found[0].name is None:
        return _cannot_be_compared(found[0], record)
    return _refused(
        "This PDF is not the document that we issued",
        f"Certificate {found[0].number} is real, but this is not the file that we make for it. It may have been "
        "changed. It may also have been printed anew, or come from an earlier version of LearnMentor.",
        "So do not go by this file. Go by the page of the certificate, which says what was certified and compares the "
        "name. Or ask whoever sent it to download it again.",
        number=found[0].number,
    )  # fmt: skip


def _numbers_in(content: bytes) -> list[str]:
    """The first few numbers that a document names: it may name a hundred thousand."""
    found: dict[str, None] = {}
    for each in _NUMBER.finditer(content):
        found[each[0].decode()] = None
        if len(found) == _MOST_NUMBERS:
            break
    return list(found)


def _cannot_be_compared(certificate: Certificate, record: Record) -> Result:
    """Without the name we cannot make the document again, so a true one looks like any other."""
    number = certificate.number
    if (ended := record.ended(certificate)) is not None:
        return _refused(_OVER, f"This file names certificate {number}. {ended}", number=number)
    why = (
        f"Certificate {number} is real. The name on it was erased when its owner closed their account, so we can no "
        "longer make the document that this file would have to equal."
    )
    way = "Go by the page of the certificate: it says what was certified, and still compares the name."
    return Result(Outcome.OPEN, "This PDF can no longer be compared", (why, way), number=number)


def _is_ours(certificate: Certificate, record: Record) -> Result:
    number = certificate.number
    if (ended := record.ended(certificate)) is not None:
        return _refused(_OVER, f"We made this document for certificate {number}. {ended}", number=number)
    return Result(
        Outcome.GOOD,
        "This PDF is the one we issued",
        (f"It is, to the last byte, the document that we make for certificate {number}, the name on it included.",
         "The certificate holds today."),
        number=number,
    )  # fmt: skip


# An evidence pack


def check_pack(db: Session, source: IO[bytes], record: Record) -> Result:
    """A pack: its signature, its files, its ledger, and how its certificates stand today."""
    keys = signing.published(db)
    try:
        found = pack_check.examine(source, keys=keys, limits=ON_THE_PAGE)
    except TooMuch as why:
        return _not_checked(f"{why} That is more than is checked here.", _AT_HOME)
    if not found.opened:
        return _not_checked(found.findings[0].message, "If you have it as it was sent to you, ask for it again.")
    faults = [each for each in found.findings if not each.was_so]
    if faults:
        if not found.told and faults[0].member == MANIFEST and faults[0].message.startswith(NO_LIST):
            return _refused(
                "This is no evidence pack as we make them",
                "There is no list of what is in it (manifest.json) where it has to be. It may be some other ZIP file. "
                "Ask whoever sent it for the file as they downloaded it.",
                *(each.message.removeprefix(NO_LIST).strip() for each in faults if each.message != NO_LIST),
            )
        disowned = all(each.member.endswith(SIGNATURE) and "revoked" in each.message for each in faults)
        return Result(
            Outcome.REFUSED,
            "The signature of this pack no longer counts" if disowned else "This pack is not as we made it",
            ("Do not go by it. Ask whoever sent it to download their pack again and send that.",),
            tuple(Line(each.member, Outcome.REFUSED, _online(each)) for each in faults[:_MOST_CERTIFICATES]),
        )
    signature, told = found.signature, found.told
    certificates = list(_certificates(db, found, record))
    lines = (*_looked_at(found), *_lost(found.findings), *certificates)
    whose = f"It is the evidence of {str(told.get('person', 'nobody named'))[:120]}{_years_of(told)}."
    on_its_way = (found.handled.sentence,) if found.handled.sentence else ()
    declared = "What people declare about their own learning is theirs to answer for: no signature proves it."
    if not signature.proved:
        return Result(
            Outcome.OPEN,
            "This pack agrees with itself, but is not signed",
            (whose, *on_its_way, _UNSIGNED, declared),
            lines,
        )  # fmt: skip
    over = any(each.outcome is Outcome.REFUSED for each in certificates)
    told_of_them = ("But see below what became of the certificates in it.",) if over else ()
    sentences = (whose, *on_its_way, *told_of_them, declared)
    return Result(Outcome.GOOD, "We made this pack, and nothing in it was changed", sentences, lines)


_AT_HOME = "On your own computer there is no such limit: learnmentor verify PACK.zip"


def _not_checked(*sentences: str) -> Result:
    return Result(Outcome.OPEN, "This pack was not checked", sentences)


_UNSIGNED = (
    "Nothing shows who made it: older packs were not signed, and anybody can make one that is not. "
    "Ask whoever sent it to download their pack again."
)


def _years_of(told: Mapping[str, Any]) -> str:
    if "folders" in told:
        return f" for the CPD years {', '.join(map(str, told['folders']))}"
    return f" for the CPD year {str(told.get('year', 'not named'))[:20]}"


def _online(finding: Finding) -> str:
    """What is wrong, for somebody who gave no keys: here they are ours."""
    return finding.message.replace("a key that is not among those given", "a key that is not ours")


def _looked_at(found: Examined) -> Iterator[Line]:
    if found.signature.proved:
        yield Line("Signature", Outcome.GOOD, "It fits, and the key is ours.")
    yield Line("Files", Outcome.GOOD, f"All {len(found.sha256)} are there as the list has them, and no others.")
    each = f"In each of the {len(found.told['folders'])} years: " if "folders" in found.told else ""
    yield Line("Ledger", Outcome.GOOD, f"{each}Its chain is whole, and its sums and the table follow from it.")
    if bare := found.unproved:
        named = ", ".join(map(str, bare[:20]))
        yield Line(
            "Words",
            Outcome.OPEN,
            f"These lines of the ledger show no words to check, as where they were erased: {named}.",
        )


def _lost(findings: Iterable[Finding]) -> Iterator[Line]:
    return (Line(each.member, Outcome.OPEN, each.message) for each in findings if each.was_so)


def _certificates(db: Session, pack: Examined, record: Record) -> Iterator[Line]:
    """How each certificate in the pack stands today, which no pack can know.

    In a signed pack the document is the one that we put in, whatever we would make today.
    """
    documents = (name for name in pack.sha256 if _FOLDER in name and name.endswith(".pdf"))
    compared = 0
    for name in islice(documents, _MOST_CERTIFICATES):
        number = _NUMBER.search(name.encode())
        found = queries.certificate(db, number[0].decode()) if number else None
        if found is None:
            yield Line(name, Outcome.REFUSED, "We have issued no certificate with this number.")
        elif (ended := record.ended(found)) is not None:
            yield Line(name, Outcome.REFUSED, f"It no longer holds. {ended}", found.number)
        elif pack.signature.proved:
            yield Line(name, Outcome.GOOD, "It is ours, and holds today.", found.number)
        elif (compared := compared + 1) > _MOST_COMPARED:
            yield Line(name, Outcome.OPEN, "It was not compared: there are too many. Go by its page.", found.number)
        elif any(hashlib.sha256(made).hexdigest() == pack.sha256[name] for made in record.documents(found)):
            yield Line(name, Outcome.GOOD, "It is ours, and holds today.", found.number)
        else:
            yield Line(name, Outcome.REFUSED, "It is not the document that we issued. Go by its page.", found.number)
