"""A table of people names a group: who belongs to the part is asked into it, and joins only by themselves."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Invitation, Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.ground.db import database
from learnmentor.groups import services
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import Stands
from learnmentor.groups.models import Group
from learnmentor.groups.rules import GroupKind
from learnmentor.jobs.worker import Worker
from learnmentor.organisations.models import MembershipOffer, Part
from learnmentor.organisations.tables import changes, reading
from learnmentor.organisations.tables import services as tables
from learnmentor.organisations.tables.changes import JudgedLine, KnownPart, LineVerdict, NamedGroup, PeopleStanding
from learnmentor.stories import named_group, opening_account
from tests import factories
from tests.conftest import HeldClock
from tests.groups.conftest import NOW, SENDER, TODAY, College, actor, insider, letters, row_of
from tests.page import Browser

HEAD = "Email,Part,Group\n"


@pytest.fixture
def dev(db: Session, college: College) -> Person:
    """The coordinator of the college."""
    made = insider(db, college, "Dev Patel")
    factories.coordinator(db, made, college.part)
    db.commit()
    return made


def bring(db: Session, college: College, dev: Person, lines: str) -> list[JudgedLine]:
    """Look a table over and bring it in, as its page and the worker do; both say the same."""
    table, roles = reading.read(HEAD + lines), frozenset({RoleName.COORDINATOR})
    importer = tables.Importer(actor(db, dev), SENDER, roles, TODAY, NOW, named_group.GROUPS)
    seen = tables.look_over(db, college.part, table, importer)
    addresses = frozenset(line.email for line in table.found)
    done = tables.bring_in(db, college.part, table.found, addresses=addresses, importer=importer)
    assert [each.why for each in seen] == [each.why for each in done]
    db.commit()
    return done


def work(app: Flask, db: Session, time: HeldClock) -> None:
    """Let the worker ask."""
    db.commit()
    with app.app_context():
        handlers = {named_group.ASK: rooms.handlers()[named_group.ASK]}
        Worker(database(), handlers, now=time).run_once()
    db.rollback()


def a_group(db: Session, part: Part, by: Person, title: str, key: str) -> Group:
    facts = services.GroupFacts(GroupKind.COHORT, title, "", TODAY, None, 14)
    made = services.make(db, part=part, facts=facts, by=actor(db, by), public_id=key, at=NOW, today=TODAY)
    db.commit()
    return made


def stays(db: Session, group: Group) -> list[tuple[int, str]]:
    rows = db.scalars(select(GroupMember).where(GroupMember.group_id == group.id).order_by(GroupMember.person_id))
    return [(row.person_id, str(row.state)) for row in rows]


def test_a_member_is_asked_and_joins_by_themselves(
    app: Flask, db: Session, college: College, dev: Person, time: HeldClock
) -> None:
    amina = insider(db, college)
    lines = f"{amina.email},,spring  MENTORS\n"
    assert [each.verdict for each in bring(db, college, dev, lines)] == [LineVerdict.CHANGED]
    assert stays(db, college.group) == [], "the worker asks"
    work(app, db, time)
    assert row_of(db, amina).state == Stands.INVITED
    [letter] = letters(db, amina.email)
    assert letter.subject == "You are asked to join “Spring mentors”"
    assert "Dev Patel asks you" in letter.body
    browser = Browser(app).sign_in(amina)
    assert "You are asked to join the group Spring mentors" in browser.get("/").words
    assert "You are asked to join" in browser.get("/groups").words
    browser.get("/").click("Spring mentors").submit("I accept this and join", seen_as="name")
    db.rollback()
    assert row_of(db, amina).state == Stands.ACCEPTED
    assert "You are asked" not in browser.get("/").words
    assert [each.verdict for each in bring(db, college, dev, lines)] == [LineVerdict.KNOWN]
    work(app, db, time)
    assert len(letters(db, amina.email)) == 1


def test_whoever_is_new_is_asked_once_they_belong(
    app: Flask, db: Session, college: College, dev: Person, time: HeldClock
) -> None:
    known = factories.person(db, name="Eve Frost", email="eve@example.org")
    bring(db, college, dev, "ida@example.org,Maths,Spring mentors\neve@example.org,,Spring mentors\n")
    work(app, db, time)
    assert stays(db, college.group) == [], "nobody belongs yet"
    invitation = db.scalars(select(Invitation)).one()
    ida = opening_account.accept(
        db, invitation, name="Ida Ash", password_hash="!", public_id="ida", at=NOW, today=TODAY
    )
    work(app, db, time)
    assert stays(db, college.group) == [(ida.id, "invited")], "the group of the part above hers"
    Browser(app).sign_in(known).get("/joining").submit("Accept")
    work(app, db, time)
    assert (known.id, "invited") in stays(db, college.group)


def test_nobody_is_asked_in_the_name_of_somebody_who_may_no_longer(
    app: Flask, db: Session, college: College, dev: Person, time: HeldClock
) -> None:
    eve = factories.person(db, name="Eve Frost", email="eve@example.org")
    bring(db, college, dev, "eve@example.org,,Spring mentors\n")
    db.scalars(select(Role).where(Role.person_id == dev.id)).one().ends_on = TODAY - timedelta(days=1)
    db.commit()
    Browser(app).sign_in(eve).get("/joining").submit("Accept")
    work(app, db, time)
    assert db.scalars(select(MembershipOffer)).one().accepted_at is not None
    assert stays(db, college.group) == []


def test_a_name_of_no_group_or_of_two_is_refused_with_what_to_do(db: Session, college: College, dev: Person) -> None:
    far = factories.organisation(db, "Southfield College")
    carol = factories.person(db, name="Carol Reed")
    factories.coordinator(db, carol, far)
    a_group(db, far, carol, "Faraway", "faraway")
    for key in ("one", "two"):
        a_group(db, college.maths, dev, "Algebra", key)
    over = a_group(db, college.part, dev, "Last year", "lastyear")
    services.close(db, over, by=actor(db, dev), on=TODAY)
    lines = "a@example.org,,Faraway\nb@example.org,Maths,Algebra\nc@example.org,,Last year\nd@example.org,,Algebra\n"
    done = bring(db, college, dev, lines)
    assert [(each.verdict, each.column) for each in done] == [(LineVerdict.REFUSED, "Group")] * 4
    assert done[0].why == (
        "There is no open group called “Faraway” in Northfield College that you look after. Make it first under "
        "Groups, write its name as it stands there, or take it out."
    )
    assert done[1].why == "There are 2 groups called “Algebra”. Give one of them another name first."
    assert done[2].why.startswith("There is no open group called “Last year”")
    assert done[3].why.startswith("There is no open group called “Algebra” in Northfield College"), "it is one below"
    assert letters(db) == []


def test_the_nearest_group_of_a_name_is_meant() -> None:
    groups = [NamedGroup(1, "Mentors", "1/", 9), NamedGroup(2, "MENTORS", "1/5/", 9), NamedGroup(3, "Other", "1/5/", 9)]
    meant = {
        path: [each.id for each in changes.groups_meant(groups, "mentors", path)] for path in ("1/", "1/5/", "1/5/7/")
    }
    assert meant == {"1/": [1], "1/5/": [2], "1/5/7/": [2]}
    assert changes.groups_meant(groups, "mentors", "2/") == []


def test_no_more_people_come_in_than_a_group_has_room_for() -> None:
    here = KnownPart(1, "1/", "College", "")
    standing = PeopleStanding(here, [here], groups=[NamedGroup(1, "Mentors", "1/", 2)])
    table = reading.read(HEAD + "".join(f"a{number}@example.org,,Mentors\n" for number in range(4)))
    done = list(changes.judged(table.found, standing, addresses=frozenset(), today=TODAY))
    assert [each.verdict for each in done] == [LineVerdict.NEW] * 2 + [LineVerdict.REFUSED] * 2
    assert done[2].why == "The group “Mentors” has no room for more people. Make another, or take the name out."


def test_as_many_are_asked_as_there_is_room_for(
    db: Session, college: College, dev: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = sorted(insider(db, college, name).id for name in ("Ana Reid", "Bea Reid", "Cai Reid"))
    for module in (named_group, joining):
        monkeypatch.setattr(module, "MOST_MEMBERS", 2)
    who = named_group.WhoeverAsks(actor(db, dev), SENDER, TODAY, NOW)
    named_group.ask(db, college.group.id, people, who)
    assert [person_id for person_id, _ in stays(db, college.group)] == people[:2]
