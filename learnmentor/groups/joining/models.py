"""Members of a group, and the ways by which they come."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands, WayIn, WayKind

_HERE = text("state <> 'left'")


class GroupWay(Base):
    """A link or a code by which people come into a group.

    `word` is kept as it is, since leaders show it again on a slide; it opens nothing but the page that asks whether
    somebody wants to join, and it ends.
    """

    __tablename__ = "group_way"
    __table_args__ = (
        CheckConstraint("kind in ('link', 'code')", name="kind"),
        CheckConstraint("most is null or most between 1 and 500", name="most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    group_id: Mapped[int] = mapped_column(Integer, ForeignKey("people_group.id"), index=True)
    kind: Mapped[WayKind] = mapped_column(String(4))
    word: Mapped[str] = mapped_column(String(64), unique=True)
    most: Mapped[int | None]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    def way_in(self, came: int) -> WayIn:
        """What rules ask of it."""
        return WayIn(self.ends_at, self.most, self.withdrawn_at is not None, came)


class GroupMember(Base):
    """One stay of somebody in a group: asked, accepted (which version of the text, and how they are seen), left."""

    __tablename__ = "group_member"
    __table_args__ = (
        CheckConstraint("state in ('invited', 'waiting', 'accepted', 'left')", name="state"),
        CheckConstraint("came_by in ('list', 'letter', 'link', 'code')", name="came_by"),
        CheckConstraint("seen_as is null or seen_as in ('name', 'count')", name="seen_as"),
        CheckConstraint(
            "state not in ('waiting', 'accepted') or (seen_as is not null and terms_version is not null)",
            name="accepted_terms",
        ),
        CheckConstraint("(state = 'left') = (left_at is not null)", name="left_at"),
        # somebody is in a group once at a time
        Index("uq_group_member_here", "group_id", "person_id", unique=True, sqlite_where=_HERE, postgresql_where=_HERE),
        Index("ix_group_member_person_id", "person_id", "state"),
        Index("ix_group_member_group_id", "group_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    group_id: Mapped[int] = mapped_column(Integer, ForeignKey("people_group.id"))
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"))
    state: Mapped[Stands] = mapped_column(String(8))
    came_by: Mapped[ComesBy] = mapped_column(String(6))
    way_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("group_way.id"), index=True)
    seen_as: Mapped[Counted | None] = mapped_column(String(5))
    terms_version: Mapped[int | None]  # of `joining/terms.py`, as it was accepted
    asked_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]  # the terms, not by the leader
    joined_at: Mapped[datetime | None]  # since when they are a member
    left_at: Mapped[datetime | None]


class GroupInvitation(Base):
    """A letter to an address that no member of the part has: only the token's SHA-256 is kept."""

    __tablename__ = "group_invitation"
    __table_args__ = (UniqueConstraint("group_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    group_id: Mapped[int] = mapped_column(Integer, ForeignKey("people_group.id"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
