"""Rows of work to be done and of mail to be sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.jobs.rules import Fate, fate


class Job(Base):
    """One piece of work: `kind` names its handler, `args` holds what the handler needs and no personal text."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state in ('ready', 'running', 'done', 'failed')", name="state"),
        Index("ix_job_state_run_at", "state", "run_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    args: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10), default="ready")
    tries: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(200))  # kind and place of the last error, never its text


class OutgoingMail(Base):
    """A letter in the outbox. Its text goes once it is sent or given up, since links in it open accounts.

    Without a mail server it stays here for a while, to be read on the administrators' page in demo mode.
    """

    __tablename__ = "outgoing_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(String(254), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    worth_until: Mapped[datetime | None]  # what it says is over then, such as its link
    tries: Mapped[int] = mapped_column(default=0, server_default="0")  # that the mail server did not take
    tried_at: Mapped[datetime | None]  # the last of them
    given_up_at: Mapped[datetime | None]

    @property
    def fate(self) -> Fate:
        """What became of it so far."""
        return fate(sent=self.sent_at is not None, given_up=self.given_up_at is not None, tries=self.tries)
