"""LearnMentor promises that at the same moment too: a leader stays, a place is taken once, a line lands once, a week
has one nudge."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.cpd.models import CpdEntry
from learnmentor.ground.db import Database
from learnmentor.groups import services
from learnmentor.groups.assignments import services as assignments
from learnmentor.groups.assignments.models import GroupNudge
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.models import GroupMember
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands, WayKind
from learnmentor.groups.joining.services import Arrival
from learnmentor.groups.joining.terms import CURRENT
from learnmentor.groups.models import Group, GroupLeader
from learnmentor.groups.sessions.models import GroupSession
from learnmentor.organisations.rules import Span
from learnmentor.stories import attended_session
from tests import factories, racing
from tests.groups.conftest import (
    FACTS,
    NOW,
    SENDER,
    TODAY,
    College,
    actor,
    insider,
    join,
    letters,
    member,
    row_of,
    session,
)


def group_in(db: Session, college: College) -> Group:
    return db.get_one(Group, college.group.id)


def test_two_leaders_who_end_each_other_leave_one(base: Database, db: Session, college: College) -> None:
    hana = insider(db, college, "Hana Suzuki")
    ben = actor(db, college.ben)
    services.name_leader(db, college.group, person=hana, span=Span(TODAY), by=ben, on=TODAY)
    keys = {row.person_id: row.id for row in db.scalars(select(GroupLeader))}
    both = [(ben, keys[hana.id]), (actor(db, hana), keys[college.ben.id])]
    db.commit()
    outcomes = racing.done(
        base,
        *[
            lambda s, by=by, key=key: services.end_leading(s, group_in(s, college), key=key, by=by, on=TODAY)
            for by, key in both
        ],
    )
    assert racing.kinds(outcomes) == ["NoLongerLeading", "done"]
    assert racing.number_of(db, GroupLeader) == 1


def test_the_last_place_of_a_code_is_taken_once(base: Database, db: Session, college: College) -> None:
    people = [actor(db, insider(db, college, name)) for name in ("Amina Yusuf", "Chidi Obi")]
    way = joining.make_way(
        db, college.group, kind=WayKind.CODE, ends_at=NOW + timedelta(days=1), most=1, by=actor(db, college.ben),
        on=TODAY, at=NOW,
    )  # fmt: skip
    arrival = Arrival(ComesBy.CODE, way_id=way.id)
    db.commit()
    outcomes = racing.done(
        base,
        *[
            lambda s, who=who: joining.accept(
                s, group_in(s, college), person=who, arrival=arrival, seen_as=Counted.BY_NAME, version=CURRENT.version,
                on=TODAY, at=NOW,
            )
            for who in people
        ],
    )  # fmt: skip
    assert racing.kinds(outcomes) == ["WayOver", "done"]
    assert racing.number_of(db, GroupMember) == 1


def test_joining_twice_at_once_is_one_stay(base: Database, db: Session, college: College) -> None:
    amina = insider(db, college)
    db.commit()
    outcomes = racing.done(base, *[lambda s: join(s, college, amina, group=group_in(s, college))] * 2)
    assert outcomes == [Stands.ACCEPTED] * 2
    assert racing.number_of(db, GroupMember) == 1


def test_a_session_that_is_confirmed_twice_at_once_credits_once(base: Database, db: Session, college: College) -> None:
    amina, found, ben = member(db, college), session(db, college), actor(db, college.ben)
    key, public_id = found.id, amina.public_id
    db.commit()

    def confirm(s: Session) -> int:
        return attended_session.confirm(
            s, group_in(s, college), s.get_one(GroupSession, key), there=[public_id], counted=True, by=ben,
            provider="Northfield College", issuer="Northfield College", on=TODAY, at=NOW,
        ).credited  # fmt: skip

    assert sorted(racing.done(base, confirm, confirm), key=str) == [0, 1]
    assert racing.number_of(db, CpdEntry, CpdEntry.person_id == amina.id) == 1


def test_two_groups_that_nudge_at_once_write_one_letter(base: Database, db: Session, college: College) -> None:
    factories.unit(db, "C1")
    amina, ben = member(db, college), actor(db, college.ben)
    facts = services.GroupFacts(**{**vars(FACTS), "title": "Network"})
    network = services.make(db, part=college.part, facts=facts, by=ben, public_id="network", at=NOW, today=TODAY)
    rows = {college.group.id: row_of(db, amina).public_id}
    join(db, college, amina, group=network)
    rows[network.id] = row_of(db, amina).public_id
    for group_id in rows:
        assignments.give(
            db, db.get_one(Group, group_id), key="segment:C1-S1", due=TODAY, by=ben, public_id=f"given{group_id}",
            on=TODAY, at=NOW,
        )  # fmt: skip
    db.commit()
    racing.done(
        base,
        *[
            lambda s, group_id=group_id, row=row: assignments.nudge_member(
                s, s.get_one(Group, group_id), public_id=row, by=ben, sender=SENDER, on=TODAY, at=NOW
            )
            for group_id, row in rows.items()
        ],
    )
    assert racing.number_of(db, GroupNudge) == 1
    assert len(letters(db, amina.email)) == 1


def test_leaving_while_the_leader_confirms_credits_whoever_was_there_or_nobody(
    base: Database, db: Session, college: College
) -> None:
    amina, found, ben = member(db, college), session(db, college), actor(db, college.ben)
    who, key, public_id = actor(db, amina), found.id, amina.public_id
    db.commit()
    outcomes = racing.done(
        base,
        lambda s: joining.leave(s, group_in(s, college), person=who, at=NOW),
        lambda s: attended_session.confirm(
            s, group_in(s, college), s.get_one(GroupSession, key), there=[public_id], counted=False, by=ben,
            provider="Northfield College", issuer="Northfield College", on=TODAY, at=NOW,
        ),
    )  # fmt: skip
    credited = outcomes[1].credited  # type: ignore[union-attr]  # no error came, or it has none
    assert outcomes[0] is True
    assert racing.number_of(db, CpdEntry, CpdEntry.person_id == amina.id) == credited


def test_two_groups_that_confirm_and_take_back_the_same_people_at_once_both_come_through(
    base: Database, db: Session, college: College
) -> None:
    amina, chidi, ben = member(db, college), member(db, college, "Chidi Obi"), actor(db, college.ben)
    facts = services.GroupFacts(**{**vars(FACTS), "title": "Network"})
    network = services.make(db, part=college.part, facts=facts, by=ben, public_id="network", at=NOW, today=TODAY)
    for person in (amina, chidi):
        join(db, college, person, group=network)
    one = session(db, college)
    other = session(db, replace(college, group=network), title="Feedback")

    def confirm(s: Session, found: GroupSession, there: Person) -> int:
        return attended_session.confirm(
            s, s.get_one(Group, found.group_id), s.get_one(GroupSession, found.id), there=[there.public_id],
            counted=False, by=ben, provider="Northfield College", issuer="Northfield College", on=TODAY, at=NOW,
        ).taken_back  # fmt: skip

    confirm(db, one, amina)
    confirm(db, other, chidi)
    db.commit()
    outcomes = racing.done(base, lambda s: confirm(s, one, chidi), lambda s: confirm(s, other, amina))
    assert outcomes == [1, 1]
