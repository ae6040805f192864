"""The draft of an agreement, field by field; who signed it; and the versions that came of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.rules import PairContext, PairKind, Side


def reading_place(public_id: str) -> str:
    """What a value in a draft is sealed for."""
    return f"agreement-reading:{public_id}"


def signature_place(public_id: str) -> str:
    """What the name under a draft is sealed for."""
    return f"agreement-signature:{public_id}"


def version_place(public_id: str) -> str:
    """What the text of a version is sealed for."""
    return f"agreement-version:{public_id}"


def party_place(public_id: str) -> str:
    """What one of the two says of themselves in a version is sealed for."""
    return f"agreement-party:{public_id}"


class AgreementReading(Base):
    """What one of the two wrote into a field of the draft. Two of one field: both wrote at once, and both stand.

    A field without any stands as it did in the last version. Keys that begin with "own_" are the writer's own fields.
    """

    __tablename__ = "agreement_reading"
    __table_args__ = (UniqueConstraint("pair_id", "key", "writer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    key: Mapped[str] = mapped_column(String(40))
    writer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes]  # a value, sealed for `reading_place`
    at: Mapped[datetime]


class AgreementSignature(Base):
    """One of the two has signed the draft, as its digest has it. A draft that changes is not signed any more."""

    __tablename__ = "agreement_signature"
    __table_args__ = (UniqueConstraint("pair_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes]  # the name that was typed, sealed for `signature_place`
    at: Mapped[datetime]


class AgreementVersion(Base):
    """What both signed, never changed; what each says of themselves lies beside it and goes with their account."""

    __tablename__ = "agreement_version"
    __table_args__ = (
        UniqueConstraint("pair_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    number: Mapped[int]
    kind: Mapped[PairKind] = mapped_column(String(20))
    context: Mapped[PairContext] = mapped_column(String(20))
    body: Mapped[bytes]  # {"shared": values, "targets": public ids by objective}, sealed for `version_place`
    sha256: Mapped[str] = mapped_column(String(64))  # rules.digest of what was signed
    made_at: Mapped[datetime]


class AgreementParty(Base):
    """One of the two in a version: their own fields, the name that they signed with, and when."""

    __tablename__ = "agreement_party"
    __table_args__ = (
        UniqueConstraint("version_id", "person_id"),
        CheckConstraint("side in ('mentor', 'mentee')", name="side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    version_id: Mapped[int] = mapped_column(Integer, ForeignKey("agreement_version.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    side: Mapped[Side] = mapped_column(String(8))
    body: Mapped[bytes]  # {"own": values, "signed_as": name}, sealed for `party_place`
    signed_at: Mapped[datetime]


class AgreementTick(Base):
    """Something on the list of an agreement is done, as one of the two said. `key` outlives a new version."""

    __tablename__ = "agreement_tick"
    __table_args__ = (UniqueConstraint("pair_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    key: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
