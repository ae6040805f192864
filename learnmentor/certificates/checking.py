"""Something that a stranger was sent, held against what we made: an evidence pack, a certificate's PDF, a credential.

Everything is read from the bytes: names of files are not believed, and nothing is kept.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from sqlalchemy.orm import Session

from learnmentor.certificates import check_archives, check_documents, handed_out, queries
from learnmentor.certificates.check_credentials import check_credential
from learnmentor.certificates.check_documents import NUMBER
from learnmentor.certificates.check_loose import check_loose
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.verdicts import UNKNOWN, Line, Outcome, Record, Result, refused
from learnmentor.cpd import pack_check
from learnmentor.cpd.evidence import has_modest_directory
from learnmentor.cpd.pack_check import Finding
from learnmentor.cpd.signatures import MANIFEST, SIGNATURE, Signature
from learnmentor.signing import queries as signing

LARGEST_DOCUMENT = 5 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
_LARGEST_TEXT = 16 * 1024 * 1024
_MOST_CERTIFICATES = 50
_FOLDER = "certificates/"


def check(db: Session, source: IO[bytes], record: Record) -> Result:
    """Check whatever it is, and say what was looked at and what was not."""
    return _check(db, source, record).about(
        looked_at=("What kind of file it is, and whether its bytes or a signature on it are ours.",),
        not_looked_at=("What the file says. Nothing in it was believed.",),
    )


def _check(db: Session, source: IO[bytes], record: Record) -> Result:
    source.seek(0)
    head = source.read(1024)
    source.seek(0)
    if head.startswith(b"PK"):
        other = check_archives.check_other(db, source, record) if _of_a_modest_size(source) else None
        return other or check_pack(db, source, record).about(looked_at=_IN_A_PACK, not_looked_at=_NOT_IN_A_PACK)
    content = source.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        return refused(UNKNOWN, "It is larger than any certificate or credential that we make.")
    known = handed_out.known(db, content)
    if known is not None and (found := check_documents.check_known(db, content, known, record)) is not None:
        return found
    if b"%PDF-" in head:
        return check_documents.check_pdf(db, content, record)
    return check_loose(db, content) or check_credential(db, content, record)


_IN_A_PACK = ("The ZIP as a whole: its signature, its list, its files and its ledger.",)
_NOT_IN_A_PACK = (
    "Whether what is written, and what the files show, is true.",
    "Whether the person still is who they were, or added or withdrew entries since the pack was made.",
)


# An evidence pack


def check_pack(db: Session, source: IO[bytes], record: Record) -> Result:
    """A pack: its signature, its files, its ledger, and how its certificates stand today."""
    if not _of_a_modest_size(source):
        return Result(
            Outcome.OPEN,
            "This pack was not checked",
            ("It is no ZIP file that we can open here: too large inside, or cut off.",
             "On your own computer there is no limit: learnmentor verify PACK.zip"),
        )  # fmt: skip
    keys = signing.published(db)
    findings = pack_check.verify(source, keys=keys)
    faults = [each for each in findings if not each.was_so]
    if faults:
        if [each.member for each in faults] == [MANIFEST] and MANIFEST not in _names(source):
            return refused(
                "This is no evidence pack as we make them",
                "It has no list of what is in it (manifest.json). It may be some other ZIP file, or a pack that was "
                "unpacked and packed again. Ask whoever sent it for the file as they downloaded it.",
            )
        disowned = all(each.member.endswith(SIGNATURE) and "revoked" in each.message for each in faults)
        return Result(
            Outcome.REFUSED,
            "The signature of this pack no longer counts" if disowned else "This pack is not as we made it",
            ("Do not go by it. Ask whoever sent it to download their pack again and send that.",),
            tuple(Line(each.member, Outcome.REFUSED, _online(each)) for each in faults[:_MOST_CERTIFICATES]),
        )
    signature = pack_check.signature(source, keys=keys)
    certificates = list(_certificates(db, source, record, signed=signature.proved))
    lines = (*_looked_at(source, signature), *_lost(findings), *certificates)
    told = pack_check.manifest_of(source)
    whose = f"It is the evidence of {str(told.get('person', 'nobody named'))[:120]}{_years_of(told)}."
    declared = "What people declare about their own learning is theirs to answer for: no signature proves it."
    if not signature.proved:
        return Result(
            Outcome.OPEN,
            "This pack agrees with itself, but is not signed",
            (whose, _UNSIGNED, declared),
            lines,
        )  # fmt: skip
    over = any(each.outcome is Outcome.REFUSED for each in certificates)
    told_of_them = ("But see below what became of the certificates in it.",) if over else ()
    return Result(
        Outcome.GOOD, "We made this pack, and nothing in it was changed", (whose, *told_of_them, declared), lines
    )


def _names(source: IO[bytes]) -> list[str]:
    try:
        with zipfile.ZipFile(source) as archive:
            return archive.namelist()
    except pack_check.UNREADABLE:
        return [MANIFEST]


_UNSIGNED = (
    "Nothing shows who made it: older packs were not signed, and anybody can make one that is not. "
    "Ask whoever sent it to download their pack again."
)


def _years_of(told: Mapping[str, Any]) -> str:
    if "folders" in told:
        return f" for the CPD years {', '.join(map(str, told['folders']))}"
    return f" for the CPD year {str(told.get('year', 'not named'))[:20]}"


def _of_a_modest_size(source: IO[bytes]) -> bool:
    """Whether it can be opened here: what a stranger sends may be made to fill the memory, or to take for ever."""
    if not has_modest_directory(source):
        return False
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except pack_check.UNREADABLE:
        return False
    texts = (each.file_size for each in members if each.filename.endswith((".json", ".csv", ".jws")))
    return sum(each.file_size for each in members) <= LARGEST_UNPACKED and max(texts, default=0) <= _LARGEST_TEXT


def _online(finding: Finding) -> str:
    """What is wrong, for somebody who gave no keys: here they are ours."""
    return finding.message.replace("a key that is not among those given", "a key that is not ours")


def _looked_at(source: IO[bytes], signature: Signature) -> Iterator[Line]:
    told = pack_check.manifest_of(source)
    if signature.proved:
        yield Line("Signature", Outcome.GOOD, "It fits, and the key is ours.")
    yield Line("Files", Outcome.GOOD, f"All {len(told['members'])} are there as the list has them, and no others.")
    each = f"In each of the {len(told['folders'])} years: " if "folders" in told else ""
    yield Line("Ledger", Outcome.GOOD, f"{each}Its chain is whole, and its sums and the table follow from it.")
    if bare := pack_check.unproved(source):
        named = ", ".join(map(str, bare[:20]))
        yield Line(
            "Words",
            Outcome.OPEN,
            f"These lines of the ledger show no words to check, as where they were erased: {named}.",
        )


def _lost(findings: Iterable[Finding]) -> Iterator[Line]:
    return (Line(each.member, Outcome.OPEN, each.message) for each in findings if each.was_so)


def _certificates(db: Session, source: IO[bytes], record: Record, *, signed: bool) -> Iterator[Line]:
    """How each certificate in the pack stands today, which no pack can know.

    In a signed pack the document is the one that we put in, whatever we would make today.
    """
    with zipfile.ZipFile(source) as archive:
        documents = [each for each in archive.infolist() if _FOLDER in each.filename and each.filename.endswith(".pdf")]
        for each in documents[:_MOST_CERTIFICATES]:
            name, number = each.filename, NUMBER.search(each.filename.encode())
            found = queries.certificate(db, number[0].decode()) if number else None
            if found is None:
                yield Line(name, Outcome.REFUSED, "We have issued no certificate with this number.")
            elif (ended := record.ended(found)) is not None:
                yield Line(name, Outcome.REFUSED, f"It no longer holds. {ended}", found.number)
            elif signed or _is_ours(db, archive.read(each), found, record):
                yield Line(name, Outcome.GOOD, "It is ours, and holds today.", found.number)
            else:
                yield Line(
                    name, Outcome.REFUSED, "It is not the document that we issued. Go by its page.", found.number
                )


def _is_ours(db: Session, content: bytes, found: Certificate, record: Record) -> bool:
    known = handed_out.known(db, content)
    if known is not None:
        return known.certificate_id == found.id
    return any(made == content for made in record.documents(found))
