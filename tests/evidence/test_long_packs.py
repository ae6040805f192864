"""A long pack is made by the worker, whole or not at all, and its owner is told; several years travel in one ZIP."""

import errno
import json
import tracemalloc
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from learnmentor.cpd.models import CpdEntry, CpdFile, CpdPack
from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.packs import services as packs
from learnmentor.evidence.packs.services import Wanted
from learnmentor.evidence.packs.views import maker_for
from learnmentor.ground.db import database
from learnmentor.ground.storage.sealed_files import SealedFiles
from learnmentor.jobs.models import Job, OutgoingMail
from tests import factories
from tests.cpd.ledger import Ledger
from tests.evidence.backroom import PACK_PAGE, Backroom, ask, fetched, two_years
from tests.page import Browser

# Rules


@pytest.mark.parametrize(
    ("years", "size", "entries", "long"),
    [(1, 10, 10, False), (2, 10, 10, True), (1, 101, 10, True), (1, 100, 2000, False), (1, 10, 2001, True)],
)
def test_several_years_many_entries_or_much_to_carry_make_a_pack_long(
    years: int, size: int, entries: int, long: bool
) -> None:
    assert packs.is_long(years=years, size=size, entries=entries, most_bytes=100) is long


def test_a_pack_is_named_after_its_years() -> None:
    assert packs.name_of([CpdYear(2026)]) == "evidence-2026-27.zip"
    assert packs.name_of([CpdYear(2026), CpdYear(2023)]) == "evidence-2023-24-to-2026-27.zip"
    assert packs.name_of([CpdYear(2026, (1, 1)), CpdYear(2025, (1, 1))]) == "evidence-2025-to-2026.zip"


def test_what_was_asked_for_is_kept_whatever_the_profile_says_later() -> None:
    wanted = Wanted((CpdYear(2026, (4, 1)),), reflections=True)
    assert Wanted.of(CpdPack(contents=json.loads(json.dumps(wanted.as_data())))) == wanted


# The way of a pack


def test_several_years_are_made_by_the_worker_andfetched(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    two_years(mine)
    page = ask(as_amina)
    assert page.h1 == "Your download is being prepared"
    assert page.one("progress")["value"] == "0"
    backroom.work()
    ready = as_amina.get(as_amina.address)
    assert ready.h1 == "Your download is ready"
    archive = fetched(ready)
    assert archive.testzip() is None
    assert {name.partition("/")[0] for name in archive.namelist()} == {
        "2026-27", "2025-26", "READ-ME.txt", "manifest.json",
    }  # fmt: skip
    rows = {year: archive.read(f"{year}/cpd.csv").decode() for year in ("2026-27", "2025-26")}
    assert "This year" in rows["2026-27"]
    assert "A year ago" in rows["2025-26"]
    assert "A year ago" not in rows["2026-27"]
    assert json.loads(archive.read("manifest.json"))["folders"] == ["2026-27", "2025-26"]


def test_its_owner_gets_one_letter_with_the_way_to_it(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    two_years(mine)
    ask(as_amina)
    backroom.work()
    made = mine.db.scalars(select(CpdPack.id)).one()
    mine.db.rollback()
    backroom.worker.handlers[packs.MAKE](backroom.store, {"pack": made})
    letter = mine.db.scalars(select(OutgoingMail)).one()
    assert letter.to_address == mine.person.email
    assert as_amina.address in letter.body


def test_reflections_go_in_only_with_the_tick(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    two_years(mine)
    assert "without your private reflections" in ask(as_amina).words
    assert "with your private reflections" in ask(as_amina, reflections="y").words


def test_a_large_year_is_left_to_the_worker(
    mine: Ledger, as_amina: Browser, backroom: Backroom, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learnmentor.evidence.packs.views._MEGABYTE", 1)
    mine.log()
    mine.db.commit()
    page = as_amina.get(PACK_PAGE).submit("Download the pack").follow()
    backroom.work()
    archive = fetched(as_amina.get(as_amina.address))
    assert "evidence.pdf" in archive.namelist(), "one year is a pack as always"
    assert page.status == 200


def test_asking_twice_makes_one(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    two_years(mine)
    ask(as_amina)
    first = as_amina.address
    ask(as_amina)
    assert as_amina.address == first
    assert mine.db.scalar(select(func.count()).select_from(Job)) == 1


def test_no_more_than_three_wait_at_once(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    for year in (2025, 2024, 2023):
        mine.log(on=date(year, 10, 1))
    mine.db.commit()
    labels = ["2026-27", "2025-26", "2024-25", "2023-24"]
    for several in (labels[:2], labels[:3], labels):
        ask(as_amina, years=several)
    refused = as_amina.get(PACK_PAGE).submit("Download the pack", years=labels[1:])
    assert refused.status == 422
    assert refused.errors() == ["Three packs of yours are being made already. Wait for one of them, then ask again."]
    assert "Packs made for you" in refused.words


def test_every_year_is_ticked_at_once(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    for year in (2025, 2024):
        mine.log(on=date(year, 10, 1))
    mine.db.commit()
    page = as_amina.get(PACK_PAGE).click("Tick every year").submit("Download the pack").follow()
    assert "evidence-2024-25-to-2026-27.zip" in page.words


def test_no_year_is_refused_with_a_sentence(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    refused = as_amina.get(PACK_PAGE).submit("Download the pack", years=None)
    assert (refused.status, refused.errors()) == (422, ["Tick at least one year."])


def test_a_download_that_broke_off_goes_on(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    two_years(mine)
    address = f"{ask(as_amina).browser.address}/file"
    backroom.work()
    whole = as_amina.get(address).response
    rest = as_amina.get(address, Range="bytes=1000-").response
    assert (rest.status_code, rest.headers["Content-Range"].partition("-")[0]) == (206, "bytes 1000")
    assert rest.data == whole.data[1000:]
    rest.close()
    assert int(whole.headers["Content-Length"]) == len(whole.data)


def test_nobody_else_sees_it(mine: Ledger, as_amina: Browser, backroom: Backroom, app: Flask) -> None:
    two_years(mine)
    ask(as_amina)
    backroom.work()
    ewa = factories.person(mine.db, name="Ewa Kowalska")
    mine.db.commit()
    other = Browser(app).sign_in(ewa)
    for address in ("", "/file", "/progress.json"):
        assert other.get(as_amina.address + address).status == 404


# Bad luck


def test_a_worker_killed_in_the_middle_leaves_nothing_to_fetch_and_the_next_one_begins_anew(
    mine: Ledger, as_amina: Browser, backroom: Backroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """SIGKILL: nothing after it runs."""

    def until_half(_self: SealedFiles, name: str, chunks: Iterable[bytes], **_more: Any) -> int:
        backroom.kept.root.mkdir(parents=True, exist_ok=True)
        (backroom.kept.root / f".making-{name}-1").write_bytes(next(iter(chunks)))
        raise Killed

    two_years(mine)
    ask(as_amina)
    with monkeypatch.context() as patch:
        patch.setattr(SealedFiles, "make", until_half)
        with pytest.raises(Killed):
            backroom.work()
    assert as_amina.get(as_amina.address).h1 == "Your download is being prepared"
    assert as_amina.get(as_amina.address + "/file").status == 404
    backroom.time.tick(minutes=10)
    backroom.work()
    assert [path.suffix for path in backroom.kept.root.iterdir()] == [".sealed"], "the half went with the next try"
    as_amina.address = as_amina.address.removesuffix("/file")
    assert fetched(as_amina.get(as_amina.address)).testzip() is None


def test_a_full_disk_ends_in_a_sentence_and_is_tried_again(
    mine: Ledger, as_amina: Browser, backroom: Backroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any, **_more: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    two_years(mine)
    ask(as_amina)
    with monkeypatch.context() as patch:
        patch.setattr(SealedFiles, "make", full)
        backroom.work()
        waits = as_amina.get(as_amina.address).words
        assert "The server's disk was full, so the pack could not be written. We try again by ourselves" in waits
        for minutes in (1, 15):
            backroom.time.tick(minutes=minutes)
            backroom.work()
    failed = as_amina.get(as_amina.address)
    assert failed.h1 == "Your download could not be made"
    assert "The server's disk was full" in failed.words
    failed.submit("Try again")
    as_amina.address = as_amina.address.removesuffix("/again")
    backroom.work()
    assert as_amina.get(as_amina.address).h1 == "Your download is ready"


def test_a_disk_without_room_is_not_filled_up(
    mine: Ledger, as_amina: Browser, backroom: Backroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SealedFiles, "room_for", lambda _self, _size: False)
    two_years(mine)
    ask(as_amina)
    backroom.work()
    assert "disk was full" in as_amina.get(as_amina.address).words
    assert not list(backroom.kept.root.glob("*"))


def test_a_file_that_was_lost_meanwhile_ends_in_a_sentence(
    mine: Ledger, as_amina: Browser, backroom: Backroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_given: Any, **_more: Any) -> int:
        raise FileNotFoundError

    monkeypatch.setattr(SealedFiles, "make", lost)
    two_years(mine)
    ask(as_amina)
    backroom.work()
    assert "Something went wrong on the server" in as_amina.get(as_amina.address).words


def test_a_week_later_it_is_gone_and_can_be_made_again(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    two_years(mine)
    ask(as_amina)
    backroom.work()
    backroom.time.tick(days=7)
    over = as_amina.get(as_amina.address)
    assert over.h1 == "This download is gone"
    assert as_amina.get(as_amina.address + "/file").status == 404
    assert over.click("Have it made again").h1.startswith("Evidence pack")
    backroom.time.moment += timedelta(days=365 * 50)  # beyond the file's own age on the disk
    backroom.tidy()
    assert list(backroom.kept.root.iterdir()) == []


def test_tidying_gives_up_what_no_worker_finished(mine: Ledger, as_amina: Browser, backroom: Backroom) -> None:
    two_years(mine)
    ask(as_amina)
    mine.db.execute(CpdPack.__table__.update().values(state="making"))  # type: ignore[attr-defined]
    mine.db.commit()
    backroom.time.tick(days=1)
    backroom.tidy()
    assert "The server was stopped each time" in as_amina.get(as_amina.address).words


def test_the_bar_never_stands_at_all_before_it_is_ready() -> None:
    assert packs.percent(CpdPack(state="making", done_bytes=500, total_bytes=100)) == 99
    assert packs.percent(CpdPack(state="waiting", done_bytes=0, total_bytes=0)) == 0
    assert packs.percent(CpdPack(state="ready", done_bytes=0, total_bytes=0)) == 100


def test_memory_stays_flat_for_ten_thousand_entries_and_two_gigabytes(
    mine: Ledger, app: Flask, backroom: Backroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The paper is made by typst, outside Python's memory, and measured in test_evidence_pdf.py."""
    if mine.db.get_bind().dialect.name != "sqlite":
        pytest.skip("what is measured does not depend on the database, and takes ten seconds")
    size, count, sparse = 20 * 1024 * 1024, 103, "ab" * 32
    mine.fill(10_000)
    entries = mine.db.scalars(select(CpdEntry.id).where(CpdEntry.person_id == mine.person.id).limit(count)).all()
    mine.db.add_all(
        CpdFile(public_id=f"large{entry}", entry_id=entry, name="large.pdf", media_type="application/pdf", size=size,
                sha256=sparse, storage_key=sparse)
        for entry in entries
    )  # fmt: skip
    mine.db.commit()
    maker = maker_for(app.config["SETTINGS"])
    place = maker.files.path(sparse)
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        file.truncate(size)  # takes no room on the disk
    monkeypatch.setattr(
        "learnmentor.stories.taking_out.evidence_pdf.documents", lambda *_given, **_more: [("evidence.pdf", b"")]
    )
    with app.app_context():
        store = database()
    tracemalloc.start()
    year = maker.year(store, learner=mine.actor, year=CpdYear(2026), reflections=False, at=backroom.time())
    length = sum(len(piece) for piece in year.chunks())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > size * count > 2 * 1024**3
    assert peak < 16 * 1024 * 1024
