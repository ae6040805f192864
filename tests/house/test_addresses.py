"""Addresses: who may open them is declared, they read as nouns, and nothing unsafe happens without a token."""

import re

import pytest
from flask import Flask

from learnmentor.accounts.rules import RoleName
from learnmentor.web.access import PUBLIC, SIGNED_IN, access_of
from tests.house.routes import ROUTES, UNSAFE, Route, bare_app
from tests.house.tree import faults

WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?|<[a-z0-9_:]+>(\.[a-z]+)?|\.well-known")


def test_every_route_declares_who_may_open_it() -> None:
    views = bare_app().view_functions
    levels = {PUBLIC, SIGNED_IN, *RoleName}
    found = [
        f"{route.method} {route.rule} ({route.endpoint})"
        for route in ROUTES
        if access_of(views[route.endpoint]) not in levels
    ]
    faults(
        found,
        "Mark the view with @public, @signed_in or @with_role(...) from learnmentor.web.access, under @bp.get:",
    )


def test_addresses_are_kebab_case() -> None:
    found = sorted(
        {
            route.rule
            for route in ROUTES
            if not all(WORD.fullmatch(part) for part in route.rule.strip("/").split("/") if part)
        }
    )
    faults(found, "Write addresses in lower case with hyphens, such as /cpd/evidence-packs/<public_id>:")


def test_no_route_writes_on_get_and_post_at_once() -> None:
    both = [route.endpoint for route in ROUTES if {"GET", "POST"} <= route.all_methods]
    faults(sorted(set(both)), "One view, one method: give reading and sending a view each, with @bp.get and @bp.post:")


@pytest.mark.parametrize("route", UNSAFE, ids=str)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_route_that_changes_something_refuses_a_missing_token(app: Flask, route: Route) -> None:
    answer = app.test_client().open(route.any_address(), method=route.method, data={"anything": "x"})
    assert answer.status_code in {400, 401}, (
        f"{route} answered {answer.status_code} without a CSRF token. Never exempt a view: "
        "JavaScript sends X-CSRFToken, and what is not a person's browser needs a command instead."
    )
