"""What a certificate says, frozen: all that its page, its document and its credential will ever read.

Format 2 holds a salted digest in the place of the name, which is kept beside it and can be erased: what was certified
stays, and a name that somebody types can still be compared. Format 1 held the name itself, and stays readable.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from learnmentor.certificates.awards.definition import AwardRule
from learnmentor.certificates.rules import UnitProgress
from learnmentor.ground.typed.names import same_name

FORMAT = 2
SALT_BYTES = 16


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
) -> dict[str, Any]:
    """The first edition of a certificate: dates as ISO text, minutes as whole numbers."""
    units = list(counted)
    segments = [segment for unit in units for segment in unit.done]
    return {
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
        "completed_on": max(segment.completed_on for segment in segments).isoformat(),
        "began_on": min(segment.completed_on for segment in segments).isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "minutes": {
            "planned": sum(segment.planned for segment in segments),
            "active": sum(segment.active for segment in segments),
            "claimed": sum(segment.claimed or 0 for segment in segments),
        },
        "units": [_unit(unit) for unit in units],
    }


def _unit(unit: UnitProgress) -> dict[str, Any]:
    return {
        "code": unit.code,
        "title": unit.title,
        "completed_on": max(segment.completed_on for segment in unit.done).isoformat(),
        "planned": sum(segment.planned for segment in unit.done),
        "active": sum(segment.active for segment in unit.done),
        "claimed": sum(segment.claimed or 0 for segment in unit.done),
        "segments": [
            {"code": s.code, "title": s.title, "revision": s.revision, "completed_on": s.completed_on.isoformat()}
            for s in unit.done
        ],
    }


def corrected(
    earlier: Mapping[str, Any],
    *,
    edition: int,
    number: str,
    on: date,
    name: str,
    salt: bytes,
    wording: AwardRule | None = None,
) -> dict[str, Any]:
    """The next edition: another number and day, the name as given, and the words of `wording` where they were mended.

    What was studied, when, and by which version of the rule it was judged, stays as it was.
    """
    kept = {key: value for key, value in earlier.items() if key not in {"name", "name_digest"}}
    mended = {"title": wording.title, "wording": wording.wording} if wording else {}
    return {
        "valid_until": None,  # format 1 knew of no end
        **kept,
        **mended,
        "format": FORMAT,
        "edition": edition,
        "number": number,
        "supersedes": earlier["number"],
        "name_digest": name_digest(name, salt=salt),
        "issued_on": on.isoformat(),
        "first_issued_on": earlier.get("first_issued_on", earlier["issued_on"]),
    }


def renewed(
    earlier: Mapping[str, Any], *, number: str, on: date, name: str, salt: bytes, valid_until: date, minutes: int
) -> dict[str, Any]:
    """The certificate of the next period, which rests on the first one and on CPD of so many `minutes` since."""
    again = corrected(earlier, edition=1, number=number, on=on, name=name, salt=salt)
    del again["supersedes"], again["first_issued_on"]
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


def name_digest(name: str, *, salt: bytes) -> dict[str, str]:
    """A name as format 2 keeps it."""
    return {"salt": salt.hex(), "sha256": hashlib.sha256(salt + _plain(name).encode()).hexdigest()}


def certifies(snapshot: Mapping[str, Any], name: str, *, kept: str | None = None) -> bool:
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


def nameless(snapshot: Mapping[str, Any], *, salt: bytes) -> dict[str, Any]:
    """A snapshot of format 1 without the name in it, for when its owner is erased; one of format 2 as it is."""
    if "name" not in snapshot:
        return dict(snapshot)
    rest = {key: value for key, value in snapshot.items() if key != "name"}
    return {**rest, "format": FORMAT, "was_format": 1, "name_digest": name_digest(snapshot["name"], salt=salt)}


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
