"""Addresses: who may open them is declared, they read as nouns, and each either shows or changes."""

import re

from learnmentor.accounts.rules import RoleName
from learnmentor.web.access import PUBLIC, SIGNED_IN, access_of, roles_of
from tests.house.routes import ROUTES, bare_app
from tests.house.tree import faults

WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?|<[a-z0-9_:]+>(\.[a-z]+)?|\.well-known")


def test_every_route_declares_who_may_open_it() -> None:
    views = bare_app().view_functions
    levels = {PUBLIC, SIGNED_IN, *RoleName}

    def declared(mark: str | None) -> bool:
        return mark in levels or (mark is not None and set(roles_of(mark)) <= set(RoleName))

    found = [
        f"{route.method} {route.rule} ({route.endpoint})"
        for route in ROUTES
        if not declared(access_of(views[route.endpoint]))
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
