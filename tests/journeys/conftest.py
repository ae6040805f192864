"""A real server, a real browser and the real content, for stories told from beginning to end."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Error, Page, ViewportSize
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from learnmentor import migrations
from learnmentor.accounts.models import Person
from learnmentor.authoring.content_folder import read_folder
from learnmentor.authoring.publishing import services as publishing
from learnmentor.config import home
from learnmentor.ground.db import Base
from tests import factories
from tests.conftest import HeldClock, unavailable

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
SIZES: dict[str, ViewportSize] = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
PICTURES = Path(__file__).parent.parent / ".screenshots"
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")

_AT_REST = """() => Promise.all(document.getAnimations()
  .filter((each) => each.effect?.getComputedTiming().iterations !== Infinity)
  .map((each) => each.finished.catch(() => null)))"""
"""When colours and places have stopped moving, which axe would measure on their way."""

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Journeys run on the embedded default; the suites below them run on both databases."""
    url = f"sqlite:///{tmp_path_factory.mktemp('journeys')}/test.db"
    migrations.upgrade(url)
    return url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium, with what a container needs."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not found:
        unavailable(
            "Browser tests need Chromium: apt-get install chromium-headless-shell, or set CHROMIUM to its path."
        )
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS, "headless": True}


CONTENT = {
    "award", "content_file", "media_file", "page", "programme", "programme_item", "revision", "segment", "unit",
}  # fmt: skip


@pytest.fixture(scope="session")
def course() -> dict[str, list[dict[str, Any]]]:
    """The rows of the published course, kept by the first story: publishing it for each would take longer than most."""
    return {}


@pytest.fixture
def published(app: Flask, db: Session, time: HeldClock, course: dict[str, list[dict[str, Any]]]) -> None:
    """The real content, published as `learnmentor content publish` does."""
    tables = [table for table in Base.metadata.sorted_tables if table.name in CONTENT]
    if course:
        for table in tables:
            db.execute(insert(table), course[table.name])
            if (
                "id" in table.c and db.get_bind().dialect.name == "postgresql"
            ):  # rows that bring their keys leave its counters behind
                highest = f"(select max(id) from {table.name})"
                db.execute(text(f"select setval(pg_get_serial_sequence('{table.name}', 'id'), {highest})"))
        db.commit()
        return
    publishing.publish(
        db,
        source_files=read_folder(home("content")),
        files=app.config["FILES"],
        author_id=None,
        note="First publication.",
        change="minor",
        at=time(),
    )
    course.update({table.name: [dict(row) for row in db.execute(select(table)).mappings()] for table in tables})
    db.commit()


@pytest.fixture
def address(app: Flask, published: None) -> Iterator[str]:
    """Where the product answers, with its content published."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


class Visitor:
    """One person at one screen. Every page they reach is held against axe, and photographed where that is wanted.

    `beside` names another size at which each page is looked at too.
    """

    def __init__(
        self, context: BrowserContext, address: str, story: str, *, scripts: bool = True, beside: str = ""
    ) -> None:
        self.page: Page = context.new_page()
        self.beside = beside
        self.address = address
        self.story = story
        self.scripts = scripts
        self.step = 0
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: object) -> None:
        text = getattr(message, "text", "")
        if getattr(message, "type", "") == "error" and not re.search(r"status of (4\d\d|503)|ERR_INTERNET", text):
            self.complaints.append(text)

    def open(self, path: str) -> None:
        """Go to a path."""
        self.page.goto(self.address + path)

    def enter(self, app: Flask, person: Person) -> None:
        """Be signed in as `person`, without going through the form."""
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer
        value = signer.dumps({"_user_id": factories.sign_in(app, person), "_fresh": True, "until": 1e12})
        self.page.context.add_cookies(
            [{"name": app.config["SESSION_COOKIE_NAME"], "value": str(value), "url": self.address}]
        )

    def _photograph(self, name: str) -> None:
        folder = PICTURES / f"{self.story}-{self._size()}"
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(Error):  # a busy Chromium gives none at times
            self.page.screenshot(path=folder / f"{self.step:02}-{name}.png", full_page=True)

    def _size(self) -> str:
        """What the size of the screen is called just now, or its width."""
        now = self.page.viewport_size or {"width": 0, "height": 0}
        return next((name for name, size in SIZES.items() if size == now), str(now["width"]))

    def look(self, name: str) -> None:
        """Ask axe about the page (a script, so not where none runs), and photograph it where that is wanted."""
        self.step += 1
        self.page.wait_for_load_state()  # a page that is on its way has nothing to measure yet
        own = self.page.viewport_size
        if self.beside and own:
            self.page.set_viewport_size(SIZES[self.beside])
            self._look(name)
            self.page.set_viewport_size(own)
        self._look(name)
        assert not self.complaints, f"{name}: {self.complaints}"

    def _look(self, name: str) -> None:
        if os.environ.get("JOURNEY_PICTURES"):
            self._photograph(name)
        width, room = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width <= room, f"{name}: the page scrolls sideways ({width} > {room})"
        if self.scripts:
            self.page.evaluate(_AT_REST)
            self.page.evaluate(f"if (!window.axe) {{{AXE}}}")
            paper = "{'target-size': {enabled: !matchMedia('print').matches}}"  # nobody touches what is printed
            only = f"runOnly: {AXE_RULES}, rules: {paper}, resultTypes: ['violations']"  # what passes is long to send
            found = self.page.evaluate(f"axe.run(document, {{{only}}}).then(told => told.violations)")
            assert not found, f"{name} ({self._size()}): " + "; ".join(
                f"{v['id']}: {v['help']} at {v['nodes'][0]['target']} ({len(v['nodes'])})" for v in found
            )


@pytest.fixture
def size() -> str:
    """A phone, on which each page is looked at in the width of a desktop too. A module may say otherwise."""
    return "phone"


@pytest.fixture
def visitor(browser: Chromium, address: str, size: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody at a screen of the given size."""
    context = browser.new_context(viewport=SIZES[size], accept_downloads=True, locale="en-GB")
    context.set_default_timeout(10_000)
    goes_at_both = "size" in getattr(getattr(request.node, "callspec", None), "params", {})
    beside = "desktop" if size == "phone" and not goes_at_both else ""
    yield Visitor(context, address, request.node.originalname, beside=beside)
    context.close()


OpenPhone = Callable[[str], Visitor]


@pytest.fixture
def open_phone(browser: Chromium, address: str) -> Iterator[OpenPhone]:
    """Opens one phone after another, each with nobody signed in, for the story that it is told."""
    contexts: list[BrowserContext] = []

    def made(story: str) -> Visitor:
        context = browser.new_context(viewport=SIZES["phone"], accept_downloads=True, locale="en-GB")
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context, address, story)

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def plain_visitor(browser: Chromium, address: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody whose browser runs no JavaScript, on a narrow screen."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=False, accept_downloads=True
    )
    context.set_default_timeout(10_000)
    yield Visitor(context, address, f"{request.node.originalname}-plain", scripts=False)
    context.close()


__all__ = ["HeldClock", "Visitor"]
