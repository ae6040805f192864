"""Files of ours that cannot be checked alone: told from their bytes, with the file that can be checked in their place.

Nothing here is parsed: what a stranger sends is looked at by its beginning and by marks in it.
"""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.models import Submission, SubmissionTry
from learnmentor.assessment.assessed.queries import handed_in_with
from learnmentor.certificates.documents.fingerprints import sha256_of
from learnmentor.cpd.declarations.queries import with_digest
from learnmentor.cpd.models import CpdDeclaration
from learnmentor.evidence.checks.verdicts import CheckOutcome, CheckResult
from learnmentor.ground.words import long_date
from learnmentor.ground.zones import day_of

_CHOOSE_THE_PACK = "Choose the whole ZIP, as it was downloaded: that can be checked."
_REPORT = "Anybody can write or change a table, so it shows nothing. Whoever leads or coordinates can make it anew."
_PART = "This is one file out of an evidence pack"
_TABLE = "This is a table of CPD entries"
_OWN_DATA = "This is one file out of a download of somebody's own data"
_THEIRS_ALONE = (
    "It says that it is out of the download with which people take out all that is theirs. It is for them alone, and "
    "nothing signs it. If it is not yours, delete it, and tell whoever sent it."
)


@dataclass(frozen=True)
class _Mark:
    """How a file of ours is known, what it is called then, and what is said of it."""

    pattern: re.Pattern[bytes]
    title: str
    sentence: str


def _begins(words: bytes, title: str, sentence: str) -> _Mark:
    return _Mark(re.compile(rb"\A(?:\xef\xbb\xbf)?" + re.escape(words)), title, sentence)


def _has_member(name: bytes, title: str, sentence: str, *, value: bytes = b"") -> _Mark:
    """JSON with a member; its value is a text, where one is given."""
    spelled = rb'"' + value + rb'"' if value else rb""
    return _Mark(re.compile(rb'\A\s*\{.*?"(?:' + name + rb')"\s*:\s*' + spelled, re.DOTALL), title, sentence)


def _of_format(name: bytes, title: str, sentence: str) -> _Mark:
    return _has_member(b"format", title, sentence, value=b"learnmentor " + name)


# The first that fits is the one.
_MARKS = (
    _begins(b"Date,Activity,Type,Provider,", _TABLE,
            "It has the columns of our tables. Anybody can write or change a table, so it shows nothing. Ask for the "
            f"evidence pack of the year. {_CHOOSE_THE_PACK}"),
    _begins(b"Name,Certificate,Number,", "This is a list of certificates",
            "It has the columns of the list that comes with several certificates in one ZIP. Anybody can write or "
            "change a list. Choose the ZIP, or the PDF of one certificate."),
    _begins(b"Name,Address,Role,First day,", "This is a list of roles",
            "It has the columns of the list of who holds which role. Anybody can write or change a list, and it is for "
            "those who look after people. If it is not for you, delete it, and tell whoever sent it."),
    _begins(b"Name,Stands,Parts done,", "This is the report of a group", _REPORT),
    _begins(b"Part,Year,As of,", "This is the report of an organisation's year", _REPORT),
    _begins(b"Evidence pack of ", _PART, f"It says how a pack is verified. {_CHOOSE_THE_PACK}"),
    _begins(b"Evidence of ", _PART, f"It says where to begin in a pack of several years. {_CHOOSE_THE_PACK}"),
    _begins(b"---\nform: ", "This is a form of mentoring",
            "It has the form of what two people, or one, fill in for themselves. Anybody can write or change such a "
            "file, and nothing signs it. If it is not yours, delete it, and tell whoever sent it."),
    _begins(b"All that is yours in LearnMentor", _OWN_DATA, _THEIRS_ALONE),
    _begins(b"\xef\xbb\xbfName,Email,Roles,Part,", "This is a table of people",
            "It has the form of what coordinators download to change and bring back. It shows nothing of anybody's "
            "learning, and it names people: keep it where only you can read it."),
    _begins(b"---\nform: F", "This is a form of a mentoring pair",
            "It has the form of what two people of a pair fill in outside LearnMentor and bring back. Nothing signs "
            "it, and it is for the two of them. If it is not for you, delete it, and tell whoever sent it."),
    _Mark(re.compile(rb"\A\s*[A-Za-z0-9_-]{10,2000}\.\.[A-Za-z0-9_-]{10,2000}\s*\Z"), _PART,
          f"It is the signature of a pack, which is about the list beside it. {_CHOOSE_THE_PACK}"),
    _Mark(re.compile(rb"\A# (?:Mentoring agreement|Meeting and target record|Progress review|Progress report)\n\n- "),
          "This is a form of a mentoring pair",
          "It has the form of what two people of a pair take out of LearnMentor to read. Anybody can write or change "
          "such a file, and nothing signs it. If it is not for you, delete it, and tell whoever sent it."),
    _of_format(b"evidence packs?", _PART,
               f"It says that it is out of a pack. Alone it shows nothing. {_CHOOSE_THE_PACK}"),
    _of_format(b"personal data", _OWN_DATA, _THEIRS_ALONE),
    _of_format(b"cpd declaration", "This declaration is not one that we have",
               "It has the form of a declaration of a CPD year, but none was made here with these bytes. It may have "
               f"been changed. Ask for the evidence pack of the year, in which the declaration is. {_CHOOSE_THE_PACK}"),
    _begins(b'{"parts":[{"files":', "This is not work that was handed in here",
            "It has the form of the file that belongs to a receipt for assessed work, but nothing was handed in here "
            "with these bytes. It may have been changed. Ask for the file as its owner downloads it with the receipt."),
    _Mark(re.compile(rb"\ABEGIN:VCALENDAR\r?\n.{0,200}PRODID:-//LearnMentor//", re.DOTALL),
          "This is a date for a calendar",
          "It has the form of what we give members of a group for their calendars. It does not show that anybody was "
          "there: ask for the evidence pack of the year, in which sessions are that a leader confirmed."),
    _has_member(b"keys|kty|kid", "These are signing keys",
                "Keys check signatures; they are not evidence themselves. Compare them with our page of signing keys. "
                "To check a pack, choose the whole ZIP."),
    _has_member(b"record_intact", "These are the facts of a certificate, for programs",
                "It has the form of what a certificate's page tells programs. Anybody can change a copy: open the page "
                "of the certificate, or type its number."),
    _has_member(b"@context", "This describes a credential, and is not signed",
                "It has the form of what we tell programs about an award or an issuer. Anybody can change a copy. "
                "Choose the credential itself (JWT), or the badge as it was downloaded."),
)  # fmt: skip


def check_loose(db: Session, content: bytes, *, zone: str) -> CheckResult | None:
    """What is said of a file that is a part of something, or None for what is no such file."""
    sha256 = sha256_of(content)
    if (declared := with_digest(db, sha256)) is not None:
        return _declaration(declared)
    if (handed_in := handed_in_with(db, sha256)) is not None:
        return _handed_in(*handed_in, zone=zone)
    found = next((each for each in _MARKS if each.pattern.match(content)), None)
    if found is None:
        return None
    return CheckResult(
        CheckOutcome.OPEN,
        found.title,
        (found.sentence,),
        looked_at=("What kind of file it is. Alone it cannot be checked.",),
        not_looked_at=("What the file says. Nothing in it was believed.",),
    )


def _declaration(found: CpdDeclaration) -> CheckResult:
    said = found.snapshot
    on, year, number = date.fromisoformat(said["declared_on"]), said["year"]["label"], said["number"]
    ours = f"It is, to the last byte, declaration {number} of a CPD year {year}, as it was made on {long_date(on)}."
    theirs = "What people declare of their own learning is theirs to answer for: we only show that it was not changed."
    behind = (
        "The entries behind it, and whether the year was declared again since: ask for the evidence pack of the year."
    )
    return CheckResult(
        CheckOutcome.GOOD,
        "This declaration was made here",
        (ours, "It names nobody.", theirs),
        looked_at=("All of its bytes, with those of every declaration that was made here.",),
        not_looked_at=(behind,),
    )


def _handed_in(tried: SubmissionTry, submission: Submission, *, zone: str) -> CheckResult:
    what = f"work for {submission.unit_code} at level {submission.level}, handed in here on"
    ours = f"It is, to the last byte, {what} {long_date(day_of(tried.handed_in_at, zone))}: try {tried.number}."
    number = f"Its SHA-256 is the number on the receipt: {tried.sha256}."
    return CheckResult(
        CheckOutcome.GOOD,
        "This work was handed in here",
        (ours, number, "Whose it is, and what came of it, is not said here: ask for the receipt, or a certificate."),
        looked_at=("All of its bytes, with those of everything that was handed in here.",),
        not_looked_at=("Whether it was passed, and whether what it says is true.",),
    )
