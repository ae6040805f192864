"""A credential that somebody was sent, alone or in a picture: the signature says whose it is, the picture says nothing.

A picture with a true credential in it may show whatever somebody painted, so it is compared with the one that we make.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from learnmentor.certificates.credentials import baking, png
from learnmentor.certificates.documents import fingerprints
from learnmentor.certificates.models import Certificate
from learnmentor.evidence.checks import open_badges
from learnmentor.evidence.checks.verdicts import OVER, UNKNOWN, CheckOutcome, CheckResult, Record, facts_of, refused
from learnmentor.signing.rules import Verdict

WHAT_WE_CHECK = (
    "We can check an evidence pack (ZIP), the PDF of a certificate or a transcript, and a credential (JWT, or a badge "
    "as SVG or PNG as it was downloaded). A photo or a screenshot of one cannot be checked: type its number instead."
)
_SIGNED = "The signature of the credential, with our published keys, and how its certificate stands today."
_NO_NAME = "Whose it is: a credential holds no name. The page of the certificate compares one that you type."


def check_credential(db: Session, content: bytes, record: Record) -> CheckResult:
    """A signed token, or a badge with one inside."""
    shown = open_badges.check(db, content)
    if shown is None:
        return _nothing_inside(content)
    if not shown.checked.proved:
        sentence = shown.checked.sentence
        if shown.checked.verdict is Verdict.UNKNOWN_KEY:
            sentence = "It is signed with a key that is not ours. If another organisation issued it, ask there."
        return refused("This credential is not one of ours as it stands", sentence)
    found = shown.certificate
    if found is None:
        return refused("This is not the credential of a certificate", "We signed it, but for something else.")
    if (ended := record.ended(found)) is not None:
        said = refused(OVER, f"We signed this credential. {ended}", number=found.number)
        said = replace(said, facts=facts_of(found, with_name=False))
        return said.about(looked_at=(_SIGNED,), not_looked_at=(_NO_NAME, *_picture_left_out(content)))
    fits = "Its signature fits, and the certificate that it is of holds today."
    older = "Its wording is not the one that our record has. Go by the page of the certificate."
    good = CheckResult(
        CheckOutcome.GOOD,
        "This credential is ours",
        (fits, older) if shown.differences else (fits,),
        number=found.number,
        facts=facts_of(found, with_name=False),
        looked_at=(_SIGNED,),
        not_looked_at=(_NO_NAME,),
    )
    return good if _kind(content) is None else _with_picture(db, content, found, record, good)


def _with_picture(db: Session, content: bytes, found: Certificate, record: Record, good: CheckResult) -> CheckResult:
    compared = (*good.looked_at, "The picture around it, byte by byte, with the badge that we make.")
    if _is_our_picture(db, content, found, record):
        ours = "The picture is the badge as we made it."
        return replace(good, sentences=(*good.sentences, ours), looked_at=compared)
    return replace(
        good,
        outcome=CheckOutcome.REFUSED,
        title="The credential inside is genuine, the picture is not ours",
        sentences=(
            (
                "The credential inside is genuine. The picture around it was altered or is not ours: do not go by what "
                "it shows. Go by what is written below."
            ),
            *good.sentences,
        ),
        looked_at=compared,
        not_looked_at=(*good.not_looked_at, "What the picture shows."),
    )


def _is_our_picture(db: Session, content: bytes, found: Certificate, record: Record) -> bool:
    known = fingerprints.known(db, content)
    if known is not None:
        return known.certificate_id == found.id
    token, kind = baking.token_in(content), _kind(content)
    return token is not None and kind is not None and record.badge(found, token, kind) == content


def _kind(content: bytes) -> str | None:
    """svg or png, or None for a token alone."""
    if content.startswith(png.SIGNATURE):
        return "png"
    return None if baking.is_bare(content) else "svg"


def _picture_left_out(content: bytes) -> tuple[str, ...]:
    return () if _kind(content) is None else ("What the picture shows.",)


def _nothing_inside(content: bytes) -> CheckResult:
    if content.startswith(png.SIGNATURE) or b"<svg" in content[:4096]:
        return CheckResult(
            CheckOutcome.OPEN,
            "There is no credential in this picture",
            (
                (
                    "So there is nothing in it to check. The badge that somebody downloads has a signed credential "
                    "inside; the badge of an award as it is shown on our pages, a screenshot, and a picture that "
                    "another program saved again have none."
                ),
                ("Ask whoever sent it for the file as they downloaded it, or type the number of the certificate."),
            ),
            looked_at=("Whether it is a picture that we handed out, and whether a credential is in it.",),
            not_looked_at=("What the picture shows.",),
        )
    return refused(UNKNOWN, WHAT_WE_CHECK)
