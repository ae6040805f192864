"""A pair that has changed under its two people: its pages go on opening for them."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.ground.db import database
from learnmentor.mentoring import services
from learnmentor.mentoring.models import Pair, PairSwap
from learnmentor.stories import closing_account
from tests.house.routes import READING
from tests.house.test_access import visit
from tests.house.tree import faults
from tests.house.world import NOW, TODAY, House, World

IN_A_PAIR = [route for route in READING if route.rule.startswith("/pairs/<public_id>")]
TO_WRITE = re.compile(  # pages on which something is written: closed once the pair has ended
    r"/(new|edit|record|declare|end|swap|sign|paper|file|mine|plan|words|practice|form\.md|checks/<int:after>"
    r"|draft/<part>|write/<sheet>|lines/<line_id>|learning-plan/<sheet_id>/<area>)$"
)
OF_ONE = re.compile(r"/(roles/<declaration_id>|forms/<sheet_id>|evaluation/<evaluation_id>|reviews/<review_id>/report)")


def _swapped(db: Session, house: House) -> None:
    pair = db.scalars(select(Pair).where(Pair.public_id == house.things["pair"])).one()
    db.add(PairSwap(pair_id=pair.id, by_id=pair.mentor_id, asked_at=NOW))
    db.flush()
    services.accept_swap(db, pair, by_id=pair.mentee_id, on=TODAY)


def _closed(name: str) -> Callable[[Session, House], None]:
    def close(db: Session, house: House) -> None:
        who = house.people[name].id
        closing_account.close(db, rooms.personal_data(), person_id=who, sender=None, at=NOW, zone="Europe/London")

    return close


@pytest.mark.parametrize(
    ("happens", "readers"),
    [
        pytest.param(_swapped, ("amina", "hana"), id="roles are swapped"),
        pytest.param(_closed("amina"), ("hana",), id="the mentor closed the account"),
        pytest.param(_closed("hana"), ("amina",), id="the mentee closed the account"),
    ],
)
def test_whatever_became_of_a_pair_what_one_wrote_in_it_is_read(
    house: House, world: World, happens: Callable[[Session, House], None], readers: tuple[str, ...]
) -> None:
    with house.app.app_context(), database().transaction() as db:
        happens(db, house)
    found = []
    for route in IN_A_PAIR:
        refuses = {403, 404} if TO_WRITE.search(route.rule) else {404} if OF_ONE.search(route.rule) else set()
        for name in readers:
            status = visit(route, world.browsers[name], world).status
            if status not in {200, 303} | refuses:
                found.append(f"{name} got {status} at {route} ({route.endpoint})")
    faults(found, "What somebody wrote in a pair stays to be read there:")
