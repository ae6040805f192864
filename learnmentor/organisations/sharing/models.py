"""Agreements of two organisations."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.organisations.sharing.rules import AgreementFacts, ShareKind


class SharingAgreement(Base):
    """What one organisation shares with another, from the day it is accepted.

    `from_name` and `to_name` are what each was told of the other: the name of the day on which it was told.
    """

    __tablename__ = "sharing_agreement"
    __table_args__ = (
        CheckConstraint("kind in ('programme', 'mentor', 'moderation')", name="kind"),
        CheckConstraint("from_root_id <> to_root_id", name="two_organisations"),
        CheckConstraint("(kind = 'programme') = (subject is not null)", name="a_programme"),
        CheckConstraint("kind = 'mentor' or person_id is null", name="a_mentor"),
        CheckConstraint("accepted_at is null or to_name is not null", name="told_when_accepted"),
        Index("ix_sharing_agreement_to_root_id", "to_root_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[ShareKind] = mapped_column(String(12))
    from_root_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    to_root_id: Mapped[int] = mapped_column(Integer, ForeignKey("part.id"))
    from_name: Mapped[str] = mapped_column(String(120))
    to_name: Mapped[str | None] = mapped_column(String(120))
    subject: Mapped[str | None] = mapped_column(String(60))  # a programme, as `rules.shared_as` has it
    person_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)  # the mentor
    told: Mapped[str] = mapped_column(String(160), default="")  # title or name of it, as it was told
    proposed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    last_day: Mapped[date | None]

    @property
    def facts(self) -> AgreementFacts:
        """What decides how it stands."""
        return AgreementFacts(self.from_root_id, self.to_root_id, self.accepted_at, self.ended_at, self.last_day)
