"""An address changes when the new one confirms it, and the old one can stop it or take it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.lives import services
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.lives.services import LinkPair
from learnmentor.accounts.models import PasswordReset, Person
from learnmentor.accounts.rules import digest
from learnmentor.accounts.services import LinkOver
from learnmentor.ground.db import Database
from learnmentor.ground.letters import Sender
from tests.accounts.conftest import PASSWORD, letters, link_in
from tests.conftest import MOMENT, HeldClock
from tests.page import Browser, Page
from tests.racing import done, kinds

pytestmark = pytest.mark.usefixtures("time")
NEW = "zoe@college.example"
SENDER = Sender("http://localhost")


@pytest.fixture
def as_zoe(mailing_app: Flask, zoe: Person) -> Browser:
    """Zoe, where mail can be sent."""
    return Browser(mailing_app).sign_in(zoe)


def ask(browser: Browser, email: str = NEW, password: str = PASSWORD) -> Page:
    page = browser.get("/profile").click("Change it")
    return page.submit("Send both letters", email=email, current_password=password)


def address(db: Session, person: Person) -> str:
    db.expire_all()
    found = db.scalars(select(Person.email).where(Person.id == person.id)).one()
    db.rollback()
    return found


def test_the_new_address_confirms_and_the_old_one_is_told(
    as_zoe: Browser, mailing: Browser, zoe: Person, db: Session
) -> None:
    services.people.keep_reset(db, zoe, token_sha256=digest("t" * 20), at=MOMENT)  # lies in the old mailbox
    db.commit()
    old = zoe.email
    page = ask(as_zoe).follow()
    assert f"{NEW} has to confirm until 22 November 2026" in page.words
    assert address(db, zoe) == old
    [to_old], [to_new] = letters(db, to=old), letters(db, to=NEW)
    assert "/address-changes/stop/" in to_old.body
    assert NEW not in to_old.body
    page = mailing.get(link_in(to_new))
    assert page.h1 == "Use this address"
    assert address(db, zoe) == old  # looking at it changes nothing
    assert f"{NEW} is confirmed." in page.submit("Use this address").follow().words
    assert address(db, zoe) == NEW
    assert as_zoe.get("/profile").status == 200
    assert mailing.get("/sign-in").submit("Sign in", email=NEW, password=PASSWORD).status == 303
    assert db.scalars(select(PasswordReset)).all() == []
    db.rollback()
    assert mailing.get(link_in(to_new)).status == 410


def test_the_old_address_stops_what_waits(as_zoe: Browser, mailing: Browser, zoe: Person, db: Session) -> None:
    ask(as_zoe)
    page = mailing.get(link_in(letters(db, to=zoe.email)[0])).submit("Stop it").follow()
    assert "The change is stopped." in page.words
    assert mailing.get(link_in(letters(db, to=NEW)[0])).status == 410
    assert address(db, zoe) == zoe.email
    assert as_zoe.get("/profile").status == 200


def test_the_old_address_takes_it_back_for_three_days_and_the_password_is_over(
    as_zoe: Browser, mailing: Browser, zoe: Person, db: Session, time: HeldClock
) -> None:
    old = zoe.email
    ask(as_zoe)
    mailing.get(link_in(letters(db, to=NEW)[0])).submit("Use this address")
    stop = link_in(letters(db, to=old)[0])
    time.tick(days=3, seconds=-1)
    page = mailing.get(stop).submit("Take it back")
    assert page.follow().h1 == "Choose a new password"
    assert address(db, zoe) == old
    assert as_zoe.get("/profile").status == 303
    assert Browser(mailing.app).get("/sign-in").submit("Sign in", email=old, password=PASSWORD).status == 422
    assert mailing.get(stop).status == 410


def test_after_three_days_it_stays_changed(
    as_zoe: Browser, mailing: Browser, zoe: Person, db: Session, time: HeldClock
) -> None:
    old = zoe.email
    ask(as_zoe)
    mailing.get(link_in(letters(db, to=NEW)[0])).submit("Use this address")
    time.tick(days=3)
    assert mailing.get(link_in(letters(db, to=old)[0])).status == 410
    assert address(db, zoe) == NEW


def test_an_address_that_has_an_account_is_told_so_itself_and_nobody_else(
    as_zoe: Browser, zoe: Person, amina: Person, db: Session
) -> None:
    free, taken = ask(as_zoe, NEW).follow().words, ask(as_zoe, amina.email.upper()).follow().words
    assert taken.replace(amina.email, NEW) == free
    assert "/address-changes/" not in letters(db, to=amina.email)[0].body
    assert "has an account, and that has not changed" in letters(db, to=amina.email)[0].body
    first, second = letters(db, to=zoe.email)
    assert first.subject == second.subject


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        (NEW, "wrong password", "This is not your password."),
        ("zoe@example.org", PASSWORD, "This is your address already."),
        ("zoe", PASSWORD, "Enter an email address in the usual form, such as name@example.ac.uk."),
        ("", PASSWORD, "Enter an email address."),
        (NEW, "", "Enter your password."),
    ],
)
def test_what_cannot_be_is_refused_and_the_address_given_back(
    as_zoe: Browser, db: Session, email: str, password: str, says: str
) -> None:
    page = ask(as_zoe, email, password)
    assert page.status == 422
    assert page.errors() == [says]
    assert page.one("#email")["value"] == email
    assert db.scalars(select(AddressChange)).all() == []


def test_only_so_many_letters_go_out_in_an_hour(as_zoe: Browser) -> None:
    assert [ask(as_zoe).status for _ in range(6)] == [303] * 5 + [429]


def test_another_one_asked_for_ends_the_first_and_it_can_be_given_up(
    as_zoe: Browser, mailing: Browser, db: Session
) -> None:
    ask(as_zoe)
    page = ask(as_zoe, "other@college.example").follow()
    assert mailing.get(link_in(letters(db, to=NEW)[0])).status == 410
    page = page.submit("Keep the address I have").follow()
    assert "has to confirm" not in page.words
    assert mailing.get(link_in(letters(db, to="other@college.example")[0])).status == 410


def test_where_no_mail_goes_an_administrator_hands_the_link_over(
    app: Flask, as_grace: Browser, zoe: Person, stranger: Browser, db: Session
) -> None:
    own = Browser(app).sign_in(zoe)
    assert "Ask the people who run this LearnMentor" in own.get("/profile/address").words
    assert own.post("/profile/address", {"email": NEW, "current_password": PASSWORD}).status == 422
    page = as_grace.get(f"/people/{zoe.public_id}/account").submit("Ask for this address", **{"address-email": NEW})
    link = page.follow().one(".notice code").get_text().removeprefix("http://localhost")
    assert stranger.get(link).submit("Use this address").status == 303
    assert address(db, zoe) == NEW
    assert "Grace Adeyemi asked for another mail address" in own.get("/profile/opened").words


def test_the_link_of_a_taken_address_changes_nothing_where_it_is_handed_over(
    as_grace: Browser, zoe: Person, amina: Person, stranger: Browser, db: Session
) -> None:
    page = as_grace.get(f"/people/{zoe.public_id}/account")
    page = page.submit("Ask for this address", **{"address-email": amina.email}).follow()
    link = page.one(".notice code").get_text().removeprefix("http://localhost")
    assert stranger.get(link).submit("Use this address").status == 410
    assert address(db, zoe) == zoe.email


# At the same moment


def _asked(db: Session, person: Person, email: str, n: int) -> int:
    links = LinkPair(f"{n:064}", "confirm", f"{n + 100:064}", "stop")
    made = services.ask_for_address(
        db, person_id=person.id, email=email, by=None, links=links, sender=SENDER, at=MOMENT
    )
    db.flush()
    return made.id


def test_two_accounts_that_confirm_one_address_leave_it_to_one(
    base: Database, db: Session, zoe: Person, amina: Person
) -> None:
    changes = [_asked(db, person, NEW, n) for n, person in enumerate((zoe, amina))]
    db.commit()

    def confirm(change_id: int) -> Callable[[Session], object]:
        return lambda session: services.confirm_address(
            session, session.get_one(AddressChange, change_id), sender=SENDER, at=MOMENT
        )

    outcomes = done(base, *(confirm(each) for each in changes))
    assert kinds([each if isinstance(each, Exception) else None for each in outcomes]) == ["AddressTaken", "done"]
    assert sorted([address(db, zoe), address(db, amina)]).count(NEW) == 1


def test_confirmed_and_stopped_at_once_ends_with_the_old_address(base: Database, db: Session, zoe: Person) -> None:
    change_id = _asked(db, zoe, NEW, 1)
    db.commit()

    def confirm(session: Session) -> None:
        services.confirm_address(session, session.get_one(AddressChange, change_id), sender=SENDER, at=MOMENT)

    def stop(session: Session) -> None:
        services.stop_address(session, session.get_one(AddressChange, change_id), sender=SENDER, at=MOMENT)

    outcomes = done(base, confirm, stop)
    assert outcomes[1] is None
    assert outcomes[0] is None or isinstance(outcomes[0], LinkOver)
    assert address(db, zoe) == "zoe@example.org"


def test_who_changed_their_address_is_found_by_the_new_one_alone(
    as_zoe: Browser, mailing: Browser, as_grace: Browser, db: Session
) -> None:
    ask(as_zoe)
    mailing.get(link_in(letters(db, to=NEW)[0])).submit("Use this address")
    assert "Zoe Marsh" in as_grace.get("/people", query={"words": "college.example"}).words
    assert "Zoe Marsh" not in as_grace.get("/people", query={"words": "zoe@example.org"}).words


def test_it_is_forgotten_when_nothing_can_become_of_it(base: Database, db: Session, zoe: Person) -> None:
    _asked(db, zoe, NEW, 1)
    db.commit()
    for span, left in ((timedelta(days=4, seconds=-1), 1), (timedelta(days=4), 0)):
        with base.transaction() as session:
            services.tidy(session, at=MOMENT + span)
        db.rollback()
        assert len(db.scalars(select(AddressChange)).all()) == left
