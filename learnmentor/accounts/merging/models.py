"""Which account went on in which, and requests to merge two that wait for a letter to be answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class MergedAccount(Base):
    """That an account was closed because its owner goes on with another: nothing of it was erased.

    It always names the account that goes on today: where that one is merged too, the row follows.
    """

    __tablename__ = "merged_account"
    __table_args__ = (CheckConstraint("goes_id <> stays_id", name="two_accounts"),)

    goes_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    stays_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


class MergeRequest(Base):
    """Asked for by the owner of the account that stays, or by an administrator; a letter to each address proves it.

    The owner is signed in to the account that stays, so that `stays_sha256` is empty. Only digests of links are kept.
    """

    __tablename__ = "merge_request"
    __table_args__ = (CheckConstraint("goes_id <> stays_id", name="two_accounts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stays_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    goes_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
    goes_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    stays_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    goes_proved_at: Mapped[datetime | None]
    stays_proved_at: Mapped[datetime | None]
