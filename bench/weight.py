"""How heavy pages are in a real browser: requests and bytes on the wire, with an empty cache and with a full one."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update",
]  # fmt: skip
_SETTLE_MS = 1500  # what a page asks for by itself comes within this time


class NoBrowser(Exception):
    """There is no Chromium here."""


@dataclass
class Weight:
    """One load of one page. `background` counts what scripts send afterwards, such as the first beat of a segment."""

    page: str
    visit: str
    requests: int = 0
    bytes: int = 0
    html: int = 0
    script: int = 0
    style: int = 0
    font: int = 0
    background: int = 0
    other_sites: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


_KINDS = {"Document": "html", "Script": "script", "Stylesheet": "style", "Font": "font"}


def weigh(address: str, pages: Sequence[tuple[str, str, bool]], *, email: str, password: str) -> Iterator[Weight]:
    """Each page (name, path, signed in?) first and again; at last the signed-in ones one after another in one cache."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not found:
        raise NoBrowser("No page was weighed: this needs Chromium (apt-get install chromium-headless-shell).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        state = _signed_in(browser, address, email, password)
        for name, path, signed_in in pages:
            with browser.new_context(storage_state=state if signed_in else None) as context:
                for visit in ("first visit", "again"):
                    yield _load(context.new_page(), address, name, path, visit)
        yield from _walk(browser.new_context(storage_state=state), address, pages)
        browser.close()


def _signed_in(browser: Browser, address: str, email: str, password: str) -> Any:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in")
        return context.storage_state()


def _walk(context: BrowserContext, address: str, pages: Sequence[tuple[str, str, bool]]) -> Iterator[Weight]:
    with context:
        for name, path, signed_in in pages:
            if signed_in:
                yield _load(context.new_page(), address, name, path, "on the way")


def _load(page: Page, address: str, name: str, path: str, visit: str) -> Weight:
    weight, asked = Weight(name, visit), dict[str, tuple[str, str]]()
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    cached: set[str] = set()

    def sent(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = (event["request"]["url"], event.get("type", "Other"))

    def answered(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            cached.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        key = event["requestId"]
        if key in asked and key not in cached:
            _count(weight, *asked[key], event["encodedDataLength"], address)

    protocol.on("Network.requestWillBeSent", sent)
    protocol.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    protocol.on("Network.responseReceived", answered)
    protocol.on("Network.loadingFinished", finished)
    page.goto(address + path, wait_until="networkidle")
    page.wait_for_timeout(_SETTLE_MS)
    if urlsplit(page.url).path != urlsplit(path).path:
        raise RuntimeError(f"{path} led to {page.url}")
    page.close()
    return weight


def _count(weight: Weight, url: str, kind: str, size: float, address: str) -> None:
    if not url.startswith("http"):
        return
    if not url.startswith(address):
        weight.other_sites.append(url)
        return
    if kind in {"XHR", "Fetch", "Ping"}:
        weight.background += 1
        return
    weight.requests += 1
    weight.bytes += int(size)
    weight.names.append(f"{urlsplit(url).path} {int(size)}")
    if name := _KINDS.get(kind):
        setattr(weight, name, getattr(weight, name) + int(size))
