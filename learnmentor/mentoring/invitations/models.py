"""Invitations to pairs, and the two who are asked."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.invitations.rules import Proposal
from learnmentor.mentoring.rules import PairContext, PairKind, Side


class PairInvitation(Base):
    """That somebody proposes a pair: one of the two, or a coordinator. Its row orders the answers."""

    __tablename__ = "pair_invitation"
    __table_args__ = (
        CheckConstraint("kind in ('mentoring', 'specialist-coaching', 'co-coaching', 'e-mentoring')", name="kind"),
        CheckConstraint(
            "context in ('initial-training', 'cpd', 'induction', 'performance-support', 'management', 'career')",
            name="context",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    kind: Mapped[PairKind] = mapped_column(String(20))
    context: Mapped[PairContext] = mapped_column(String(20))
    sent_at: Mapped[datetime]  # the last time
    expires_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    pair_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("pair.id"), index=True)

    @property
    def proposal(self) -> Proposal:
        """What rules ask of it."""
        return Proposal(self.expires_at, self.pair_id is not None, self.declined_at, self.withdrawn_at)


class PairInvitee(Base):
    """One of the two who would be the pair. Of the link in a letter only the token's SHA-256 is kept.

    Whoever proposes a pair with themselves has a row that is accepted from the beginning.
    """

    __tablename__ = "pair_invitee"
    __table_args__ = (
        UniqueConstraint("invitation_id", "side"),
        CheckConstraint("side in ('mentor', 'mentee')", name="side"),
        CheckConstraint("person_id is not null or email is not null", name="somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    invitation_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_invitation.id", ondelete="CASCADE"))
    side: Mapped[Side] = mapped_column(String(6))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    token_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)  # once they accepted
    accepted_at: Mapped[datetime | None]
