"""Files of ours that cannot be checked alone: told from their bytes, with the file that can be checked in their place.

Nothing here is parsed: what a stranger sends is looked at by its beginning and by marks in it.
"""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.certificates.handed_out import sha256_of
from learnmentor.certificates.verdicts import Outcome, Result
from learnmentor.cpd.models import CpdDeclaration
from learnmentor.web.filters import long_date

_FORMAT = re.compile(rb'"format"\s*:\s*"learnmentor ([a-z ]{1,40})"')
_CHOOSE_THE_PACK = "Choose the whole ZIP, as it was downloaded: that can be checked."
_PART = "This is one file out of an evidence pack"
_PART_OF_OWN_DATA = "This is one file out of a download of somebody's own data"
_OWN_DATA = (
    "It says that it is out of the download with which people take out all that is theirs. It is for them alone, "
    "and nothing signs it. If it is not yours, delete it, and tell whoever sent it."
)

# What a file begins with (a mark of byte order aside), the title, and what is said of it.
_BEGINNINGS = (
    (
        b"Date,Activity,Type,Provider,",
        "This is a table of CPD entries",
        (
            "It has the columns of our tables. Anybody can write or change a table, so it shows nothing. Ask for the "
            "evidence pack "
            f"of the year. {_CHOOSE_THE_PACK}"
        ),
    ),
    (
        b"Name,Certificate,Number,",
        "This is a list of certificates",
        (
            "It has the columns of the list that comes with several certificates in one ZIP. Anybody can write or "
            "change a list. "
            "Choose the ZIP, or the PDF of one certificate."
        ),
    ),
    (b"Evidence pack of ", _PART, f"It says how a pack is verified. {_CHOOSE_THE_PACK}"),
    (b"Evidence of ", _PART, f"It says where to begin in a pack of several years. {_CHOOSE_THE_PACK}"),
    (b"All that is yours in LearnMentor", _PART_OF_OWN_DATA, _OWN_DATA),
)
_FORMATS = {
    b"evidence pack": (_PART, f"It says that it is out of a pack. Alone it shows nothing. {_CHOOSE_THE_PACK}"),
    b"evidence packs": (_PART, f"It says that it is out of a pack of several years. {_CHOOSE_THE_PACK}"),
    b"personal data": (_PART_OF_OWN_DATA, _OWN_DATA),
    b"cpd declaration": (
        "This declaration is not one that we have",
        (
            "It has the form of a declaration of a CPD year, but none was made here with these bytes. It may have "
            "been changed. "
            f"Ask for the evidence pack of the year, in which the declaration is. {_CHOOSE_THE_PACK}"
        ),
    ),
}
_KEYS = re.compile(rb'\s*\{\s*"(?:keys|revoked_keys|e|kid|kty|n)"\s*:')
_SIGNATURE = re.compile(rb"\s*[A-Za-z0-9_-]{10,2000}\.\.[A-Za-z0-9_-]{10,2000}\s*")
_FACTS = re.compile(rb'"record_intact"\s*:')
_UNTOLD = ("What the file says. Nothing in it was believed.",)
_ALONE = ("What kind of file it is. Alone it cannot be checked.",)


def check_loose(db: Session, content: bytes) -> Result | None:
    """What is said of a file that is a part of something, or None for what is no such file."""
    if declared := db.scalar(
        select(CpdDeclaration).where(CpdDeclaration.snapshot_sha256 == sha256_of(content)).limit(1)
    ):
        return _declaration(declared)
    told = _by_beginning(content) or _by_mark(content)
    if told is None:
        return None
    return Result(Outcome.OPEN, told[0], (told[1],), looked_at=_ALONE, not_looked_at=_UNTOLD)


def _by_beginning(content: bytes) -> tuple[str, str] | None:
    head = content[:200].removeprefix(b"\xef\xbb\xbf")
    return next(((title, said) for begins, title, said in _BEGINNINGS if head.startswith(begins)), None)


def _by_mark(content: bytes) -> tuple[str, str] | None:
    if content.lstrip()[:1] == b"{":
        if (told := _FORMAT.search(content)) is not None and told[1] in _FORMATS:
            return _FORMATS[told[1]]
        if _KEYS.match(content):
            return (
                "These are signing keys",
                (
                    "Keys check signatures; they are not evidence themselves. Compare them with our page of signing "
                    "keys. "
                    "To check a pack, choose the whole ZIP."
                ),
            )
        if _FACTS.search(content):
            return (
                "These are the facts of a certificate, for programs",
                (
                    "It has the form of what a certificate's page tells programs. Anybody can change a copy: open "
                    "the page of "
                    "the certificate, or type its number."
                ),
            )
    if _SIGNATURE.fullmatch(content):
        return _PART, f"It is the signature of a pack, which is about the list beside it. {_CHOOSE_THE_PACK}"
    return None


def _declaration(found: CpdDeclaration) -> Result:
    on, year = long_date(found.declared_at), found.snapshot["year"]["label"]
    return Result(
        Outcome.GOOD,
        "This declaration was made here",
        (
            (
                f"It is, to the last byte, declaration {found.snapshot['number']} of a CPD year {year}, as it was "
                f"made on {on}. "
                "It names nobody."
            ),
            (
                "What people declare about their own learning is theirs to answer for: we only show that it was not "
                "changed."
            ),
        ),
        looked_at=("All of its bytes, with those of every declaration that was made here.",),
        not_looked_at=(
            (
                "The entries behind it, and whether the year was declared again since: ask for the evidence pack of "
                "the year, "
                "and check that."
            ),
        ),
    )
