"""LearnMentor promises that coordinators look after accounts of their own people alone, and that it can be read."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.models import PasswordReset
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.jobs.models import OutgoingMail
from learnmentor.organisations import rules
from learnmentor.organisations.models import Part
from learnmentor.organisations.rules import AccountStanding
from tests import factories
from tests.organisations.conftest import TODAY, Colleges

pytestmark = pytest.mark.usefixtures("time")


def page_of(part: Part, who: factories.Person) -> str:
    """The address of somebody's page among the people of a part."""
    return f"/organisation/parts/{part.public_id}/people/{who.public_id}"


@pytest.mark.parametrize(
    ("roots", "paths", "may"),
    [
        ({1}, set(), True),
        ({1}, {"1/2/"}, True),
        ({1}, {"1/"}, False),  # coordinates more than they do
        ({1}, {None}, False),  # an administrator, say
        ({1, 7}, set(), False),
        (set(), set(), False),
    ],
)
def test_whose_account_a_coordinator_looks_after(roots: set[int], paths: set[str | None], may: bool) -> None:
    scopes = frozenset({(RoleName.COORDINATOR, "1/2/")})
    carol = Actor(3, "c", "Carol", "Carol", frozenset({RoleName.COORDINATOR}), scopes=scopes)
    standing = AccountStanding(frozenset(roots), frozenset(paths))
    assert rules.may_care_for(carol, person_id=4, root_id=1, standing=standing) == may
    assert not rules.may_care_for(carol, person_id=3, root_id=1, standing=standing)
    grace = Actor(5, "g", "Grace", "Grace", frozenset({RoleName.ADMINISTRATOR}))
    assert rules.may_care_for(grace, person_id=4, root_id=1, standing=standing)


def test_whoever_opens_a_member_s_page_is_written_down_for_them_to_read(db: Session, colleges: Colleges) -> None:
    colleges.browsers["carol"].get(page_of(colleges.crafts, colleges.people["ida"]))
    kept = db.execute(select(AccessRecord.person_id, AccessRecord.viewer_id, AccessRecord.what)).all()
    assert kept == [(colleges.people["ida"].id, colleges.people["carol"].id, "member")]
    assert "Carol Diaz opened your page among the people" in colleges.browsers["ida"].get("/profile/opened").words


def test_a_coordinator_corrects_a_name_for_certificates(db: Session, colleges: Colleges) -> None:
    page = colleges.browsers["carol"].get(page_of(colleges.crafts, colleges.people["ida"]))
    form = page.click("Correct their names")
    wrong = form.submit("Save", printed_name="")
    assert wrong.status == 422
    done = form.submit("Save", printed_name="Dr Ida Ash").follow()
    assert "The names of Ida Ash are saved." in done.words
    assert "Dr Ida Ash" in done.words
    db.expire_all()
    assert colleges.people["ida"].printed_name == "Dr Ida Ash"
    assert "changed a name" in colleges.browsers["ida"].get("/profile/opened").words


def test_a_password_link_goes_by_letter_and_whoever_asks_never_sees_it(
    app: Flask, db: Session, colleges: Colleges, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol, address = colleges.browsers["carol"], page_of(colleges.crafts, colleges.people["ida"])
    assert "Send a link" not in carol.get(address).words
    assert "nothing was sent" in carol.post(f"{address}/password-link").follow().words
    assert db.scalars(select(PasswordReset)).all() == []
    db.rollback()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_server="smtp://127.0.0.1:1"))
    done = carol.get(address).submit("Send a link to a new password").follow()
    assert "A letter to Ida Ash is written" in done.words
    [letter] = db.scalars(select(OutgoingMail)).all()
    assert letter.to_address == colleges.people["ida"].email
    assert "/password/" not in done.text
    assert db.scalars(select(PasswordReset.person_id)).all() == [colleges.people["ida"].id]


def test_whoever_belongs_elsewhere_too_or_may_more_is_nobody_s_to_look_after(db: Session, colleges: Colleges) -> None:
    carol, ida = colleges.browsers["carol"], colleges.people["ida"]
    address = page_of(colleges.crafts, ida)
    assert "Correct their names" in carol.get(address).words
    factories.member(db, ida, colleges.south, starts_on=TODAY)
    db.commit()
    page = carol.get(address)
    assert (page.status, "Correct their names" in page.words) == (200, False)
    assert carol.get(f"{address}/names").status == 404
    assert carol.post(f"{address}/names", {"name": "X", "printed_name": "X"}).status == 404
    assert colleges.browsers["ewa"].get(f"{page_of(colleges.south, ida)}/names").status == 404
    assert colleges.browsers["grace"].get(f"{address}/names").status == 200
    factories.member(db, colleges.people["grace"], colleges.crafts)
    db.commit()
    assert carol.get(f"{page_of(colleges.crafts, colleges.people['grace'])}/names").status == 404
    factories.member(db, colleges.people["dev"], colleges.crafts)
    db.commit()
    assert carol.get(f"{page_of(colleges.crafts, colleges.people['dev'])}/names").status == 404


def test_an_invitation_is_sent_again_and_waits_as_long_as_a_new_one(db: Session, colleges: Colleges) -> None:
    carol, address = colleges.browsers["carol"], f"/organisation/parts/{colleges.crafts.public_id}"
    carol.get(f"{address}/people/new").submit("Bring them in", email="new@example.org")
    done = carol.get(address).submit("Send again to new@example.org").follow()
    assert "new@example.org is written to again" in done.words
    letters = db.scalars(select(OutgoingMail).where(OutgoingMail.to_address == "new@example.org")).all()
    assert len(letters) == 2
    assert len({letter.body for letter in letters}) == 2  # a link of its own


def test_a_list_of_roles_says_in_which_part_each_is_held(colleges: Colleges) -> None:
    grace = colleges.browsers["grace"]
    assert "Coordinator, Crafts" in grace.get("/people/roles").words
    assert "coordinator,2026" in grace.get("/people/roles.csv").text
    line = next(each for each in grace.get("/people/roles.csv").text.splitlines() if "carol@" in each)
    assert line.endswith(",Crafts")
    assert "Coordinator, Crafts" in grace.get(f"/people/{colleges.people['carol'].public_id}").words
