"""Something that a stranger was sent, held against what we made: an evidence pack, a certificate's PDF, a credential.

Everything is read from the bytes: names of files are not believed, and nothing is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import IO, Any

from sqlalchemy.orm import Session

from learnmentor.certificates import queries
from learnmentor.certificates.documents import fingerprints
from learnmentor.certificates.documents import queries as documents
from learnmentor.certificates.models import Certificate
from learnmentor.evidence.checks import archives
from learnmentor.evidence.checks import documents as checks_documents
from learnmentor.evidence.checks import pack as pack_check
from learnmentor.evidence.checks.credentials import check_credential
from learnmentor.evidence.checks.documents import NUMBER
from learnmentor.evidence.checks.limits import LARGEST_DOCUMENT, ON_THE_PAGE, TooMuch
from learnmentor.evidence.checks.loose_files import check_loose
from learnmentor.evidence.checks.opened_pack import NO_LIST, other_archive
from learnmentor.evidence.checks.pack import Examined, PackFinding
from learnmentor.evidence.checks.verdicts import UNKNOWN, CheckOutcome, CheckResult, Record, VerdictLine, refused
from learnmentor.evidence.packs.signatures import MANIFEST, SIGNATURE
from learnmentor.ground.storage.zip_directory import entries_in
from learnmentor.signing import queries as signing

_MOST_CERTIFICATES = 50
_MOST_COMPARED = 5  # documents that are made again for one pack, to be compared
_FOLDER = "certificates/"


def check(db: Session, source: IO[bytes], record: Record) -> CheckResult:
    """Check whatever it is, and say what was looked at and what was not."""
    return _check(db, source, record).about(
        looked_at=("What kind of file it is, and whether its bytes or a signature on it are ours.",),
        not_looked_at=("What the file says. Nothing in it was believed.",),
    )


def _check(db: Session, source: IO[bytes], record: Record) -> CheckResult:
    source.seek(0)
    head = source.read(1024)
    source.seek(0)
    if head.startswith(b"PK") or other_archive(head):
        other = archives.check_other(db, source, record) if _is_small(source) else None
        return other or check_pack(db, source, record).about(looked_at=_IN_A_PACK, not_looked_at=_NOT_IN_A_PACK)
    content = source.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        return refused(UNKNOWN, "It is larger than any certificate or credential that we make.")
    known = fingerprints.known(db, content)
    if known is not None and (found := checks_documents.check_known(db, content, known, record)) is not None:
        return found
    if b"%PDF-" in head:
        return checks_documents.check_pdf(db, content, record)
    return check_loose(db, content, zone=record.zone) or check_credential(db, content, record)


def _is_small(source: IO[bytes]) -> bool:
    """Whether its table of contents can be read here, before anything opens it."""
    entries = entries_in(source, most_bytes=ON_THE_PAGE.directory)
    source.seek(0)
    return entries is not None and entries <= ON_THE_PAGE.members


_IN_A_PACK = ("The ZIP as a whole: its signature, its list, its files and its ledger.",)
_NOT_IN_A_PACK = (
    "Whether what is written, and what the files show, is true.",
    "Whether the person still is who they were, or added or withdrew entries since the pack was made.",
)


# An evidence pack


def check_pack(db: Session, source: IO[bytes], record: Record) -> CheckResult:
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
            return refused(
                "This is no evidence pack as we make them",
                "There is no list of what is in it (manifest.json) where it has to be. It may be some other ZIP file. "
                "Ask whoever sent it for the file as they downloaded it.",
                *(each.message.removeprefix(NO_LIST).strip() for each in faults if each.message != NO_LIST),
            )
        disowned = all(each.member.endswith(SIGNATURE) and "revoked" in each.message for each in faults)
        return CheckResult(
            CheckOutcome.REFUSED,
            "The signature of this pack no longer counts" if disowned else "This pack is not as we made it",
            ("Do not go by it. Ask whoever sent it to download their pack again and send that.",),
            tuple(
                VerdictLine(each.member, CheckOutcome.REFUSED, _online(each)) for each in faults[:_MOST_CERTIFICATES]
            ),
        )
    signature, told = found.signature, found.told
    certificates = list(_certificates(db, found, record))
    lines = (*_looked_at(found), *_lost(found.findings), *certificates)
    whose = f"It is the evidence of {str(told.get('person', 'nobody named'))[:120]}{_years_of(told)}."
    on_its_way = (found.handled.sentence,) if found.handled.sentence else ()
    declared = "What people declare about their own learning is theirs to answer for: no signature proves it."
    if not signature.proved:
        return CheckResult(
            CheckOutcome.OPEN,
            "This pack agrees with itself, but is not signed",
            (whose, *on_its_way, _UNSIGNED, declared),
            lines,
        )  # fmt: skip
    over = any(each.outcome is CheckOutcome.REFUSED for each in certificates)
    told_of_them = ("But see below what became of the certificates in it.",) if over else ()
    sentences = (whose, *on_its_way, *told_of_them, declared)
    return CheckResult(CheckOutcome.GOOD, "We made this pack, and nothing in it was changed", sentences, lines)


_AT_HOME = "On your own computer there is no such limit: learnmentor verify PACK.zip"


def _not_checked(*sentences: str) -> CheckResult:
    return CheckResult(CheckOutcome.OPEN, "This pack was not checked", sentences)


_UNSIGNED = (
    "Nothing shows who made it: older packs were not signed, and anybody can make one that is not. "
    "Ask whoever sent it to download their pack again."
)


def _years_of(told: Mapping[str, Any]) -> str:
    if "folders" in told:
        return f" for the CPD years {', '.join(map(str, told['folders']))}"
    return f" for the CPD year {str(told.get('year', 'not named'))[:20]}"


def _online(finding: PackFinding) -> str:
    """What is wrong, for somebody who gave no keys: here they are ours."""
    return finding.message.replace("a key that is not among those given", "a key that is not ours")


def _looked_at(found: Examined) -> Iterator[VerdictLine]:
    if found.signature.proved:
        yield VerdictLine("Signature", CheckOutcome.GOOD, "It fits, and the key is ours.")
    yield VerdictLine(
        "Files", CheckOutcome.GOOD, f"All {len(found.sha256)} are there as the list has them, and no others."
    )
    each = f"In each of the {len(found.told['folders'])} years: " if "folders" in found.told else ""
    yield VerdictLine(
        "Ledger", CheckOutcome.GOOD, f"{each}Its chain is whole, and its sums and the table follow from it."
    )
    if bare := found.unproved:
        named = ", ".join(map(str, bare[:20]))
        yield VerdictLine(
            "Words",
            CheckOutcome.OPEN,
            f"These lines of the ledger show no words to check, as where they were erased: {named}.",
        )


def _lost(findings: Iterable[PackFinding]) -> Iterator[VerdictLine]:
    return (VerdictLine(each.member, CheckOutcome.OPEN, each.message) for each in findings if each.was_so)


def _certificates(db: Session, pack: Examined, record: Record) -> Iterator[VerdictLine]:
    """How each certificate in the pack stands today, which no pack can know.

    In a signed pack the document is the one that we put in, whatever we would make today.
    """
    documents = (name for name in pack.sha256 if _FOLDER in name and name.endswith(".pdf"))
    compared = 0
    for name in islice(documents, _MOST_CERTIFICATES):
        number = NUMBER.search(name.encode())
        found = queries.certificate(db, number[0].decode()) if number else None
        if found is None:
            yield VerdictLine(name, CheckOutcome.REFUSED, "We have issued no certificate with this number.")
        elif (ended := record.ended(found)) is not None:
            yield VerdictLine(name, CheckOutcome.REFUSED, f"It no longer holds. {ended}", found.number)
        elif pack.signature.proved or _was_handed_out(db, pack.sha256[name], found):
            yield VerdictLine(name, CheckOutcome.GOOD, "It is ours, and holds today.", found.number)
        elif (compared := compared + 1) > _MOST_COMPARED:
            yield VerdictLine(
                name, CheckOutcome.OPEN, "It was not compared: there are too many. Go by its page.", found.number
            )
        elif any(fingerprints.sha256_of(made) == pack.sha256[name] for made in record.documents(found)):
            yield VerdictLine(name, CheckOutcome.GOOD, "It is ours, and holds today.", found.number)
        else:
            yield VerdictLine(
                name, CheckOutcome.REFUSED, "It is not the document that we issued. Go by its page.", found.number
            )


def _was_handed_out(db: Session, sha256: str, found: Certificate) -> bool:
    known = documents.known_by(db, sha256)
    return known is not None and known.certificate_id == found.id
