"""A browser for tests without a browser: it fills in forms as a person would, and checks every page it fetches."""

import re
from io import BytesIO
from typing import Any, Self

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from learnmentor.accounts.models import Person
from tests import factories

FORBIDDEN_WORDS = re.compile(r"\b(accredited|credits earned|fully qualified|qualified mentor)\b", re.IGNORECASE)
_CSRF = "ab" * 20


class Page:
    """An answer, parsed when it is HTML."""

    def __init__(self, browser: "Browser", response: TestResponse) -> None:
        self.browser = browser
        self.response = response
        self.status = response.status_code
        self.text = (
            response.get_data(as_text=True) if response.mimetype.startswith(("text/", "application/json")) else ""
        )
        self.soup = BeautifulSoup(self.text, "html.parser")
        if response.mimetype == "text/html":
            check(self)

    @property
    def h1(self) -> str:
        """The page's one heading of the first rank."""
        return words(self.soup.h1)

    @property
    def words(self) -> str:
        """All that a person reads, white space folded."""
        return words(self.soup)

    def one(self, selector: str) -> Tag:
        """The one element that a CSS selector finds."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} elements for {selector!r}"
        return found[0]

    def follow(self) -> "Page":
        """Go where a redirect leads."""
        assert self.status in {302, 303}, f"not a redirect: {self.status} {self.words[:300]}"
        return self.browser.get(self.response.headers["Location"])

    def click(self, link: str) -> "Page":
        """Follow the first link with these words."""
        found = next((a for a in self.soup.find_all("a") if link in words(a)), None)
        assert found is not None, f"no link {link!r} on {self.h1!r}"
        return self.browser.get(found["href"])

    def submit(self, button: str, **fields: Any) -> "Page":
        """Fill in the form that holds this button and press it; a list is several values, None leaves a field out."""
        pressed = next((b for b in self.soup.find_all("button") if button in words(b)), None)
        assert pressed is not None, f"no button {button!r} on {self.h1!r}"
        form = pressed.find_parent("form")
        data = _filled(form)
        if pressed.get("name"):
            data[pressed["name"]] = [pressed.get("value", "")]
        for name, value in fields.items():
            data[name] = [] if value is None else (list(value) if isinstance(value, list) else [value])
        flat = {name: values for name, values in data.items() if values}
        address = pressed.get("formaction") or form.get("action") or self.browser.address
        if form.get("method", "get").lower() == "get":
            return self.browser.get(address, query=flat)
        return self.browser._send("POST", address, data=flat)

    def errors(self) -> list[str]:
        """The messages of the error summary."""
        return [words(link) for link in self.soup.select(".govuk-error-summary li")]


class Browser:
    """One person's browser, cookies included."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.address = "/"

    def sign_in(self, person: Person) -> Self:
        """Be signed in as `person`, without going through the form."""
        return self.hold(factories.sign_in(self.app, person))

    def hold(self, token: str) -> Self:
        """Be signed in by a token that is there."""
        with self.client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
            session["until"] = 1e12  # however far a test lets time move on
        return self

    def get(self, address: str, query: Any = None, **headers: str) -> Page:
        """Open an address."""
        self.address = address
        return Page(self, self.client.get(address, query_string=query, headers=headers))

    def post(self, address: str, data: Any = None, json: Any = None, **headers: str) -> Page:
        """Send a form or JSON with a good token, as our pages do."""
        if json is not None:
            headers["X-CSRFToken"] = self.token()
            return self._send("POST", address, json=json, headers=headers)
        return self._send("POST", address, data={"csrf_token": self.token(), **(data or {})}, headers=headers)

    def token(self) -> str:
        """A CSRF token that belongs to this browser's session."""
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", _CSRF)
        assert isinstance(self.app.session_interface, SecureCookieSessionInterface)
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw))  # type: ignore[arg-type]

    def _send(self, method: str, address: str, **more: Any) -> Page:
        headers = {"Sec-Fetch-Site": "same-origin", **more.pop("headers", {})}
        answer = self.client.open(address, method=method, headers=headers, **more)
        answer.request.environ["wsgi.input"].close()  # a large upload waits in a file
        return Page(self, answer)


def words(tag: Tag | BeautifulSoup | None) -> str:
    """The text of an element, white space folded."""
    return " ".join(tag.get_text(" ").split()) if tag else ""


def check(page: Page) -> None:
    """What is true of every page.

    One h1, a title that begins with it, labels, unique ids, nothing inline, CSP, tokens in forms, no false claims.
    """
    soup, where = page.soup, f"{page.browser.address} ({page.status})"
    assert len(soup.find_all("h1")) == 1, f"{where}: {len(soup.find_all('h1'))} h1"
    assert soup.title, f"{where}: no title"
    assert words(soup.title).removeprefix("Error: ").startswith(page.h1), (
        f"{where}: title {words(soup.title)!r}, h1 {page.h1!r}"
    )
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{where}: repeated ids {sorted({i for i in ids if ids.count(i) > 1})}"
    assert not soup.find_all(style=True), f"{where}: style attribute"
    assert not soup.find_all("style"), f"{where}: style element"
    assert all(script.get("src") for script in soup.find_all("script")), f"{where}: inline script"
    handlers = [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert not handlers, f"{where}: inline handlers {handlers}"
    labelled = {label.get("for") for label in soup.find_all("label")}
    for field in soup.select("input, select, textarea"):
        if field.get("type") in {"hidden", "submit"}:
            continue
        named = (
            field.get("id") in labelled
            or field.get("aria-label")
            or field.get("aria-labelledby")
            or field.find_parent("label")
        )
        assert named, f"{where}: no label for {field.get('name')!r}"
    for image in soup.find_all("img"):
        assert image.get("alt") is not None, f"{where}: img without alt"
    for form in soup.find_all("form", method=re.compile("post", re.IGNORECASE)):
        assert form.find("input", attrs={"name": "csrf_token"}), f"{where}: form without token to {form.get('action')}"
    csp = page.response.headers.get("Content-Security-Policy", "")
    assert "script-src 'self'" in csp, f"{where}: CSP {csp!r}"
    assert "unsafe-inline" not in csp, f"{where}: CSP {csp!r}"
    claim = FORBIDDEN_WORDS.search(page.words)
    assert claim is None, f"{where}: says {claim.group(0)!r}"


def _filled(form: Tag) -> dict[str, list[Any]]:
    data: dict[str, list[Any]] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        kind, name = field.get("type", "text"), str(field["name"])
        if kind in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        if kind == "file":
            continue
        if field.name == "select":
            chosen = [o for o in field.find_all("option") if o.has_attr("selected")] or field.find_all("option")[:1]
            data.setdefault(name, []).extend(o.get("value", words(o)) for o in chosen)
        elif field.name == "textarea":
            data.setdefault(name, []).append(field.get_text().removeprefix("\n"))
        else:
            data.setdefault(name, []).append(field.get("value", "on" if kind == "checkbox" else ""))
    return data


def upload(content: bytes, name: str, media_type: str = "application/octet-stream") -> FileStorage:
    """A file as a form sends it."""
    return FileStorage(BytesIO(content), filename=name, content_type=media_type)
