"""LearnMentor promises a pack that is complete, opens in ordinary programs and shows a changed byte offline."""

import hashlib
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from learnmentor.cpd.models import CpdEntry, CpdFile
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.checks import pack
from learnmentor.evidence.packs import pack_file
from learnmentor.evidence.packs.contents import CertificateShown, Contents, gather
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.storage.files import FileStore
from tests import factories
from tests.cpd import samples
from tests.cpd.ledger import A_DAY, NOW, VAULT, Ledger
from tests.page import Browser, Page, upload

pytestmark = pytest.mark.usefixtures("time")

YEAR = CpdYear(2026)
WORDS = Prose(reflection="Between me and me.", impact="Shorter questions.", links=("https://example.org/a",))
LOGGED = {"title": "Feedback day", "on": "2026-11-12", "hours": "3", "type": "workshop"}


def _download(browser: Browser, **fields: Any) -> zipfile.ZipFile:
    page = browser.get("/cpd/2026-27/evidence-pack").submit("Download the pack", **fields)
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="evidence-2026-27.zip"'
    return zipfile.ZipFile(BytesIO(page.response.data))


def _with_files(browser: Browser) -> Page:
    files = [
        upload(samples.PDF, "slides.pdf"),
        upload(samples.TEXT, "notes: week 1?.txt"),
        upload(samples.PNG, "Slides.pdf.png"),
    ]
    return browser.get("/cpd/entries/new").submit(
        "Log it", **LOGGED, reflection=WORDS.reflection, impact=WORDS.impact, files=files
    )


def _told(archive: zipfile.ZipFile) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(archive.read("cpd.json"))
    return told


# What is in it


def test_the_pack_holds_everything_and_opens(mine: Ledger, as_amina: Browser) -> None:
    _with_files(as_amina)
    archive = _download(as_amina)
    assert archive.testzip() is None
    assert archive.namelist() == [
        "VERIFY.txt", "cpd.csv", "cpd.json", "files/slides.pdf", "files/notes- week 1-.txt", "files/Slides.pdf.png",
        "evidence.pdf", "manifest.json",
    ]  # fmt: skip
    assert archive.read("files/slides.pdf") == samples.PDF
    assert archive.read("evidence.pdf").startswith(b"%PDF-")
    assert archive.read("cpd.csv") == as_amina.get("/cpd/2026-27/entries.csv").response.data
    assert "learnmentor verify evidence-2026-27.zip" in archive.read("VERIFY.txt").decode()


def test_the_manifest_lists_each_member_with_its_digest(mine: Ledger, as_amina: Browser) -> None:
    _with_files(as_amina)
    archive = _download(as_amina)
    manifest = json.loads(archive.read("manifest.json"))
    listed = {member["name"]: member["sha256"] for member in manifest["members"]}
    assert listed == {
        name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "manifest.json"
    }
    assert manifest["ledger"]["head"] == _told(archive)["ledger"]["lines"][-1]["hash"]
    assert "signature" not in manifest


def test_files_of_one_name_are_kept_apart(mine: Ledger, as_amina: Browser) -> None:
    for day in ("2026-11-12", "2026-11-13"):
        file = upload(samples.PDF + day.encode(), "Slides.pdf")
        as_amina.get("/cpd/entries/new").submit("Log it", **{**LOGGED, "on": day}, files=[file])
    archive = _download(as_amina)
    assert archive.read("files/Slides.pdf") != archive.read("files/Slides (2).pdf")


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("..pdf", "files/pdf"),
        ("CON.txt", "files/_CON.txt"),
        ('a"b<c>.txt', "files/a-b-c-.txt"),
        ("Überblick 日本.pdf", "files/Überblick 日本.pdf"),
    ],
)
def test_names_are_safe_on_every_system(mine: Ledger, raw: str, path: str) -> None:
    mine.log(files=[KeptFile(raw, "text/plain", 1, "a" * 64, "a" * 64)])
    assert _gathered(mine).files[0].path == path


def test_reflections_go_in_only_when_their_writer_ticks_them(mine: Ledger, as_amina: Browser) -> None:
    _with_files(as_amina)
    without, ticked = _download(as_amina), _download(as_amina, reflections="y")
    for name in without.namelist():
        assert b"Between me and me" not in without.read(name)
    assert "Between me and me." in ticked.read("cpd.json").decode()
    assert "Shorter questions." in without.read("cpd.json").decode()


def test_other_years_are_in_it_by_their_hashes_alone(mine: Ledger, as_amina: Browser) -> None:
    mine.log(title="Old news", on=A_DAY.replace(year=2025))
    mine.log(title="This year")
    mine.db.commit()
    archive = _download(as_amina)
    lines = _told(archive)["ledger"]["lines"]
    assert ["facts" in line for line in lines] == [False, True]
    assert all(b"Old news" not in archive.read(name) for name in archive.namelist())


def test_withdrawn_entries_leave_their_words_and_files_behind(mine: Ledger, as_amina: Browser) -> None:
    _with_files(as_amina)
    entry = mine.db.scalar(select(CpdEntry).where(CpdEntry.person_id == mine.person.id))
    assert entry is not None
    mine.withdraw(entry, "For nobody's eyes")
    mine.db.commit()
    archive = _download(as_amina)
    assert [name for name in archive.namelist() if name.startswith("files/")] == []
    assert b"nobody's eyes" not in archive.read("cpd.json")


def test_a_lost_file_is_said_and_the_rest_goes_on(app: Flask, mine: Ledger, as_amina: Browser, tmp_path: Path) -> None:
    as_amina.get("/cpd/entries/new").submit(
        "Log it", **LOGGED, files=[upload(samples.PDF + b"lost soon", "slides.pdf")]
    )
    file = mine.db.scalar(select(CpdFile).join(CpdFile.entry).where(CpdEntry.person_id == mine.person.id))
    assert file is not None
    store: FileStore = app.config["FILES"]
    store.delete(file.storage_key)
    mine.db.rollback()
    assert "The server has lost 1 file of yours: slides.pdf." in as_amina.get("/cpd/2026-27/evidence-pack").words
    archive = _download(as_amina)
    assert "files/slides.pdf" not in archive.namelist()
    assert "slides.pdf" in archive.read("VERIFY.txt").decode()
    assert [str(finding) for finding in _verified(_bytes(archive), tmp_path)] == [
        "slides.pdf: It was already lost when the pack was made."
    ]


def test_an_empty_year_gives_a_pack_too(mine: Ledger, as_amina: Browser, tmp_path: Path) -> None:
    assert _verified(_bytes(_download(as_amina)), tmp_path) == []


def test_nobody_gets_the_pack_of_another(mine: Ledger, app: Flask, stranger: Browser) -> None:
    mine.log(title="Amina's own")
    other = factories.person(mine.db, name="Ewa Kowalska")
    mine.db.commit()
    archive = _download(Browser(app).sign_in(other))
    assert all(b"Amina" not in archive.read(name) for name in archive.namelist())
    assert stranger.post("/cpd/2026-27/evidence-pack").status == 401


# How it is sent


def _gathered(mine: Ledger, *, reflections: bool = False) -> Contents:
    mine.db.flush()
    return gather(
        mine.db, VAULT, learner=mine.actor, year=YEAR, reflections=reflections, certificates=[],
        is_kept=lambda _key: True, at=NOW, sessions=lambda: nullcontext(mine.db),
    )  # fmt: skip


def _sent(contents: Contents, read: Callable[[str], Iterator[bytes]], **more: Any) -> Iterator[bytes]:
    ready = {"documents": lambda: [("evidence.pdf", b"%PDF-1.7")], "certificates": [], **more}
    return pack_file.chunks(contents, read=read, **ready)


def test_the_first_bytes_leave_before_the_document_is_made(mine: Ledger) -> None:
    mine.log()
    made = []
    pieces = _sent(
        _gathered(mine), lambda _key: iter([b""]), documents=lambda: [("evidence.pdf", made.append(1) or b"%PDF")]
    )
    assert next(pieces)
    assert not made


def test_memory_stays_flat_however_large_the_files(mine: Ledger) -> None:
    megabyte = bytes(1024 * 1024)
    digest = hashlib.sha256(megabyte * 150).hexdigest()
    kept = KeptFile("large.pdf", "application/pdf", 150 * 1024 * 1024, digest, "large")
    mine.log(files=[kept])
    contents = _gathered(mine)
    tracemalloc.start()
    size = sum(len(piece) for piece in _sent(contents, lambda _key: iter([megabyte] * 150)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > kept.size
    assert peak < 8 * 1024 * 1024


# Checking it


def _bytes(archive: zipfile.ZipFile) -> bytes:
    assert isinstance(archive.fp, BytesIO)
    return archive.fp.getvalue()


def _verified(content: bytes, folder: Path) -> list[pack.PackFinding]:
    path = folder / "evidence-2026-27.zip"
    path.write_bytes(content)
    return pack.verify(path)


CERTIFICATE = CertificateShown("LM-7F3K-92QD-4", "Starter", A_DAY, "https://example.org/certificates/LM-7F3K-92QD-4")


@pytest.fixture
def made(mine: Ledger) -> bytes:
    """A pack with a bit of everything."""
    slides = KeptFile("slides.pdf", "application/pdf", len(samples.PDF), hashlib.sha256(samples.PDF).hexdigest(), "s")
    mine.log(on=A_DAY.replace(year=2025), title="Another year")
    mine.study(claimed=10)
    mine.log(prose=WORDS, files=[slides], title="=cmd()")
    mine.correct(mine.log(minutes=60), minutes=75, prose=Prose(explanation="Came late"))
    mine.withdraw(mine.log(title="Taken back"))
    contents = replace(_gathered(mine), certificates=[CERTIFICATE])
    pieces = _sent(contents, lambda _key: iter([samples.PDF]), certificates=[("LM-7F3K-92QD-4.pdf", b"%PDF-cert")])
    return b"".join(pieces)


def _rewritten(
    content: bytes, change: Callable[[str, bytes], bytes | None], *, added: dict[str, bytes] | None = None
) -> bytes:
    """The pack written anew with members changed or, for None, left out."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (member := change(name, old.read(name))) is not None:
                new.writestr(name, member)
        for name, member in (added or {}).items():
            new.writestr(name, member)
    return target.getvalue()


def _consistently(content: bytes, name: str, change: Callable[[Any], None]) -> bytes:
    """A forgery by somebody who knows the format: a JSON or text member changed, and the manifest made to fit."""
    with zipfile.ZipFile(BytesIO(content)) as old:
        if name.endswith(".json"):
            told = json.loads(old.read(name))
            change(told)
            forged = json.dumps(told).encode()
        else:
            forged = change(old.read(name))  # type: ignore[func-returns-value]
        manifest = json.loads(old.read("manifest.json"))
    for member in manifest["members"]:
        if member["name"] == name:
            member.update(size=len(forged), sha256=hashlib.sha256(forged).hexdigest())
    fitted = {name: forged, "manifest.json": json.dumps(manifest).encode()}
    return _rewritten(content, fitted.get)


def test_a_pack_as_it_was_made_has_no_findings(made: bytes, tmp_path: Path) -> None:
    assert _verified(made, tmp_path) == []


def test_a_changed_missing_or_added_member_is_named(made: bytes, tmp_path: Path) -> None:
    changed = _rewritten(made, lambda name, old: old + b" " if name == "evidence.pdf" else old)
    assert [finding.member for finding in _verified(changed, tmp_path)] == ["evidence.pdf"]
    missing = _rewritten(made, lambda name, old: None if name == "files/slides.pdf" else old)
    assert [str(finding) for finding in _verified(missing, tmp_path)] == ["files/slides.pdf: It is missing."]
    added = _rewritten(made, lambda _name, old: old, added={"files/extra.pdf": b"%PDF"})
    assert "It was added" in str(_verified(added, tmp_path)[0])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_put_in_twice_is_named(made: bytes, tmp_path: Path) -> None:
    twice = _rewritten(made, lambda _name, old: old, added={"evidence.pdf": b"%PDF-1.7"})
    assert any("twice" in finding.message for finding in _verified(twice, tmp_path))


def _line(told: dict[str, Any], sequence: int) -> dict[str, Any]:
    found: dict[str, Any] = next(line for line in told["ledger"]["lines"] if line["sequence"] == sequence)
    return found


@pytest.mark.parametrize(
    ("forge", "says"),
    [
        (lambda told: _line(told, 3)["facts"].update(counted_minutes=600), "Line 3 was changed after it was written"),
        (lambda told: _line(told, 3)["facts"].update(title="Nicer"), "Line 3 was changed after it was written"),
        (lambda told: told["ledger"]["lines"].pop(2), "Line 3 is missing"),
        (lambda told: told["ledger"]["lines"].pop(), "does not end where the manifest says"),
        (lambda told: told["totals"].update(counted_minutes=1800), "it says 1800 minutes, its lines give 285"),
        (lambda told: _line(told, 3)["text"]["impact"].update(text="Wonders."), "What was written about line 3"),
        (lambda told: _line(told, 3)["text"]["reflection"].update(digest="0" * 64), "What was written about line 3"),
        (lambda told: _line(told, 3)["facts"].pop("title"), "not a ledger as we write it"),
        (lambda told: _line(told, 3)["facts"].update(on="yesterday"), "not a ledger as we write it"),
        (lambda told: told.update(ledger=[]), "not a ledger as we write it"),
        (lambda told: told.update(version=99), "of a kind or version that this program does not know"),
        (lambda told: told["year"].update(label="2025-26"), "lines that are not of its year"),
    ],
)
def test_a_forgery_that_fits_the_manifest_still_breaks_the_ledger(
    made: bytes, tmp_path: Path, forge: Callable[[Any], None], says: str
) -> None:
    findings = _verified(_consistently(made, "cpd.json", forge), tmp_path)
    assert any(says in finding.message for finding in findings), findings


def test_a_file_swapped_together_with_the_manifest_is_not_the_one_uploaded(made: bytes, tmp_path: Path) -> None:
    forged = _consistently(made, "files/slides.pdf", lambda _old: b"%PDF-1.7 something else")  # type: ignore[arg-type, return-value]
    assert "not the file that was uploaded with line 3" in str(_verified(forged, tmp_path)[0])


def test_a_spreadsheet_changed_together_with_the_manifest_no_longer_fits_the_ledger(
    made: bytes, tmp_path: Path
) -> None:
    forged = _consistently(made, "cpd.csv", lambda old: old.replace(b",180,", b",480,"))  # type: ignore[attr-defined]
    assert "Its entries are not those of the ledger." in str(_verified(forged, tmp_path)[0])


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_pack_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    assert len(_verified(content, tmp_path)) == 1


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.data())
def test_any_changed_byte_is_found_or_changes_nothing_that_is_read(
    made: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(made) - 1))
    damaged = bytearray(made)
    damaged[at] ^= data.draw(st.integers(1, 255))
    if _verified(bytes(damaged), tmp_path) == []:
        assert _members(bytes(damaged)) == _members(made)


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_no_ledger_however_odd_makes_the_check_stumble(made: bytes, tmp_path: Path, odd: Any) -> None:
    for key in ("ledger", "totals", "year"):
        assert _verified(_consistently(made, "cpd.json", lambda told, key=key: told.update({key: odd})), tmp_path)


def test_erased_words_leave_the_pack_verifiable(mine: Ledger, tmp_path: Path) -> None:
    entry = mine.log(prose=WORDS)
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(prose_salt=b""))
    mine.db.expire_all()
    content = b"".join(_sent(_gathered(mine), lambda _key: iter([])))
    assert _verified(content, tmp_path) == []
