"""Private text at rest: AES-GCM with a key from the settings, each text bound to the place it belongs to.

A database file or a backup alone shows none of it. The first key writes; every key reads, so that keys can be changed.
"""

import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from learnmentor.ground import randomness

_VERSION = b"\x01"
_NONCE_BYTES = 12
OVERHEAD = len(_VERSION) + _NONCE_BYTES + 16  # version, nonce and tag


class UnreadableText(Exception):
    """No key opens the text, or it was moved from the place it was written for."""


@dataclass(frozen=True)
class Vault:
    """Seals and opens private values. `place` names the row, so that a sealed value copied elsewhere does not open."""

    keys: tuple[bytes, ...]

    def seal(self, value: Any, *, place: str) -> bytes:
        """Encrypt a JSON value for `place`."""
        return self.seal_bytes(json.dumps(value, ensure_ascii=False).encode(), place=place)

    def open(self, sealed: bytes, *, place: str) -> Any:
        """Decrypt what `seal` made for `place`; raises `UnreadableText`."""
        return json.loads(self.open_bytes(sealed, place=place))

    def opens(self, sealed: bytes, *, place: str) -> bool:
        """Whether one of the keys opens it there."""
        try:
            self.open_bytes(sealed, place=place)
        except UnreadableText:
            return False
        return True

    def seal_bytes(self, content: bytes, *, place: str) -> bytes:
        """Encrypt bytes for `place`; the result is `OVERHEAD` longer."""
        nonce = randomness.salt(_NONCE_BYTES)
        return _VERSION + nonce + AESGCM(self.keys[0]).encrypt(nonce, content, place.encode())

    def open_bytes(self, sealed: bytes, *, place: str) -> bytes:
        """Decrypt what `seal_bytes` made for `place`; raises `UnreadableText`."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        for key in self.keys:
            try:
                return AESGCM(key).decrypt(nonce, body, place.encode())
            except (InvalidTag, ValueError):  # another key's, or too short to be anybody's
                continue
        raise UnreadableText(place)
