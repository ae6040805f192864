"""The pages of a pair: coming in without an account, ending, swapping, third parties, declared roles, the download."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.ground.db import Base
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring import queries, services
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.models import Pair, PairRoles
from learnmentor.mentoring.role_declarations.queries import declared_roles
from learnmentor.mentoring.third_parties.models import PairThirdParty
from learnmentor.organisations.models import Membership
from learnmentor.stories import closing_account
from learnmentor.stories.merging import accounts as merging_accounts
from learnmentor.stories.merging.accounts import CannotMerge, Circumstance
from learnmentor.stories.merging.moves import AccountPair
from tests import factories
from tests.mentoring.conftest import NOW, TODAY, Two, two
from tests.page import Browser, Page, upload, words

pytestmark = pytest.mark.usefixtures("time")
PASSWORD = "seven wet hats"
MAY_OPEN = ("/", "/mentoring", "/programmes", "/units", "/groups", "/cpd", "/certificates", "/profile", "/profile/data",
            "/joining", "/profile/close", "/profile/merge")  # fmt: skip


@pytest.fixture
def browsers(app: Flask, pair: Two) -> tuple[Browser, Browser]:
    """The mentor's and the mentee's."""
    return Browser(app).sign_in(pair.mentor), Browser(app).sign_in(pair.mentee)


def link_in(db: Session, to: str, path: str) -> str:
    """The newest link of a letter."""
    db.rollback()
    body = db.scalars(select(OutgoingMail.body).where(OutgoingMail.to_address == to).order_by(OutgoingMail.id.desc()))
    return next(found[0] for text in body if text and (found := re.search(rf"/{path}/\S+", text)))


def invite(browser: Browser, email: str, **more: Any) -> Page:
    fields = {"email": email, "side": "mentor", "kind": "mentoring", "context": "cpd"} | more
    return browser.get("/mentoring/invite").submit("Send the invitation", **fields)


def test_a_mentor_who_belongs_somewhere_begins_to_study_like_everybody(app: Flask, db: Session, pair: Two) -> None:
    factories.member(db, pair.mentor, factories.organisation(db))
    factories.unit(db, "C1")
    db.commit()
    home = Browser(app).sign_in(pair.mentor).get("/").words
    assert "Begin with the half hour below" in home
    assert "Your mentoring" in home
    assert "of 30 hours" in home


def test_somebody_without_an_account_comes_in_by_the_link_and_may_look_at_everything(app: Flask, db: Session) -> None:
    factories.organisation(db)  # the only one, which other new accounts join
    amina = factories.person(db, name="Amina Yusuf")
    factories.unit(db, "C1")
    db.commit()
    assert "is on its way" in invite(Browser(app).sign_in(amina), "New.Mentee@Example.org ").follow().words
    link, mei = link_in(db, "new.mentee@example.org", "pair-invitations"), Browser(app)
    page = mei.get(link)
    assert "Amina Yusuf invites you" in page.words
    assert page.submit("Make my account", name="Mei Tan", password="short").errors() != []
    page = page.submit("Make my account", name="Mei Tan", password=PASSWORD).follow()
    assert page.h1 == "Overview"
    assert "Only the two of you can read this" in page.words
    db.rollback()
    person = db.scalars(select(Person).where(Person.email == "new.mentee@example.org")).one()
    assert db.scalars(select(Membership).where(Membership.person_id == person.id)).all() == []
    assert {address: mei.get(address).status for address in MAY_OPEN} == dict.fromkeys(MAY_OPEN, 200)
    home = mei.get("/").words
    assert "What you came for is under Mentoring" in home
    assert "of 30 hours" not in home, "nothing of a CPD year is asked of them"
    assert mei.get(link).follow().h1 == "Overview", "the link goes on leading to the pair"
    stranger = Browser(app).get(link)
    assert (stranger.status, stranger.h1) == (410, "This invitation is over")


def test_an_invitation_says_the_same_whether_there_is_an_account(app: Flask, db: Session) -> None:
    amina, mei = factories.person(db, name="Amina Yusuf"), factories.person(db, name="Mei Tan")
    db.commit()
    browser = Browser(app).sign_in(amina)
    for email in (mei.email, "nobody@example.org"):
        assert "The invitation is on its way" in invite(browser, email).follow().words
    lines = [
        words(each).replace(mei.email, "nobody@example.org") for each in browser.get("/mentoring").soup.select("li")
    ]
    sent = [line for line in lines if "nobody@example.org" in line]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert invite(browser, amina.email).errors() == [
        "This is your own address. A pair has two people: enter the other one’s address."
    ]


def test_who_has_an_account_signs_in_or_finds_it_waiting_and_may_say_no(app: Flask, db: Session) -> None:
    amina, mei = factories.person(db, name="Amina Yusuf"), factories.person(db, name="Mei Tan")
    db.commit()
    browser = Browser(app).sign_in(amina)
    invite(browser, mei.email)
    assert "under Mentoring" in Browser(app).sign_in(mei).get("/").words, "that it waits is said on Home"
    assert "sign in with your account" in Browser(app).get(link_in(db, mei.email, "pair-invitations")).words
    theirs = Browser(app).sign_in(mei).get("/mentoring").click("Amina Yusuf")
    assert "Nobody asks you why" in theirs.submit("Say no").follow().words
    assert "The answer was no" in browser.get("/mentoring").words
    assert invite(browser, mei.email).errors()[0].startswith("The answer from this address was no")
    tried = [invite(browser, "often@example.org").status for _ in range(7)]
    assert tried == [303, 422, 422, 422, 422, 429, 429], "once it waits, and an address is not tried for ever"


def test_either_ends_it_and_both_go_on_reading(db: Session, pair: Two, browsers: tuple[Browser, Browser]) -> None:
    mentor, mentee = browsers
    here = f"/pairs/{pair.pair.public_id}"
    page = mentee.get(here).click("End this pair").submit("End this pair").follow()
    assert "This pair ended on 21 November 2026" in page.words
    assert mentor.get(here).status == 200
    assert mentor.get(f"{here}/swap").status == 403
    assert mentor.post(f"{here}/end").status == 303, "ended twice it is ended once"
    db.rollback()
    told = db.scalars(select(OutgoingMail).where(OutgoingMail.subject == "A pair of yours has ended")).all()
    assert [each.to_address for each in told] == [pair.mentor.email]
    assert "Mei" not in (told[0].body or "")


def test_roles_are_swapped_when_both_agree_also_twice_a_day(
    db: Session, pair: Two, browsers: tuple[Browser, Browser]
) -> None:
    here = f"/pairs/{pair.pair.public_id}"
    for asks, agrees in (browsers, browsers[::-1]):
        asks.get(f"{here}/swap").submit("Propose to swap")
        assert asks.post(f"{here}/swap/accept").follow().words.count("taken back or answered") == 1, "not one's own"
        assert "swap roles: say yes or no" in agrees.get(here).words
        agrees.get(f"{here}/swap").submit("Swap from today")
        db.rollback()
    row = db.scalars(select(PairRoles)).one()
    assert (row.mentor_id, row.mentee_id) == (pair.mentor.id, pair.mentee.id)
    assert queries.mentored(db, mentor_id=pair.mentor.id, mentee_id=pair.mentee.id, since=TODAY)


def test_a_third_party_sees_one_page_once_both_agree(
    app: Flask, db: Session, pair: Two, browsers: tuple[Browser, Browser]
) -> None:
    mentor, mentee = browsers
    here = f"/pairs/{pair.pair.public_id}/third-parties"
    page = mentor.get(here).submit("Name them", role="tutor", email="tutor@example.org").follow()
    assert "Agree that" not in page.words, "whoever names has agreed, and the other one is asked"
    assert mentor.get(here).submit("Name them", role="tutor", email="TUTOR@example.org").status == 422
    mentee.get(here).submit("Agree")
    tutor = Browser(app)
    page = tutor.get(link_in(db, "tutor@example.org", "third-party-links"))
    assert "Amina" not in page.words
    page = page.submit("Make my account", name="Tia Tutor", password=PASSWORD).follow()
    shown = page.words
    assert all(each in shown for each in ("Amina Yusuf", "Mei Tan", "21 November 2026", "at least 20 hours a year"))
    assert "By Tia Tutor on 21 November 2026 at 10:00" in page.submit("I have seen this").follow().words
    assert tutor.get(f"/pairs/{pair.pair.public_id}").status == 404
    assert "Acknowledged by Tia Tutor" in mentor.get(here).words
    assert "A course tutor can see dates and hours, and nothing that you write." in mentee.get(here).words
    mentee.get(here).submit("Take away")
    assert tutor.get(page.browser.address).status == 404
    db.rollback()
    assert db.scalars(select(PairThirdParty)).all() == []


ROLES = {"roles-0-role": "line-manager", "roles-0-since": "1 September 2026", "decisions": "Your timetable.",
         "can_see": "The rota.", "not_used": "Our notes.", "judges": "The head of maths",
         "review_on": "1 March 2027"}  # fmt: skip


def test_a_line_manager_is_prompted_declares_it_and_the_mentee_signs(
    app: Flask, db: Session, pair: Two, browsers: tuple[Browser, Browser]
) -> None:
    mentor, mentee = browsers
    factories.manages(db, pair.mentor, pair.mentee, factories.organisation(db))
    db.commit()
    here = f"/pairs/{pair.pair.public_id}"
    assert "You are also Mei Tan’s line manager. It is not declared yet" in mentor.get(here).words
    assert "Amina Yusuf manages you, and has not declared it yet" in mentee.get(here).words
    form = mentor.get(here).click("You manage Mei Tan: declare it")
    assert form.submit("Declare it", **(ROLES | {"judges": ""})).errors()[0].startswith("Say who judges instead")
    assert form.submit("Declare it", **(ROLES | {"roles-0-until": "1 August 2026"})).errors() == [
        "A role ends before it begins. Look at its two days."
    ]
    assert form.submit("Declare it", **ROLES).status == 303
    page = mentee.get(here).click("A declaration of roles to read")
    assert "Your timetable." in page.words
    assert "Read by Mei Tan, 21 November 2026" in page.submit("I have read it").follow().words
    assert mentee.get(page.browser.address + "/declaration.pdf").response.data.startswith(b"%PDF")
    asked = {"of": pair.mentor.id, "towards": pair.mentee.id}
    db.rollback()
    assert declared_roles(db, **asked, on=TODAY) == {"line-manager"}
    assert declared_roles(db, of=pair.mentee.id, towards=pair.mentor.id, on=TODAY) == frozenset()
    text = mentor.get(f"{here}/roles/declaration.md").text.replace("Your timetable.", "Nothing any more.")
    form = mentor.get(f"{here}/roles/declare").submit("Bring it in", file=upload(text.encode(), "f13.md"))
    assert "Nothing any more." in form.one("[name=decisions]").get_text()
    assert form.submit("Declare it").status == 303
    assert "Replaced" in mentee.get(f"{here}/roles").words
    assert not in_the_open(db, "timetable")


def in_the_open(db: Session, canary: str) -> bool:
    """Whether words stand in the open in any row of a pair's tables."""
    db.rollback()
    rows = [repr(tuple(row)) for table in Base.metadata.sorted_tables if table.name.startswith("pair")
            for row in db.execute(table.select())]  # fmt: skip
    return any(canary in row for row in rows)


def test_the_download_holds_what_one_may_read_and_no_held_back_line(
    app: Flask, db: Session, pair: Two, browsers: tuple[Browser, Browser]
) -> None:
    vault = app.config["VAULT"]
    for writer, text, own in ((pair.mentor, "heron", False), (pair.mentor, "my own bittern", True)):
        lines.write(
            db, vault, pair.pair, record="meeting", field="main", writer_id=writer.id, text=text, own=own, token=text,
            public_id=text.replace(" ", ""), at=NOW,
        )  # fmt: skip
    db.commit()
    held = []
    for browser in browsers:
        answer = browser.get(f"/pairs/{pair.pair.public_id}/download")
        with zipfile.ZipFile(io.BytesIO(answer.response.data)) as archive:
            held.append({name: archive.read(name).decode() for name in archive.namelist()})
    assert [line["text"] for line in json.loads(held[0]["lines/meeting.json"])] == ["heron", "my own bittern"]
    assert [line["by"] for line in json.loads(held[1]["lines/meeting.json"])] == ["Amina Yusuf"]
    assert "bittern" not in "".join(held[1].values())
    assert "Amina Yusuf and Mei Tan" in held[0]["pair/pair.md"]


def test_closing_an_account_ends_its_pairs_and_the_other_keeps_what_is_theirs(
    app: Flask, db: Session, pair: Two, browsers: tuple[Browser, Browser]
) -> None:
    vault = app.config["VAULT"]
    for writer, text in ((pair.mentor, "kept heron"), (pair.mentee, "gone bittern")):
        lines.write(
            db, vault, pair.pair, record="meeting", field="main", writer_id=writer.id, text=text, own=False, token="1",
            public_id=text[:4], at=NOW,
        )  # fmt: skip
    db.commit()
    closing_account.close(
        db, rooms.personal_data(), person_id=pair.mentee.id, sender=Sender("http://localhost"), at=NOW, zone="UTC"
    )
    db.commit()
    page = browsers[0].get(f"/pairs/{pair.pair.public_id}")
    assert "Closed account" in page.words
    assert "This pair ended" in page.words
    held = browsers[0].get(f"/pairs/{pair.pair.public_id}/download").response.data
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        assert [each["text"] for each in json.loads(archive.read("lines/meeting.json"))] == ["kept heron"]
    assert "A pair of yours has ended" in db.scalars(select(OutgoingMail.subject)).all()


def test_the_two_of_a_pair_are_not_merged(app: Flask, db: Session, pair: Two) -> None:
    services.end(db, pair.pair, at=NOW)
    with pytest.raises(CannotMerge) as refused:
        merging_accounts.merge(
            db, app.config["VAULT"], AccountPair(pair.mentor.id, pair.mentee.id), proofs=None, asked_by=None,
            told=Circumstance(NOW, "UTC", "Northfield College", None),
        )  # fmt: skip
    assert refused.value.obstacles == {"pair"}


def test_a_coordinator_suggests_members_of_their_parts_and_sees_nothing_after(app: Flask, db: Session) -> None:
    college = factories.organisation(db)
    dev = factories.person(db, name="Dev Rao", roles=[RoleName.COORDINATOR])
    amina, mei, ola = (factories.person(db, name=name) for name in ("Amina Yusuf", "Mei Tan", "Ola Nowak"))
    for who in (amina, mei):
        factories.member(db, who, college)
    db.commit()
    form = Browser(app).sign_in(dev).get("/mentoring").click("Suggest two people")
    what = {"kind": "mentoring", "context": "cpd"}
    assert form.submit("Ask both", mentor=amina.email, mentee=ola.email, **what).errors()[0].startswith("Nobody in the")
    assert form.submit("Ask both", mentor=amina.email, mentee=mei.email, **what).status == 303
    page = Browser(app).sign_in(mei).get("/mentoring").click("Dev Rao").submit("Say yes").follow()
    assert "begins when the other one has said yes too" in page.words
    page = Browser(app).sign_in(amina).get("/mentoring").click("Dev Rao").submit("Say yes").follow()
    db.rollback()
    pair = db.scalars(select(Pair)).one()
    assert page.browser.address == f"/pairs/{pair.public_id}"
    assert form.browser.get(page.browser.address).status == 404


def test_a_closed_partner_and_a_co_coach_are_called_right(app: Flask, db: Session) -> None:
    pair = two(db, kind="co-coaching")  # type: ignore[arg-type]  # as the database keeps it
    page = Browser(app).sign_in(pair.mentor).get(f"/pairs/{pair.pair.public_id}")
    assert "Your partner · Co-coaching" in page.words
    assert "Swap roles" not in page.words
    assert "mentee" not in page.words
