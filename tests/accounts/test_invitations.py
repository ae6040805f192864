"""Invitations after they were sent: seen, sent again, withdrawn, replaced; and a list of all of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.invitations import queries, services
from learnmentor.accounts.invitations.rules import InvitationStanding
from learnmentor.accounts.models import Invitation, Person, Role
from learnmentor.accounts.queries import open_invitation
from learnmentor.accounts.rules import digest
from learnmentor.accounts.services import AddressTaken, LinkOver, accept
from learnmentor.ground.db import Database
from learnmentor.ground.letters import Sender
from tests.accounts.conftest import PASSWORD, letters, link_in
from tests.conftest import MOMENT, HeldClock
from tests.page import Browser, Page
from tests.racing import done, kinds

pytestmark = pytest.mark.usefixtures("time")
IDA = "ida@example.org"


@pytest.fixture
def mailing_grace(mailing_app: Flask, grace: Person) -> Browser:
    """An administrator where mail can be sent."""
    return Browser(mailing_app).sign_in(grace)


def invite(browser: Browser, email: str = IDA, role: str = "trainer") -> None:
    assert browser.get("/people/invitation").submit("Invite", email=email, role=role).status == 303


def listed(browser: Browser, **query: str) -> Page:
    return browser.get("/people/invitations", query=query)


def links(db: Session, to: str = IDA) -> list[str]:
    return [link_in(each) for each in letters(db, to=to)]


def test_the_list_says_who_has_looked_and_who_has_come(mailing_grace: Browser, mailing: Browser, db: Session) -> None:
    invite(mailing_grace)
    page = mailing_grace.get("/people").click("Invitations")
    assert (
        "ida@example.org waiting Trainer, sent 21 Nov 2026, good until 5 Dec 2026. The letter waits to be sent."
        in page.words
    )
    [link] = links(db)
    form = mailing.get(link)
    assert (
        "waiting Trainer" in listed(mailing_grace).words
    )  # that a page was fetched proves nothing, and writes nothing
    seen = form.one("form[data-seen]")["data-seen"]
    assert mailing.post(str(seen)).status == 200
    assert "seen Trainer, sent 21 Nov 2026, seen 21 Nov 2026, good until 5 Dec 2026." in listed(mailing_grace).words
    assert form.submit("Make my account", name="Ida Berg", password=PASSWORD).status == 303
    assert "used Trainer, sent 21 Nov 2026, seen 21 Nov 2026, used 21 Nov 2026." in listed(mailing_grace).words
    assert "Send again" not in listed(mailing_grace).words


def test_a_form_that_comes_back_with_a_fault_was_seen_without_a_script(
    mailing_grace: Browser, mailing: Browser, db: Session
) -> None:
    invite(mailing_grace)
    assert mailing.get(links(db)[0]).submit("Make my account", name="", password="short").status == 422
    assert "seen Trainer" in listed(mailing_grace).words


@pytest.mark.parametrize("token", ["nobodys", "x" * 300])
def test_a_token_that_nobody_has_is_answered_like_any_other(stranger: Browser, token: str) -> None:
    assert stranger.post(f"/invitations/{token}/seen").status == 200


def test_sent_again_it_has_another_link_and_the_first_is_over(
    mailing_grace: Browser, mailing: Browser, db: Session, time: HeldClock
) -> None:
    invite(mailing_grace)
    mailing.get(links(db)[0]).submit("Make my account", name="", password="short")
    time.tick(days=3)
    page = listed(mailing_grace).submit("Send again").follow()
    assert "is written, with a new link. The one before is over." in page.words
    assert "waiting Trainer, sent again 24 Nov 2026, good until 8 Dec 2026." in page.words
    first, second = links(db)
    assert mailing.get(first).status == 410
    assert mailing.get(second).submit("Make my account", name="Ida Berg", password=PASSWORD).status == 303
    assert db.scalars(select(Role.name).join(Person).where(Person.email == IDA)).one() == "trainer"
    db.rollback()


def test_one_whose_time_ran_out_can_be_sent_again(
    mailing_grace: Browser, mailing: Browser, db: Session, time: HeldClock
) -> None:
    invite(mailing_grace)
    time.tick(days=14)
    assert "over since 5 Dec 2026" in listed(mailing_grace).words
    listed(mailing_grace).submit("Send again")
    assert mailing.get(links(db)[1]).status == 200


def test_withdrawn_it_opens_nothing(mailing_grace: Browser, mailing: Browser, db: Session) -> None:
    invite(mailing_grace)
    page = listed(mailing_grace)
    assert "is withdrawn. Its link opens nothing any more." in page.submit("Withdraw").follow().words
    assert mailing.get(links(db)[0]).status == 410
    assert "That invitation is over" in page.submit("Withdraw").follow().words
    assert "That invitation is over" in page.submit("Send again").follow().words
    assert "withdrawn 21 Nov 2026" in listed(mailing_grace).words


def test_replaced_it_has_another_role_and_another_link(mailing_grace: Browser, mailing: Browser, db: Session) -> None:
    invite(mailing_grace)
    page = listed(mailing_grace).click("Replace")
    assert (page.one("#email")["value"], page.one("#role option[selected]")["value"]) == (IDA, "trainer")
    page = page.submit("Replace it", email="ida.berg@example.org", role="administrator").follow()
    assert "ida.berg@example.org waiting Administrator" in page.words
    assert "ida@example.org replaced Trainer, sent 21 Nov 2026, replaced 21 Nov 2026." in page.words
    assert mailing.get(links(db)[0]).status == 410
    assert mailing.get(links(db, "ida.berg@example.org")[0]).status == 200


def test_a_second_invitation_of_an_address_ends_the_first(
    mailing_grace: Browser, mailing: Browser, db: Session
) -> None:
    invite(mailing_grace)
    invite(mailing_grace, IDA.upper(), "")
    first, second = links(db)
    assert (mailing.get(first).status, mailing.get(second).status) == (410, 200)
    assert "replaced 21 Nov 2026" in listed(mailing_grace).words


def test_what_cannot_be_replaced_is_said(mailing_grace: Browser, amina: Person) -> None:
    invite(mailing_grace)
    page = listed(mailing_grace).click("Replace")
    taken = page.submit("Replace it", email=amina.email)
    assert taken.errors() == ["This address has an account already. You can find it among the people."]
    assert taken.one("#email")["value"] == amina.email
    assert page.submit("Replace it", email="ida").status == 422
    assert "waiting Trainer" in listed(mailing_grace).words


def test_an_address_that_came_by_another_way_is_not_invited_again(
    mailing_grace: Browser, db: Session, amina: Person
) -> None:
    invite(mailing_grace, "soon@example.org")
    amina.email = "soon@example.org"
    db.add(amina)
    db.commit()
    page = listed(mailing_grace).submit("Send again").follow()
    assert "This address has an account by now." in page.words


def test_without_mail_a_new_link_is_shown_once(as_grace: Browser, stranger: Browser) -> None:
    invite(as_grace)
    page = listed(as_grace).submit("Send again").follow()
    link = page.one(".notice code").get_text().removeprefix("http://localhost")
    assert stranger.get(link).status == 200
    assert "/invitations/" not in listed(as_grace).one("main").get_text()


def test_it_is_searched_narrowed_and_paged(as_grace: Browser, grace: Person, db: Session) -> None:
    for n in range(60):
        db.add(
            Invitation(token_sha256=f"{n:064}", email=f"new{n:02}@example.org", created_at=MOMENT,
                       invited_by_id=grace.id, expires_at=MOMENT + timedelta(days=14),
                       withdrawn_at=MOMENT if n % 2 else None)
        )  # fmt: skip
    db.add(Invitation(token_sha256="f" * 64, email="self@example.org", created_at=MOMENT, expires_at=MOMENT))
    db.commit()
    page = listed(as_grace, words="NEW")
    assert "60 invitations, page 1 of 2" in page.words
    assert len(page.click("Next page").soup.select("main ul.list > li")) == 10
    assert "30 invitations" in listed(as_grace, standing="withdrawn").words
    assert len(listed(as_grace, words="new07").soup.select("main ul.list > li")) == 1
    assert "No invitation found" in listed(as_grace, words="self").words
    for odd in ({"page": "x"}, {"page": "9" * 30}, {"standing": "king"}, {"words": "%_" * 200}):
        assert listed(as_grace, **odd).status == 200


@pytest.mark.parametrize("standing", list(InvitationStanding))
def test_the_database_narrows_down_as_the_rule_says(db: Session, grace: Person, standing: InvitationStanding) -> None:
    moments = (None, MOMENT)
    rows = [
        Invitation(token_sha256=f"{n:064}", email=IDA, created_at=MOMENT, invited_by_id=grace.id, opened_at=opened,
                   used_at=used, withdrawn_at=withdrawn, replaced_at=replaced, expires_at=MOMENT + timedelta(days=day))
        for n, (opened, used, withdrawn, replaced, day) in enumerate(
            (o, u, w, r, d) for o in moments for u in moments for w in moments for r in moments for d in (0, 1)
        )
    ]  # fmt: skip
    db.add_all(rows)
    db.flush()
    found = queries.sent_invitations(db, words="", standing=standing, at=MOMENT, most=99, after=0)
    assert {one.id for one in found.invitations} == {
        one.id for one in rows if queries.standing_of(one, at=MOMENT) == standing
    }
    assert found.invitations


# At the same moment


def _sent(db: Session, grace: Person) -> int:
    made = Invitation(token_sha256=digest("first"), email=IDA, created_at=MOMENT, invited_by_id=grace.id,
                      expires_at=MOMENT + timedelta(days=14))  # fmt: skip
    db.add(made)
    db.commit()
    return made.id


def _accept(invitation_id: int) -> Callable[[Session], object]:
    def story(session: Session) -> None:
        found = open_invitation(session, digest("first"), at=MOMENT)
        if found is None:
            raise LinkOver(invitation_id)
        accept(
            session, found, name="Ida", password_hash="!", public_id="ida",
            at=MOMENT, today=MOMENT.date(),
        )  # fmt: skip

    return story


def _withdraw(invitation_id: int) -> Callable[[Session], object]:
    return lambda session: services.withdraw(session, session.get_one(Invitation, invitation_id), at=MOMENT)


def _send_again(invitation_id: int) -> Callable[[Session], object]:
    return lambda session: services.send_again(
        session, session.get_one(Invitation, invitation_id), by="Grace", token_sha256=digest("second"), link="link",
        sender=Sender("http://localhost"), at=MOMENT,
    )  # fmt: skip


@pytest.mark.parametrize("other", [_withdraw, _send_again])
def test_an_invitation_used_while_it_is_ended_is_one_or_the_other(
    base: Database, db: Session, grace: Person, other: Callable[[int], Callable[[Session], object]]
) -> None:
    invitation_id = _sent(db, grace)
    outcomes = done(base, _accept(invitation_id), other(invitation_id))
    assert "done" in kinds(outcomes)
    assert {type(each) for each in outcomes if each} <= {LinkOver, services.InvitationOver, AddressTaken}
    assert len([each for each in outcomes if each]) == 1
    came = db.scalars(select(Person).where(Person.email == IDA)).all()
    assert len(came) == (outcomes[0] is None)
    db.rollback()
