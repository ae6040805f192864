"""Administrators look after people and their roles."""

from datetime import date

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from tests import factories
from tests.conftest import HeldClock
from tests.page import Browser


def roles(db: Session, person: Person) -> list[tuple[RoleName, date, date | None]]:
    db.expire_all()
    found = [
        (role.name, role.starts_on, role.ends_on)
        for role in db.scalars(select(Role).where(Role.person_id == person.id))
    ]
    db.rollback()
    return found


@pytest.mark.parametrize("path", ["/people", "/people/invitation"])
def test_people_are_looked_after_by_administrators_alone(
    as_amina: Browser, as_ben: Browser, stranger: Browser, path: str
) -> None:
    assert as_amina.get(path).status == 403
    assert as_ben.get(path).status == 403
    assert stranger.get(path).status == 303
    assert "People" not in [link.get_text() for link in as_ben.get("/profile").soup.select(".menu__link")]


def test_an_administrator_finds_somebody_and_makes_them_a_trainer(
    time: HeldClock, as_grace: Browser, amina: Person, ben: Person, db: Session
) -> None:
    page = as_grace.get("/people").submit("Find", words="amina")
    assert [row.get_text(strip=True) for row in page.soup.select("tbody th")] == ["Amina Yusuf"]
    assert page.one("#words")["value"] == "amina"
    page = page.click("Amina Yusuf").submit("Give this role", role="trainer", starts_on="2026-11-21", ends_on="")
    assert "Amina Yusuf is trainer from 21 November 2026." in page.follow().words
    assert roles(db, amina) == [("trainer", date(2026, 11, 21), None)]


@pytest.mark.parametrize(
    "typed",
    [
        "ŵyn",
        "SIÂN",
        "wyn",
        "O'Neill",
        "o’neill",
        "oneill",
        "Elise wyn",
        "Sia\u0302n",
        "siân@EXAMPLE",
        "O‘Neill Siân",
        "ＳＩＡＮ",
    ],
)
def test_somebody_is_found_however_their_name_is_typed(as_grace: Browser, db: Session, typed: str) -> None:
    factories.person(db, name="Siân Ŵyn-Élise O’Neill", email="sian@example.org")
    factories.person(db, name="Áine Ó Súilleabháin")
    db.commit()
    page = as_grace.get("/people", query={"words": typed})
    assert [row.get_text(strip=True) for row in page.soup.select("tbody th")] == ["Siân Ŵyn-Élise O’Neill"]


def test_a_name_that_was_changed_is_found_by_the_new_one_alone(as_grace: Browser, as_amina: Browser) -> None:
    assert as_amina.get("/profile").submit("Save", name="Zoë Ćosić", printed_name="Zoë Ćosić").status == 303
    assert "Zoë Ćosić" in as_grace.get("/people", query={"words": "zoe cosic"}).words
    assert "Zoë Ćosić" not in as_grace.get("/people", query={"words": "yusuf"}).words


def test_a_role_that_is_held_already_is_not_given_twice(time: HeldClock, as_grace: Browser, ben: Person) -> None:
    page = as_grace.get(f"/people/{ben.public_id}").submit("Give this role", role="trainer")
    assert page.status == 422
    assert page.errors() == ["Ben Okafor holds this role from 1 January 2026 with no last day. End that first."]


def test_a_role_does_not_end_before_it_begins(time: HeldClock, as_grace: Browser, amina: Person) -> None:
    page = as_grace.get(f"/people/{amina.public_id}")
    page = page.submit("Give this role", role="trainer", starts_on="2026-12-01", ends_on="2026-11-30")
    assert page.errors() == ["The last day cannot be before the first."]
    assert page.one("#ends_on")["value"] == "2026-11-30"


@pytest.mark.parametrize("role", ["", "king", None])
def test_only_roles_that_exist_are_given(as_grace: Browser, amina: Person, db: Session, role: str | None) -> None:
    assert as_grace.get(f"/people/{amina.public_id}").submit("Give this role", role=role).status == 422
    assert roles(db, amina) == []


def test_a_role_ends_at_once_when_its_last_day_was_yesterday(
    time: HeldClock, as_grace: Browser, ben: Person, as_ben: Browser, db: Session
) -> None:
    page = as_grace.get(f"/people/{ben.public_id}")
    (field,) = page.soup.select('input[name$="last_day"]')
    page = page.submit("End it", **{str(field["name"]): "2026-11-20"})
    assert "The last day is 20 November 2026." in page.follow().words
    assert roles(db, ben) == [("trainer", date(2026, 1, 1), date(2026, 11, 20))]
    assert "over" in as_grace.get(f"/people/{ben.public_id}").words


def test_the_last_administrator_stays_one(time: HeldClock, as_grace: Browser, grace: Person, db: Session) -> None:
    page = as_grace.get(f"/people/{grace.public_id}").submit("End it")
    assert page.status == 422
    assert page.errors() == ["Nobody else could look after people then. Make somebody else administrator first."]
    assert roles(db, grace) == [("administrator", date(2026, 1, 1), None)]


def test_a_role_of_somebody_else_is_not_ended_through_this_person(
    time: HeldClock, as_grace: Browser, amina: Person, ben: Person, db: Session
) -> None:
    of_ben, address = db.scalar(select(Role.id).where(Role.person_id == ben.id)), f"/people/{amina.public_id}/roles"
    db.rollback()
    page = as_grace.post(f"{address}/{of_ben}/end", data={f"role-{of_ben}-last_day": "2026-11-20"})
    assert page.status == 404


def test_a_page_of_people_holds_fifty_and_leads_on(as_grace: Browser, db: Session) -> None:
    for n in range(60):
        factories.person(db, name=f"Person {n:02}")
    db.commit()
    page = as_grace.get("/people", query={"words": "Person"})
    assert "60 people, page 1 of 2" in page.words
    page = page.click("Next page")
    assert len(page.soup.select("tbody tr")) == 10
    assert len(page.click("Page before").soup.select("tbody tr")) == 50


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"page": "999999999999"}, {"role": "king"}, {"words": "%" * 500}]
)
def test_an_odd_address_is_answered_all_the_same(as_grace: Browser, query: dict[str, str]) -> None:
    assert as_grace.get("/people", query=query).status == 200


def test_that_an_account_was_opened_is_written_down_without_a_name(
    as_grace: Browser, grace: Person, amina: Person
) -> None:
    with structlog.testing.capture_logs() as lines:
        as_grace.get(f"/people/{amina.public_id}")
    opened = [line for line in lines if line["event"] == "account opened"]
    assert [(line["by"], line["person"]) for line in opened] == [(grace.public_id, amina.public_id)]
    assert "Amina" not in str(lines)
    assert amina.email not in str(lines)


def test_an_invitation_to_a_known_address_says_so(as_grace: Browser, amina: Person) -> None:
    page = as_grace.get("/people/invitation").submit("Invite", email=amina.email.upper(), role="")
    assert page.status == 422
    assert page.errors() == ["This address has an account already. You can find it among the people."]


def test_without_a_mail_server_nothing_is_said_to_be_on_its_way(time: HeldClock, as_grace: Browser) -> None:
    page = as_grace.get("/people/invitation").submit("Invite", email="ida@example.org", role="").follow()
    assert "give this link to the person yourself" in page.words
    assert "on its way" not in page.words


def test_who_was_invited_is_listed_until_they_come(time: HeldClock, as_grace: Browser) -> None:
    as_grace.get("/people/invitation").submit("Invite", email="ida@example.org", role="trainer")
    page = as_grace.get("/people")
    assert "ida@example.org , as trainer invited 21 Nov 2026, until 5 Dec 2026" in page.words
    time.tick(days=14)
    assert "ida@example.org" not in as_grace.get("/people").words
