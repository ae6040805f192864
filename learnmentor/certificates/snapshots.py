"""What a certificate says, frozen: all that its page, its document and its credential will ever read.

Format 2 holds a salted digest in the place of the name, which is kept beside it and can be erased: what was certified
stays, and a name that somebody types can still be compared. Format 1 held the name itself, and stays readable.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict

from learnmentor.certificates.awards.definition import AwardRule
from learnmentor.certificates.rules import UnitProgress
from learnmentor.ground.typed.names import same_name

FORMAT = 2
SALT_BYTES = 16


class CertifiedMinutes(TypedDict):
    """Three ways to count the same study, and the time of sessions, where there were any."""

    planned: int
    active: int
    claimed: int
    attended: NotRequired[int]


class CertifiedSegment(TypedDict):
    """A segment that counted, in the revision that was studied; the day as ISO text."""

    code: str
    title: str
    revision: int
    completed_on: str


class CertifiedAssessment(TypedDict):
    """How a unit was assessed: at which level, by which version of the criteria, and `by` what; days as ISO text.

    `credits` are those of the unit at that level; `counts` what it counts in this award, where that is another figure.
    """

    level: int
    credits: int
    assessed_on: str
    released_on: str
    criteria: int
    by: str
    counts: NotRequired[int]


BY_WORK, BY_EARLIER_LEARNING = "work", "earlier-learning"


class CertifiedCore(TypedDict):
    """Units that were studied, and confirmed for credit by another that was assessed."""

    units: list[str]
    level: int
    credits: int
    confirmed_by: str


class CertifiedValidation(TypedDict):
    """That an outside body validated the award, in the words of whoever runs the installation; days as ISO text."""

    body: str
    reference: str
    valid_from: str
    valid_until: str


class CertifiedUnit(CertifiedMinutes):
    """A unit that counted, with the minutes of its segments; the day as ISO text. Assessed alone it has no segments."""

    code: str
    title: str
    completed_on: str
    segments: list[CertifiedSegment]
    assessed: NotRequired[CertifiedAssessment]


class CertifiedSession(TypedDict):
    """A session that counted; `segment` is the code of the one whose place it filled, if it filled one."""

    title: str
    segment: str | None
    attended: int
    attended_on: str


class CertifiedProgramme(TypedDict):
    """The programme that was finished, as it was given away."""

    title: str
    version: int


class NameDigest(TypedDict):
    """A name as format 2 keeps it, both in hex."""

    salt: str
    sha256: str


class CertifiedIssuer(TypedDict):
    """Who signed it and how that looked. `logo`: a PNG in base64."""

    signatory: str
    signatory_title: str
    colour: str
    logo: str | None


class CertificateSnapshot(TypedDict):
    """A certificate of either format: days as ISO text, `level` None where hours alone are certified."""

    format: int
    number: str
    title: str
    award: str
    version: int
    level: int | None
    credits: int
    hours: int
    wording: str
    issuer: str
    issued_on: str
    completed_on: str
    began_on: str
    minutes: CertifiedMinutes
    units: list[CertifiedUnit]
    sessions: NotRequired[list[CertifiedSession]]  # of a certificate of hours, as what follows
    programme: NotRequired[CertifiedProgramme]
    edition: NotRequired[int]  # from here on: not in every one that was issued
    valid_until: NotRequired[str | None]
    identity: NotRequired[CertifiedIssuer]
    name: NotRequired[str]  # of format 1, until it is erased
    name_digest: NotRequired[NameDigest]
    was_format: NotRequired[int]
    supersedes: NotRequired[str]
    first_issued_on: NotRequired[str]
    renews: NotRequired[str]
    renewed_with_minutes: NotRequired[int]
    core: NotRequired[CertifiedCore]  # of awards with an assessor
    validation: NotRequired[CertifiedValidation]
    after_revoked: NotRequired[str]  # the number of one that rested on a result that was set aside


def frozen(
    rule: AwardRule,
    counted: Iterable[UnitProgress],
    *,
    name: str,
    salt: bytes,
    number: str,
    on: date,
    issuer: str,
    valid_until: date | None = None,
    sessions: Sequence[CertifiedSession] = (),
    programme: CertifiedProgramme | None = None,
    assessed: Mapping[str, CertifiedAssessment] | None = None,
    core: CertifiedCore | None = None,
) -> CertificateSnapshot:
    """The first edition of a certificate: dates as ISO text, minutes as whole numbers.

    `sessions` and `programme` are for certificates of hours, and are left out where there are none; `assessed`, by
    unit, and `core` are for awards with an assessor.
    """
    units, assessed = list(counted), assessed or {}
    segments = [segment for unit in units for segment in unit.done]
    days = [segment.completed_on.isoformat() for segment in segments] + [each["attended_on"] for each in sessions]
    days += [each["assessed_on"] for each in assessed.values()]
    made: CertificateSnapshot = {
        "format": FORMAT,
        "edition": 1,
        "number": number,
        "name_digest": name_digest(name, salt=salt),
        "title": rule.title,
        "award": rule.code,
        "version": rule.version,
        "level": rule.level,
        "credits": rule.credits,
        "hours": rule.hours,
        "wording": rule.wording,
        "issuer": issuer,
        "issued_on": on.isoformat(),
        "completed_on": max(days),
        "began_on": min(days),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "minutes": {
            "planned": sum(segment.planned for segment in segments),
            "active": sum(segment.active for segment in segments),
            "claimed": sum(segment.claimed or 0 for segment in segments),
        },
        "units": [_unit(unit, assessed.get(unit.code)) for unit in units],
    }
    if core:
        made["core"] = core
    if sessions:
        made["sessions"] = list(sessions)
        made["minutes"]["attended"] = sum(each["attended"] for each in sessions)
    if programme:
        made["programme"] = programme
    return made


def _unit(unit: UnitProgress, assessed: CertifiedAssessment | None) -> CertifiedUnit:
    days = [segment.completed_on.isoformat() for segment in unit.done]
    made: CertifiedUnit = {
        "code": unit.code,
        "title": unit.title,
        "completed_on": max([*days, assessed["assessed_on"]] if assessed else days),
        "planned": sum(segment.planned for segment in unit.done),
        "active": sum(segment.active for segment in unit.done),
        "claimed": sum(segment.claimed or 0 for segment in unit.done),
        "segments": [
            {"code": s.code, "title": s.title, "revision": s.revision, "completed_on": s.completed_on.isoformat()}
            for s in unit.done
        ],
    }
    if assessed:
        made["assessed"] = assessed
    return made


def corrected(
    earlier: CertificateSnapshot,
    *,
    edition: int,
    number: str,
    on: date,
    name: str,
    salt: bytes,
    wording: AwardRule | None = None,
) -> CertificateSnapshot:
    """The next edition: another number and day, the name as given, and the words of `wording` where they were mended.

    What was studied, when, and by which version of the rule it was judged, stays as it was.
    """
    kept = earlier.copy()
    kept.pop("name", None)
    kept.pop("name_digest", None)
    return {
        "valid_until": None,  # format 1 knew of no end
        **kept,
        "title": wording.title if wording else earlier["title"],
        "wording": wording.wording if wording else earlier["wording"],
        "format": FORMAT,
        "edition": edition,
        "number": number,
        "supersedes": earlier["number"],
        "name_digest": name_digest(name, salt=salt),
        "issued_on": on.isoformat(),
        "first_issued_on": earlier.get("first_issued_on", earlier["issued_on"]),
    }


def renewed(
    earlier: CertificateSnapshot, *, number: str, on: date, name: str, salt: bytes, valid_until: date, minutes: int
) -> CertificateSnapshot:
    """The certificate of the next period, which rests on the first one and on CPD of so many `minutes` since."""
    again = corrected(earlier, edition=1, number=number, on=on, name=name, salt=salt)
    del again["supersedes"], again["first_issued_on"]
    again.pop("after_revoked", None)
    again.pop("validation", None)  # of the day on which the first one was issued
    return {
        **again,
        "renews": earlier["number"],
        "renewed_with_minutes": minutes,
        "valid_until": valid_until.isoformat(),
    }


def digest(data: Mapping[str, Any]) -> str:
    """What is kept beside a snapshot, so that a change in it is noticed."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def name_digest(name: str, *, salt: bytes) -> NameDigest:
    """A name as format 2 keeps it."""
    return {"salt": salt.hex(), "sha256": hashlib.sha256(salt + _plain(name).encode()).hexdigest()}


def certifies(snapshot: CertificateSnapshot, name: str, *, kept: str | None = None) -> bool:
    """Whether a name as somebody typed it is the one that was certified; `kept` is the name while it is not erased.

    Case, accents, apostrophes and hyphens make no difference. Of an erased name only a digest is there, for which an
    apostrophe or a hyphen may be of another kind, and nothing else.
    """
    if (certified := kept or snapshot.get("name")) is not None:
        return same_name(str(certified), name)
    digest = snapshot["name_digest"]
    salt = bytes.fromhex(digest["salt"])
    found = (name_digest(each, salt=salt)["sha256"] for each in _ways_to_type(name))
    return any(hmac.compare_digest(each, digest["sha256"]) for each in found)


def _ways_to_type(name: str) -> list[str]:
    spelt = [re.sub("['`´‘’ʼ′]", sign, name) for sign in "'’ʼ‘`´"]
    return [re.sub("[-‐‑–]", sign, each) for each in dict.fromkeys(spelt) for sign in "-‐‑–"]


def nameless(snapshot: CertificateSnapshot, *, salt: bytes) -> CertificateSnapshot:
    """A snapshot of format 1 without the name in it, for when its owner is erased; one of format 2 as it is."""
    if "name" not in snapshot:
        return snapshot.copy()
    rest = snapshot.copy()
    del rest["name"]
    return {**rest, "format": FORMAT, "was_format": 1, "name_digest": name_digest(snapshot["name"], salt=salt)}


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
