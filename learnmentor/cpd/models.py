"""The ledger's lines, the prose and the files that belong to them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnmentor.db import Base


class CpdEntry(Base):
    """One line of the ledger. Written once; `hash` covers every column of fact and the hash of the person's line before.

    kind: "segment" (credited by completion), "own" (logged by the person), "correction" (supersedes another line),
    "withdrawal" (takes another line out of the sums). Minutes are null where that basis does not apply.
    """

    __tablename__ = "cpd_entry"
    __table_args__ = (
        UniqueConstraint("person_id", "sequence"),
        UniqueConstraint("person_id", "source"),
        UniqueConstraint("supersedes_id"),
        CheckConstraint("kind in ('segment', 'own', 'correction', 'withdrawal')", name="kind"),
        CheckConstraint("planned_minutes is null or planned_minutes between 0 and 1440", name="planned_minutes"),
        CheckConstraint("active_minutes is null or active_minutes between 0 and 1440", name="active_minutes"),
        CheckConstraint("claimed_minutes is null or claimed_minutes between 0 and 1440", name="claimed_minutes"),
        CheckConstraint("(supersedes_id is not null) = (kind in ('correction', 'withdrawal'))", name="supersedes"),
        Index("ix_cpd_entry_person_id_on", "person_id", "on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sequence: Mapped[int]  # 1, 2, 3 … within the person's ledger
    kind: Mapped[str] = mapped_column(String(12))
    source: Mapped[str | None] = mapped_column(String(80))  # "segment:C1-S1" or "form:<token>": the same source is never entered twice
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("cpd_entry.id"))
    on: Mapped[date]
    type: Mapped[str] = mapped_column(String(20))  # rules.EntryType
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200), default="")
    planned_minutes: Mapped[int | None]
    active_minutes: Mapped[int | None]
    claimed_minutes: Mapped[int | None]
    counted_minutes: Mapped[int]  # what counts toward the target, and `basis` says by which rule
    basis: Mapped[str] = mapped_column(String(10))  # "planned", "active", "claimed": where the counted minutes come from
    segment_code: Mapped[str | None] = mapped_column(String(20))
    revision_number: Mapped[int | None]
    prose_salt: Mapped[bytes]
    prose_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]

    prose: Mapped["CpdProse | None"] = relationship(back_populates="entry", uselist=False, lazy="raise")
    files: Mapped[list["CpdFile"]] = relationship(back_populates="entry", order_by="CpdFile.id", lazy="raise")


class CpdProse(Base):
    """What a person wrote about an entry, sealed (place "cpd:<person_id>:<sequence>"); erasing it leaves the chain valid."""

    __tablename__ = "cpd_prose"

    entry_id: Mapped[int] = mapped_column(ForeignKey("cpd_entry.id"), primary_key=True)
    body: Mapped[bytes]  # {"reflection": …, "impact": …, "explanation": …, "links": …}

    entry: Mapped[CpdEntry] = relationship(back_populates="prose", lazy="raise")


class CpdFile(Base):
    """A file that backs an entry, kept as uploaded and served only to its owner."""

    __tablename__ = "cpd_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("cpd_entry.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(64))

    entry: Mapped[CpdEntry] = relationship(back_populates="files", lazy="raise")
