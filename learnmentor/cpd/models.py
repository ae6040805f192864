"""The ledger's lines, the prose and the files that belong to them."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnmentor.cpd.rules import LedgerLine
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.db import Base

_FACTS = tuple(field.name for field in fields(LedgerLine))


class CpdEntry(Base):
    """One line of the ledger. Written once; `hash` covers every column of fact and the hash of the line before.

    kind: "segment" (credited by completion), "session" (confirmed by its leader), "own" (logged by the person),
    "correction" (replaces another line), "withdrawal" (takes another line out of the sums). Minutes are null where that
    basis does not apply.
    """

    __tablename__ = "cpd_entry"
    __table_args__ = (
        UniqueConstraint("person_id", "sequence"),
        UniqueConstraint("person_id", "source"),
        UniqueConstraint("person_id", "supersedes"),
        ForeignKeyConstraint(["person_id", "supersedes"], ["cpd_entry.person_id", "cpd_entry.sequence"]),
        CheckConstraint("sequence >= 1", name="sequence"),
        CheckConstraint("kind in ('segment', 'session', 'own', 'correction', 'withdrawal')", name="kind"),
        CheckConstraint("basis in ('planned', 'active', 'claimed', 'attended')", name="basis"),
        CheckConstraint("planned_minutes between 0 and 1440", name="planned_minutes"),
        CheckConstraint("active_minutes >= 0", name="active_minutes"),
        CheckConstraint("claimed_minutes between 0 and 1440", name="claimed_minutes"),
        CheckConstraint("attended_minutes between 0 and 1440", name="attended_minutes"),
        CheckConstraint("(attended_minutes is not null) = (basis = 'attended')", name="attended"),
        CheckConstraint("kind <> 'session' or (attended_minutes > 0 and confirmed_by is not null)", name="session"),
        CheckConstraint("counted_minutes between 0 and 1440", name="counted_minutes"),
        CheckConstraint("(supersedes is not null) = (kind in ('correction', 'withdrawal'))", name="supersedes"),
        CheckConstraint("supersedes < sequence", name="supersedes_earlier"),
        Index("ix_cpd_entry_person_id_on", "person_id", "on", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    sequence: Mapped[int]  # 1, 2, 3 … within the person's ledger
    kind: Mapped[str] = mapped_column(String(12))
    source: Mapped[str | None] = mapped_column(String(80))  # "segment:C1-S1", "form:<token>": entered only once
    supersedes: Mapped[int | None]  # the sequence of the person's line that this one replaces
    on: Mapped[date]
    type: Mapped[str] = mapped_column(String(20))  # rules.EntryType
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200), default="")
    planned_minutes: Mapped[int | None]
    active_minutes: Mapped[int | None]
    claimed_minutes: Mapped[int | None]
    attended_minutes: Mapped[int | None]
    counted_minutes: Mapped[int]  # what counts toward the target; `basis` says which of the four it comes from
    basis: Mapped[str] = mapped_column(String(10))
    segment_code: Mapped[str | None] = mapped_column(String(20))
    revision_number: Mapped[int | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(200))  # the leader of a session, by name
    prose_salt: Mapped[bytes]  # no fact: it goes when the prose is erased
    prose_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(index=True)

    prose: Mapped["CpdProse | None"] = relationship(back_populates="entry", uselist=False, lazy="raise")
    files: Mapped[list["CpdFile"]] = relationship(back_populates="entry", order_by="CpdFile.id", lazy="raise")

    @property
    def line(self) -> LedgerLine:
        """The facts, as rules and chain see them."""
        return LedgerLine(**{name: getattr(self, name) for name in _FACTS})


class CpdProse(Base):
    """What a person wrote about a line, sealed; erasing it leaves the chain valid."""

    __tablename__ = "cpd_prose"

    entry_id: Mapped[int] = mapped_column(Integer, ForeignKey("cpd_entry.id"), primary_key=True)
    body: Mapped[bytes]  # prose.Prose, sealed by prose.seal

    entry: Mapped[CpdEntry] = relationship(back_populates="prose", lazy="raise")


class CpdFile(Base):
    """A file that backs an entry, kept as uploaded and served only to its owner."""

    __tablename__ = "cpd_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    entry_id: Mapped[int] = mapped_column(Integer, ForeignKey("cpd_entry.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(64), index=True)

    entry: Mapped[CpdEntry] = relationship(back_populates="files", lazy="raise")

    @property
    def kept(self) -> KeptFile:
        """The file as a value."""
        return KeptFile(self.name, self.media_type, self.size, self.sha256, self.storage_key)


class CpdClosedLedger(Base):
    """The end of a ledger whose account was merged into another: no line follows the one with this hash."""

    __tablename__ = "cpd_closed_ledger"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    lines: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))  # of no lines: the hash before the first
    closed_at: Mapped[datetime]


class CpdProfile(Base):
    """What a year asks for: somebody's own choice, that of an organisation for its members, or else everybody's."""

    __tablename__ = "cpd_profile"
    __table_args__ = (
        CheckConstraint("kind in ('ifl', 'set', 'custom')", name="kind"),
        CheckConstraint("minutes between 0 and 60000", name="minutes"),
        CheckConstraint("floor_minutes between 0 and 60000", name="floor_minutes"),
        CheckConstraint("starts_month between 1 and 12 and starts_day between 1 and 28", name="starts"),
        CheckConstraint("person_id is null or root_id is null", name="whose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), unique=True)
    root_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("part.id"), unique=True)  # an organisation
    kind: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int | None]  # of a full-time year; None asks for no number
    floor_minutes: Mapped[int] = mapped_column(default=0)  # the least that a part-time share comes to
    starts_month: Mapped[int]
    starts_day: Mapped[int]
    categories: Mapped[list[Any]]  # entry types that count; empty: all
    updated_at: Mapped[datetime]


class CpdYearSum(Base):
    """What the lines in force of one person come to in one CPD year: written with each line, and no fact of its own.

    It holds figures that reports add up, and the same by month and kind. Years begin as the person's profile says.
    """

    __tablename__ = "cpd_year_sum"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True)
    begins: Mapped[date] = mapped_column(primary_key=True)  # the first day of the year
    entries: Mapped[int]
    counted: Mapped[int]  # minutes, as the next five
    planned: Mapped[int]
    active: Mapped[int]
    claimed: Mapped[int]
    attended: Mapped[int]
    segments: Mapped[int]  # of the entries, those that were studied here
    sessions: Mapped[int]  # and those that leaders confirmed
    last_on: Mapped[date | None]  # the newest day on which something was done
    by_month: Mapped[list[Any]]  # [year, month, type, entries, counted, planned, active, claimed, attended, sessions]


def circumstances_place(person_id: int) -> str:
    """What posts and absences are sealed for."""
    return f"circumstances:{person_id}"


class CpdCircumstances(Base):
    """Posts and absences from which a share is worked out: somebody's own affair, sealed."""

    __tablename__ = "cpd_circumstances"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True)
    body: Mapped[bytes]  # owed.Circumstances, sealed for `circumstances_place`
    updated_at: Mapped[datetime]


def declaration_place(public_id: str) -> str:
    """What the working of a declaration is sealed for."""
    return f"declaration:{public_id}"


class CpdDeclaration(Base):
    """A year as its owner declared it, frozen. Declaring again adds one; the newest stands, earlier ones stay."""

    __tablename__ = "cpd_declaration"
    __table_args__ = (UniqueConstraint("person_id", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    year: Mapped[str] = mapped_column(String(10))  # its label, such as 2026-27
    number: Mapped[int]  # 1, 2, 3 … of the year
    snapshot: Mapped[dict[str, Any]]  # dates, target, totals, ledger head; no name, no prose
    snapshot_sha256: Mapped[str] = mapped_column(String(64), index=True)
    working: Mapped[bytes | None]  # declaring.Working, sealed for `declaration_place`; erasure takes it
    declared_at: Mapped[datetime]


class CpdPack(Base):
    """A pack that the worker makes because it is long: asked for, made, kept for a while, then gone."""

    __tablename__ = "cpd_pack"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'making', 'ready', 'failed', 'gone')", name="state"),
        Index("ix_cpd_pack_person_id_asked_at", "person_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    contents: Mapped[dict[str, Any]]  # years, whether reflections go in, or that it is all of somebody's data
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    name: Mapped[str] = mapped_column(String(120))
    done_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    total_bytes: Mapped[int] = mapped_column(BigInteger, default=0)  # an estimate, for the bar
    fault: Mapped[str | None] = mapped_column(String(200))  # a sentence for its owner
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class CpdPrompt(Base):
    """That somebody was asked what has come of an entry: at most once a week of asking, however often it is tried."""

    __tablename__ = "cpd_prompt"
    __table_args__ = (CheckConstraint("weeks in (1, 6)", name="weeks"),)

    entry_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("cpd_entry.id"), primary_key=True
    )  # the entry's first line
    weeks: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime]


class CpdPromptsStopped(Base):
    """That somebody does not want to be asked."""

    __tablename__ = "cpd_prompts_stopped"

    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True)
    since: Mapped[datetime]


class CpdLedgerCheck(Base):
    """What a check of every ledger of the installation found: by public id of the owner, never by name."""

    __tablename__ = "cpd_ledger_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime]
    ledgers: Mapped[int]
    lines: Mapped[int]
    faults: Mapped[list[Any]]  # {"ledger": public id, "reason": a sentence}
