"""Third parties of pairs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.third_parties.rules import ThirdParty, ThirdRole


def acknowledgement_place(public_id: str) -> str:
    """What the name under an acknowledgement is sealed for."""
    return f"pair-third-party:{public_id}"


class PairThirdParty(Base):
    """Somebody whom one of the two named and to whom the other agreed. Taken away, the row is gone."""

    __tablename__ = "pair_third_party"
    __table_args__ = (
        UniqueConstraint("pair_id", "email"),
        CheckConstraint("role in ('tutor', 'manager', 'coordinator')", name="role"),
        CheckConstraint("(agreed_by_id is null) = (agreed_at is null)", name="agreed"),
        CheckConstraint("(acknowledged_as is null) = (acknowledged_at is null)", name="acknowledged"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"), index=True)
    role: Mapped[ThirdRole] = mapped_column(String(12))
    email: Mapped[str] = mapped_column(String(254), index=True)
    named_by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    named_at: Mapped[datetime]
    agreed_by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    agreed_at: Mapped[datetime | None]
    token_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)  # who took the link
    acknowledged_as: Mapped[bytes | None]  # their name then, sealed for `acknowledgement_place`
    acknowledged_at: Mapped[datetime | None]

    @property
    def third(self) -> ThirdParty:
        """What rules ask of it."""
        return ThirdParty(self.named_by_id, self.agreed_by_id, self.person_id, self.expires_at)
