"""Alembic without an ini file: upgrade, downgrade and compare, from our own commands and tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def config_for(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database up to a revision; nothing happens when it is there."""
    command.upgrade(config_for(url), to)


def downgrade(url: str, to: str = "base") -> None:
    """Take the database down to a revision, losing what the newer tables hold."""
    command.downgrade(config_for(url), to)


def check(url: str) -> None:
    """Raise when the tables differ from the models."""
    command.check(config_for(url))
