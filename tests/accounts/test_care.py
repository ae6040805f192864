"""Administrators look after accounts: names, password links, suspended and returned, left."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.certificates import services as certificates
from tests import factories
from tests.accounts.conftest import PASSWORD, letters, link_in
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import finish
from tests.conftest import MOMENT
from tests.page import Browser, Page

pytestmark = pytest.mark.usefixtures("time")
WHY = "Your contract ended in July"


@pytest.fixture
def mailing_grace(mailing_app: Flask, grace: Person) -> Browser:
    """An administrator where mail can be sent."""
    return Browser(mailing_app).sign_in(grace)


def care(browser: Browser, person: Person) -> Page:
    return browser.get(f"/people/{person.public_id}/account")


def sign_in(app: Flask, person: Person, password: str = PASSWORD) -> Page:
    return Browser(app).get("/sign-in").submit("Sign in", email=person.email, password=password)


def logged(db: Session) -> list[str]:
    db.rollback()
    found = [what for what in db.scalars(select(AccessRecord.what).order_by(AccessRecord.id)) if what != "account"]
    db.rollback()
    return found


def test_the_page_leads_there_and_nobody_else_gets_in(as_grace: Browser, as_ben: Browser, amina: Person) -> None:
    page = as_grace.get(f"/people/{amina.public_id}").click("suspend, left")
    assert page.h1 == "Look after Amina Yusuf"
    assert care(as_ben, amina).status == 403


def test_names_are_corrected_for_somebody(as_grace: Browser, as_amina: Browser, amina: Person, db: Session) -> None:
    names = {"names-name": "Amina Y.", "names-printed_name": "Amina Yusuf-Ali"}
    assert "The names of Amina Y. are saved." in care(as_grace, amina).submit("Save the names", **names).follow().words
    assert as_amina.get("/profile").one("#printed_name")["value"] == "Amina Yusuf-Ali"
    assert "Grace Adeyemi changed a name" in as_amina.get("/profile/opened").words
    assert care(as_grace, amina).submit("Save the names", **names).status == 303
    assert logged(db) == ["names"]


def test_a_name_that_cannot_be_printed_is_refused_and_given_back(as_grace: Browser, amina: Person) -> None:
    page = care(as_grace, amina).submit("Save the names", **{"names-printed_name": "Amina 𓀀"})
    assert page.status == 422
    assert "cannot show" in page.errors()[0]
    assert page.one("#names-printed_name")["value"] == "Amina 𓀀"


def test_who_is_suspended_is_signed_out_told_why_after_the_password_and_loses_nothing(
    app: Flask, as_grace: Browser, zoe: Person, db: Session
) -> None:
    inside = Browser(app).sign_in(zoe)
    assert inside.get("/profile").status == 200
    done = care(as_grace, zoe).submit("Suspend this account", **{"suspension-because": WHY})
    assert "Zoe Marsh is suspended, and signed out on every device." in done.follow().words
    assert inside.get("/profile").status == 303
    refused = sign_in(app, zoe)
    assert refused.status == 403
    said = f"This account is suspended since 21 November 2026. The reason given: {WHY}. Nothing in it is lost."
    assert refused.errors() == [f"{said} To object, ask the people who run this LearnMentor."]
    wrong = sign_in(app, zoe, "not the password")
    assert (wrong.status, WHY in wrong.text) == (422, False)
    assert WHY in letters(db, to=zoe.email)[0].body
    assert "suspended" in as_grace.get("/people").words
    page = care(as_grace, zoe).submit("Let them in again")
    assert "Zoe Marsh can sign in again." in page.follow().words
    assert sign_in(app, zoe).status == 303
    assert logged(db) == ["suspended", "returned"]


def test_certificates_of_a_suspended_person_still_hold(
    as_grace: Browser, stranger: Browser, amina: Person, db: Session
) -> None:
    certificates.publish_awards(db, [STARTER], at=MOMENT)
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=MOMENT)
    [issued] = certificates.issue_due(db, person_id=amina.id, at=MOMENT, zone="Europe/London", issuer="Northfield")
    db.commit()
    before = stranger.get(f"/certificates/{issued.number}").words
    care(as_grace, amina).submit("Suspend this account", **{"suspension-because": WHY})
    assert stranger.get(f"/certificates/{issued.number}").words == before


def test_a_password_link_of_a_suspended_person_sets_a_password_and_opens_nothing(
    app: Flask, as_grace: Browser, zoe: Person
) -> None:
    care(as_grace, zoe).submit("Suspend this account", **{"suspension-because": WHY})
    page = care(as_grace, zoe).submit("Make a password link").follow()
    link = page.one(".notice code").get_text().removeprefix("http://localhost")
    Browser(app).get(link).submit("Save it", password="three tall hats")
    assert sign_in(app, zoe, "three tall hats").status == 403


def test_a_sign_in_that_begins_meanwhile_is_refused(app: Flask, zoe: Person, db: Session) -> None:
    """As when somebody is suspended in the moment in which they change their password."""
    browser = Browser(app).sign_in(zoe)
    page = browser.get("/profile/password")
    zoe.suspended_at, zoe.suspended_because = MOMENT, WHY
    db.add(zoe)
    db.commit()
    refused = page.submit("Change it", current_password=PASSWORD, password="three tall hats")
    assert refused.status == 403
    assert f"The reason given: {WHY}." in refused.words
    assert browser.get("/profile").status == 303


@pytest.mark.parametrize(("why", "says"), [(" ", "Write why"), ("x" * 201, "Keep this to 200 characters; it has 201.")])
def test_a_suspension_needs_a_short_sentence(as_grace: Browser, zoe: Person, why: str, says: str) -> None:
    page = care(as_grace, zoe).submit("Suspend this account", **{"suspension-because": why})
    assert page.status == 422
    assert says in page.errors()[0]


def test_nobody_suspends_themselves(as_grace: Browser, grace: Person) -> None:
    assert "This is your own account." in care(as_grace, grace).words
    page = as_grace.post(f"/people/{grace.public_id}/suspension", {"suspension-because": WHY})
    assert page.status == 422
    assert "You cannot suspend yourself." in page.words
    for action in ("address", "password-link"):
        assert as_grace.post(f"/people/{grace.public_id}/{action}", {"address-email": "g@example.com"}).status == 403
    assert as_grace.get("/profile").status == 200


def test_the_last_administrator_is_not_suspended(as_grace: Browser, grace: Person, db: Session) -> None:
    """Nobody who could do it is one whose role has no last day."""
    other = factories.person(db, name="Ida Berg", roles=[RoleName.ADMINISTRATOR])
    role = db.scalars(select(Role).where(Role.person_id == grace.id)).one()
    role.ends_on = date(2026, 12, 24)
    db.commit()
    page = care(as_grace, other).submit("Suspend this account", **{"suspension-because": WHY})
    assert page.errors() == ["Nobody else could look after people then. Make somebody else administrator first."]


def test_a_suspended_administrator_does_not_count_as_another(as_grace: Browser, grace: Person, db: Session) -> None:
    other = factories.person(db, name="Ida Berg", roles=[RoleName.ADMINISTRATOR])
    db.commit()
    care(as_grace, other).submit("Suspend this account", **{"suspension-because": WHY})
    assert as_grace.get(f"/people/{grace.public_id}").submit("End it").status == 422
    page = care(as_grace, grace).submit("End every role", **{"leaving-last_day": "2026-11-21"})
    assert page.errors() == ["Nobody else could look after people then. Make somebody else administrator first."]


def test_a_second_press_does_nothing_more(as_grace: Browser, zoe: Person, db: Session) -> None:
    page = care(as_grace, zoe)
    for _ in range(2):
        page.submit("Suspend this account", **{"suspension-because": WHY})
    page = care(as_grace, zoe)
    for _ in range(2):
        assert page.submit("Let them in again").status == 303
    assert logged(db) == ["suspended", "returned"]
    assert len(letters(db, to=zoe.email)) == 2


def test_who_has_left_has_no_role_from_the_day_after_and_an_account_as_before(
    as_grace: Browser, as_ben: Browser, ben: Person, db: Session
) -> None:
    db.add(Role(person_id=ben.id, name=RoleName.ASSESSOR, starts_on=date(2027, 1, 1)))
    db.commit()
    page = care(as_grace, ben).submit("End every role", **{"leaving-last_day": "2026-11-20"})
    assert "2 roles ended; the last day is 20 November 2026. The account goes on." in page.follow().words
    db.expire_all()
    [role] = db.scalars(select(Role).where(Role.person_id == ben.id))
    assert (role.name, role.ends_on) == (RoleName.TRAINER, date(2026, 11, 20))
    db.rollback()
    assert as_ben.get("/studio").status == 403
    assert as_ben.get("/cpd").status == 200
    again = care(as_grace, ben).submit("End every role", **{"leaving-last_day": "2026-11-20"})
    assert "There was no role left to end" in again.follow().words


def test_a_password_link_is_sent_and_logged_and_never_shown_where_mail_goes(
    mailing_grace: Browser, zoe: Person, db: Session, app: Flask
) -> None:
    page = care(mailing_grace, zoe).submit("Send a password link").follow()
    assert "is in a letter to them" in page.words
    assert "/password-reset/" not in page.text
    [letter] = letters(db, to=zoe.email)
    Browser(app).get(link_in(letter)).submit("Save it", password="three tall hats")
    assert sign_in(app, zoe, "three tall hats").status == 303
    assert logged(db) == ["password-link"]


def test_where_no_mail_goes_a_password_link_is_shown_once(as_grace: Browser, zoe: Person, db: Session) -> None:
    page = care(as_grace, zoe).submit("Make a password link").follow()
    assert "/password-reset/" in page.one(".notice code").get_text()
    assert "/password-reset/" not in care(as_grace, zoe).text
    assert letters(db, to=zoe.email) == []


def test_every_bad_day_is_refused_with_a_sentence(as_grace: Browser, ben: Person) -> None:
    page = care(as_grace, ben).submit("End every role", **{"leaving-last_day": "soon"})
    assert page.status == 422
    assert page.errors()
    assert page.one("#leaving-last_day")["value"] == "soon"
