"""Taking turns where there is no row to hold: by a name, until the transaction ends."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def take_turn(db: Session, name: str) -> None:
    """Wait until nobody else is at `name`, and be the one who is. SQLite has one writer, who holds every name."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
