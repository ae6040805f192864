"""A pack of somebody whose accounts were merged carries both records, each with its own chain, and still verifies."""

import csv
import io
import json
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.cpd import services as cpd
from learnmentor.cpd.models import CpdPack
from learnmentor.cpd.queries import ledger
from learnmentor.evidence.checks import pack as checks
from learnmentor.evidence.packs.services import MAKE
from learnmentor.evidence.packs.views import maker_for, packs_for
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.worker import Worker
from learnmentor.stories import taking_out
from learnmentor.stories.merging import accounts as merging_accounts
from learnmentor.stories.merging.accounts import Circumstance
from learnmentor.stories.merging.moves import AccountPair
from tests import factories
from tests.conftest import HeldClock
from tests.cpd.ledger import Ledger
from tests.page import Browser
from tests.racing import actor

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ON = date(2026, 11, 20)


@pytest.fixture
def in_a_folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and packs of this test alone."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], data_dir=tmp_path))


@pytest.fixture
def made(app: Flask, db: Session, amina: Person, time: HeldClock, in_a_folder: None) -> bytes:
    """The pack that Amina asks for on the page of her year, after her two accounts were merged."""
    settings = app.config["SETTINGS"]
    maker, packs = maker_for(settings), packs_for(settings)
    old = factories.person(db, name="Amina Old", email="old@college.example")
    factories.unit(db, "C1")
    for who in (old, amina):
        cpd.credit(
            db, learner=actor(who), source="segment:C1-S1", on=ON, title="C1-S1 A segment", planned=30, active=20,
            claimed=None, segment_code="C1-S1", revision_number=1, at=NOW,
        )  # fmt: skip
        Ledger(db, who).log(minutes=45)
    told = Circumstance(NOW, "Europe/London", "Northfield College", None)
    merging_accounts.merge(db, maker.vault, AccountPair(amina.id, old.id), proofs=None, asked_by=None, told=told)
    db.commit()
    page = Browser(app).sign_in(amina).get("/cpd/2026-27/evidence-pack")
    assert "old@college.example" in page.words
    page = page.submit("Download the pack")
    assert page.status == 303
    with app.app_context():
        store = database()
    making = taking_out.making(maker, packs, sender=Sender("http://localhost"), now=time)
    Worker(store, {MAKE: making}, time).run_once()
    db.rollback()
    row = db.scalars(select(CpdPack)).one()
    opened = packs.open(row.public_id, size=row.total_bytes)
    assert opened is not None
    with closing(opened):
        return b"".join(opened)


def test_both_records_are_in_it_each_with_its_head_and_it_verifies(
    db: Session, amina: Person, made: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(made)
    assert checks.verify(path) == []
    with zipfile.ZipFile(path) as pack:
        told = json.loads(pack.read("manifest.json"))
        rows = list(csv.DictReader(io.StringIO(pack.read("all-records.csv").decode("utf-8-sig"))))
        guide = pack.read("READ-ME.txt").decode()
        verify = pack.read("2026-27-earlier-account/VERIFY.txt").decode()
        names = pack.namelist()
    owners = {each.public_id: each for each in db.scalars(select(Person))}
    heads = {ledger.head(db, each)[1] for each in owners.values()}
    assert {each["head"] for each in told["ledgers"]} == heads
    assert [each["folder"] for each in told["ledgers"]] == ["2026-27", "2026-27-earlier-account"]
    assert {"2026-27/evidence.pdf", "2026-27-earlier-account/evidence.pdf"} <= set(names)
    assert sorted((row["Record"], row["Counted minutes"]) for row in rows) == [
        ("2026-27", "30"), ("2026-27", "45"), ("2026-27-earlier-account", "30"), ("2026-27-earlier-account", "45"),
    ]  # fmt: skip
    assert [row["Status"] for row in rows].count("in another record too, where it counts") == 1
    assert "Together they come to 2 h" in guide
    assert "record of an earlier account of the same person" in verify


def test_a_changed_line_of_either_record_is_found(made: bytes, tmp_path: Path) -> None:
    for folder in ("2026-27", "2026-27-earlier-account"):
        path = tmp_path / "changed.zip"
        with zipfile.ZipFile(io.BytesIO(made)) as whole, zipfile.ZipFile(path, "w") as changed:
            for name in whole.namelist():
                content = whole.read(name)
                if name == f"{folder}/cpd.json":
                    content = content.replace(b'"counted_minutes":45', b'"counted_minutes":55')
                changed.writestr(name, content)
        assert any(finding.member.startswith(folder + "/") for finding in checks.verify(path))
