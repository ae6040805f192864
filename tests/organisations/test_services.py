"""Parts, who belongs to them, and what the page knows of whoever asks."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName, digest
from learnmentor.cli import main
from learnmentor.organisations import queries, rules, services
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.rules import PartKind, Span
from learnmentor.organisations.services import AlreadyMember, PartClosed, TooManyParts
from learnmentor.stories import opening_account
from tests import factories
from tests.statements import statements

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def test_parts_know_their_place_and_their_organisation(db: Session) -> None:
    college = factories.organisation(db)
    crafts = factories.part(db, "Crafts", of=college)
    welding = factories.part(db, "Welding", of=crafts, kind=PartKind.SITE)
    assert welding.path == f"{college.id}/{crafts.id}/{welding.id}/"
    assert {part.root_id for part in (college, crafts, welding)} == {college.id}
    other = factories.organisation(db, "Southfield College")
    assert (other.root_id, other.path) == (other.id, f"{other.id}/")


def test_a_closed_part_takes_in_nothing(db: Session) -> None:
    college = factories.organisation(db)
    college.closed_on = TODAY
    db.flush()
    with pytest.raises(PartClosed):
        factories.part(db, "Crafts", of=college)
    with pytest.raises(PartClosed):
        services.begin_membership(db, person_id=factories.person(db).id, part=college, span=Span(TODAY))


def test_a_tree_has_a_bound(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    deepest = factories.organisation(db)
    for number in range(rules.DEEPEST - 1):
        deepest = factories.part(db, f"Part {number}", of=deepest)
    with pytest.raises(TooManyParts):
        factories.part(db, "Too deep", of=deepest)
    monkeypatch.setattr(rules, "MOST_PARTS", rules.DEEPEST)
    with pytest.raises(TooManyParts):
        factories.part(db, "Too many", of=factories.organisation(db))


def test_nobody_is_a_member_of_a_part_twice_on_one_day(db: Session) -> None:
    college, amina = factories.organisation(db), factories.person(db)
    services.begin_membership(db, person_id=amina.id, part=college, span=Span(date(2026, 9, 1), TODAY))
    with pytest.raises(AlreadyMember):
        services.begin_membership(db, person_id=amina.id, part=college, span=Span(TODAY))
    services.begin_membership(db, person_id=amina.id, part=college, span=Span(date(2026, 11, 22)))
    services.begin_membership(db, person_id=amina.id, part=factories.part(db, "Crafts", of=college), span=Span(TODAY))
    assert [part.name for part in queries.parts_of_person(db, amina.id, on=TODAY)] == ["Northfield College", "Crafts"]


def opened(db: Session, email: str = "new@example.org") -> Person:
    return opening_account.open_account(
        db, email=email, name="New", password_hash="!", public_id=f"new-{email}"[:24], at=NOW, today=TODAY
    )


def test_a_new_account_joins_the_only_organisation_and_none_where_there_are_two(db: Session) -> None:
    college = factories.organisation(db)
    first = opened(db)
    assert [(each.part_id, each.starts_on) for each in queries.memberships(db, first.id)] == [(college.id, TODAY)]
    factories.organisation(db, "Southfield College")
    assert queries.memberships(db, opened(db, "second@example.org").id) == []


def test_an_account_from_the_command_line_joins_too(app: Flask, db: Session) -> None:
    factories.organisation(db)
    db.commit()
    ran = CliRunner().invoke(main, ["users", "add", "ida@example.org", "--name", "Ida"], obj=lambda: app)
    assert ran.exit_code == 0, ran.output
    assert db.scalars(select(Membership).join(Person).where(Person.email == "ida@example.org")).one().ends_on is None


def test_who_is_asking_comes_with_the_parts_of_their_roles_in_one_statement(app: Flask, db: Session) -> None:
    college = factories.organisation(db)
    crafts, dev = factories.part(db, "Crafts", of=college), factories.person(db, roles=[RoleName.TRAINER])
    factories.coordinator(db, dev, crafts)
    factories.coordinator(db, dev, factories.organisation(db, "Southfield College"), ends_on=date(2026, 11, 20))
    token = factories.sign_in(app, dev)
    with statements(app) as asked:
        known = accounts.known(db, digest(token), on=TODAY)
    assert len(asked) == 1
    assert known is not None
    assert known.actor.roles == {RoleName.TRAINER, RoleName.COORDINATOR}
    assert known.actor.scopes == {(RoleName.COORDINATOR, crafts.path)}
    assert queries.actor_now(db, known.actor, on=TODAY) == known.actor
    assert queries.actor_now(db, known.actor, on=date(2027, 1, 1)) == known.actor


@pytest.mark.parametrize(("role", "in_a_part"), [(RoleName.COORDINATOR, False), (RoleName.ADMINISTRATOR, True)])
def test_a_coordinator_has_a_part_and_an_administrator_none(db: Session, role: RoleName, *, in_a_part: bool) -> None:
    college, who = factories.organisation(db), factories.person(db)
    db.add(Role(person_id=who.id, name=role, starts_on=TODAY, part_id=college.id if in_a_part else None))
    with pytest.raises(IntegrityError):
        db.flush()


def test_an_organisation_is_the_part_that_is_in_no_other(db: Session) -> None:
    college = factories.organisation(db)
    db.add(Part(id=99, public_id="x", parent_id=college.id, root_id=99, path="99/", kind=PartKind.SITE, name="x"))
    with pytest.raises(IntegrityError):
        db.flush()
