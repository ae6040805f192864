"""LearnMentor promises that a pack tells attendance apart, and that packs of before it verify as they did."""

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from learnmentor.cpd.prose import Prose
from learnmentor.evidence.checks import pack
from tests.cpd.ledger import Ledger
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")

BEFORE = Path(__file__).with_name("before_sessions.zip")  # made by the release before sessions were counted


def _pack(browser: Browser, folder: Path) -> Path:
    path = folder / "evidence-2026-27.zip"
    path.write_bytes(browser.get("/cpd/2026-27/evidence-pack").submit("Download the pack").response.data)
    return path


def _changed(source: Path, target: Path, member: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for info in before.infolist():
            body = before.read(info)
            if info.filename == member:
                assert old in body
                body = body.replace(old, new)
            after.writestr(info, body)
    return target


def test_a_pack_of_before_sessions_verifies_with_its_table_and_its_declaration() -> None:
    assert list(pack.examine(BEFORE).findings) == []


def test_a_changed_cell_in_the_table_of_such_a_pack_is_found(tmp_path: Path) -> None:
    forged = _changed(BEFORE, tmp_path / "forged.zip", "cpd.csv", b",90,claimed,", b",95,claimed,")
    assert any("cpd.csv" in str(found) for found in pack.examine(forged).findings)


def test_a_ledger_without_sessions_goes_into_a_pack_as_it_always_did(
    mine: Ledger, as_amina: Browser, tmp_path: Path
) -> None:
    mine.study(on=date(2026, 10, 1))
    mine.db.commit()
    with zipfile.ZipFile(_pack(as_amina, tmp_path)) as made, zipfile.ZipFile(BEFORE) as before:
        now, then = json.loads(made.read("cpd.json")), json.loads(before.read("cpd.json"))
    assert now["ledger"]["lines"][0]["facts"].keys() == then["ledger"]["lines"][0]["facts"].keys()
    assert now["totals"].keys() == then["totals"].keys()
    assert now["totals"]["by_type"][0].keys() == then["totals"]["by_type"][0].keys()


def test_a_pack_with_sessions_names_minutes_and_leader_and_verifies(
    mine: Ledger, as_amina: Browser, tmp_path: Path
) -> None:
    mine.study(on=date(2026, 10, 1))
    mine.log(on=date(2026, 10, 2), minutes=60, prose=Prose(impact="Shorter questions."))
    mine.attend("session:1", on=date(2026, 10, 3), minutes=50)
    mine.attend("session:2", on=date(2026, 10, 4))
    mine.was_absent("session:2", leader="Ann Bell")
    mine.db.commit()
    as_amina.get("/cpd/2026-27/declaration/statement").submit("Declare")
    path = _pack(as_amina, tmp_path)
    assert list(pack.examine(path).findings) == []
    with zipfile.ZipFile(path) as made:
        told, table = json.loads(made.read("cpd.json")), made.read("cpd.csv").decode("utf-8-sig")
        declared = json.loads(made.read("declaration.json"))["declarations"][0]["snapshot"]
    assert told["totals"]["attended_minutes"] == declared["totals"]["attended_minutes"] == 50
    assert [line["facts"].get("confirmed_by") for line in told["ledger"]["lines"] if "facts" in line] == [
        *(None, None, "Tom Bell", "Tom Bell", "Ann Bell")
    ]
    rows = [(row["Attended minutes"], row["Confirmed by"], row["Status"]) for row in csv.DictReader(io.StringIO(table))]
    assert ("50", "Tom Bell", "counts") in rows
    assert ("0", "Ann Bell", "withdrawn") in rows


@pytest.mark.parametrize("member", ["cpd.json", "cpd.csv"])
def test_another_leader_in_a_pack_is_found(mine: Ledger, as_amina: Browser, tmp_path: Path, member: str) -> None:
    mine.attend(on=date(2026, 10, 3))
    mine.db.commit()
    forged = _changed(_pack(as_amina, tmp_path), tmp_path / "forged.zip", member, b"Tom Bell", b"Tim Bell")
    assert len(list(pack.examine(forged).findings)) >= 2  # the list's digest, and what the ledger says
