"""LearnMentor promises that parts move, close and are left without a loose end."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Invitation, Role
from learnmentor.accounts.rules import Actor, RoleName, digest
from learnmentor.organisations import queries, rules, services
from learnmentor.organisations.models import Membership, MembershipOffer, Part
from learnmentor.organisations.services import CannotMove, LastOrganisation, NoLonger, PartClosed
from learnmentor.stories import leaving
from tests import factories
from tests.organisations.conftest import TODAY, Colleges
from tests.organisations.test_settings import NOW
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")
IDS = st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True)


def path(ids: list[int]) -> str:
    return "".join(f"{each}/" for each in ids)


@given(IDS, IDS, st.integers(0, 5))
def test_a_part_stands_in_nothing_that_it_holds_and_nowhere_too_deep(
    one: list[int], other: list[int], below: int
) -> None:
    may = rules.may_stand_in(path(one), path(other), deepest=below)
    inside = other[: len(one)] == one
    assert may == (not inside and len(other) + 1 + below <= rules.DEEPEST)


def whole(db: Session) -> bool:
    """Whether each part's path is that of the part it stands in and its own key, its organisation's first."""
    parts = {part.id: part for part in db.scalars(select(Part).execution_options(populate_existing=True))}
    return all(
        part.path == (parts[part.parent_id].path if part.parent_id else "") + f"{part.id}/"
        and part.root_id == rules.ids_on(part.path)[0]
        for part in parts.values()
    )


def acting(db: Session, colleges: Colleges, name: str) -> Actor:
    return factories.actor(db, colleges.people[name], on=TODAY)


def test_a_moved_part_takes_all_inside_along_and_scopes_follow(db: Session, colleges: Colleges) -> None:
    deepest = factories.part(db, "Arc", of=colleges.welding)
    dev = acting(db, colleges, "dev")
    services.move_part(db, colleges.crafts, to=colleges.care, by=dev, today=TODAY)
    assert whole(db)
    assert rules.ids_on(deepest.path) == tuple(
        each.id for each in (colleges.north, colleges.care, colleges.crafts, colleges.welding, deepest)
    )
    carol = acting(db, colleges, "carol")
    assert queries.actor_now(db, carol, on=TODAY).paths(RoleName.COORDINATOR) == {colleges.crafts.path}
    services.move_part(db, colleges.welding, to=colleges.north, by=dev, today=TODAY)
    assert whole(db)
    assert not rules.may_coordinate(queries.actor_now(db, carol, on=TODAY), colleges.welding)
    assert not rules.may_coordinate(queries.actor_now(db, carol, on=TODAY), deepest)


def test_a_part_moves_into_nothing_inside_it_elsewhere_or_closed(db: Session, colleges: Colleges) -> None:
    grace = acting(db, colleges, "grace")

    def move(part: Part, to: Part, by: Actor = grace) -> None:
        services.move_part(db, part, to=to, by=by, today=TODAY)

    for part, to in (
        (colleges.crafts, colleges.crafts), (colleges.crafts, colleges.welding), (colleges.crafts, colleges.south),
        (colleges.north, colleges.care),
    ):  # fmt: skip
        with pytest.raises(CannotMove):
            move(part, to)
    with pytest.raises(NoLonger):
        move(colleges.crafts, colleges.care, acting(db, colleges, "carol"))
    services.close_part(db, colleges.care, on=TODAY)
    with pytest.raises(PartClosed):
        move(colleges.crafts, colleges.care)
    assert whole(db)


def test_a_coordinator_moves_a_part_by_its_page(db: Session, colleges: Colleges) -> None:
    page = colleges.browsers["dev"].get(f"/organisation/parts/{colleges.crafts.public_id}").click("Move this part")
    assert [each.get_text() for each in page.soup.select("#to option")] == ["Northfield College", "– Care"]
    done = page.submit("Move it", to=colleges.care.public_id).follow()
    assert "Crafts is a part of Care now, with all inside." in done.words
    assert colleges.browsers["carol"].get(f"/organisation/parts/{colleges.welding.public_id}").status == 200
    db.rollback()
    assert whole(db)


def test_a_closed_organisation_leaves_nobody_in_it_and_nobody_over_it(db: Session, colleges: Colleges) -> None:
    factories.offer(db, colleges.crafts, "new@example.org", by=colleges.people["dev"])
    factories.member(db, colleges.people["eve"], colleges.care, starts_on=TODAY + timedelta(days=9))
    services.close_organisation(db, colleges.north, on=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    for name in ("dev", "carol", "ida", "eve"):
        roots = {part.root_id for part in queries.parts_of_person(db, colleges.people[name].id, on=tomorrow)}
        assert colleges.north.id not in roots
    assert db.scalars(select(Role.ends_on).where(Role.part_id == colleges.crafts.id)).all() == [TODAY]
    assert db.scalars(select(MembershipOffer)).all() == []
    assert [part.closed_on for part in (colleges.north, colleges.welding, colleges.south)] == [TODAY, TODAY, None]
    assert db.scalars(select(Membership).where(Membership.starts_on > TODAY)).all() == []
    with pytest.raises(LastOrganisation):
        services.close_organisation(db, colleges.south, on=TODAY)
    with pytest.raises(PartClosed):
        services.close_organisation(db, colleges.north, on=TODAY)


def test_only_an_administrator_closes_an_organisation(colleges: Colleges) -> None:
    address = f"/organisation/parts/{colleges.north.public_id}"
    dev, grace = colleges.browsers["dev"], colleges.browsers["grace"]
    assert "Close all of it" not in dev.get(address).words
    assert dev.get(f"{address}/close").status == 403
    assert dev.post(f"{address}/close", {"sure": "y"}).status == 403
    done = grace.get(address).click("Close all of it").submit("Close it", sure="y").follow()
    assert "Nobody belongs to it then." in done.words
    assert grace.get(f"/organisation/parts/{colleges.south.public_id}/close").status == 403


def test_who_leaves_belongs_nowhere_and_looks_after_nothing(db: Session, colleges: Colleges) -> None:
    carol = colleges.people["carol"]
    factories.member(db, carol, colleges.south, starts_on=TODAY + timedelta(days=20))
    assert leaving.leave(db, person_id=carol.id, last_day=TODAY, by=None, at=NOW) == 1
    assert queries.parts_of_person(db, carol.id, on=TODAY + timedelta(days=1)) == []
    assert [held.ends_on for held in queries.memberships(db, carol.id)] == [TODAY]
    assert leaving.leave(db, person_id=carol.id, last_day=TODAY, by=None, at=NOW) == 0


# Invited


def test_home_says_that_an_invitation_waits_until_it_is_answered(db: Session, colleges: Colleges) -> None:
    eve = colleges.browsers["eve"]
    assert "You are invited to join" not in eve.get("/").words
    factories.offer(db, colleges.care, "eve@example.org", by=colleges.people["dev"])
    db.commit()
    assert "You are invited to join" not in colleges.browsers["ida"].get("/").words
    page = eve.get("/").click("See by whom, and accept or decline")
    page.submit("Decline")
    assert "You are invited to join" not in eve.get("/").words


def test_the_name_from_a_table_stands_in_the_form_of_an_account(app: Flask, db: Session, colleges: Colleges) -> None:
    factories.offer(db, colleges.care, "new@example.org", by=colleges.people["dev"], name="Nell Moss")
    db.add(
        Invitation(token_sha256=digest("t" * 20), email="new@example.org", created_at=NOW,
                   expires_at=NOW + timedelta(days=14), invited_by_id=colleges.people["dev"].id, public_id="nells")
    )  # fmt: skip
    db.commit()
    page = Browser(app).get(f"/invitations/{'t' * 20}")
    assert page.one("#name")["value"] == "Nell Moss"
