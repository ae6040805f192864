"""LearnMentor promises a document that a reader at an employer understands in a minute, by eye or by ear."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from learnmentor.config import home
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.packs import evidence_pdf
from learnmentor.evidence.packs.contents import CertificateShown, Contents, PackedYear, gather
from learnmentor.ground.printing.typefaces import FAMILIES
from learnmentor.ground.zones import day_of
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.cpd.samples import paper

TEMPLATES = Path(home("templates")) / "pdf"
CERTIFICATE = CertificateShown(
    "LM-7F3K-92QD-4", "Starter", date(2026, 11, 2), "https://example.org/certificates/LM-7F3K-92QD-4"
)


def _contents(mine: Ledger, *, reflections: bool = False, **more: Any) -> Contents:
    mine.db.flush()
    awarded = more.get("certificates", [CERTIFICATE])
    return gather(
        mine.db, VAULT, learner=mine.actor, year=CpdYear(2026), reflections=reflections, certificates=awarded,
        is_kept=lambda _key: True, at=NOW, sessions=lambda: nullcontext(mine.db),
    )  # fmt: skip


def _document(contents: Contents) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(paper(contents)))


def _texts(document: pikepdf.Pdf) -> str:
    """What a screen reader is given: alternative texts and the actual letters are in the structure's marked content."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])

    walk(document.Root["/StructTreeRoot"])
    return "\n".join(found)


def test_the_document_is_tagged_titled_and_archivable(mine: Ledger) -> None:
    mine.study()
    mine.log(prose=Prose(impact="Shorter questions."))
    document = _document(_contents(mine))
    assert document.Root["/MarkInfo"]["/Marked"]
    assert str(document.Root["/Lang"]) == "en-GB"
    assert document.Root["/ViewerPreferences"]["/DisplayDocTitle"]
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == "CPD record 2026-27, Amina Yusuf"
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_pictures_say_what_they_show(mine: Ledger) -> None:
    mine.study()
    mine.log(minutes=90)
    texts = _texts(_document(_contents(mine)))
    assert "2 h of 30 h: 30 min from segments, 1 h 30 min logged" in texts
    assert "QR code that leads to https://example.org/certificates/LM-7F3K-92QD-4" in texts


def test_the_same_year_gives_the_same_bytes(mine: Ledger) -> None:
    mine.log()
    contents = _contents(mine)
    first, second = (paper(contents) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "words",
    [
        "日本語 한국어 עברית العربية 😀",
        "𓀀 hieroglyphs",
        "bell \x07 and private \ue000",
        '#panic(1) *bold* #read("/etc/passwd") ]}',
    ],
)
def test_whatever_was_typed_the_document_is_made(mine: Ledger, words: str) -> None:
    mine.log(
        title=words[:40],
        provider=words,
        prose=Prose(impact=words, reflection=words, links=(f"https://example.org/{len(words)}",)),
    )
    assert len(_document(_contents(mine, reflections=True)).pages) >= 1


def test_a_letter_without_a_font_is_marked_and_the_rest_is_printed(mine: Ledger) -> None:
    assert evidence_pdf._own("x𓀀y") == [
        {"families": ("Noto Sans", *(each for each in FAMILIES if each != "Noto Sans")), "text": "x\ufffdy"}
    ]
    assert evidence_pdf._without_rare_letters({"a": ["xọy"], "n": 3}) == {"a": ["x\ufffdy"], "n": 3}


def test_a_year_is_closed_by_the_calendar_of_the_installation(mine: Ledger) -> None:
    half_past_midnight = datetime(2027, 8, 31, 23, 30, tzinfo=UTC)  # on 1 September in London
    contents = replace(_contents(mine), made_at=half_past_midnight)
    for zone, made, over in [("Europe/London", "1 September 2027", True), ("UTC", "31 August 2027", False)]:
        data = evidence_pdf.data_of(contents, on=day_of(half_past_midnight, zone))
        assert (data["made"], data["over"]) == (made, over)


def test_a_year_with_nothing_in_it_is_a_document_too(mine: Ledger) -> None:
    assert len(_document(_contents(mine, certificates=[])).pages) == 1


def test_a_thousand_entries_fit(mine: Ledger) -> None:
    mine.fill(1000)
    contents = _contents(mine)
    made = dict(evidence_pdf.documents(contents, templates=TEMPLATES, zone="Europe/London"))
    assert list(made) == ["evidence.pdf", *(f"evidence-{part}.pdf" for part in range(2, 8))]
    assert sum(len(pikepdf.open(BytesIO(pdf)).pages) for pdf in made.values()) > 20


def test_a_word_longer_than_a_line_is_broken_and_not_cut_off(mine: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    words = Prose(impact="i" * 400, links=(f"https://example.org/{'a' * 400}",))
    mine.log(title="T" * 200, provider="P" * 200, prose=words)
    whole = _contents(mine, certificates=[])
    (entry,) = whole.of_year.entries()
    long = _lines(_document(whole))
    short = replace(
        entry, row=entry.row._replace(title="T", provider="P"), prose=Prose(impact="i", links=("https://e.org",))
    )
    monkeypatch.setattr(PackedYear, "entries", lambda _self: iter([short]))
    assert long - _lines(_document(whole)) >= 2 + 2 + 2 + 4


def _lines(document: pikepdf.Pdf) -> int:
    """How many lines stand on the pages: typst moves to the height of each."""
    moves = (pikepdf.parse_content_stream(page) for page in document.pages)
    return sum(len({str(to[5]) for to, operator in page if str(operator) == "cm"}) for page in moves)


def test_a_text_is_printed_in_a_typeface_that_has_all_its_letters(mine: Ledger) -> None:
    mine.log(title="n\u0304a\u0331m", provider="AoC")
    (month,) = evidence_pdf.data_of(_contents(mine), on=NOW.date())["months"]
    assert [run["families"][0] for run in month["rows"][0]["title"]] == ["Noto Sans"]
    assert month["rows"][0]["provider"] == "AoC"


def test_what_was_attended_is_told_apart_with_its_leader(mine: Ledger) -> None:
    mine.study()
    mine.log(minutes=60)
    mine.attend(minutes=50)
    contents = _contents(mine)
    data = evidence_pdf.data_of(contents, on=NOW.date())
    assert (data["sessions"], data["attended"], data["logged"], data["logged_entries"]) == (1, "50 min", "1 h", 1)
    assert data["basis"]["attended"] == "50 min"
    assert [kind["minutes"] for kind in data["by_type"]] == [[0, 50, 60], [30, 0, 0]]
    assert [row["confirmed_by"] for row in data["months"][0]["rows"]] == ["Tom Bell", "", ""]
    assert "50 min from sessions attended" in _texts(_document(contents))


def test_a_year_without_sessions_speaks_of_three_ways_of_counting(mine: Ledger) -> None:
    mine.log(minutes=60)
    assert evidence_pdf.data_of(_contents(mine), on=NOW.date())["basis"]["attended"] == ""
