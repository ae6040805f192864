"""The signature of a pack: over the list of its members, in a file beside it, with the key that it fits.

It is a JWS with the list left out (RFC 7515, appendix F), so any program for JWS checks it too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from learnmentor.ground.storage.archive import Archive
from learnmentor.signing import jose, rules
from learnmentor.signing.rules import PACK_MANIFEST, Checked, PublicKey, Verdict
from learnmentor.signing.signer import Signer

MANIFEST, SIGNATURE, KEYS = "manifest.json", "manifest.jws", "keys.json"
BESIDE_THE_LIST = frozenset({MANIFEST, SIGNATURE, KEYS})


def closing_list(archive: Archive, told: Mapping[str, Any], *, signer: Signer | None) -> Iterator[bytes]:
    """The list of an archive, or of one of its folders, put into it; signed where somebody signs."""
    if signer is not None:
        told = {**told, "signature": SIGNATURE}
    content = _json(told)
    yield from archive.add(MANIFEST, [content])
    if signer is not None:
        signature = rules.detached(signer.sign(content, content_type=PACK_MANIFEST))
        yield from archive.add(SIGNATURE, [f"{signature}\n".encode()])
        yield from archive.add(KEYS, [_json(signer.key_set)])


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True)
class Signature:
    """What the signature of a pack came to.

    `proved`: a key that the reader had from elsewhere made it. `agrees`: only the key in the pack itself says so, which
    whoever makes a pack can put there; its fingerprint is for comparing.
    """

    checked: Checked | None  # None where the pack is not signed
    trusted: bool  # whether the keys came from elsewhere than the pack
    published_at: str = ""  # where the pack says that its key is published

    @property
    def proved(self) -> bool:
        """Whether it shows who made the pack."""
        return self.trusted and self.checked is not None and self.checked.proved

    @property
    def agrees(self) -> bool:
        """Whether it fits the key in the pack, and nobody said whose that is."""
        return not self.trusted and self.checked is not None and self.checked.proved

    @property
    def fault(self) -> str | None:
        """Why the pack has to be refused, or None. That nothing is signed is no fault: older packs are not."""
        if self.checked is None or self.checked.proved:
            return None
        if self.checked.verdict is Verdict.NOT_SIGNED:
            return "It is not a signature as we make it."
        if self.checked.verdict is Verdict.ALTERED:
            return "It does not fit: the manifest is not the one that was signed."
        if self.checked.verdict is Verdict.UNKNOWN_KEY and self.trusted:
            return "It was made with a key that is not among those given. Nothing shows who made the pack."
        if self.checked.verdict is Verdict.UNKNOWN_KEY:
            return f"The key that it names is not in {KEYS}. Nothing shows who made the pack."
        return self.checked.sentence

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the key that it fits, or ""."""
        return self.checked.key.fingerprint if self.checked and self.checked.key else ""


def signature_of(
    *, manifest: bytes, signature: bytes | None, keys: bytes | None, trusted: Iterable[PublicKey] | None
) -> Signature:
    """Check the signature of a list, as its files have it, against `trusted` keys or else the key that came along."""
    if signature is None:
        return Signature(None, trusted is not None)
    token = rules.attached(signature.decode("ascii", "replace"), manifest)
    known = list(trusted) if trusted is not None else _keys_in(keys)
    checked = rules.check_signature(token, known, content_type=PACK_MANIFEST)
    header = jose.header_of(token) or {}
    return Signature(checked, trusted is not None, _page_of(str(header.get("kid", ""))))


def says_that_it_is_signed(manifest: Mapping[str, Any]) -> bool:
    """Whether the list itself names a signature, so that one taken out is missed."""
    return "signature" in manifest


def _keys_in(keys: bytes | None) -> list[PublicKey]:
    try:
        return rules.keys_of(json.loads(keys or b"{}"))
    except (ValueError, RecursionError):
        return []


def _page_of(kid: str) -> str:
    """The page that lists a key for people: one step above the address of the key itself."""
    page = kid.rpartition("/")[0]
    plain = page.isascii() and page.isprintable() and " " not in page and len(page) < 200
    return page if plain and page.startswith(("http://", "https://")) else ""
