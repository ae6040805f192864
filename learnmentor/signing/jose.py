"""Signatures as everybody reads them: compact JWS with RS256, keys as JWK. The one module that knows the library."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

ALGORITHM = "RS256"
_BITS = 2048
_PUBLIC_MEMBERS = ("kty", "n", "e")
_UNREADABLE = (JoseError, KeyError, ValueError, TypeError, AttributeError, RecursionError)


class _OurRegistry(JWSRegistry):
    """Reads RS256 and nothing else. The manifest of a long pack is larger than the library expects of a payload."""

    max_header_length = 4 * 1024
    max_payload_length = 64 * 1024 * 1024


_REGISTRY = _OurRegistry(algorithms=[ALGORITHM])


def new_key() -> tuple[str, dict[str, Any], str]:
    """A fresh key: its RFC 7638 thumbprint, its public half as JWK, its private half as PEM.

    The thumbprint names the key, in commands too; a key whose name would begin like an option (one in 32) is not taken.
    """
    while not (key := _source()).thumbprint()[0].isalnum():
        pass
    return halves(key)


def halves(key: RSAKey) -> tuple[str, dict[str, Any], str]:
    """What `new_key` tells of a key."""
    public = key.as_dict(private=False)
    return (
        key.thumbprint(),
        {**{name: public[name] for name in _PUBLIC_MEMBERS}, "use": "sig", "alg": ALGORITHM},
        key.as_pem(private=True).decode(),
    )


def use(source: Callable[[], RSAKey] | None) -> None:
    """Take fresh keys from `source`, in tests: no seed reaches the chance that OpenSSL draws from."""
    global _source  # noqa: PLW0603 -- one source per process is the point, as in learnmentor.ground.randomness
    _source = source or _random_key


def _random_key() -> RSAKey:
    return RSAKey.generate_key(_BITS)


_source: Callable[[], RSAKey] = _random_key


def signed(payload: bytes, *, header: dict[str, str], private: str) -> str:
    """The compact JWS of `payload`; `private` is the PEM of `new_key`."""
    return jws.serialize_compact({"alg": ALGORITHM, **header}, payload, _private_key(private), registry=_REGISTRY)


@lru_cache(maxsize=2)
def _private_key(pem: str) -> RSAKey:
    return RSAKey.import_key(pem)  # checks that it is a key, which takes longer than to sign fifty times


def header_of(token: str) -> dict[str, Any] | None:
    """What a token says of itself, unchecked; None when it is no compact JWS of ours or of our kind."""
    try:
        header = jws.extract_compact(token.encode(), registry=_REGISTRY).headers()
    except _UNREADABLE:
        return None
    return dict(header) if header.get("alg") == ALGORITHM else None


def payload_of(token: str, *, public: dict[str, Any]) -> bytes | None:
    """What was signed, when this key signed it with our algorithm; None otherwise."""
    try:
        key = RSAKey.import_key({name: public[name] for name in _PUBLIC_MEMBERS})
        return bytes(jws.deserialize_compact(token, key, registry=_REGISTRY).payload)
    except _UNREADABLE:
        return None


def thumbprint_of(public: dict[str, Any]) -> str | None:
    """The RFC 7638 thumbprint of a public key; None when it is not an RSA key as JWK."""
    try:
        return RSAKey.import_key({name: public[name] for name in _PUBLIC_MEMBERS}).thumbprint()
    except _UNREADABLE:
        return None
