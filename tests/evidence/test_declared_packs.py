"""LearnMentor promises that one download answers a sample audit, and that a false declaration in it is found."""

import json
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from learnmentor.config import home
from learnmentor.cpd.declarations import services as declarations
from learnmentor.cpd.declarations.rules import Declared
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.targets.queries import target_of
from learnmentor.cpd.targets.rules import Circumstances, Post
from learnmentor.cpd.targets.services import keep_circumstances
from learnmentor.evidence.checks import pack
from learnmentor.evidence.packs import evidence_pdf, pack_file
from learnmentor.evidence.packs.contents import Contents, gather
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.cpd.samples import paper
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")
YEAR = CpdYear(2026)
TEMPLATES = Path(home("templates")) / "pdf"


def _declare(mine: Ledger) -> Declared:
    target = target_of(mine.db, VAULT, person_id=mine.person.id, year=YEAR, on=NOW.date())
    seen = declarations.standing(mine.db, person_id=mine.person.id, year=YEAR, target=target).seen
    made, _ = declarations.declare(
        mine.db, VAULT, learner=mine.actor, year=YEAR, target=target, seen=seen, at=NOW, zone="Europe/London"
    )
    return made


def _gathered(mine: Ledger) -> Contents:
    return gather(
        mine.db, VAULT, learner=mine.actor, year=YEAR, reflections=False, certificates=[], is_kept=lambda _key: True,
        at=NOW, sessions=lambda: nullcontext(mine.db),
    )  # fmt: skip


def _packed(mine: Ledger, folder: Path, change: Callable[[dict[str, Any]], None] | None = None) -> Path:
    """The pack as a file, its declarations changed by somebody who mends the list of members too."""
    contents = _gathered(mine)
    path = folder / contents.name
    pieces = pack_file.chunks(
        contents, documents=lambda: [("evidence.pdf", b"%PDF-")], certificates=[], read=lambda _key: iter([b""])
    )
    path.write_bytes(b"".join(pieces))
    if change is None:
        return path
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(members["declaration.json"])
    change(told["declarations"][-1])
    members["declaration.json"] = json.dumps(told).encode()
    return _written(folder / "changed.zip", members)


def _written(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _said(path: Path) -> list[str]:
    return [str(each) for each in pack.verify(path) if "manifest" not in each.message]


def test_the_declarations_page_gives_the_whole_answer_in_one_download(mine: Ledger, as_amina: Browser) -> None:
    mine.log(minutes=600)
    made = _declare(mine)
    mine.db.commit()
    answer = as_amina.get(f"/cpd/declarations/{made.public_id}").submit("Answer an audit").response
    archive = zipfile.ZipFile(BytesIO(answer.data))
    told = json.loads(archive.read("declaration.json"))["declarations"]
    assert [each["sha256"] for each in told] == [made.sha256]
    assert "declaration.json" in archive.read("VERIFY.txt").decode()
    assert {"evidence.pdf", "cpd.csv", "cpd.json", "manifest.json"} <= set(archive.namelist())


def test_a_year_that_was_not_declared_has_no_declaration_in_its_pack(mine: Ledger, tmp_path: Path) -> None:
    mine.log()
    path = _packed(mine, tmp_path)
    assert "declaration.json" not in zipfile.ZipFile(path).namelist()
    assert pack.verify(path) == []


def test_a_pack_with_its_declarations_agrees_with_itself_whatever_came_after(mine: Ledger, tmp_path: Path) -> None:
    entry = mine.log(minutes=600)
    _declare(mine)
    mine.correct(entry, minutes=540)
    mine.log(on=date(2026, 8, 1), minutes=60, title="Another year")
    _declare(mine)
    mine.log(minutes=15, title="Later")
    keep_circumstances(
        mine.db, VAULT, person_id=mine.person.id, circumstances=Circumstances((Post(600, 1200),)), at=NOW
    )
    path = _packed(mine, tmp_path)
    assert len(json.loads(zipfile.ZipFile(path).read("declaration.json"))["declarations"]) == 2
    assert pack.verify(path) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda each: each["snapshot"].update(counted_minutes=6000), "was changed after it was made"),
        (lambda each: each["snapshot"].update(counted_minutes=6000), "states hours that the lines before it do not"),
        (lambda each: each["snapshot"].update(person="ben"), "speaks of another ledger"),
        (lambda each: each["snapshot"]["lines"].update(count=7), "speaks of other lines"),
        (lambda each: each["working"].update(steps=["Half a post."]), "had its target worked out in another way"),
        (lambda each: each.pop("snapshot"), "It is not a declaration as we write it."),
    ],
)
def test_what_was_changed_in_a_declaration_is_found(
    mine: Ledger, tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    mine.log(minutes=600)
    _declare(mine)
    found = _said(_packed(mine, tmp_path, change))
    assert any(line.startswith("declaration.json: ") and said in line for line in found), found


def _printed(mine: Ledger) -> list[str]:
    contents = _gathered(mine)
    assert paper(contents).startswith(b"%PDF-")
    said: list[str] = evidence_pdf.data_of(contents, on=NOW.date())["declared"]
    return said


def test_the_document_says_that_the_year_was_declared_and_what_came_after(mine: Ledger) -> None:
    mine.log(minutes=600)
    assert _printed(mine) == []
    made = _declare(mine)
    fingerprint = f"Its SHA-256 is {made.sha256}."
    assert _printed(mine) == ["Declared on 21 November 2026: 10 h, of a target of 30 h.", fingerprint]
    mine.log(minutes=60, title="Later")
    assert _printed(mine)[1:] == [
        "1 line of the ledger came after it. It declares 10 h; the record of the year now holds 11 h.",
        fingerprint,
    ]
