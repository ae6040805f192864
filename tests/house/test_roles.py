"""A role that opens no page is offered nowhere: what is offered is what the routes ask for."""

from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.forms import offered_roles
from learnmentor.accounts.models import Role
from learnmentor.accounts.rules import RoleName
from learnmentor.cli import main
from learnmentor.web import roles
from learnmentor.web.access import PUBLIC, SIGNED_IN, access_of, roles_of
from learnmentor.web.roles import roles_that_open
from tests import factories
from tests.house.routes import ROUTES, bare_app
from tests.page import Browser

DECLARED = {access_of(bare_app().view_functions[route.endpoint]) for route in ROUTES} - {PUBLIC, SIGNED_IN, None}
MARKS = {role for mark in DECLARED for role in roles_of(str(mark))}
CLOSED = RoleName.MODERATOR  # as in a version in which no page asks for it


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> RoleName:
    """A role that opens no page."""
    monkeypatch.setattr(roles, "_asked", roles_that_open() - {CLOSED})
    return CLOSED


def choices(page: object) -> list[str]:
    return [option["value"] for option in page.one("select[name=role]").find_all("option")]  # type: ignore[attr-defined]


def test_what_is_offered_is_what_the_routes_ask_for() -> None:
    assert set(offered_roles()) == roles_that_open() == MARKS
    assert {place.role for place in rooms.places()} - {None} <= MARKS
    assert RoleName.ADMINISTRATOR in MARKS


def test_the_page_of_a_person_and_invitations_offer_these_alone(as_grace: Browser, amina: factories.Person) -> None:
    assert choices(as_grace.get(f"/people/{amina.public_id}")) == offered_roles()
    assert choices(as_grace.get("/people/invitation")) == ["", *offered_roles()]
    assert choices(as_grace.get("/people")) == ["", *offered_roles()]


def test_another_one_cannot_be_given(
    app: Flask, as_grace: Browser, amina: factories.Person, db: Session, closed: RoleName
) -> None:
    assert as_grace.get(f"/people/{amina.public_id}").submit("Give this role", role=closed).status == 422
    assert as_grace.get("/people/invitation").submit("Invite", email="x@example.org", role=closed).status == 422
    add = ("users", "add", "ida@example.org", "--name", "Ida", "--role", closed)
    for typed in (add, ("users", "give-role", amina.email, closed)):
        ran = CliRunner().invoke(main, typed, obj=lambda: app)
        assert ran.exit_code == 2
        said = " ".join(ran.output.split())
        assert f"{closed} opens no page in this version. Choose {' or '.join(offered_roles())}." in said
    assert db.query(Role).filter_by(name=closed).count() == 0


def test_one_that_somebody_has_is_shown_found_and_ended(
    app: Flask, as_grace: Browser, amina: factories.Person, db: Session, closed: RoleName
) -> None:
    db.add(Role(person_id=amina.id, name=closed, starts_on=date(2026, 1, 1)))
    db.commit()
    page = as_grace.get(f"/people/{amina.public_id}")
    assert f"{closed.capitalize()}" in page.words
    assert page.soup.find("summary", string="End this role")
    found = as_grace.get("/people", query={"role": closed})
    assert closed in choices(found)
    assert amina.email in found.words
    ran = CliRunner().invoke(main, ["users", "end-role", amina.email, closed.value], obj=lambda: app)
    assert ran.output == f"{amina.email} is no longer {closed}.\n"


def test_help_names_these_alone(app: Flask, closed: RoleName) -> None:
    told = CliRunner().invoke(main, ["users", "add", "--help"], obj=lambda: app).output
    assert all(role in told for role in offered_roles())
    assert closed not in told
