"""Drafts in the browser, and what file and product last agreed on."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base


class Draft(Base):
    """A trainer's unpublished text of one content file."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("author_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    author_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    path: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(Text)
    base_sha256: Mapped[str] = mapped_column(
        String(64), default=""
    )  # of the published source it began from; "" for a new file
    updated_at: Mapped[datetime]


class ContentFile(Base):
    """The SHA-256 at which the file on disk and the product last agreed: the common ancestor of a conflict."""

    __tablename__ = "content_file"

    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    local: Mapped[bool] = mapped_column(primary_key=True, default=False, server_default=false())  # the folder's layer
    agreed_sha256: Mapped[str] = mapped_column(String(64))
    agreed_at: Mapped[datetime]


class MediaFile(Base):
    """A picture, clip or caption file of a unit as published; its bytes lie in the file store."""

    __tablename__ = "media_file"
    __table_args__ = (UniqueConstraint("path", "sha256", "local"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(300))  # units/C1-…/media/spectrums.svg
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    local: Mapped[bool] = mapped_column(default=False, server_default=false())
