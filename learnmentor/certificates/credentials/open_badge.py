"""A certificate as an Open Badges 3.0 credential, from its snapshot: what is signed, not the signing.

No name is in it. Its owner's copy holds their mail address as a salted hash, so that a wallet that knows the address
finds itself meant; the public copy holds none, since whoever has a number could try addresses against it for ever.
Credits are told in words alone: a program would show a figure as credit that was awarded.
https://www.imsglobal.org/spec/ob/v3p0
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from learnmentor.certificates.awards.definition import AwardRule
from learnmentor.certificates.awards.wording import assessed_told, studied_units
from learnmentor.certificates.hours import wording as hours_wording
from learnmentor.certificates.hours.rules import HOURS
from learnmentor.certificates.rules import STATUS_LIST_BITS

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
LEVELS = "https://www.gov.uk/what-different-qualification-levels-mean/list-of-qualification-levels"
STATUS_LIST_HOLDS = timedelta(days=1)  # no verifier goes by an older copy


@dataclass(frozen=True)
class Places:
    """Where things that a credential names are published."""

    base_url: str

    @property
    def issuer(self) -> str:
        """Who issued it."""
        return f"{self.base_url}/credentials/issuer"

    def certificate(self, number: str) -> str:
        """The page for people."""
        return f"{self.base_url}/certificates/{number}"

    def credential(self, number: str) -> str:
        """The public copy; also what the credential is called."""
        return f"{self.certificate(number)}/credential"

    def achievement(self, code: str, version: int) -> str:
        """What was achieved."""
        return f"{self.base_url}/credentials/achievements/{code.lower()}/{version}"

    def status_list(self, number: int) -> str:
        """Which credentials no longer hold."""
        return f"{self.base_url}/credentials/status/{number}"


def profile(places: Places, *, name: str) -> dict[str, Any]:
    """The issuer."""
    return {"id": places.issuer, "type": ["Profile"], "name": name, "url": places.base_url}


def achievement_of(award: Mapping[str, Any], places: Places) -> dict[str, Any]:
    """What was achieved; `award` has the keys of a snapshot. All certificates of hours achieve the same."""
    if award["award"] == HOURS:
        award = as_award(hours_wording.KIND)
    address = places.achievement(award["award"], award["version"])
    level = award["level"]
    told = {
        "id": address,
        "type": ["Achievement"],
        "name": award["title"],
        "description": award["wording"],
        "achievementType": "CertificateOfCompletion",
        "criteria": {"narrative": _criteria(award)},
        "image": {"id": f"{address}/badge.svg", "type": "Image", "caption": f"Badge: {award['title']}"},
    }
    if level is None:
        return told
    size = f"level {level}, {award['credits']} credits"
    alignment = {
        "type": ["Alignment"],
        "targetName": f"Mapped to {size}; not a regulated qualification",
        "targetUrl": LEVELS,
        "targetFramework": "RQF",
        "targetCode": str(level),
    }
    return {**told, "alignment": [alignment]}


def _criteria(award: Mapping[str, Any]) -> str:
    if award["award"] == HOURS:
        return str(award["wording"])
    return f"All that version {award['version']} of the award {award['award']} asks for: {award['hours']} hours."


def as_award(rule: AwardRule) -> dict[str, Any]:
    """A rule with the keys that `achievement_of` reads."""
    return {
        "award": rule.code, "version": rule.version, "title": rule.title, "wording": rule.wording,
        "level": rule.level, "credits": rule.credits, "hours": rule.hours,
    }  # fmt: skip


def credential_of(
    snapshot: Mapping[str, Any],
    places: Places,
    *,
    issued_at: datetime,
    zone: str,
    status_index: int | None,
    email: str | None = None,
) -> dict[str, Any]:
    """The credential with the claims of a JWT beside its own members (OB 3.0, section 8.2.4.1).

    `zone` is where its last day ends; `email` is its owner's, for their own copy.
    """
    number = snapshot["number"]
    last = date.fromisoformat(snapshot["valid_until"]) if snapshot.get("valid_until") else None
    subject = _subject(snapshot, places, email=email)
    told: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": places.credential(number),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": snapshot["title"],
        "description": snapshot["wording"],
        "issuer": profile(places, name=snapshot["issuer"]),
        "validFrom": _moment(issued_at),
        "awardedDate": _day(snapshot.get("first_issued_on", snapshot["issued_on"])),
        "credentialSubject": subject,
        "evidence": [
            {"id": places.certificate(number), "type": ["Evidence"], "name": "The page of this certificate",
             "description": "Says whether it holds today, and whether a name is the one that was certified."}
        ],
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }  # fmt: skip
    if status_index is not None:
        told["credentialStatus"] = _status_entry(places, status_index)
    claims = {"iss": places.issuer, "sub": subject["id"], "jti": told["id"], "nbf": int(issued_at.timestamp())}
    if last is not None:
        end = datetime.combine(last, time(23, 59, 59), tzinfo=ZoneInfo(zone))
        told["validUntil"], claims["exp"] = _moment(end), int(end.timestamp())
    return told | claims


def _subject(snapshot: Mapping[str, Any], places: Places, *, email: str | None) -> dict[str, Any]:
    number = snapshot["number"]
    units = "; ".join(
        f"{unit['code']} {unit['title']} ({len(unit['segments'])} half-hours)" for unit in studied_units(snapshot)
    )
    minutes = snapshot["minutes"]
    sessions = "; ".join(f"{each['title']} ({each['attended']} minutes)" for each in snapshot.get("sessions", ()))
    subject: dict[str, Any] = {
        "id": f"{places.certificate(number)}#holder",
        "type": ["AchievementSubject"],
        "achievement": achievement_of(snapshot, places),
        "licenseNumber": number,
        "activityStartDate": _day(snapshot["began_on"]),
        "activityEndDate": _day(snapshot["completed_on"]),
        "narrative": f"Studied: {units}. Minutes planned by the authors: {minutes['planned']}; measured on screen: "
        f"{minutes['active']}; declared: {minutes['claimed']}. These are three ways to count the same study."
        + (f" Sessions attended, as their leader confirmed: {sessions}." if sessions else "")
        + assessed_told(snapshot),
    }
    if email is not None:
        salt = hashlib.sha256(f"{snapshot['number']} {_salt_of(snapshot)}".encode()).hexdigest()[:32]
        hashed = hashlib.sha256((email + salt).encode()).hexdigest()
        subject["identifier"] = [
            {"type": "IdentityObject", "hashed": True, "identityHash": f"sha256${hashed}",
             "identityType": "emailAddress", "salt": salt}
        ]  # fmt: skip
    return subject


def _salt_of(snapshot: Mapping[str, Any]) -> str:
    return str(snapshot["name_digest"]["salt"]) if "name_digest" in snapshot else ""


def _status_entry(places: Places, status_index: int) -> dict[str, str]:
    number, place = divmod(status_index, STATUS_LIST_BITS)
    address = places.status_list(number)
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def status_list(number: int, ended: Iterable[int], places: Places, *, at: datetime) -> dict[str, Any]:
    """The credential that says which others no longer hold: their bits are set (W3C Bitstring Status List 1.0)."""
    address = places.status_list(number)
    told = {
        "@context": [CONTEXTS[0]],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": places.issuer,
        "validFrom": _moment(at),
        "validUntil": _moment(at + STATUS_LIST_HOLDS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(ended),
        },
    }
    claims = {"iss": places.issuer, "sub": f"{address}#list", "jti": address, "nbf": int(at.timestamp())}
    return told | claims | {"exp": int((at + STATUS_LIST_HOLDS).timestamp())}


def encoded(places: Iterable[int]) -> str:
    """Bits in a row, the first one leftmost, compressed and spelled in base64url behind the letter u."""
    bits = bytearray(STATUS_LIST_BITS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def as_bytes(told: Mapping[str, Any]) -> bytes:
    """What is signed."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _day(day: str) -> str:
    return f"{day}T00:00:00Z"
