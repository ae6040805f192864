"""Accounts from the command line."""

from datetime import date

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts import passwords
from learnmentor.accounts.models import Person, Role
from learnmentor.cli import main
from tests.conftest import HeldClock
from tests.page import Browser


def run(app: Flask, *words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, words, input=typed, obj=lambda: app)


def test_an_account_with_roles_and_a_made_password(app: Flask, db: Session, time: HeldClock) -> None:
    done = run(
        app, "users", "add", "Ida@Example.org", "--name", "Ida Berg", "--role", "trainer", "--role", "administrator"
    )
    assert done.exit_code == 0
    assert done.output.startswith("ida@example.org can sign in with: ")
    password = done.output.rpartition(" ")[2].strip()
    person = db.scalars(select(Person)).one()
    assert passwords.matches(password, person.password_hash)
    found = db.execute(select(Role.name, Role.starts_on).where(Role.person_id == person.id)).all()
    assert {(str(name), day) for name, day in found} == {
        ("trainer", date(2026, 11, 21)),
        ("administrator", date(2026, 11, 21)),
    }


def test_a_password_from_standard_input_is_not_printed(app: Flask, db: Session, time: HeldClock) -> None:
    done = run(app, "users", "add", "ida@example.org", "--name", "Ida", "--password-stdin", typed="three tall hats\n")
    assert done.output == "ida@example.org can sign in.\n"
    assert passwords.matches("three tall hats", db.scalars(select(Person.password_hash)).one())


@pytest.mark.parametrize(
    ("words", "typed", "says"),
    [
        (["ida@example.org", "--name", "Ida", "--password-stdin"], "short\n", "at least 10"),
        (["ida@example.org", "--name", "Ida", "--password-stdin"], "", "at least 10"),
        (["ida@example.org", "--name", "  "], None, "Write a name"),
        (["ida@example.org", "--name", "Ida 𓀀"], None, "cannot show"),
        (["ida", "--name", "Ida"], None, "no @"),
        (["ida@example.org", "--name", "Ida", "--role", "king"], None, "king"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    app: Flask, db: Session, words: list[str], typed: str | None, says: str
) -> None:
    done = run(app, "users", "add", *words, typed=typed)
    assert done.exit_code != 0
    assert says in done.output
    assert db.scalars(select(Person)).all() == []


def test_an_address_has_one_account(app: Flask, amina: Person) -> None:
    done = run(app, "users", "add", amina.email, "--name", "Somebody")
    assert (done.exit_code, "has an account already" in done.output) == (1, True)


def test_roles_are_given_and_taken_away(app: Flask, amina: Person, db: Session, time: HeldClock) -> None:
    assert run(app, "users", "give-role", amina.email, "trainer").output == f"{amina.email} is trainer.\n"
    assert run(app, "users", "give-role", amina.email, "trainer").exit_code == 1
    assert run(app, "users", "end-role", amina.email, "trainer").output == f"{amina.email} is no longer trainer.\n"
    assert run(app, "users", "end-role", amina.email, "trainer").output == f"{amina.email} is not trainer.\n"
    assert db.scalars(select(Role)).all() == []


def test_the_last_administrator_stays_one(app: Flask, grace: Person, time: HeldClock) -> None:
    assert run(app, "users", "end-role", grace.email, "administrator").exit_code == 1


def test_a_link_for_a_forgotten_password_where_there_is_no_mail(
    app: Flask, amina: Person, stranger: Browser, time: HeldClock
) -> None:
    link = run(app, "users", "password-link", amina.email).output.strip()
    page = stranger.get(link.removeprefix("http://localhost")).submit("Save it", password="three tall hats")
    assert page.follow().submit("Sign in", password="three tall hats").status == 303


def test_nobody_unknown_gets_a_role(app: Flask) -> None:
    assert "No account has this address" in run(app, "users", "give-role", "x@example.org", "trainer").output
