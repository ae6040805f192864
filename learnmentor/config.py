"""Settings: typed, from the environment, and refused with a sentence when they cannot work."""

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_PACKAGE = Path(__file__).parent


class SettingsError(Exception):
    """A setting is missing or cannot work; the message says which, why, and what to set."""


def home(name: str) -> Path:
    """Where `templates`, `static` and `content` lie: inside an installed wheel, or at the top of a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def _text(value: str) -> str:
    return value.strip()


def _flag(value: str) -> bool:
    word = value.strip().lower()
    if word not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        raise ValueError("write yes or no")
    return word in {"1", "true", "yes", "on"}


def _count(value: str) -> int:
    if not value.strip().isdecimal() or int(value) < 1:
        raise ValueError("write a whole number from 1 up")
    return int(value)


def _path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _secret(value: str) -> str:
    if len(value) < 32:
        raise ValueError("it must hold at least 32 characters; make one with: learnmentor config new-keys")
    return value


def _keys(value: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(base64.urlsafe_b64decode(part.strip()) for part in value.split(",") if part.strip())
    except (binascii.Error, ValueError):
        keys = ()
    if not keys or any(len(key) != 32 for key in keys):
        raise ValueError(
            "write one or more keys of 32 bytes in base64, commas between; make one with: learnmentor config new-keys"
        )
    return keys


def _address(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("write an address such as https://learn.example.ac.uk, without a path")
    return value.strip().rstrip("/")


_DATABASES = "write sqlite:///path/to/file.db or postgresql://user:password@host/database"


def _database(value: str) -> str:
    url = value.strip()
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError(_DATABASES)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(f"{_DATABASES}; a %, @, : or / in a password is written as %25, %40, %3A or %2F") from None
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError(_DATABASES)
    return url


def _sign_up(value: str) -> str:
    if value not in {"open", "invitation"}:
        raise ValueError("write open or invitation")
    return value


def _mail_server(value: str) -> str:
    if value and urlsplit(value).scheme not in {"smtp", "smtps"}:
        raise ValueError("write smtp://user:password@host:587, smtps://… or leave it out")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("write a time zone such as Europe/London") from None
    return value


_DATA, _CONTENT = Path("var"), home("content")


def _setting(read: Callable[[str], Any], explained: str, *, default: Any = MISSING, secret: bool = False) -> Any:
    metadata = {"read": read, "help": explained, "secret": secret}
    if default is MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of an installation.

    `LEARNMENTOR_` before the name in capitals is its variable; the database's is DATABASE_URL.
    """

    secret_key: str = _setting(_secret, "Signs sessions and forms. At least 32 characters, kept secret.", secret=True)
    text_keys: tuple[bytes, ...] = _setting(
        _keys,
        "Keys that encrypt reflections and other private text; the first one writes, the others still read.",
        secret=True,
    )
    database_url: str = _setting(
        _database, "SQLite file or PostgreSQL database.", default="sqlite:///var/learnmentor.db", secret=True
    )
    data_dir: Path = _setting(_path, "Folder for uploaded files and packs.", default=_DATA)
    content_dir: Path = _setting(_path, "Folder with units, cases and pages.", default=_CONTENT)
    local_content_dir: Path | None = _setting(
        _path,
        "Folder with this installation's own units, cases and pages; without it, `content` in the data folder.",
        default=None,
    )
    base_url: str = _setting(
        _address, "The address people use; printed on certificates.", default="http://127.0.0.1:8000"
    )
    installation_name: str = _setting(_text, "Your college, partnership or provider.", default="")
    sign_up: str = _setting(_sign_up, "Who may make an account: open, or by invitation.", default="open")
    mail_server: str = _setting(
        _mail_server, "SMTP server for mail. Without one, mail is kept in the database.", default="", secret=True
    )
    mail_from: str = _setting(_text, "Sender's address of mail.", default="learnmentor@localhost")
    time_zone: str = _setting(_zone, "Zone in which dates are read and shown.", default="Europe/London")
    max_upload_mb: int = _setting(_count, "Largest file a person may add to a CPD entry, in megabytes.", default=20)
    long_pack_mb: int = _setting(
        _count, "Evidence packs above this size, in megabytes, are made by the worker and fetched later.", default=200
    )
    assessment_names_hidden: bool = _setting(
        _flag,
        "Hide the names of learners from assessors, and of assessors from learners. Names in the work itself, and in "
        "the names of its files, stay as they were handed in.",
        default=False,
    )
    assessment_days: int = _setting(
        _count, "Working days within which handed-in work should be judged and released.", default=15
    )
    appeal_days: int = _setting(_count, "Days within which a released result can be appealed.", default=28)
    sample_per_cent: int = _setting(
        _count, "Share of an assessor's judgements, in per cent, that a moderator judges too.", default=20
    )
    sample_least: int = _setting(_count, "Judgements of each assessor that are sampled a year at least.", default=4)
    bind: str = _setting(_text, "Address and port that the server listens on.", default="127.0.0.1:8000")
    workers: int = _setting(_count, "Server processes.", default=2)
    threads: int = _setting(_count, "Threads in each server process, for requests that have come in whole.", default=12)
    demo: bool = _setting(_flag, "Show demonstration helps, such as the page of kept mail.", default=False)

    @property
    def local_content(self) -> Path:
        """Where this installation's own texts lie as files."""
        return self.local_content_dir or self.data_dir / "content"

    @property
    def secure(self) -> bool:
        """Whether people come over https, so that cookies may be kept to it."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read every setting; raises `SettingsError` naming all that are missing or wrong at once."""
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        faults: list[str] = []
        for setting in fields(cls):
            variable = variable_of(setting.name)
            given = environment.get(variable)
            if given is None or (given == "" and setting.default is not MISSING):
                if setting.default is MISSING:
                    faults.append(f"{variable} is not set. {setting.metadata['help']}")
                continue
            try:
                values[setting.name] = setting.metadata["read"](given)
            except ValueError as fault:
                faults.append(f"{variable} cannot be used: {fault}.")
        if faults:
            raise SettingsError("\n".join(faults))
        return cls(**values)


def variable_of(name: str) -> str:
    """The environment variable that holds the setting `name`."""
    return "DATABASE_URL" if name == "database_url" else f"LEARNMENTOR_{name.upper()}"


def described() -> list[tuple[str, str, str, bool]]:
    """Each setting as (variable, default shown, help, secret), in order, for `learnmentor config` and the docs."""
    return [
        (
            variable_of(setting.name),
            "required" if setting.default is MISSING else str("" if setting.default is None else setting.default),
            setting.metadata["help"],
            setting.metadata["secret"],
        )
        for setting in fields(Settings)
    ]
