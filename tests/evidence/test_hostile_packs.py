"""LearnMentor promises that nobody makes the public check eat memory or time, whatever they send to it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from learnmentor.evidence.checks import pack
from learnmentor.evidence.checks.limits import AT_HOME, MEGABYTE, ON_THE_PAGE, Budget, Limits, TooMuch
from tests.evidence import hostile_packs
from tests.evidence.costs_of_checking import HASHED, Cost
from tests.evidence.hostile_packs import HONEST, HOSTILE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells the memory of a process there")

MOST_GROWTH, MOST_SECONDS = 32 * MEGABYTE, 2.0


@pytest.fixture(scope="module")
def asked() -> dict[str, Cost]:
    """What every input cost."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.evidence.costs_of_checking", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return {name: Cost(**cost) for name, cost in map(json.loads, done.stdout.splitlines())}


def test_the_worst_packs_cost_no_more_than_is_stated(asked: dict[str, Cost]) -> None:
    assert asked.keys() == HOSTILE.keys() | HONEST.keys()
    assert {name: cost for name, cost in asked.items() if cost.growth > MOST_GROWTH} == {}
    assert {name: cost for name, cost in asked.items() if cost.seconds > MOST_SECONDS + _unpacked(name, cost)} == {}
    assert all(cost.said for cost in asked.values()), "each gets a sentence"


def _unpacked(name: str, cost: Cost) -> float:
    """What is not counted: the seconds to unpack and hash what the limits let in, where that is much."""
    return cost.unpacking if name == HASHED else 0.0


def test_honest_packs_are_checked_on_the_page(asked: dict[str, Cost]) -> None:
    assert {name: asked[name].said for name in HONEST} == dict.fromkeys(HONEST, "as it was made")
    assert asked["1,000 entries and 100 MB"].sent > 100_000_000


def test_no_hostile_pack_passes_for_one_as_it_was_made(asked: dict[str, Cost]) -> None:
    long_ones = {
        name for name in HOSTILE if ("entries" in name and "declarations" not in name) or "as is let in" in name
    }
    assert {name for name, cost in asked.items() if cost.said == "as it was made"} <= long_ones | HONEST.keys()


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"members": 4}, "It holds more than 4 files."),
        ({"directory": 100}, "Its table of contents is larger than 100 bytes."),
        ({"unpacked": 1_000}, "Unpacked, it is larger than 1,000 bytes."),
        ({"list": 500}, "The list of its files is longer than 500 bytes."),
        ({"texts": 5_000}, "What is written in it is longer than 5,000 bytes."),
        ({"lines": 2}, "Its ledger has more than 2 lines."),
        ({"entries": 2}, "It holds more than 2 entries."),
        ({"seconds": 0}, "It takes longer than 0.0 seconds to check."),
    ],
)
def test_each_limit_is_kept_and_named(limits: dict[str, float], says: str, tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(hostile_packs.honest(3, files=2))
    with pytest.raises(TooMuch, match=says.replace(".", r"\.")):
        pack.examine(path, limits=Limits(**{**vars(ON_THE_PAGE), **limits}))
    assert pack.examine(path, limits=AT_HOME).findings == ()


def test_what_is_unpacked_and_hashed_is_not_counted_as_computing() -> None:
    now = iter([0.0, 0.5, 9.5, 10.0, 11.9])
    budget = Budget(Limits(**{**vars(ON_THE_PAGE), "seconds": 2.0}), clock=lambda: next(now))
    with budget.off_the_clock():
        pass
    budget.ask_the_clock()
    with pytest.raises(TooMuch):
        budget.ask_the_clock()
