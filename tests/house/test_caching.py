"""What is somebody's stays theirs: no answer may be kept by anybody else, but for those named in one place."""

import pytest
from flask import Flask

from learnmentor.web.access import PUBLIC, access_of
from learnmentor.web.headers import FOR_GOOD, KEPT, PRIVATE, UNKEPT
from tests.house.routes import READING, UNSAFE, Route, bare_app
from tests.house.test_access import address_of, visit
from tests.house.tree import faults
from tests.house.world import House, World
from tests.page import Browser

GOOD = {200, 206, 304}
# Made while it is sent, so there are no bytes to ask about: nothing keeps them.
STREAMED = {
    "cpd.entries_csv", "tables.ledger_csv", "bulk_download.issued_zip", "people_tables.members_csv",
    "role_holders.role_holders_csv",
    "group_progress.progress_csv", "organisation_report.report_csv",
    "reading.file",  # of somebody whose work is judged: no browser of an assessor keeps it
}  # fmt: skip


def wrong(route: Route, status: int, kind: str, cache: str | None, etag: str | None) -> str | None:
    """What is wrong with the headers of an answer, or None."""
    if route.endpoint in KEPT and status in GOOD:
        return None if cache == KEPT[route.endpoint] else f"says {cache} and not what is declared for it"
    if kind == "text/html" or (route.endpoint in STREAMED and status in GOOD):
        return None if cache == UNKEPT else f"is a page, or made while it is sent, and says {cache}"
    if cache != PRIVATE:
        return f"says {cache}"
    if route in READING and status == 200 and (etag is None or etag.startswith("W/")):
        return f"has the ETag {etag}: a browser that keeps it cannot ask whether it still is so"
    return None


def told(browser: Browser, method: str, address: str) -> tuple[int, str, str | None, str | None]:
    """Status, media type, Cache-Control and ETag of an answer."""
    with browser.client.open(address, method=method) as answer:
        return answer.status_code, answer.mimetype, answer.headers.get("Cache-Control"), answer.headers.get("ETag")


def body(browser: Browser, address: str) -> bytes:
    """All bytes of an answer."""
    with browser.client.get(address) as answer:
        return answer.data


@pytest.mark.parametrize("route", READING, ids=str)
def test_every_answer_says_who_may_keep_it(route: Route, world: World) -> None:
    address, found = address_of(route, world), []
    for name, browser in world.browsers.items():
        answers = [told(browser, method, address) for method in ("GET", "HEAD")]
        found += [f"{name}: {fault}" for each in answers if (fault := wrong(route, *each)) is not None]
        if answers[0] != answers[1]:
            found.append(f"{name}: HEAD says {answers[1]}, and GET {answers[0]}")
    faults(found, f"{route} ({route.endpoint}): learnmentor/web/headers.py decides who may keep an answer:")


@pytest.mark.parametrize("route", UNSAFE, ids=str)
def test_no_answer_to_a_form_is_kept_by_anybody_else(route: Route, world: World) -> None:
    found = []
    for name, browser in world.browsers.items():
        answer = visit(route, browser, world).response
        cache = answer.headers.get("Cache-Control")
        if (fault := wrong(route, answer.status_code, answer.mimetype, cache, None)) is not None:
            found.append(f"{name}: {fault}")
    faults(found, f"{route} ({route.endpoint}): learnmentor/web/headers.py decides who may keep an answer:")


def test_what_others_may_keep_is_the_same_for_everybody(world: World) -> None:
    views = bare_app().view_functions
    found = [f"{endpoint} is no view" for endpoint in KEPT if endpoint not in views]
    for route in (each for each in READING if each.endpoint in KEPT):
        if access_of(views[route.endpoint]) != PUBLIC:
            found.append(f"{route} is not for everybody")
        if len({body(browser, address_of(route, world)) for browser in world.browsers.values()}) != 1:
            found.append(f"{route} tells people different things")
    faults(found, "Only what is the same for everybody may be kept by others:")


def test_an_address_that_is_kept_is_not_kept_when_nothing_is_there(world: World) -> None:
    for address in ("/media/" + "0" * 64 + "/a.svg", "/credentials/status/999", "/static/none.css?v=1"):
        status, _, cache, _ = told(world.browsers["nobody"], "GET", address)
        assert (status, cache) == (404, UNKEPT), address


def test_static_files_are_kept_for_good_under_an_address_with_a_digest(house: House, world: World) -> None:
    app: Flask = house.app
    with app.test_request_context("/"):
        address = app.jinja_env.globals["asset"]("css/app.css")  # type: ignore[operator]
    for method in ("GET", "HEAD"):
        assert told(world.browsers["amina"], method, address)[2] == FOR_GOOD
        assert world.browsers["amina"].client.options(address).status_code == 200
        for other in ("/static/css/app.css", "/static/css/app.css?v=000000000000"):
            assert told(world.browsers["amina"], method, other)[2] == "no-cache"
        font = "/static/fonts/atkinson-hyperlegible-next-latin.woff2"
        assert told(world.browsers["amina"], method, font)[2] == FOR_GOOD
