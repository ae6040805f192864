"""An administrator looks after an account and an invitation, and its owner reads who did."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Invitation, Role
from learnmentor.accounts.rules import RoleName, digest
from tests import factories
from tests.accounts.conftest import _HASH, PASSWORD
from tests.conftest import MOMENT
from tests.journeys.conftest import Visitor


def test_an_account_from_its_invitation_to_its_suspension(
    visitor: Visitor, app: Flask, db: Session, grace: factories.Person
) -> None:
    zoe = factories.person(db, name="Zoe Marsh", email="zoe.marsh@northfield.example", password_hash=_HASH)
    db.add_all(
        Role(person_id=zoe.id, name=name, starts_on=date(2026, 1, 1), ends_on=last)
        for name, last in ((RoleName.TRAINER, date(2026, 12, 18)), (RoleName.ASSESSOR, None))
    )
    for email, token in (("ida.berg@northfield.example", "idas"), ("a.very.long.address@northfield.example", "other")):
        db.add(
            Invitation(token_sha256=digest(token), email=email, role=RoleName.TRAINER, created_at=MOMENT,
                       expires_at=MOMENT + timedelta(days=14), invited_by_id=grace.id)
        )  # fmt: skip
    db.commit()

    visitor.open("/invitations/idas")  # by Ida, who only looks
    with visitor.page.expect_response("**/seen"):
        visitor.page.reload()
    visitor.enter(app, grace)
    visitor.open("/people")
    visitor.page.get_by_role("link", name="Invitations", exact=True).click()
    assert visitor.page.get_by_role("listitem").filter(has_text="ida.berg").get_by_text("seen", exact=True).is_visible()
    visitor.look("invitations")
    visitor.page.get_by_role("listitem").filter(has_text="a.very.long").get_by_role("button", name="Send again").click()
    assert visitor.page.get_by_text("It is shown once").is_visible()
    visitor.look("invited-again")
    visitor.page.get_by_role("link", name="Replace the invitation for ida").click()
    visitor.look("replace")

    visitor.open("/people/roles?time=today&order=last+day")
    visitor.look("roles")
    visitor.page.get_by_role("link", name="Zoe Marsh").first.click()
    visitor.look("person")
    visitor.page.get_by_role("link", name="suspend, left").click()
    visitor.look("care")
    visitor.page.get_by_role("button", name="Suspend this account").click()
    visitor.look("care-refused")
    visitor.page.get_by_label("Why, in one sentence").fill("Your contract ended in July.")
    visitor.page.get_by_role("button", name="Suspend this account").click()
    visitor.look("suspended")
    visitor.open("/people/access-log")
    visitor.look("access-log")

    visitor.page.context.clear_cookies()
    visitor.open("/sign-in")
    visitor.page.get_by_label("Email address").fill(zoe.email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in").click()
    assert "Your contract ended in July." in visitor.page.inner_text("main")
    visitor.look("told-why")

    visitor.enter(app, grace)
    visitor.open(f"/people/{zoe.public_id}/account")
    visitor.page.get_by_role("button", name="Let them in again").click()
    visitor.page.context.clear_cookies()
    visitor.enter(app, zoe)
    visitor.open("/profile/data")
    visitor.page.get_by_role("link", name="See who did").click()
    assert visitor.page.get_by_text("suspended the account").is_visible()
    visitor.look("opened-by-others")
    visitor.open("/profile/address")
    visitor.look("no-mail")
