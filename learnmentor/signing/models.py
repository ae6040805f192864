"""Signing keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


def key_place(kid: str) -> str:
    """What a private half is sealed for."""
    return f"signing-key:{kid}"


class SigningKey(Base):
    """One key of the installation. Its public half stays published after it is retired, or revoked with a reason."""

    __tablename__ = "signing_key"
    __table_args__ = (
        CheckConstraint("(revoked_at is null) = (reason is null)", name="reason_of_revocation"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(String(64), unique=True)  # the key's RFC 7638 thumbprint
    public: Mapped[dict[str, Any]]  # JWK, without private members
    private: Mapped[bytes | None]  # PEM, sealed for `key_place`; erased when it signs no more
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]  # signs no more, still proves what it signed
    revoked_at: Mapped[datetime | None]  # what it signed is no longer proved by it
    reason: Mapped[str | None] = mapped_column(String(300))
