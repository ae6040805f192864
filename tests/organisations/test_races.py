"""Two at once end as one after the other, on both databases: coordinators, parts, members, managers, tables."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Invitation, Role
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.ground.db import Database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.organisations import queries, services
from learnmentor.organisations.joining import services as joining
from learnmentor.organisations.models import Management, Membership, MembershipOffer, Part
from learnmentor.organisations.rules import HowKnown, PartKind, Span
from learnmentor.organisations.tables import reading
from learnmentor.organisations.tables import services as tables
from tests import factories
from tests.organisations.conftest import TODAY, Colleges
from tests.racing import begun_meanwhile, done, kinds, number_of, pressed

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)
pytestmark = pytest.mark.usefixtures("time")


def actor(db: Session, colleges: Colleges, name: str) -> Actor:
    found = factories.actor(db, colleges.people[name], on=TODAY)
    db.rollback()
    return found


def here(db: Session, part: Part) -> Part:
    """The part in a session of another thread."""
    return db.get_one(Part, inspect(part).identity[0])


def test_two_coordinators_who_end_each_other_leave_one(colleges: Colleges, db: Session) -> None:
    ida = colleges.people["ida"]
    factories.coordinator(db, ida, colleges.crafts)
    db.commit()
    presses: list[tuple[Any, str, dict[str, Any]]] = [
        (
            colleges.browsers[by],
            f"/organisation/parts/{colleges.crafts.public_id}/coordinators/{colleges.people[whom].public_id}/end",
            {"last_day": "2026-11-20"},
        )
        for by, whom in (("ida", "carol"), ("carol", "ida"))
    ]
    pages = pressed(*presses)
    assert sorted(page.status for page in pages) == [303, 404]
    db.rollback()
    held = db.scalars(select(Role).where(Role.part_id == colleges.crafts.id)).all()
    assert sorted(role.ends_on is None for role in held) == [False, True]


def test_a_coordinator_who_is_ended_at_that_moment_brings_nobody_in(
    base: Database, colleges: Colleges, db: Session
) -> None:
    dev, carol = actor(db, colleges, "dev"), actor(db, colleges, "carol")
    role_id = db.scalars(select(Role.id).where(Role.person_id == carol.id)).one()
    db.rollback()
    line = reading.PersonLine(1, "new@example.org")

    def ends(db: Session) -> None:
        part = here(db, colleges.crafts)
        services.end_coordinator(db, part, db.get_one(Role, role_id), by=dev, last_day=YESTERDAY, today=TODAY)

    def brings(db: Session) -> None:
        importer = tables.Importer(carol, Sender("http://localhost"), frozenset(RoleName), TODAY, NOW)
        tables.bring_in(db, here(db, colleges.crafts), [line], addresses=frozenset(), importer=importer)

    _, second = begun_meanwhile(base, ends, brings)
    assert isinstance(second, services.NoLonger)
    assert number_of(db, MembershipOffer) == 0


def test_one_who_brings_somebody_in_first_is_ended_afterwards(base: Database, colleges: Colleges, db: Session) -> None:
    dev, carol = actor(db, colleges, "dev"), actor(db, colleges, "carol")
    role_id = db.scalars(select(Role.id).where(Role.person_id == carol.id)).one()
    db.rollback()

    def begins(db: Session) -> None:
        part = here(db, colleges.crafts)
        services.ask_again(db, carol, part, on=TODAY)
        services.begin_membership(db, person_id=colleges.people["eve"].id, part=part, span=Span(TODAY))

    def ends(db: Session) -> None:
        part = here(db, colleges.crafts)
        services.end_coordinator(db, part, db.get_one(Role, role_id), by=dev, last_day=YESTERDAY, today=TODAY)

    _, second = begun_meanwhile(base, begins, ends)
    assert second is None
    assert number_of(db, Role, Role.id == role_id, Role.ends_on == YESTERDAY) == 1


def test_two_parts_made_at_once_have_two_places(base: Database, colleges: Colleges, db: Session) -> None:
    def making(name: str) -> Callable[[Session], str]:
        def make(db: Session) -> str:
            outer = here(db, colleges.crafts)
            return services.make_part(db, parent=outer, kind=PartKind.SITE, name=name, public_id=f"race-{name}").path

        return make

    paths = done(base, making("one"), making("two"))
    assert len(set(map(str, paths))) == 2
    assert number_of(db, Part, Part.parent_id == colleges.crafts.id) == 3


def test_nobody_comes_into_a_part_that_closes_at_that_moment(base: Database, colleges: Colleges, db: Session) -> None:
    eve, welding_id = colleges.people["eve"].id, colleges.welding.id

    def closes(db: Session) -> None:
        services.close_part(db, here(db, colleges.welding), on=TODAY)

    def joins(db: Session) -> None:
        services.begin_membership(db, person_id=eve, part=here(db, colleges.welding), span=Span(TODAY))

    _, second = begun_meanwhile(base, closes, joins)
    assert isinstance(second, services.PartClosed)
    assert number_of(db, Membership, Membership.part_id == welding_id) == 0


def test_a_membership_begun_twice_at_once_is_one(base: Database, colleges: Colleges, db: Session) -> None:
    eve = colleges.people["eve"].id

    def joins(db: Session) -> None:
        services.begin_membership(db, person_id=eve, part=here(db, colleges.care), span=Span(TODAY))

    assert kinds(done(base, joins, joins)) == ["AlreadyMember", "done"]
    assert number_of(db, Membership, Membership.part_id == colleges.care.id) == 1


def test_two_who_manage_each_other_at_once_make_no_circle(base: Database, colleges: Colleges, db: Session) -> None:
    carol, ida, root = colleges.people["carol"].id, colleges.people["ida"].id, colleges.north.id

    def managing(manager: int, person: int) -> Callable[[Session], None]:
        def write(db: Session) -> None:
            services.begin_management(
                db, manager_id=manager, person_id=person, root_id=root, span=Span(TODAY), how=HowKnown.DECLARED,
                public_id=f"race{manager}",
            )  # fmt: skip

        return write

    assert kinds(done(base, managing(carol, ida), managing(ida, carol))) == ["Circular", "done"]
    assert number_of(db, Management) == 1


def test_the_same_table_twice_at_once_comes_in_once(base: Database, colleges: Colleges, db: Session) -> None:
    dev = actor(db, colleges, "dev")
    lines = [reading.PersonLine(number, f"new{number}@example.org", part="Crafts") for number in range(5)]
    lines += [reading.PersonLine(9, "ida@example.org", part="Care", manager="carol@example.org", group="Cohort")]

    def brings(db: Session) -> int:
        importer = tables.Importer(dev, Sender("http://localhost"), frozenset(RoleName), TODAY, NOW)
        part = here(db, colleges.north)
        found = tables.bring_in(db, part, lines, addresses=frozenset(), importer=importer)
        return sum(each.verdict == "known" for each in found)

    outcomes = done(base, brings, brings)
    assert sorted(map(str, outcomes)) == ["0", "6"]
    assert number_of(db, Invitation) == 5
    assert number_of(db, OutgoingMail) == 5
    assert number_of(db, Management) == 1


def test_an_invitation_accepted_twice_at_once_is_one_membership(
    base: Database, colleges: Colleges, db: Session
) -> None:
    eve = colleges.people["eve"]
    offer = factories.offer(db, colleges.care, eve.email, by=colleges.people["dev"], roles=["coordinator"])
    db.commit()
    offer_id, who = offer.id, joining.Joined(eve.id, eve.email)

    def accepts(db: Session) -> int:
        return len(joining.accept(db, [offer_id], who, at=NOW, today=TODAY))

    assert sorted(map(str, done(base, accepts, accepts))) == ["0", "1"]
    db.rollback()
    assert [each.starts_on for each in queries.memberships(db, eve.id) if each.part_id == colleges.care.id] == [TODAY]
    assert number_of(db, Role, Role.person_id == eve.id) == 1
