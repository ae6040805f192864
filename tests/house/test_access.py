"""Every route lets in whom it says, tried by everybody; and looking at a page changes nothing."""

import pytest
from sqlalchemy import text

from learnmentor.web.access import PUBLIC, SIGNED_IN, access_of, roles_of
from tests.house.routes import READING, ROUTES, UNSAFE, Route, bare_app
from tests.house.tree import faults
from tests.house.way import way
from tests.house.ways import WAYS
from tests.house.world import CAST, World, digests
from tests.page import Browser, Page

REFUSED = {401, 403, 404}


def allowed(route: Route) -> set[str]:
    """The personas that a route lets in: those of the view's mark, among them those whom the table names."""
    mark = access_of(bare_app().view_functions[route.endpoint])
    named = WAYS.get(route.endpoint, way()).only
    by_mark = {
        name
        for name, (_, roles) in [*CAST.items(), ("nobody", ("", ()))]
        if mark == PUBLIC or (name != "nobody" and (mark == SIGNED_IN or set(roles_of(str(mark))) & set(roles)))
    }
    return by_mark if named is None else by_mark & named


def address_of(route: Route, world: World) -> str:
    """Where a route is in this world."""
    known = WAYS.get(route.endpoint, way())
    values = {name: world.things[known.values[name]] for name in route.arguments}
    with bare_app().test_request_context():
        return bare_app().url_for(route.endpoint, **values, _external=False)


def visit(route: Route, browser: Browser, world: World) -> Page:
    """Ask for a route as its own pages would."""
    known, address = WAYS.get(route.endpoint, way()), address_of(route, world)
    page = browser.get(address) if route.method == "GET" else browser.post(address, known.data, known.json)
    page.response.close()  # a file that is being sent
    return page


def let_in(page: Page) -> bool:
    """Whether somebody got past the door: what the view thought of an empty form is another matter."""
    sent_away = page.status in {302, 303} and page.response.headers["Location"].startswith("/sign-in?")
    return page.status < 500 and page.status not in REFUSED and not sent_away


def test_every_route_that_names_a_thing_has_a_line_in_the_table() -> None:
    found = [
        f'"{route.endpoint}": way({", ".join(f"{name}=..." for name in route.arguments)}),'
        for route in ROUTES
        if route.arguments and set(WAYS.get(route.endpoint, way()).values) != set(route.arguments)
    ]
    faults(sorted(set(found)), "Say in tests/house/ways.py how these routes are reached and who gets in:")
    gone = sorted(set(WAYS) - {route.endpoint for route in ROUTES})
    faults(gone, "These routes are no more; take their lines out of tests/house/ways.py:")


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_route_opens_for_whom_it_says_and_for_nobody_else(route: Route, world: World) -> None:
    welcome = allowed(route)
    found = []
    for name in sorted(set(world.browsers) - welcome):
        page = visit(route, world.browsers[name], world)
        if let_in(page) or page.status >= 500:
            found.append(f"{name} is not expected and got {page.status}")
    if world.changed():
        found.append("somebody who was refused changed something")
    for name in sorted(welcome):
        page = visit(route, world.browsers[name], world)
        if not let_in(page):
            found.append(f"{name} is expected and got {page.status}: {page.words[:200]}")
    faults(found, f"{route} ({route.endpoint}): mend the view, or say in tests/house/ways.py who gets in:")


@pytest.mark.parametrize("route", UNSAFE, ids=str)
def test_a_route_that_changes_something_refuses_a_missing_token(route: Route, world: World) -> None:
    known, somebody = WAYS.get(route.endpoint, way()), world.browsers[min(allowed(route))]
    sent = {"json": known.json} if known.json else {"data": known.data or {"anything": "x"}}
    answer = somebody.client.open(address_of(route, world), method=route.method, **sent)
    assert answer.status_code == 400, (
        f"{route} answered {answer.status_code} without a CSRF token. Never exempt a view: "
        "JavaScript sends X-CSRFToken, and what is not a person's browser needs a command instead."
    )
    assert not world.changed(), f"{route} changed something without a CSRF token"


# That a document was handed out, by its SHA-256: written before it is sent, in a transaction of its own.
BESIDE_A_PAGE = {"handed_out"}
# That somebody else's things are opened, in the same way: by routes that declare it, and by no other.
OF_ANOTHERS = {"access_record"}


def may_write(route: Route) -> set[str]:
    """The tables in which a route that only shows may write a row."""
    return BESIDE_A_PAGE | (
        OF_ANOTHERS if hasattr(bare_app().view_functions[route.endpoint], "shows_anothers") else set()
    )


def test_looking_at_any_page_changes_nothing(world: World) -> None:
    found, before, version = [], world.house.digests, world.version
    for route in READING:
        visit(route, world.browsers[min(allowed(route))], world)
        if world.house.version() == version:
            continue
        after, version = digests(world.engine), world.house.version()
        if changed := [table for table in after if after[table] != before[table] and table not in may_write(route)]:
            found.append(f"{route} ({route.endpoint}) changed {', '.join(changed)}")
        before = after
    faults(found, "A GET shows and never writes. Save what must be saved in a POST, or a job:")


def test_what_somebody_writes_is_noticed(world: World) -> None:
    assert world.changed() == set()
    with world.engine.begin() as connection:
        connection.execute(text("update person set name = 'Somebody else' where public_id = 'nobody at all'"))
    assert world.changed() == set()
    with world.engine.begin() as connection:
        connection.execute(text("update person set name = 'Somebody else'"))
    assert world.changed() == {"person"}
