"""The key in force, opened: what signs while something is being written, with no database at hand."""

from dataclasses import dataclass, field
from typing import Any

from learnmentor.signing import jose, rules


@dataclass(frozen=True)
class Signer:
    """A private key, and where its public half is published."""

    public: rules.PublicKey
    base_url: str
    private: str = field(repr=False)

    def sign(self, payload: bytes, *, content_type: str) -> str:
        """A compact JWS with RS256; its header names the kind of thing (`typ`) and where the key is published."""
        header = {"typ": content_type, "kid": rules.address_of(self.public.kid, base_url=self.base_url)}
        return jose.signed(payload, header=header, private=self.private)

    @property
    def key_set(self) -> dict[str, Any]:
        """The public half as a JWK Set, to go along with what is signed."""
        return {"keys": [rules.as_jwk(self.public, base_url=self.base_url)]}
