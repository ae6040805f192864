"""Make keys, sign with the one in force, retire and revoke them.

What changes which key is in force holds the installation first; a key takes a tenth of a second to make, before that.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.ground.locks import hold_installation
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.signing import jose, queries
from learnmentor.signing.models import SigningKey, key_place
from learnmentor.signing.signer import Signer


class NoKey(Exception):
    """Nothing can be signed: no key was made yet, or no text key opens the one in force."""


class KeyExists(Exception):
    """A key is in force already."""


class RevokedBefore(Exception):
    """The key was revoked before; the first reason stands."""


def signer(db: Session, vault: Vault, *, base_url: str) -> Signer:
    """Who signs today; raises `NoKey`."""
    key = queries.current(db)
    if key is None or key.private is None:
        raise NoKey("No signing key was made yet. Run: learnmentor db upgrade")
    try:
        private = vault.open(key.private, place=key_place(key.kid))
    except UnreadableText:
        raise NoKey("The signing key cannot be opened with LEARNMENTOR_TEXT_KEYS.") from None
    return Signer(queries.public_half(key), base_url, private)


def signer_if_any(db: Session, vault: Vault, *, base_url: str) -> Signer | None:
    """Who signs today, for what goes out unsigned where nobody does."""
    try:
        return signer(db, vault, base_url=base_url)
    except NoKey:
        return None


def sign(db: Session, vault: Vault, *, payload: bytes, content_type: str, base_url: str) -> str:
    """Sign with the key in force (`rules.CREDENTIAL` and its neighbours are content types); raises `NoKey`."""
    return signer(db, vault, base_url=base_url).sign(payload, content_type=content_type)


def first_key(db: Session, vault: Vault, *, at: datetime) -> SigningKey:
    """Make a key; raises `KeyExists` when one is in force."""
    new = jose.new_key()
    hold_installation(db)
    if queries.current(db) is not None:
        raise KeyExists
    return _keep(db, vault, new, at=at)


def ensure_key(db: Session, vault: Vault, *, at: datetime) -> SigningKey:
    """The key in force, made now if there is none."""
    if (standing := queries.current(db)) is not None:
        return standing
    new = jose.new_key()
    hold_installation(db)
    return queries.current(db) or _keep(db, vault, new, at=at)


def rotate(db: Session, vault: Vault, *, at: datetime) -> SigningKey:
    """Make a new key, and retire the one in force: it signs no more, and still proves what it signed."""
    new = jose.new_key()
    hold_installation(db)
    while (before := queries.current(db)) is not None:
        before.retired_at, before.private = at, None
        db.flush()
    return _keep(db, vault, new, at=at)


def revoke(db: Session, vault: Vault, key: SigningKey, *, reason: str, at: datetime) -> SigningKey:
    """Say that a key proves nothing any more, and why; returns the key in force, new if it was this one.

    For a key that got into other hands: whoever has it can sign anything, and with any date.
    """
    new = jose.new_key()  # for the case that it was the one in force
    hold_installation(db)
    db.refresh(key)
    if key.revoked_at is not None:
        raise RevokedBefore(key.kid)
    key.revoked_at, key.reason, key.private = at, reason.strip(), None
    key.retired_at = key.retired_at or at
    db.flush()
    return queries.current(db) or _keep(db, vault, new, at=at)


def key_opens(db: Session, vault: Vault) -> bool:
    """Whether the key in force can sign here; True where none was made."""
    key = queries.current(db)
    return key is None or key.private is None or vault.opens(key.private, place=key_place(key.kid))


def _keep(db: Session, vault: Vault, new: tuple[str, dict[str, Any], str], *, at: datetime) -> SigningKey:
    kid, public, private = new
    made = SigningKey(kid=kid, public=public, private=vault.seal(private, place=key_place(kid)), created_at=at)
    db.add(made)
    db.flush()
    return made
