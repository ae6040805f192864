"""The house that tests go about in: everybody at its door, when it is, and which tables are not as they were built."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from learnmentor.accounts.rules import RoleName
from learnmentor.ground.db import Base
from tests import factories
from tests.conftest import PERSONAS
from tests.page import Browser

CAST = PERSONAS | {
    "hana": ("Hana Suzuki", (RoleName.TRAINER,)),  # whose drafts are not Ben's
    "nadia": ("Nadia Haddad", (RoleName.COORDINATOR,)),  # of the same part as Dev
}
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = NOW.date()


@dataclass(frozen=True)
class House:
    """An application with everything switched on, whose database can be put back to how it was built."""

    app: Flask
    path: Path
    people: dict[str, factories.Person]
    things: dict[str, str]
    signed_in: dict[str, str]  # the token of each persona's browser
    pristine: sqlite3.Connection
    digests: dict[str, str]  # of every table, as it was built
    watching: sqlite3.Connection

    def restore(self) -> None:
        """Undo whatever tests did."""
        with closing(sqlite3.connect(self.path)) as live:
            self.pristine.backup(live)

    def version(self) -> int:
        """Another number after each commit of somebody else that wrote something."""
        return int(self.watching.execute("pragma data_version").fetchone()[0])


@dataclass(frozen=True)
class World:
    """Everybody's browser by persona ("nobody" among them), and the words in addresses by the name of the thing."""

    browsers: dict[str, Browser]
    things: dict[str, str]
    engine: Engine
    house: House
    version: int

    def changed(self) -> set[str]:
        """The tables that are not as the house was built. What nobody has written to is not read again."""
        if self.house.version() == self.version:
            return set()
        now = digests(self.engine)
        return {table for table in now if now[table] != self.house.digests[table]}


def digests(engine: Engine) -> dict[str, str]:
    """Every table's rows as a digest."""
    with engine.connect() as connection:
        return {
            table.name: hashlib.sha256(repr(sorted(map(repr, connection.execute(table.select())))).encode()).hexdigest()
            for table in Base.metadata.sorted_tables
        }
