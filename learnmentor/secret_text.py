"""Private text at rest: AES-GCM with a key from the settings, each text bound to the place it belongs to.

A database file or a backup alone shows none of it. The first key writes; every key reads, so that keys can be changed.
"""

import json
import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE_BYTES = 12


class UnreadableText(Exception):
    """No key opens the text, or it was moved from the place it was written for."""


@dataclass(frozen=True)
class Vault:
    """Seals and opens private values. `place` names the row, so that a sealed value copied elsewhere does not open."""

    keys: tuple[bytes, ...]

    def seal(self, value: Any, *, place: str) -> bytes:
        """Encrypt a JSON value for `place`."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.keys[0]).encrypt(nonce, json.dumps(value, ensure_ascii=False).encode(), place.encode())
        return _VERSION + nonce + sealed

    def open(self, sealed: bytes, *, place: str) -> Any:
        """Decrypt what `seal` made for `place`; raises `UnreadableText`."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        for key in self.keys:
            try:
                return json.loads(AESGCM(key).decrypt(nonce, body, place.encode()))
            except InvalidTag:
                continue
        raise UnreadableText(place)
