"""A change of the address that somebody signs in with."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class AddressChange(Base):
    """Asked for by the person, by an administrator, or from the command line (`asked_by_id` is then empty).

    Two links go out: one to the new address, which confirms it, and one to the old address, which stops it or takes it
    back. Only their SHA-256 are kept.
    """

    __tablename__ = "address_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
    old_email: Mapped[str] = mapped_column(String(254))
    new_email: Mapped[str] = mapped_column(String(254))
    confirm_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    stop_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]  # from the old address, by the person, or because another one was asked for
