"""Somebody with two accounts makes one of them: by the other's password, by a letter, or with an administrator."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts import passwords
from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.merging.models import MergedAccount, MergeRequest
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from tests import factories
from tests.accounts.conftest import PASSWORD, letters, link_in
from tests.accounts.test_cli import run
from tests.cpd.ledger import Ledger
from tests.page import Browser, Page

pytestmark = pytest.mark.usefixtures("time")
_HASH = passwords.hashed(PASSWORD)
OTHER = "zoe.old@college.example"


@pytest.fixture
def old(db: Session) -> Person:
    """The account that Zoe forgot."""
    made = factories.person(db, name="Zoë Old", email=OTHER, password_hash=_HASH)
    db.commit()
    return made


def ask(browser: Browser, **fields: str | None) -> Page:
    page = browser.get("/profile").click("merge it into this one")
    typed = {"password-email": OTHER, "password-password": PASSWORD, "password-sure": "y", **fields}
    return page.submit("Merge the accounts", **typed)


def merged(db: Session) -> list[tuple[int, int]]:
    db.rollback()
    found = [(row.stays_id, row.goes_id) for row in db.scalars(select(MergedAccount))]
    db.rollback()
    return found


def test_the_page_says_first_what_will_happen(app: Flask, zoe: Person, old: Person) -> None:
    page = Browser(app).sign_in(zoe).get("/profile/merge")
    assert page.h1 == "Merge another account of yours"
    for told in (zoe.email, "This cannot be undone", "counts once", "is closed"):
        assert told in page.words


def test_the_other_account_is_proven_by_its_password(app: Flask, db: Session, zoe: Person, old: Person) -> None:
    Ledger(db, old).log(minutes=45)
    db.commit()
    page = ask(Browser(app).sign_in(zoe))
    assert page.status == 303
    page = page.follow()
    assert merged(db) == [(zoe.id, old.id)]
    assert "Your accounts are one now" in page.words
    page = page.click(f"The record of {OTHER}")
    assert page.h1 == "Record of your earlier account"
    entry = page.browser.get(page.one("tbody a")["href"])
    assert "which is closed" in entry.words
    assert "Correct" not in [button.get_text() for button in entry.soup.select(".buttons a")]
    address = entry.browser.address
    assert entry.browser.get(f"{address}/correction").status == 404
    assert entry.browser.get(f"{address}/withdrawal").status == 404


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"password-password": "wrong wet hats"}, "do not belong together"),
        ({"password-email": "nobody@college.example"}, "do not belong together"),
        ({"password-sure": None}, "Tick the box"),
        ({"password-email": ""}, "Enter the address of the other account"),
    ],
)
def test_what_is_wrong_is_said_and_the_address_stays_typed(
    app: Flask, zoe: Person, old: Person, fields: dict[str, str | None], says: str
) -> None:
    page = ask(Browser(app).sign_in(zoe), **fields)
    assert page.status == 422
    assert says in " ".join(page.errors())
    assert page.one("#password-email").get("value", "") == fields.get("password-email", OTHER)


def test_ones_own_and_a_suspended_account_are_refused_with_a_sentence(
    app: Flask, db: Session, zoe: Person, old: Person
) -> None:
    browser = Browser(app).sign_in(zoe)
    assert "These are one account" in " ".join(ask(browser, **{"password-email": zoe.email}).errors())
    old.suspended_at, old.suspended_because = old.created_at, "Gone."
    db.commit()
    assert "suspended" in " ".join(ask(browser).errors())
    assert merged(db) == []


def test_tries_at_the_other_password_are_counted_as_at_sign_in(app: Flask, zoe: Person, old: Person) -> None:
    browser = Browser(app).sign_in(zoe)
    for _ in range(10):
        assert ask(browser, **{"password-password": "wrong wet hats"}).status == 422
    page = ask(browser)
    assert page.status == 429
    assert "many tries" in " ".join(page.errors())


def test_the_old_address_and_password_are_told_where_to_sign_in(app: Flask, zoe: Person, old: Person) -> None:
    before = Browser(app).sign_in(old)
    ask(Browser(app).sign_in(zoe))
    assert before.get("/profile").status in {302, 303}
    browser = Browser(app)
    page = browser.get("/sign-in").submit("Sign in", email=OTHER, password=PASSWORD)
    assert page.status == 403
    assert f"Sign in with {zoe.email}" in " ".join(page.errors())
    page = browser.get("/sign-in").submit("Sign in", email=OTHER, password="wrong wet hats")
    assert zoe.email not in page.words


# By a letter


def test_the_other_account_is_proven_by_a_letter(mailing_app: Flask, db: Session, zoe: Person, old: Person) -> None:
    browser = Browser(mailing_app).sign_in(zoe)
    page = browser.get("/profile/merge").submit("Send a letter there", **{"letter-email": OTHER}).follow()
    assert "A letter is on its way" in page.words
    [letter] = letters(db, to=OTHER)
    link = link_in(letter)
    assert Browser(mailing_app).get(link).status == 403  # whoever only reads that mail proves one of two
    assert Browser(mailing_app).sign_in(old).get(link).status == 403
    page = browser.get(link)
    assert OTHER in page.words
    assert merged(db) == []
    refused = page.submit("Both are mine", sure=None)
    assert refused.status == 422
    assert page.submit("Both are mine", sure="y").status == 303
    assert merged(db) == [(zoe.id, old.id)]
    assert browser.get(link).status == 410


def test_an_address_without_an_account_gets_a_letter_too_and_the_page_says_the_same(
    mailing_app: Flask, db: Session, zoe: Person
) -> None:
    browser = Browser(mailing_app).sign_in(zoe)
    page = browser.get("/profile/merge").submit("Send a letter there", **{"letter-email": OTHER}).follow()
    assert "A letter is on its way" in page.words
    assert "no other account" in letters(db, to=OTHER)[0].body.replace("\n", " ")
    assert db.scalar(select(MergeRequest)) is None


def test_whoever_has_the_link_can_say_no(mailing_app: Flask, db: Session, zoe: Person, old: Person) -> None:
    browser = Browser(mailing_app).sign_in(zoe)
    browser.get("/profile/merge").submit("Send a letter there", **{"letter-email": OTHER})
    link = link_in(letters(db, to=OTHER)[0])
    assert browser.get(link).submit("No: leave both").status == 303
    assert browser.get(link).status == 410


# By an administrator


def test_an_administrator_asks_and_both_addresses_have_to_agree(
    mailing_app: Flask, db: Session, zoe: Person, old: Person
) -> None:
    ada = factories.person(db, name="Ada", roles=[RoleName.ADMINISTRATOR])
    db.commit()
    page = Browser(mailing_app).sign_in(ada).get(f"/people/{zoe.public_id}/account")
    page = page.click("Merge another account of theirs").submit("Write to both addresses", email=OTHER).follow()
    assert "when both addresses have agreed" in page.words
    anybody = Browser(mailing_app)
    for email, then in ((OTHER, []), (zoe.email, [(zoe.id, old.id)])):
        link = link_in(letters(db, to=email)[-1])
        assert anybody.get(link).submit("Both are mine", sure="y").status == 303
        assert merged(db) == then
    record = db.scalars(select(AccessRecord).where(AccessRecord.what == "merged")).one()
    assert (record.person_id, record.viewer_id) == (zoe.id, ada.id)


def test_an_administrator_is_told_of_an_address_without_account(mailing_app: Flask, db: Session, zoe: Person) -> None:
    ada = factories.person(db, name="Ada", roles=[RoleName.ADMINISTRATOR])
    db.commit()
    browser = Browser(mailing_app).sign_in(ada)
    page = browser.get(f"/people/{zoe.public_id}/merge").submit("Write to both addresses", email=OTHER)
    assert page.status == 422
    assert page.errors() == ["No account has this address."]


# From the command line


def test_the_command_asks_first_and_writes_down_who_did_it(app: Flask, db: Session, zoe: Person, old: Person) -> None:
    db.commit()
    asked = run(app, "users", "merge", zoe.email, OTHER, typed="n\n")
    assert asked.exit_code == 1
    assert merged(db) == []
    ran = run(app, "users", "merge", zoe.email, OTHER, typed="y\n")
    assert ran.exit_code == 0, ran.output
    assert "closed with 0 lines" in ran.output
    assert merged(db) == [(zoe.id, old.id)]
    record = db.scalars(select(AccessRecord).where(AccessRecord.what == "merged")).one()
    assert (record.person_id, record.viewer_id) == (zoe.id, None)
