"""LearnMentor promises that nobody is seen who has not accepted it, and that whoever leaves is seen no more."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.groups import queries as groups
from learnmentor.groups import services
from learnmentor.groups.joining import queries
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.models import GroupInvitation, GroupMember
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands, WayFault, WayKind
from learnmentor.groups.joining.services import Arrival
from learnmentor.groups.joining.terms import CURRENT
from learnmentor.groups.models import GroupLeader
from learnmentor.organisations.models import Membership
from learnmentor.organisations.rules import Span
from learnmentor.stories import closing_account
from tests import factories
from tests.groups.conftest import NOW, SENDER, TODAY, College, actor, insider, join, letters, member, row_of


def shown(db: Session, college: College) -> set[str]:
    return {line.name for line in queries.members_shown(db, college.group.id, most=50)}


def ask(db: Session, college: College, *, people: list[int] | None = None, addresses: list[str] | None = None) -> None:
    joining.ask(
        db, college.group, people=people or [], addresses=addresses or [], by=actor(db, college.ben), sender=SENDER,
        on=TODAY, at=NOW,
    )  # fmt: skip


def code_for(db: Session, college: College, *, most: int | None = None) -> Arrival:
    way = joining.make_way(
        db, college.group, kind=WayKind.CODE, ends_at=NOW + timedelta(days=1), most=most, by=actor(db, college.ben),
        on=TODAY, at=NOW,
    )  # fmt: skip
    return Arrival(ComesBy.CODE, way_id=way.id)


def accept(
    db: Session, college: College, who: Actor, arrival: Arrival, *, seen_as: Counted = Counted.BY_NAME, **more: Any
) -> Stands:
    at, version = more.get("at", NOW), more.get("version", CURRENT.version)
    return joining.accept(
        db,
        college.group,
        person=who,
        arrival=arrival,
        seen_as=seen_as,
        version=version,
        on=TODAY,
        at=at,
    )


def test_whoever_accepts_is_in_with_the_version_that_they_read(db: Session, college: College) -> None:
    amina = member(db, college)
    row = row_of(db, amina)
    assert (row.state, row.seen_as, row.terms_version) == (Stands.ACCEPTED, Counted.BY_NAME, CURRENT.version)
    assert shown(db, college) == {"Amina Yusuf"}


def test_whoever_is_counted_only_is_named_nowhere(db: Session, college: College) -> None:
    member(db, college, "Amina Yusuf", seen_as=Counted.AS_A_COUNT)
    assert shown(db, college) == set()
    assert queries.numbers(db, college.group.id).counted == 1


def test_a_stranger_with_a_shared_code_waits_until_the_leader_lets_them_in(db: Session, college: College) -> None:
    stranger, arrival = factories.person(db, name="Xanthe"), code_for(db, college)
    assert accept(db, college, actor(db, stranger), arrival) == Stands.WAITING
    assert not any(each.person_id == stranger.id for each in queries.addresses(db, college.group.id))
    joining.let_in(
        db, college.group, public_id=row_of(db, stranger).public_id, by=actor(db, college.ben), sender=SENDER, on=TODAY,
        at=NOW,
    )  # fmt: skip
    assert row_of(db, stranger).state == Stands.ACCEPTED
    assert "let you in" in letters(db, stranger.email)[-1].body


def test_a_code_takes_as_many_as_it_was_made_for(db: Session, college: College) -> None:
    arrival = code_for(db, college, most=1)
    accept(db, college, actor(db, insider(db, college, "Amina")), arrival)
    with pytest.raises(joining.WayOver) as refused:
        accept(db, college, actor(db, insider(db, college, "Chidi")), arrival)
    assert refused.value.fault == WayFault.FULL
    assert [line.came for line in queries.ways(db, college.group.id, at=NOW, most=9)] == [1]


def test_leaving_and_coming_back_does_not_make_room_for_one_more(db: Session, college: College) -> None:
    arrival, amina = code_for(db, college, most=1), insider(db, college)
    accept(db, college, actor(db, amina), arrival)
    joining.leave(db, college.group, person=actor(db, amina), at=NOW)
    with pytest.raises(joining.WayOver):
        accept(db, college, actor(db, insider(db, college, "Chidi")), arrival)


def test_a_code_that_was_withdrawn_or_is_over_opens_nothing(db: Session, college: College) -> None:
    arrival, amina = code_for(db, college), actor(db, insider(db, college))
    with pytest.raises(joining.WayOver) as refused:
        accept(db, college, amina, arrival, at=NOW + timedelta(days=1))
    assert refused.value.fault == WayFault.OVER
    way = queries.ways(db, college.group.id, at=NOW, most=9)[0].way
    joining.withdraw_way(db, college.group, way, by=actor(db, college.ben), on=TODAY, at=NOW)
    with pytest.raises(joining.WayOver) as refused:
        accept(db, college, amina, arrival)
    assert refused.value.fault == WayFault.WITHDRAWN


def test_what_was_not_shown_is_not_accepted(db: Session, college: College) -> None:
    with pytest.raises(joining.OtherTerms):
        accept(db, college, actor(db, insider(db, college)), code_for(db, college), version=CURRENT.version + 1)


def test_nobody_comes_by_a_list_that_they_are_not_on(db: Session, college: College) -> None:
    with pytest.raises(joining.NotAsked):
        accept(db, college, actor(db, insider(db, college)), Arrival(ComesBy.LIST))


def test_people_are_asked_once_and_addresses_get_a_letter_that_says_nothing_of_accounts(
    db: Session, college: College
) -> None:
    amina, elsewhere = insider(db, college), factories.person(db, name="Xanthe", email="xanthe@other.example")
    for _ in range(2):
        ask(db, college, people=[amina.id], addresses=["xanthe@other.example", "new@example.org"])
    assert len(letters(db, amina.email)) == 1
    known, new = letters(db, elsewhere.email), letters(db, "new@example.org")
    assert len(known) == len(new) == 1
    first_token = known[0].body.index("/join/") + 6
    assert known[0].body.replace(known[0].body[first_token : first_token + 43], "") == new[0].body.replace(
        new[0].body[first_token : first_token + 43], ""
    )
    assert row_of(db, amina).state == Stands.INVITED


def test_an_invitation_lets_in_whose_address_it_was_written_to_and_another_waits(db: Session, college: College) -> None:
    ask(db, college, addresses=["new@example.org", "other@example.org"])
    rows = {row.email: row for row in db.scalars(select(GroupInvitation))}
    meant, other = factories.person(db, name="Newly", email="new@example.org"), factories.person(db, name="Other")
    arrivals = [
        Arrival(ComesBy.LETTER, invitation_id=rows["new@example.org"].id, meant=True),
        Arrival(ComesBy.LETTER, invitation_id=rows["other@example.org"].id, meant=False),
    ]
    assert accept(db, college, actor(db, meant), arrivals[0]) == Stands.ACCEPTED
    assert accept(db, college, actor(db, other), arrivals[1]) == Stands.WAITING
    with pytest.raises(joining.NotAsked):  # a letter is good once
        accept(db, college, actor(db, factories.person(db, name="Third")), arrivals[1])


def test_how_one_is_seen_changes_at_once_and_leaving_ends_it_at_once(db: Session, college: College) -> None:
    amina = member(db, college)
    joining.see_otherwise(
        db, college.group, person=actor(db, amina), seen_as=Counted.AS_A_COUNT, version=CURRENT.version, at=NOW
    )
    assert shown(db, college) == set()
    joining.see_otherwise(
        db, college.group, person=actor(db, amina), seen_as=Counted.BY_NAME, version=CURRENT.version, at=NOW
    )
    assert joining.leave(db, college.group, person=actor(db, amina), at=NOW)
    assert not joining.leave(db, college.group, person=actor(db, amina), at=NOW)
    assert shown(db, college) == set()
    assert queries.addresses(db, college.group.id) == []
    with pytest.raises(joining.MemberGone):
        joining.see_otherwise(
            db, college.group, person=actor(db, amina), seen_as=Counted.BY_NAME, version=CURRENT.version, at=NOW
        )


def test_whoever_left_can_come_back_and_both_stays_are_kept(db: Session, college: College) -> None:
    amina = member(db, college)
    joining.leave(db, college.group, person=actor(db, amina), at=NOW)
    assert join(db, college, amina) == Stands.ACCEPTED
    states = db.scalars(select(GroupMember.state).where(GroupMember.person_id == amina.id).order_by(GroupMember.id))
    assert list(states) == [Stands.LEFT, Stands.ACCEPTED]


def test_a_leader_takes_nobody_out_whom_they_do_not_see(db: Session, college: College) -> None:
    amina = member(db, college, seen_as=Counted.AS_A_COUNT)
    with pytest.raises(joining.MemberGone):
        joining.turn_away(
            db, college.group, public_id=row_of(db, amina).public_id, by=actor(db, college.ben), on=TODAY, at=NOW
        )


def test_nobody_joins_a_group_that_is_closed(db: Session, college: College) -> None:
    arrival = code_for(db, college)
    services.close(db, college.group, by=actor(db, college.ben), on=TODAY)
    with pytest.raises(services.GroupClosed):
        accept(db, college, actor(db, insider(db, college)), arrival)


# Leaders


def test_a_leader_who_left_the_organisation_runs_nothing_though_the_page_was_open(
    db: Session, college: College
) -> None:
    stale = actor(db, college.ben)
    membership = db.scalars(select(Membership).where(Membership.person_id == college.ben.id)).one()
    membership.ends_on = TODAY - timedelta(days=1)
    db.flush()
    with pytest.raises(services.NoLongerLeading):
        services.close(db, college.group, by=stale, on=TODAY)


def test_a_coordinator_whose_role_ended_while_the_page_was_open_reaches_nothing(db: Session, college: College) -> None:
    dev = factories.person(db, name="Dev Patel")
    role = factories.coordinator(db, dev, college.part)
    stale = actor(db, dev)
    services.change(db, college.group, facts=factories_facts(college), by=stale, on=TODAY)
    role.ends_on = TODAY - timedelta(days=1)
    db.flush()
    with pytest.raises(services.NoLongerLeading):
        services.change(db, college.group, facts=factories_facts(college), by=stale, on=TODAY)


def factories_facts(college: College) -> services.GroupFacts:
    group = college.group
    return services.GroupFacts(group.kind, group.title, group.about, group.starts_on, group.ends_on, group.stalled_days)


def test_a_coordinator_of_a_department_does_not_reach_a_group_of_the_college(db: Session, college: College) -> None:
    dev = factories.person(db, name="Dev Patel")
    factories.coordinator(db, dev, college.maths)
    with pytest.raises(services.NoLongerLeading):
        services.close(db, college.group, by=actor(db, dev), on=TODAY)
    assert groups.groups_reached(db, actor(db, dev)) == []


def test_more_leaders_are_named_and_the_last_one_cannot_go(db: Session, college: College) -> None:
    hana = insider(db, college, "Hana Suzuki")
    ben, key = actor(db, college.ben), db.scalars(select(GroupLeader.id)).one()
    with pytest.raises(services.LastLeader):
        services.end_leading(db, college.group, key=key, by=ben, on=TODAY)
    services.name_leader(db, college.group, person=hana, span=Span(TODAY), by=ben, on=TODAY)
    with pytest.raises(services.LeadsAlready):
        services.name_leader(db, college.group, person=hana, span=Span(TODAY), by=ben, on=TODAY)
    services.end_leading(db, college.group, key=key, by=ben, on=TODAY)
    assert [line.name for line in groups.leaders(db, college.group.id, on=TODAY)] == ["Hana Suzuki"]
    with pytest.raises(services.NoLongerLeading):
        services.close(db, college.group, by=ben, on=TODAY)


def test_a_group_of_another_organisation_is_out_of_reach(db: Session, college: College) -> None:
    other = factories.organisation(db, "Southfield College")
    trainer = actor(db, college.ben)
    with pytest.raises(services.MayNotMake):
        services.make(
            db, part=other, facts=factories_facts(college), by=trainer, public_id="elsewhere", at=NOW, today=TODAY
        )
    ewa = factories.person(db, name="Ewa Kowalska")
    factories.coordinator(db, ewa, other)
    with pytest.raises(services.NoLongerLeading):
        services.close(db, college.group, by=actor(db, ewa), on=TODAY)


@pytest.mark.usefixtures("app")
def test_whoever_asks_for_erasure_leaves_no_row_of_theirs_and_the_group_goes_on(db: Session, college: College) -> None:
    amina, hana = member(db, college), insider(db, college, "Hana Suzuki")
    services.name_leader(db, college.group, person=hana, span=Span(TODAY), by=actor(db, college.ben), on=TODAY)
    ask(db, college, addresses=["hana.suzuki@example.org"])
    hana.email = "hana.suzuki@example.org"
    db.flush()
    for person in (amina, hana, college.ben):
        closing_account.close(db, rooms.personal_data(), person_id=person.id, sender=None, at=NOW, zone="Europe/London")
    for table in (GroupMember, GroupLeader, GroupInvitation):
        assert db.scalars(select(table)).all() == []
    assert groups.leaders(db, college.group.id, on=TODAY) == []
    dev = factories.person(db, name="Dev Patel")
    factories.coordinator(db, dev, college.part)
    services.name_leader(
        db, college.group, person=member_of(db, college), span=Span(TODAY), by=actor(db, dev), on=TODAY
    )


def member_of(db: Session, college: College) -> Person:
    return insider(db, college, "Nia Evans")
