"""Alembic without an ini file: upgrade, downgrade and compare, from our own commands and tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory


def config_for(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def script() -> ScriptDirectory:
    """Every revision that this version knows."""
    return ScriptDirectory.from_config(config_for("sqlite://"))


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database up to a revision; nothing happens when it is there."""
    command.upgrade(config_for(url), to)


def downgrade(url: str, to: str = "base") -> None:
    """Take the database down to a revision, losing what the newer tables hold."""
    command.downgrade(config_for(url), to)


def newest() -> str | None:
    """The revision that this version needs."""
    return ScriptDirectory.from_config(config_for("sqlite://")).get_current_head()


def known() -> set[str]:
    """Every revision that this version knows."""
    return {script.revision for script in ScriptDirectory.from_config(config_for("sqlite://")).walk_revisions()}


def check(url: str) -> None:
    """Raise when the tables differ from the models."""
    command.check(config_for(url))
