"""ZIP files of ours that are no evidence packs: several certificates at once, and a download of one's own data.

The caller has seen that the archive is small enough to be opened; a member is read no further than a document is long.
"""

import zipfile
from collections.abc import Iterator
from typing import IO

from sqlalchemy.orm import Session

from learnmentor.certificates import queries
from learnmentor.certificates.bulk_download import LIST, MOST
from learnmentor.certificates.documents import fingerprints
from learnmentor.evidence.checks.documents import NUMBER, standing_line
from learnmentor.evidence.checks.opened_pack import UNREADABLE
from learnmentor.evidence.checks.verdicts import CheckOutcome, CheckResult, Record, VerdictLine, refused
from learnmentor.evidence.packs.pack_file import LEDGER, MANIFEST

_LARGEST_MEMBER = 2 * 1024 * 1024  # bytes
_LARGEST_TOGETHER = 64 * 1024 * 1024
_MOST_MADE_AGAIN = 20  # certificates, each a hundredth of a second
_MOST_LINES = 50
_ONE_BY_ONE = "Unpack it, and choose one certificate out of it."
_UNPACKED_HERE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_OF_OWN_DATA = {"account.json", "certificates.json", MANIFEST}


def check_other(db: Session, source: IO[bytes], record: Record) -> CheckResult | None:
    """What is said of it, or None for an evidence pack and for whatever else it is."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist())
            if names >= _OF_OWN_DATA and LEDGER not in names:
                return _own_data()
            if LIST in names and MANIFEST not in names:
                return _certificates(db, archive, record)
    except UNREADABLE:
        return None
    finally:
        source.seek(0)
    return None


def _own_data() -> CheckResult:
    return CheckResult(
        CheckOutcome.OPEN,
        "This is a download of somebody's own data",
        (
            (
                "It has the files with which people take out all that is theirs: private reflections too. It is for "
                "them alone, and nothing signs it, so we cannot say whether it was changed."
            ),
            (
                "If it is not yours, delete it, and tell whoever sent it. To have something checked, choose the PDF of "
                "one certificate out of it, or an evidence pack."
            ),
        ),
        looked_at=("The names of the files in it. None of them was opened.",),
        not_looked_at=("Everything in it.",),
    )


def _certificates(db: Session, archive: zipfile.ZipFile, record: Record) -> CheckResult:
    documents = [each for each in archive.infolist() if each.filename.endswith(".pdf")]
    if any(each.compress_type not in _UNPACKED_HERE for each in documents):  # the others unpack without a bound
        return refused(
            "This ZIP is packed in another way than ours", "Unpack it, and choose one certificate out of it."
        )
    if len(documents) > MOST or sum(each.file_size for each in documents) > _LARGEST_TOGETHER:
        return refused("This ZIP is larger than any that we make", _ONE_BY_ONE)
    lines = list(_lines(db, archive, documents, record))
    wrong = [each for each in lines if each.outcome is CheckOutcome.REFUSED]
    good = len(lines) - len(wrong)
    strange = sorted(set(archive.namelist()) - {LIST, *(each.filename for each in documents)})
    told = {
        "looked_at": ("All bytes of each certificate, with those that we handed out, and how each stands today.",),
        "not_looked_at": (
            f"{LIST}: anybody can change a list. Go by the certificates.",
            *((f"Other files in it: {', '.join(strange[:5])[:200]}.",) if strange else ()),
            "Whether certificates were taken out: nothing signs the whole.",
        ),
    }
    if not lines or wrong:
        title = "Not every certificate in this ZIP is in order" if lines else "There is no certificate in this ZIP"
        counted = f"{good} of {len(lines)} are ours and hold today. See which are not."
        return CheckResult(CheckOutcome.REFUSED, title, (counted,), tuple(wrong[:_MOST_LINES])).about(**told)
    return CheckResult(
        CheckOutcome.GOOD,
        "The certificates in this ZIP are ours",
        (
            (
                f"All {len(lines)} are, to the last byte, documents that we made, the names on them included. All hold "
                "today."
            ),
        ),
        tuple(lines[:_MOST_LINES]),
    ).about(**told)


def _lines(
    db: Session, archive: zipfile.ZipFile, documents: list[zipfile.ZipInfo], record: Record
) -> Iterator[VerdictLine]:
    left = _MOST_MADE_AGAIN
    for each in documents:
        with archive.open(each) as member:
            content = member.read(_LARGEST_MEMBER)
        known = fingerprints.known(db, content)
        found = queries.certificate_by_id(db, known.certificate_id) if known and known.certificate_id else None
        if found is None and left and (number := NUMBER.search(each.filename.encode())) is not None:
            left -= 1
            named = queries.certificate(db, number[0].decode())
            found = named if named and any(made == content for made in record.documents(named)) else None
        if found is None:
            yield VerdictLine(
                each.filename, CheckOutcome.REFUSED, "It is not a document that we know. Choose it alone."
            )
        else:
            yield standing_line(each.filename, found, record)
