"""Several years travel in one ZIP, a folder for each: complete together, and a pack each by itself."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from learnmentor.evidence.checks import pack
from tests.cpd.ledger import Ledger
from tests.evidence.backroom import Backroom, ask, two_years
from tests.page import Browser


@pytest.fixture
def two(mine: Ledger, as_amina: Browser, backroom: Backroom, tmp_path: Path) -> Path:
    """A pack of two years, as it was fetched."""
    two_years(mine)
    ask(as_amina)
    backroom.work()
    path = tmp_path / "evidence-2025-26-to-2026-27.zip"
    path.write_bytes(as_amina.get(as_amina.address + "/file").response.data)
    return path


def _rewritten(path: Path, keep: Callable[[str], bool], *, change: str = "") -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_name("other.zip"), "w") as new:
        for name in filter(keep, old.namelist()):
            new.writestr(name, old.read(name) + b" " * (name == change))
    return path.with_name("other.zip")


def test_a_pack_of_several_years_verifies_year_by_year(two: Path) -> None:
    assert pack.verify(two) == []
    assert pack.unproved(two) == []


def test_a_changed_byte_in_any_folder_is_named(two: Path) -> None:
    findings = pack.verify(_rewritten(two, lambda _name: True, change="2025-26/cpd.csv"))
    assert {"2025-26/cpd.csv"} == {finding.member for finding in findings}


def test_a_year_taken_out_is_missed(two: Path) -> None:
    without = _rewritten(two, lambda name: not name.startswith("2025-26/"))
    assert "2025-26/cpd.json: It is missing." in map(str, pack.verify(without))


def test_a_folder_passed_on_alone_is_a_pack(two: Path, tmp_path: Path) -> None:
    alone = tmp_path / "evidence-2025-26.zip"
    with zipfile.ZipFile(two) as old, zipfile.ZipFile(alone, "w") as new:
        for name in old.namelist():
            if name.startswith("2025-26/"):
                new.writestr(name.removeprefix("2025-26/"), old.read(name))
    assert pack.verify(alone) == []


@pytest.mark.parametrize("folders", [[], "2026-27", ["2026-27"] * 2, [str(n) for n in range(1000)], [{}], ["nowhere"]])
def test_an_odd_list_of_years_is_a_finding_and_no_stumble(two: Path, folders: Any) -> None:
    with zipfile.ZipFile(two) as old:
        told = json.loads(old.read("manifest.json"))
    other = _rewritten(two, lambda name: name != "manifest.json")
    with zipfile.ZipFile(other, "a") as new:
        new.writestr("manifest.json", json.dumps({**told, "folders": folders}))
    assert pack.verify(other)
