"""What may be said of an outside body, and which validation a certificate of a day carries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learnmentor.certificates.snapshots import CertifiedValidation

MOST_VALIDATIONS = 200  # that one installation records, ended ones too
_CLAIMS = re.compile(r"\b(accredited|qualified|credits?\s+earned)\b", re.IGNORECASE)  # curriculum 3.5


@dataclass(frozen=True)
class StatedValidation:
    """Who validated an award, under which reference, and for which days."""

    body: str
    reference: str
    valid_from: date
    valid_until: date

    def as_certified(self) -> CertifiedValidation:
        """As a certificate keeps it."""
        return {
            "body": self.body,
            "reference": self.reference,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat(),
        }


@dataclass(frozen=True)
class RecordedValidation:
    """A validation as it is recorded for an award; `ended`: it stands on no new certificate."""

    award_code: str
    stated: StatedValidation
    ended: bool


def claim_in(text: str) -> str | None:
    """A word that claims more than a certificate may; None where there is none. A name like “Accreditation” is none."""
    found = _CLAIMS.search(text)
    return found.group() if found else None


def carried(recorded: Iterable[RecordedValidation], award_code: str, on: date) -> StatedValidation | None:
    """What a certificate of an award that is issued on a day says of an outside body."""
    return next((each.stated for each in recorded if _holds(each, award_code) and _covers(each.stated, on)), None)


def overlapping(
    recorded: Iterable[RecordedValidation], award_code: str, new: StatedValidation
) -> StatedValidation | None:
    """One that stands for some of the same days: a certificate names one body."""
    standing = (each.stated for each in recorded if _holds(each, award_code))
    return next(
        (each for each in standing if each.valid_from <= new.valid_until and new.valid_from <= each.valid_until), None
    )


def _holds(recorded: RecordedValidation, award_code: str) -> bool:
    return recorded.award_code == award_code and not recorded.ended


def _covers(stated: StatedValidation, on: date) -> bool:
    return stated.valid_from <= on <= stated.valid_until
