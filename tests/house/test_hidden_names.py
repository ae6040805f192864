"""Where an installation hides names, no page of assessed work tells either side who the other is."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.house.test_canary_of_assessed import addresses_of_all
from tests.house.world import House, World

LEARNERS = ("Amina Yusuf", "Ben Okafor", "Hana Suzuki")
JUDGES = ("Carys Pritchard", "Farid Rahimi")
READERS = {"carys": LEARNERS, "farid": LEARNERS, "amina": JUDGES, "hana": JUDGES}
THEIR_OWN = ("/", "/profile/opened", "/mentoring", "/pairs/aminasandhanas")  # where something may wait, or is told
BY_LINK = "/witness/"  # names the learner to whoever was sent it


def _named(world: World) -> Iterator[str]:
    """Each page on which somebody reads a name of the other side."""
    addresses = [*addresses_of_all(world.things), *THEIR_OWN]
    for who, names in READERS.items():
        for address in addresses:
            answer = world.browsers[who].client.get(address)
            if answer.status_code == 200 and answer.mimetype == "text/html" and not address.startswith(BY_LINK):
                yield from (f"{who} reads {name} at {address}" for name in names if name in answer.text)


def test_no_page_tells_either_side_who_the_other_is(
    world: World, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = house.app.config["SETTINGS"]
    shown = {"carys reads Amina Yusuf at /assessing", "amina reads Carys Pritchard at /profile/opened"}
    assert shown <= set(_named(world)), "names are shown unless they are hidden"
    monkeypatch.setitem(house.app.config, "SETTINGS", replace(kept, assessment_names_hidden=True))
    assert list(_named(world)) == []
