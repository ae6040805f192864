"""Declarations of second roles."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.role_declarations.rules import SecondRole


def declaration_place(public_id: str) -> str:
    """What the words of a declaration are sealed for."""
    return f"pair-role-declaration:{public_id}"


class RoleDeclaration(Base):
    """What one of a pair says of their roles towards the other, who is whoever else is in the pair.

    `body` is the filled form, sealed. A change is a new row, and `replaced_at` says when; `seen_at`, when the other one
    signed that they saw this one.
    """

    __tablename__ = "pair_role_declaration"
    __table_args__ = (Index("ix_pair_role_declaration_pair_id", "pair_id", "declarer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    declarer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    body: Mapped[bytes]
    review_on: Mapped[date]
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]


class DeclaredRole(Base):
    """One role of a declaration, open to the question whether somebody held it on a day."""

    __tablename__ = "pair_declared_role"
    __table_args__ = (
        UniqueConstraint("declaration_id", "role", "since_on"),
        CheckConstraint(
            "role in ('coach', 'line-manager', 'appraiser', 'assessor', 'tutor', 'friend', 'quality-observer')",
            name="role",
        ),
        CheckConstraint("until_on is null or until_on >= since_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair_role_declaration.id", ondelete="CASCADE"))
    role: Mapped[SecondRole] = mapped_column(String(16))
    since_on: Mapped[date]
    until_on: Mapped[date | None]
