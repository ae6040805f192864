"""Whether something is signed by us: a decision about a token and a list of public keys."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from learnmentor.signing import jose

CREDENTIAL = "JWT"
PACK_MANIFEST = "vnd.learnmentor.pack-manifest+json"
"""What is signed says its kind (`typ`), so that a signed manifest is never taken for a credential, or the other way."""


@dataclass(frozen=True)
class PublicKey:
    """The public half of a key, and what became of it. `kid` is its RFC 7638 thumbprint."""

    kid: str
    jwk: dict[str, Any]
    created_at: datetime | None = None
    retired_at: datetime | None = None
    revoked_at: datetime | None = None
    reason: str | None = None

    @property
    def fingerprint(self) -> str:
        """The thumbprint in a form that can be read aloud: sixteen groups of four."""
        return fingerprint(self.kid)


class Verdict(StrEnum):
    """What checking a signature came to."""

    PROVED = "proved"  # signed by a key on the list
    REVOKED = "revoked"  # signed by a key on the list that was revoked: anybody may have signed it
    UNKNOWN_KEY = "unknown-key"  # names a key that is not on the list
    ALTERED = "altered"  # names a key on the list, and its signature does not fit
    NOT_SIGNED = "not-signed"  # no token of ours, or one of another kind


@dataclass(frozen=True)
class Checked:
    """A token that was checked: `payload` is what was signed, and None unless a key on the list signed it.

    A revoked key's payload is given too, to be shown as what it claims to be: look at `verdict`, or `proved`, first.
    """

    verdict: Verdict
    payload: bytes | None = None
    key: PublicKey | None = None

    @property
    def proved(self) -> bool:
        """Whether it is as a key in good standing signed it."""
        return self.verdict is Verdict.PROVED

    @property
    def sentence(self) -> str:
        """The outcome for a person."""
        if self.verdict is Verdict.REVOKED and self.key is not None and self.key.revoked_at is not None:
            when = f"{self.key.revoked_at.day} {self.key.revoked_at:%B %Y}"
            why = self.key.reason or "no reason was given"
            why = why if why.endswith((".", "!", "?")) else f"{why}."
            return (
                f"Its signature fits, but the key it was signed with was revoked on {when}: {why} "
                "So the signature no longer shows who made it."
            )
        return _SENTENCES[self.verdict]


_SENTENCES = {
    Verdict.PROVED: "The signature fits: it is exactly as it was signed.",
    Verdict.REVOKED: "Its signature fits, but the key was revoked. So the signature no longer shows who made it.",
    Verdict.UNKNOWN_KEY: "It is signed with a key that is not on this list of keys. Nothing shows who made it.",
    Verdict.ALTERED: "The signature does not fit: it was altered after it was signed, or somebody imitates one.",
    Verdict.NOT_SIGNED: "It carries no signature of the kind that we make. Nothing shows who made it.",
}


def check_signature(token: str, keys: Iterable[PublicKey], *, content_type: str) -> Checked:
    """Check a compact JWS against public keys; `content_type` is the kind of thing that it must have been signed as.

    The token's `kid` may be the address under which the key was published: its last part names the key. No address is
    ever fetched, and no key that the token brings along is believed.
    """
    header = jose.header_of(token)
    if header is None or header.get("typ") != content_type:
        return Checked(Verdict.NOT_SIGNED)
    kid = str(header.get("kid", "")).rpartition("/")[2]
    key = next((each for each in keys if each.kid == kid), None)
    if key is None:
        return Checked(Verdict.UNKNOWN_KEY)
    payload = jose.payload_of(token, public=key.jwk)
    if payload is None:
        return Checked(Verdict.ALTERED, key=key)
    return Checked(Verdict.REVOKED if key.revoked_at else Verdict.PROVED, payload, key)


def detached(token: str) -> str:
    """The token without what it signs, for a file beside the signed one (RFC 7515, appendix F)."""
    header, _, signature = token.split(".")
    return f"{header}..{signature}"


def attached(signature: str, payload: bytes) -> str:
    """What `detached` took apart, put together with a payload again; anything else comes out as no token."""
    header, middle, end = [*signature.strip().split("."), "", "", ""][:3]
    encoded = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    return "" if middle else f"{header}.{encoded}.{end}"


def fingerprint(kid: str) -> str:
    """A thumbprint as sixteen groups of four characters; "" for what is none."""
    try:
        digest = base64.urlsafe_b64decode(kid + "=" * (-len(kid) % 4)).hex().upper()
    except (binascii.Error, ValueError):
        return ""
    return " ".join(digest[at : at + 4] for at in range(0, 64, 4)) if len(digest) == 64 else ""


def address_of(kid: str, *, base_url: str) -> str:
    """Where a key is published; signed things name it by this address."""
    return f"{base_url}/keys/{kid}"


def as_jwk(key: PublicKey, *, base_url: str) -> dict[str, Any]:
    """The key as it is published."""
    return {**key.jwk, "kid": address_of(key.kid, base_url=base_url)}


def as_key_set(keys: Iterable[PublicKey], *, base_url: str) -> dict[str, Any]:
    """A JWK Set: keys that prove something under "keys"; revoked ones apart, where no other program takes them for one.

    `learnmentor verify --keys` reads it back with `keys_of`.
    """
    told = list(keys)
    return {
        "keys": [as_jwk(key, base_url=base_url) for key in told if not key.revoked_at],
        "revoked_keys": [
            {**as_jwk(key, base_url=base_url), "revoked_at": key.revoked_at.isoformat(), "reason": key.reason}
            for key in told
            if key.revoked_at
        ],
    }


def keys_of(key_set: Any) -> list[PublicKey]:
    """The keys of a JWK Set, or of a single JWK; what is no RSA key is left out.

    A key's name is worked out from the key itself: one that goes under another's name is not found by it.
    """
    if not isinstance(key_set, dict):
        return []
    good = key_set.get("keys") if "keys" in key_set else [key_set]
    bad = key_set.get("revoked_keys", [])
    return [
        key
        for each in (*(bad if isinstance(bad, list) else ()), *(good if isinstance(good, list) else ()))
        if isinstance(each, dict) and (key := _key_of(each)) is not None
    ]


def _key_of(jwk: dict[str, Any]) -> PublicKey | None:
    kid = jose.thumbprint_of(jwk)
    if kid is None:
        return None
    try:
        revoked_at = datetime.fromisoformat(str(jwk["revoked_at"])) if "revoked_at" in jwk else None
    except ValueError:
        return None
    return PublicKey(kid, jwk, revoked_at=revoked_at, reason=str(jwk["reason"]) if jwk.get("reason") else None)
