"""A world with one of each thing in it, and everybody at the door."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import StringIO

import pytest

from learnmentor import migrations
from learnmentor.app import create_app
from learnmentor.config import Settings
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.web import logs
from tests import factories
from tests.house.things import things_of_the_house
from tests.house.world import CAST, NOW, House, World, digests
from tests.page import Browser


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One of each thing that an address can name, and everybody of the cast. Access does not depend on the database."""
    folder = tmp_path_factory.mktemp("house")
    url = f"sqlite:///{folder}/house.db"
    settings = Settings(
        secret_key="s" * 48, text_keys=(b"k" * 32,), database_url=url, data_dir=folder, base_url="http://localhost",
        demo=True,
    )  # fmt: skip
    migrations.upgrade(url)
    app = create_app(settings, TESTING=True)
    with app.app_context(), database().transaction() as db:
        people = {name: factories.person(db, name=full, roles=roles) for name, (full, roles) in CAST.items()}
        things = things_of_the_house(db, app, people)
    with app.app_context():
        signed_in = {name: factories.sign_in(app, person) for name, person in people.items()}
        as_built = digests(database().engine)
    pristine = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(folder / "house.db")) as built:
        built.backup(pristine)
    with closing(sqlite3.connect(folder / "house.db", check_same_thread=False)) as watching:
        yield House(app, folder / "house.db", people, things, signed_in, pristine, as_built, watching)
    pristine.close()
    with app.app_context():
        database().engine.dispose()


@pytest.fixture
def world(house: House) -> Iterator[World]:
    """Everybody at the door of a house in which nothing was touched yet."""
    house.restore()
    clock.use(lambda: NOW)
    browsers = {name: Browser(house.app).hold(token) for name, token in house.signed_in.items()}
    with house.app.app_context():
        engine = database().engine
    yield World(browsers | {"nobody": Browser(house.app)}, house.things, engine, house, house.version())
    clock.use(None)


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What is logged, wherever lines went before."""
    written = StringIO()
    logs.configure(stream=written)
    yield written
    logs.configure()
