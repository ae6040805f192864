"""A credential that somebody shows us, held against the certificate that it is of.

The signature says that it is as we made it; the certificate's own record says whether it still holds.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.certificates import queries
from learnmentor.certificates.credentials import baking
from learnmentor.certificates.models import Certificate
from learnmentor.signing import queries as keys
from learnmentor.signing.rules import CREDENTIAL, Checked, check_signature


@dataclass(frozen=True)
class Presented:
    """What came of it: `checked` is the signature, `certificate` the one that it is of, `told` what it says.

    `certificate` is None unless the signature fits and names a certificate of ours; `differences` are the members in
    which it says something else than our record, as an older copy may after an issuer's name changed.
    """

    checked: Checked
    told: dict[str, Any] | None = None
    certificate: Certificate | None = None
    differences: tuple[str, ...] = ()


def check(db: Session, content: bytes) -> Presented | None:
    """Check a credential as a file: a JWT, or a badge (SVG, PNG) with one inside; None where no credential is in it."""
    token = baking.token_in(content)
    if token is None:
        return None
    checked = check_signature(token, keys.published(db), content_type=CREDENTIAL)
    told = told_by(checked)
    if told is None or not checked.proved:
        return Presented(checked, told)
    found = queries.certificate(db, _number_in(told))
    return Presented(checked, told, found, _differences(told, found) if found else ())


def told_by(checked: Checked) -> dict[str, Any] | None:
    """The credential that was signed; None where the signature does not fit or it is none of ours."""
    if checked.payload is None:
        return None
    try:
        told = json.loads(checked.payload)
    except (ValueError, RecursionError):
        return None
    kinds = told.get("type") if isinstance(told, dict) else None
    return told if isinstance(kinds, list) and "OpenBadgeCredential" in kinds else None


def _number_in(told: dict[str, Any]) -> str:
    subject = told.get("credentialSubject")
    return str(subject.get("licenseNumber", "")) if isinstance(subject, dict) else ""


def _differences(told: dict[str, Any], found: Certificate) -> tuple[str, ...]:
    ours = {"name": found.snapshot["title"], "description": found.snapshot["wording"]}
    return tuple(member for member, value in ours.items() if told.get(member) != value)
