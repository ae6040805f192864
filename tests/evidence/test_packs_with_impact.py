"""A mentor's own before and after goes into a pack by their tick, as a page and as JSON; the pack still verifies."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask

from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.checks import pack
from learnmentor.evidence.packs.impact_page import of_year
from learnmentor.evidence.packs.services import Wanted
from learnmentor.mentoring.impact import queries, services
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from tests.certificates.test_document import structure
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")
PAGE = "/cpd/2026-27/evidence-pack"
BEFORE = {"line_1": "a-little", "line_1_example": "Redstart"}
AFTER = {"line_1": "a-great-deal", "line_3": "fairly", "due": "a-little", "what_else": "A calmer group, and Linnet"}


def answered(mine: Ledger, kind: ImpactList = ImpactList.MENTOR, name: str = "kestrel") -> None:
    """Before in the last year, after in this one."""
    me = mine.person.id
    services.begin(
        mine.db, VAULT, person_id=me, kind=kind, about=name, root_id=None, counted=False, public_id=name, at=NOW
    )
    for moment, values, at in ((Moment.BEFORE, BEFORE, NOW - timedelta(days=300)), (Moment.AFTER, AFTER, NOW)):
        services.answer(
            mine.db, VAULT, name, moment, person_id=me, values=values, seen=None, public_id=f"{name}{moment}", at=at
        )
    mine.db.commit()


def packed(browser: Browser, **fields: Any) -> zipfile.ZipFile:
    """The pack of the year."""
    return zipfile.ZipFile(BytesIO(browser.get(PAGE).submit("Download the pack", **fields).response.data))


def headings(pdf: bytes) -> int:
    """How many headings of the second rank the document has."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(each.S) for each in structure(document.Root.StructTreeRoot.K)].count("/H2")


def test_it_goes_in_only_with_the_tick_and_the_pack_verifies(
    app: Flask, mine: Ledger, as_amina: Browser, tmp_path: Path
) -> None:
    assert "before and after as a mentor" not in as_amina.get(PAGE).words
    answered(mine)
    answered(mine, ImpactList.MENTEE, "merlin")
    without, ticked = packed(as_amina), packed(as_amina, impact="y")
    assert "impact.json" not in without.namelist()
    assert all(b"Linnet" not in without.read(name) for name in without.namelist())
    told = json.loads(ticked.read("impact.json"))
    [found] = told["before_and_after"]
    assert found["about"] == "kestrel"
    assert [each["moment"] for each in found["moments"]] == ["before", "after"]
    assert [each["answers"] for each in found["statements"]] == [
        ["A little", "A great deal"], [None, None], [None, "Fairly"], *[[None, None]] * 3,
    ]  # fmt: skip
    assert {"asked": "What else helped, or hindered", "text": "A calmer group, and Linnet"} in found["said"]
    assert any("does not show a cause" in sentence for sentence in found["limits"])
    assert headings(ticked.read("evidence.pdf")) == headings(without.read("evidence.pdf")) + 1
    assert "impact.json" in ticked.read("VERIFY.txt").decode()
    assert isinstance(ticked.fp, BytesIO)
    (tmp_path / "pack.zip").write_bytes(ticked.fp.getvalue())
    assert pack.verify(tmp_path / "pack.zip") == []
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as changed:
        for name in ticked.namelist():
            content = ticked.read(name)
            changed.writestr(
                name, content.replace(b"A great deal", b"Not at all") if name == "impact.json" else content
            )
    assert [str(each) for each in pack.verify(tmp_path / "changed.zip")] != []


def test_it_goes_into_the_years_in_which_something_was_answered(mine: Ledger) -> None:
    answered(mine)
    surveys = queries.surveys_of(mine.db, VAULT, mine.person.id)
    shown = [len(of_year(surveys, CpdYear(year), zone="Europe/London")) for year in (2024, 2025, 2026)]
    assert shown == [0, 1, 1]


def test_a_pack_that_was_asked_for_before_there_was_a_tick_is_made_as_it_was_asked_for() -> None:
    old = Wanted((CpdYear(2026),), reflections=True)
    assert "impact" not in old.as_data()
    assert Wanted((CpdYear(2026),), impact=True).as_data()["impact"] is True
