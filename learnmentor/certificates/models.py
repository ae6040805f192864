"""Awards as published, certificates as issued, and what happened to them since."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnmentor.certificates import rules
from learnmentor.certificates.snapshots import CertificateSnapshot
from learnmentor.ground.db import Base


class Award(Base):
    """A rule of combination in force. A changed rule is a new version; certificates keep the one that judged them."""

    __tablename__ = "award"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    rule: Mapped[dict[str, Any]]  # as in content/awards.yaml
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Certificate(Base):
    """The frozen record of an award at the moment it was met. Never updated, but that erasure takes the name away.

    A correction is a new edition, which names the one that it takes the place of.
    """

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("person_id", "award_code", "period", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # LM-7F3K-92QD-K
    person_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    award_code: Mapped[str] = mapped_column(String(20))
    award_version: Mapped[int]
    period: Mapped[str] = mapped_column(String(10), default="")  # "" for once in a lifetime
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    supersedes_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("certificate.id"), unique=True)
    status_index: Mapped[int | None] = mapped_column(unique=True)  # its bit in the credentials' status list
    printed_name: Mapped[str | None] = mapped_column(String(120))  # snapshots of format 2 hold a salted digest of it
    snapshot: Mapped[CertificateSnapshot] = mapped_column(JSON)
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]

    events: Mapped[list["CertificateEvent"]] = relationship(order_by="CertificateEvent.id", lazy="raise")

    @property
    def revoked(self) -> "CertificateEvent | None":
        """The revocation, where there was one; `events` must be loaded."""
        return next((event for event in self.events if event.kind == "revoked"), None)

    @property
    def ended(self) -> "CertificateEvent | None":
        """Why it no longer holds, revoked or replaced by another edition; `events` must be loaded."""
        return self.events[0] if self.events else None

    def standing(self, today: date) -> rules.CertificateStanding:
        """How it stands on that day; `events` must be loaded."""
        kind = self.ended.kind if self.ended else None
        return rules.standing(ended=kind, valid_until=self.valid_until, today=today)

    @property
    def name(self) -> str | None:
        """The name on it; None once that was erased."""
        return self.printed_name or self.snapshot.get("name")

    @property
    def valid_until(self) -> date | None:
        """Its last day; None where it holds for good."""
        last = self.snapshot.get("valid_until")
        return date.fromisoformat(last) if last else None


class CertificateEvent(Base):
    """Something that happened to a certificate after it was issued."""

    __tablename__ = "certificate_event"
    __table_args__ = (CheckConstraint("kind in ('revoked', 'superseded')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(Integer, ForeignKey("certificate.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
    at: Mapped[datetime]


class CertificateResult(Base):
    """That a certificate rests on a result of assessed work; `ended_it`: it was revoked since that was set aside."""

    __tablename__ = "certificate_result"

    certificate_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("certificate.id"), primary_key=True, autoincrement=False
    )
    result_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("result.id"), primary_key=True, autoincrement=False, index=True
    )
    ended_it: Mapped[bool] = mapped_column(default=False, server_default=false())


class AwardValidation(Base):
    """That an outside body validated an award, as an administrator typed it: certificates of those days say so.

    Ended, it stands on no more of them; those that were issued keep it.
    """

    __tablename__ = "award_validation"
    __table_args__ = (
        CheckConstraint("valid_from <= valid_until", name="days"),
        Index("ix_award_validation_award_code", "award_code", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    award_code: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(120))
    reference: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class HoursCounted(Base):
    """What counted in a certificate of hours, so that it counts in no other: a segment's code, or a session."""

    __tablename__ = "hours_counted"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(64), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(Integer, ForeignKey("certificate.id"), index=True)


class HandedOut(Base):
    """The SHA-256 of a document as somebody was given it, so that it is known again whatever we would make today.

    It is of a certificate, or of a person where it is theirs alone; it goes with the person, and stays with the
    certificate. Nothing of what stands in it is kept.
    """

    __tablename__ = "handed_out"
    __table_args__ = (
        CheckConstraint("kind in ('certificate', 'preview', 'badge', 'transcript', 'evidence')", name="kind"),
        CheckConstraint("(certificate_id is null) <> (person_id is null)", name="whose"),
        UniqueConstraint("sha256", "certificate_id"),
        UniqueConstraint("sha256", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12))
    certificate_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("certificate.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    made_with: Mapped[str | None] = mapped_column(String(64))  # where the worker made it: see `recording`
    at: Mapped[datetime]


class IssuerIdentity(Base):
    """How certificates are signed, copied into each snapshot when it is issued.

    The first row is the installation's; an organisation may have one beside it, for its members.
    """

    __tablename__ = "issuer_identity"
    __table_args__ = (CheckConstraint("(id = 1) = (root_id is null)", name="one_of_the_installation"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("part.id"), unique=True)  # an organisation
    name: Mapped[str] = mapped_column(String(120))
    signatory: Mapped[str] = mapped_column(String(120), default="")  # who stands for it, and as what
    signatory_title: Mapped[str] = mapped_column(String(120), default="")
    colour: Mapped[str] = mapped_column(String(7))  # #rrggbb, dark enough for white text
    logo: Mapped[bytes | None]  # PNG or cleaned SVG
    logo_type: Mapped[str | None] = mapped_column(String(20))
    updated_at: Mapped[datetime]
