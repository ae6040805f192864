"""Typing a word into every field of a room, and looking for it where it has no business to be.

A walk opens pages as somebody who may, fills in each form that takes words, and goes on to where the answer leads.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from sqlalchemy import text

from tests.database_file import bytes_on_disk
from tests.house.routes import ROUTES, Route, bare_app
from tests.house.world import House, World
from tests.page import Browser, Page, _filled

CANARY = "zilpzalpfeder"
KNOWN = "goldammerlied"  # goes into what is known to be plain
ADDRESSES = bare_app().url_map.bind("localhost")


@dataclass(frozen=True)
class TypedRoom:
    """The room that is typed into: how the names of its modules begin; what is plain, by endpoint and field, and why.

    `begin`: what takes no words and leads to pages that do; `typed`: what goes into a field that wants a certain thing.
    """

    modules: str
    plain: Mapping[tuple[str, str], str]
    begin: frozenset[str]
    typed: Mapping[str, str]

    @property
    def routes(self) -> list[Route]:
        """Its routes."""
        views = bare_app().view_functions
        return [each for each in ROUTES if inspect.unwrap(views[each.endpoint]).__module__.startswith(self.modules)]

    @property
    def pages(self) -> list[Route]:
        """Those that are pages to read."""
        files = (".pdf", ".md", ".ics", ".json")
        return [each for each in self.routes if each.method == "GET" and not each.rule.endswith(files)]

    @property
    def posts(self) -> set[str]:
        """The endpoints to which something is sent."""
        return {each.endpoint for each in self.routes if each.method == "POST"}


@dataclass
class Walk:
    """Where the walk through a room has been, and what took words."""

    room: TypedRoom
    took: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)  # addresses and cookies with a word in them
    seen: set[tuple[int, str]] = field(default_factory=set)

    def go(self, browser: Browser, address: str) -> bool:
        """Open a page and fill in each form on it; whether one was taken."""
        path = urlsplit(address).path
        if (id(browser), path) in self.seen:
            return False
        self.seen.add((id(browser), path))
        answer = browser.client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return False
        taken = [self._send(browser, path, form) for form in _forms(answer.text)]
        return any(taken)

    def _send(self, browser: Browser, path: str, form: Tag) -> bool:
        target = urlsplit(str(form.get("action") or path)).path
        endpoint = ADDRESSES.match(target, method="POST")[0]
        data, takes_words = _filled_in(self.room, endpoint, form)
        if endpoint not in self.room.posts or not (takes_words or endpoint in self.room.begin):
            return False
        token = {"csrf_token": browser.token()}
        answer = browser.client.post(target, data=data | token, headers={"Sec-Fetch-Site": "same-origin"})
        self.leaks += [f"{endpoint} leads to it"] if CANARY in answer.headers.get("Location", "") else []
        self.leaks += [f"{endpoint} leaves it in the cookie"] if CANARY in _cookie(browser) else []
        if answer.status_code != 303:
            self.refused.append(f"{endpoint}: {Page(browser, answer).errors()}")
            return False
        self.took.add(endpoint)
        self.go(browser, answer.headers["Location"])
        return True


def _cookie(browser: Browser) -> str:
    """What a browser keeps of its session, messages that wait to be shown among it."""
    with browser.client.session_transaction() as session:
        return str(dict(session))


def _forms(page: str) -> Iterator[Tag]:
    """The forms of a page, without the page around them, which takes far longer to read."""
    for found in re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL):
        yield from BeautifulSoup(found, "html.parser").select("form")


def _filled_in(room: TypedRoom, endpoint: str, form: Tag) -> tuple[dict[str, Any], bool]:
    """What somebody sends who fills in everything, and whether there are words in it."""
    data, takes_words, typed = _filled(form), False, room.typed
    for each in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(each["name"]), "textarea" if each.name == "textarea" else str(each.get("type", "text"))
        if kind in {"radio", "checkbox"}:
            offered = str(each.get("value", "on"))
            data[name] = [offered] if typed.get(name) == offered else data.get(name, [offered])
        elif each.name == "select":
            options = [str(option.get("value")) for option in each.select("option[value]")]
            data[name] = [typed[name]] if typed.get(name) in options else data[name]
        elif name in typed and kind != "email":
            data[name] = [typed[name]]
        elif kind == "date":
            data[name] = [*filter(None, data.get(name, []))] or ["2026-12-10"]
        elif each.get("inputmode") == "numeric" or kind == "number":
            data[name] = ["3"]
        elif kind in {"text", "textarea", "email", "url", "search", "tel"}:
            takes_words = True
            word = KNOWN if (endpoint, name) in room.plain else CANARY
            data[name] = [f"{word}@example.org" if kind == "email" else word]
    return data, takes_words


def plain_in(world: World, word: str) -> set[str]:
    """The tables in whose rows a word stands as it was typed."""
    with world.engine.connect() as read:
        tables = list(read.scalars(text("select name from sqlite_master where type = 'table'")))
        return {each for each in tables for row in read.execute(text(f'select * from "{each}"')) if word in str(row)}


def kept_by(house: House) -> bytes:
    """Everything that lies on the disk of a house: its database, and whatever stands beside it."""
    others = (path for path in house.path.parent.rglob("*") if not path.name.startswith(house.path.name))
    return bytes_on_disk(house.path) + b"".join(path.read_bytes() for path in others if path.is_file())
