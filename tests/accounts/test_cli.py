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


# Their lives


def test_an_account_is_suspended_and_returned(app: Flask, amina: Person, as_amina: Browser, time: HeldClock) -> None:
    done = run(app, "users", "suspend", amina.email, "--because", "The contract ended.")
    assert done.output == f"{amina.email} is suspended, and signed out everywhere.\n"
    assert as_amina.get("/profile").status == 303
    assert "suspended already" in run(app, "users", "suspend", amina.email, "--because", "Again.").output
    assert run(app, "users", "return", amina.email).output == f"{amina.email} can sign in again.\n"
    assert "not suspended" in run(app, "users", "return", amina.email).output
    assert "Keep the reason to 200" in run(app, "users", "suspend", amina.email, "--because", "x" * 201).output
    assert run(app, "users", "suspend", amina.email, "--because", " ").exit_code == 1


def test_the_last_administrator_is_not_suspended_and_does_not_leave(app: Flask, grace: Person, time: HeldClock) -> None:
    assert "Nobody else" in run(app, "users", "suspend", grace.email, "--because", "Why not.").output
    assert "Nobody else" in run(app, "users", "leave", grace.email).output


def test_who_leaves_holds_no_role_from_tomorrow(app: Flask, ben: Person, db: Session, time: HeldClock) -> None:
    assert run(app, "users", "leave", ben.email).output == f"1 role of {ben.email} ended; today is the last day.\n"
    assert db.scalars(select(Role.ends_on)).all() == [date(2026, 11, 21)]


def test_an_address_changes_when_the_printed_link_is_used(
    app: Flask, amina: Person, stranger: Browser, db: Session, time: HeldClock
) -> None:
    link = run(app, "users", "change-address", amina.email, "New@Example.org").output.strip()
    stranger.get(link.removeprefix("http://localhost")).submit("Use this address")
    assert db.scalars(select(Person.email)).all() == ["new@example.org"]
    db.rollback()
    assert (
        "has this address already" in run(app, "users", "change-address", "new@example.org", "new@example.org").output
    )
    assert "is no address" in run(app, "users", "change-address", "new@example.org", "new").output


def test_what_the_server_s_owner_did_stands_in_the_access_log(
    app: Flask, amina: Person, as_amina: Browser, time: HeldClock
) -> None:
    run(app, "users", "password-link", amina.email)
    assert "Whoever runs this server made a link with which a new password" in as_amina.get("/profile/opened").words


def test_invitations_are_listed_sent_again_and_withdrawn_without_a_hash(
    app: Flask, as_grace: Browser, stranger: Browser, db: Session, time: HeldClock
) -> None:
    as_grace.get("/people/invitation").submit("Invite", email="ida@example.org", role="trainer")
    assert run(app, "users", "invitations").output == "ida@example.org\ttrainer\twaiting\t2026-11-21\n"
    assert run(app, "users", "invitations", "--standing", "used").output == ""
    link = run(app, "users", "resend-invitation", "ida@example.org").output.strip()
    assert stranger.get(link.removeprefix("http://localhost")).status == 200
    assert "is withdrawn" in run(app, "users", "withdraw-invitation", "ida@example.org").output
    for word in ("resend-invitation", "withdraw-invitation"):
        assert "is over" in run(app, "users", word, "ida@example.org").output
        assert "Nobody was invited" in run(app, "users", word, "x@example.org").output


def test_roles_are_printed_as_a_table(app: Flask, grace: Person, ben: Person, time: HeldClock) -> None:
    lines = run(app, "users", "roles", "--when", "all", "--by", "role").output.removeprefix("\ufeff").splitlines()
    assert lines[0] == "Name,Address,Role,First day,Last day,In"
    assert [line.split(",")[0] for line in lines[1:]] == ["Grace Adeyemi", "Ben Okafor"]
    assert len(run(app, "users", "roles", "--role", "trainer").output.splitlines()) == 2
