"""The document is what PDF/UA-1 and PDF/A-2a ask for, asserted in its bytes, and says what the certificate says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from learnmentor.certificates import snapshots
from learnmentor.certificates.awards.definition import award_from
from learnmentor.certificates.documents import certificate_pdf
from learnmentor.config import home
from tests.certificates.test_credential import LEVEL_4
from tests.certificates.test_rules import STARTER, progress
from tests.certificates.test_snapshots import FIRST, SALT

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ADDRESS = "https://learn.example.org/certificates/LM-1"


def made(snapshot: dict[str, Any] = FIRST, *, name: str = "Amina Yusuf", ended: str | None = None) -> bytes:
    return certificate_pdf.render(
        snapshot, name=name, verify_url=ADDRESS, issued_at=AT, ended=ended, templates=Path(home("templates")) / "pdf"
    )


def structure(node: Any) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from structure(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from structure(node.K)


def test_it_declares_pdf_ua_1_and_pdf_a_2a() -> None:
    with pikepdf.open(BytesIO(made())) as document, document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["dc:title"] == "Starter, LM-1"
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.Root.OutputIntents


def test_its_structure_has_headings_a_table_with_heads_and_words_for_pictures() -> None:
    with pikepdf.open(BytesIO(made())) as document:
        found = list(structure(document.Root.StructTreeRoot.K))
        kinds = [str(element.S) for element in found]
        assert kinds.count("/H1") == 1
        assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/Table")
        heads = [element for element in found if str(element.S) == "/TH"]
        assert len(heads) >= 4
        assert all("/A" in head for head in heads), "a head says whether it heads a column or a row"
        figures = [element for element in found if str(element.S) == "/Figure"]
        assert len(figures) >= 2
        assert all(str(figure.Alt) for figure in figures)
        assert any(ADDRESS in str(figure.Alt) for figure in figures)
        assert "/Link" in kinds


def test_every_font_is_inside_and_can_be_read_back_as_text() -> None:
    with pikepdf.open(BytesIO(made())) as document:
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "/ToUnicode" in font
            [descendant] = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())


def test_the_same_certificate_is_the_same_bytes() -> None:
    assert made() == made()


@pytest.mark.parametrize(
    "name",
    ["Zoë Nguyễn", "محمد بن علي", "王小明", "김민준", "דוד לוי", "A" * 120, '#panic("x") *bold* ]} \\'],
)
def test_any_name_that_was_accepted_is_printed_within_one_page(name: str) -> None:
    with pikepdf.open(BytesIO(made(name=name))) as document:
        assert len(document.pages) == 1


def test_every_kind_of_certificate_can_be_printed() -> None:
    corrected = snapshots.corrected(FIRST, edition=2, number="LM-2", on=date(2026, 12, 1), name="A", salt=SALT)
    renewed = snapshots.renewed(
        FIRST, number="LM-2", on=date(2027, 11, 1), name="A", salt=SALT, valid_until=date(2028, 11, 20), minutes=360
    )
    level = snapshots.frozen(
        LEVEL_4, [progress("C1")], name="A", salt=SALT, number="LM-3", on=date(2026, 11, 21), issuer="X",
        valid_until=date(2028, 11, 20),
    )  # fmt: skip
    for snapshot in (corrected, renewed, level):
        assert made(snapshot, ended="Revoked on 1 December 2026: Issued to the wrong person.").startswith(b"%PDF-")


def test_the_longest_award_fits() -> None:
    everything = snapshots.frozen(
        award_from(STARTER), [progress(f"C{n}") for n in range(1, 13)], name="Amina Yusuf", salt=SALT, number="LM-4",
        on=date(2026, 11, 21), issuer="Northfield College",
    )  # fmt: skip
    with pikepdf.open(BytesIO(made(everything))) as document:
        assert len(document.pages) <= 2


def assessed(level: int, worth: int, by: str = "work") -> snapshots.CertifiedAssessment:
    return {"level": level, "credits": worth, "assessed_on": "2026-11-20", "released_on": "2026-11-21", "criteria": 2,
            "by": by}  # fmt: skip


def test_the_largest_award_with_levels_is_one_page_that_keeps_its_promises() -> None:
    """Thirty credits, a long name, a signature and a body that validated it."""
    core, options = [f"C{n}" for n in range(1, 9)], ["O1", "O2", "O4", "O7", "O8", "P2", "P3", "P4"]
    snapshot = snapshots.frozen(
        LEVEL_4, [*map(progress, core), *(progress(code, done=0) for code in options)], name="A", salt=SALT,
        number="LM-5", on=date(2026, 11, 21), issuer="X",
        assessed={code: assessed(5, 3, "earlier-learning" if code == "O2" else "work") for code in options},
        core={"units": core, "level": 4, "credits": 2, "confirmed_by": "P2"},
    )  # fmt: skip
    snapshot["validation"] = {"body": "Northern Universities Consortium for Professional Learning", "reference": "N/1",
                              "valid_from": "2026-09-01", "valid_until": "2029-08-31"}  # fmt: skip
    snapshot["identity"] = {"signatory": "Dr Joan Ellis", "signatory_title": "Head of Learning", "colour": "#7a1f5c",
                            "logo": None}  # fmt: skip
    assert snapshot["completed_on"] == "2026-11-20"
    told = certificate_pdf.contents(snapshot, name="A", verify_url=ADDRESS, ended=None)
    assert [line["unit"].partition(" ")[0] for line in told["assessed"]] == options
    assert [row["unit"].partition(" ")[0] for row in told["rows"]] == core
    assert told["confirmed"] == "C1 to C8 were studied, and confirmed for credit by P2 (level 4, 2 credits)."
    assert {line["how"] for line in told["assessed"]} == {"by work", "by earlier learning"}
    with pikepdf.open(BytesIO(made(snapshot, name="Siân Ŵyn-Élise O’Neill-Featherstonehaugh de la Vega"))) as document:
        assert len(document.pages) == 1
        kinds = [str(element.S) for element in structure(document.Root.StructTreeRoot.K)]
        assert (kinds.count("/H1"), kinds.count("/H2"), kinds.count("/Table")) == (1, 2, 2)
        with document.open_metadata() as metadata:
            assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == (
                "1",
                "2",
                "A",
            )
