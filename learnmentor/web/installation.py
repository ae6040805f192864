"""What a view needs of the installation that it runs in, so that no view reads Flask's configuration."""

from datetime import date

from flask import current_app

from learnmentor.config import Settings
from learnmentor.ground import clock
from learnmentor.ground.letters import Sender
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault


def settings() -> Settings:
    """What was set in the environment."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def name() -> str:
    """What the place is called that runs it, on documents too."""
    return settings().installation_name or "LearnMentor"


def vault() -> Vault:
    """What seals and opens private text."""
    found: Vault = current_app.config["VAULT"]
    return found


def files() -> FileStore:
    """Where files of people and of content lie."""
    found: FileStore = current_app.config["FILES"]
    return found


def zone() -> str:
    """The time zone by which days are told."""
    return settings().time_zone


def today() -> date:
    """The date on the wall where this installation is."""
    return clock.today(zone())


def sender() -> Sender:
    """Who writes our letters."""
    return Sender(settings().base_url, settings().installation_name)


def secret() -> str:
    """The key under which cookies are signed and strangers are counted."""
    return settings().secret_key
