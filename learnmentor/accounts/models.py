"""The installation, people, their roles, and the tokens and attempts of coming in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnmentor.accounts.rules import RoleName
from learnmentor.ground.db import Base
from learnmentor.ground.typed.names import folded


class Person(Base):
    """Somebody with an account. `name` is how we greet them, `printed_name` what stands on certificates."""

    __tablename__ = "person"
    __table_args__ = (
        # the order of the page of people, which shows open accounts alone
        Index(
            "ix_person_name", "name", "id",
            sqlite_where=text("closed_at is null"), postgresql_where=text("closed_at is null"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)  # unguessable, safe in addresses
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    printed_name: Mapped[str] = mapped_column(String(120))
    search_text: Mapped[str] = mapped_column(String(800), default="", server_default="")  # both names and the address
    password_hash: Mapped[str] = mapped_column(String(200))
    password_changes: Mapped[int] = mapped_column(default=0)  # forms from before one do not count any more
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    roles: Mapped[list["Role"]] = relationship(back_populates="person", order_by="Role.id", lazy="raise")


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _keep_search_text(_mapper: object, _connection: object, person: Person) -> None:
    """Whoever changes a name or an address changes what it is found by."""
    person.search_text = folded(f"{person.name} {person.printed_name} {person.email}")


class Role(Base):
    """A role of one person from a date, to a date or without end (inclusive).

    In one part of an organisation and all below it, as a coordinator's always is, or in the whole installation.
    """

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("name in ('trainer', 'assessor', 'moderator', 'coordinator', 'administrator')", name="name"),
        CheckConstraint("name <> 'coordinator' or part_id is not null", name="coordinators_part"),
        CheckConstraint("name <> 'administrator' or part_id is null", name="administrators_everywhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    name: Mapped[RoleName] = mapped_column(String(20))
    part_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("part.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="roles", lazy="raise")


class SignIn(Base):
    """One browser in which somebody is signed in; the row goes when they sign out there.

    Its cookie holds a token, of which only the SHA-256 is kept. `used_at` is when something was last saved, to the hour
    or, where the person is remembered, to the day: looking at a page writes nothing.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    remembered: Mapped[bool]
    device: Mapped[str] = mapped_column(String(60))  # in words, such as Firefox on Windows
    begun_at: Mapped[datetime]
    used_at: Mapped[datetime] = mapped_column(index=True)


class SignUp(Base):
    """A sign-up that waits for its first sign-in, which makes the account; used where no mail can be sent.

    While it waits, one more for the same address changes nothing; a day later nothing is left of it.
    """

    __tablename__ = "sign_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Invitation(Base):
    """A link that lets one address make an account; only the token's SHA-256 is kept.

    Sent by an administrator, or asked for by whoever signs up where mail can be sent (`invited_by_id` is then empty).
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[RoleName | None] = mapped_column(String(20))
    invited_by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordReset(Base):
    """A link that lets its holder choose a new password once; only the token's SHA-256 is kept."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """One try at a door, by a keyed digest of a mail address or of a network address: no personal text."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_subject_at", "subject", "at"), Index("ix_attempt_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
