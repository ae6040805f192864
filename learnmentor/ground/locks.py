"""What goes one at a time: the installation's one row, turns by name where there is no row, rows that exist once.

A story holds its row first; which one that is, for each story, stands in docs/decisions.md.
"""

from collections.abc import Mapping
from typing import cast

from sqlalchemy import CheckConstraint, Table, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from learnmentor.ground.db import Base


class Installation(Base):
    """The installation itself: one row, held by what is decided for all of it and must be decided one at a time.

    Who administers it, what it signs with and as whom, what a year asks of everybody, and what its course says.
    """

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def insert_once(db: Session, table: type[Base], row: Mapping[str, object]) -> bool:
    """Add a row unless a constraint says that there is one; False then, however many come at the same moment."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    adding = insert(cast(Table, table.__table__)).values(row).on_conflict_do_nothing().returning(literal(1))
    return db.execute(adding).first() is not None


_INSTALLATION = select(Installation.id).with_for_update()


def hold_installation(db: Session) -> None:
    """Hold the installation's row until the transaction ends: what is decided for all of it goes one at a time."""
    if db.scalar(_INSTALLATION) is None:
        insert_once(db, Installation, {"id": 1})
        db.scalar(_INSTALLATION)


def take_turn(db: Session, name: str) -> None:
    """Wait until nobody else is at `name`, and be the one who is. SQLite has one writer, who holds every name."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
