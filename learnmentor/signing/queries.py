"""Reads about keys."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.signing.models import SigningKey
from learnmentor.signing.rules import PublicKey

_STANDING = select(SigningKey).where(SigningKey.retired_at.is_(None), SigningKey.revoked_at.is_(None))
_CURRENT = _STANDING.order_by(SigningKey.id.desc()).limit(1)


def current(db: Session) -> SigningKey | None:
    """The key that signs today; None where none was made yet."""
    return db.scalar(_CURRENT)


def key(db: Session, kid: str) -> SigningKey | None:
    """A key by its thumbprint."""
    return db.scalar(select(SigningKey).where(SigningKey.kid == kid))


def published(db: Session) -> list[PublicKey]:
    """Every key that ever signed, newest first."""
    return [public_half(each) for each in db.scalars(select(SigningKey).order_by(SigningKey.id.desc()))]


def public_half(of: SigningKey) -> PublicKey:
    """What anybody may know of a key."""
    return PublicKey(
        kid=of.kid,
        jwk=of.public,
        created_at=of.created_at,
        retired_at=of.retired_at,
        revoked_at=of.revoked_at,
        reason=of.reason,
    )
