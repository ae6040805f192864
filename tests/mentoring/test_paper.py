"""A form as data: its fields on a page, its Markdown there and back, its PDF."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring.paper import markdown
from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperField,
    Rows,
    Section,
    choices,
    lacking,
)
from learnmentor.mentoring.paper.forms import web_form
from learnmentor.mentoring.paper.pdf import form_pdf
from learnmentor.mentoring.paper.sheet import (
    PaperSheet,
    Said,
    SheetItem,
    SheetSection,
    SheetTable,
    plain_markdown,
    sheet_from_json,
    sheet_of,
    sheet_to_json,
)
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in
from tests.certificates.test_document import structure

CHOSE = choices(both="Both", mentor="The mentor")
MODES = choices(in_a_room="In a room", letters="By letter")
FORM = FormDefinition(
    "F0",
    "A form to try",
    "The two of you.",
    (
        Section(
            "Why",
            (
                PaperField("purpose", "What is it for?", FieldKind.LONG, "So that both know.", required=True),
                PaperField("subject", "Subject", FieldKind.TEXT),
                PaperField(
                    "chose", "Who chose whom?", FieldKind.PICK, choices=choices(both="Both", mentor="The mentor")
                ),
                PaperField(
                    "modes", "How", FieldKind.MULTI, choices=choices(in_a_room="In a room", letters="By letter")
                ),
                PaperField("starts", "First day", FieldKind.DATE),
                PaperField("hours", "Hours", FieldKind.NUMBER, most=200),
                PaperField("voluntary", "Voluntary", FieldKind.TICK),
            ),
        ),
        Section(
            "",
            (
                Rows(
                    "objectives",
                    "Objectives",
                    "objective",
                    (
                        PaperField("what", "What", FieldKind.LONG, required=True),
                        PaperField("by_when", "By", FieldKind.DATE),
                    ),
                    least=1,
                    most=4,
                ),
            ),
        ),
    ),
)
FILLED = {
    "purpose": "To wait longer\n# not a heading\n- [x] not a box\n> not a hint",
    "subject": "Maths & “ICT”",
    "chose": "mentor",
    "modes": ["in-a-room", "letters"],
    "starts": "2026-11-30",
    "hours": 20,
    "voluntary": True,
    "objectives": [{"what": "Ask, then wait", "by_when": "2027-01-15"}, {"what": "Second\n\n#### one", "by_when": ""}],
}
WORDS = st.text(alphabet="ab #>-[]x{}\\\n.1é", max_size=40).map(lambda text: text.strip())
DAYS = st.dates().filter(lambda day: day.year > 1926 and day.year < 2090).map(lambda day: day.isoformat())
ROWS = st.fixed_dictionaries({"what": WORDS.filter(bool), "by_when": st.one_of(st.just(""), DAYS)})
VALUES = st.fixed_dictionaries(
    {
        "purpose": WORDS,
        "subject": WORDS.map(lambda text: " ".join(text.split())),
        "chose": st.sampled_from(["", "both", "mentor"]),
        "modes": st.lists(st.sampled_from(["in-a-room", "letters"]), unique=True).map(sorted),
        "starts": st.one_of(st.just(""), DAYS),
        "hours": st.one_of(st.none(), st.integers(0, 200)),
        "voluntary": st.booleans(),
        "objectives": st.lists(ROWS, max_size=4),
    }
)


@given(values=VALUES)
def test_what_is_filled_in_comes_back_from_markdown(values: dict[str, Any]) -> None:
    read = markdown.from_markdown(FORM, markdown.to_markdown(FORM, values, about=[("With", "Mei Tan")]))
    assert read.faults == ()
    assert read.values == values


def test_line_ends_of_another_system_and_ticks_of_another_hand_are_read() -> None:
    text = markdown.to_markdown(FORM, FORM.empty).replace("- [ ] Both", "* [X] both").replace("\n", "\r\n")
    read = markdown.from_markdown(FORM, text)
    assert (read.values["chose"], read.faults) == ("both", ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("form: F0", "form: F1"), "not form F0"),
        (("{#hours}", "{#hours}\nmany"), "whole number"),
        (("{#starts}", "{#starts}\nsoon"), "“soon”"),
        (("{#subject}", "{#thema}"), "not asked in this form"),
        (("- [ ] Both\n- [ ] The mentor", "- [x] Both\n- [x] The mentor"), "Tick one answer"),
        (("- [ ] Both", "- [x] Nobody"), "not one of the answers"),
        (("{#subject}", "{#subject}\n" + "x" * 301), "300 characters; it has 301"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(change: tuple[str, str], said: str) -> None:
    read = markdown.from_markdown(FORM, markdown.to_markdown(FORM, FORM.empty).replace(*change))
    assert said in read.faults[0].message
    assert read.faults[0].line > 0


def test_what_a_form_still_asks_for() -> None:
    asked = [(each.part.key, each.row, each.more) for each in lacking(FORM, FORM.empty)]
    assert asked == [("purpose", None, 0), ("objectives", None, 1)]
    half = {**FILLED, "objectives": [{"what": "", "by_when": "2027-01-15"}]}
    assert [(each.part.key, each.row) for each in lacking(FORM, half)] == [("what", 1)]
    assert lacking(FORM, FILLED) == []


def _posted(app: Flask, data: dict[str, Any]) -> Any:
    with app.test_request_context("/", method="POST", data=data):
        form = web_form(FORM)
        return form, form.accepted(), form.values()


AS_POSTED = {
    "purpose": FILLED["purpose"], "subject": FILLED["subject"], "chose": "mentor", "modes": ["in-a-room", "letters"],
    "starts": "30/11/2026", "hours": "20", "voluntary": "y", "objectives-0-what": "Ask, then wait",
    "objectives-0-by_when": "15/01/2027", "objectives-1-what": "", "objectives-1-by_when": "",
    "objectives-2-what": "Second\n\n#### one", "objectives-2-by_when": "",
}  # fmt: skip


def test_a_page_gives_the_values_and_drops_empty_rows(app: Flask) -> None:
    _, accepted, values = _posted(app, AS_POSTED)
    assert accepted
    assert values == FILLED


def test_a_half_filled_page_is_kept_and_is_not_whole(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"subject": "Maths"}):
        form = web_form(FORM)
        assert form.accepted()
        assert not form.whole()
        assert form.errors["purpose"] == ["Fill this in: What is it for?"]
        assert form.values() == {**FORM.empty, "subject": "Maths"}


def test_a_number_that_is_none_and_a_long_text_are_said(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"hours": "2 000", "subject": "x" * 301}):
        form = web_form(FORM)
        assert not form.accepted()
        assert set(form.errors) == {"hours", "subject"}


def test_rows_grow_by_a_button_up_to_their_most(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={**AS_POSTED, "more": "objectives"}):
        form = web_form(FORM)
        assert form.wants_more
        assert len(form["objectives"].entries) == 4
    with app.test_request_context(
        "/", method="POST", data={**AS_POSTED, "objectives-3-what": "x", "more": "objectives"}
    ):
        assert len(web_form(FORM)["objectives"].entries) == 4


def test_kept_values_stand_in_the_fields(app: Flask) -> None:
    with app.test_request_context("/"):
        form = web_form(FORM, FILLED)
        assert form.values() == FILLED
        assert len(form["objectives"].entries) == 3


def test_a_sheet_is_printed_as_a_tagged_pdf() -> None:
    sheet = sheet_of(FORM, FILLED, about=[("With", "Mei Tan")])
    at = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    made = form_pdf(sheet, templates=Path("templates/pdf"), at=at)
    assert made == form_pdf(sheet, templates=Path("templates/pdf"), at=at)
    with pikepdf.open(io.BytesIO(made)) as document, document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "A form to try, 30 November 2026"
        kinds = [str(element.S) for element in structure(document.Root.StructTreeRoot.K)]
    assert (kinds.count("/H1"), kinds.count("/H3"), kinds.count("/TH")) == (1, 7, 2)


def test_a_sheet_as_markdown_keeps_what_people_wrote_apart_from_its_own_headings() -> None:
    text = plain_markdown(sheet_of(FORM, FILLED))
    assert "\n> # not a heading\n" in text
    assert "\n# not a heading" not in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\xff\xfe", "not a text file in UTF-8"),
        (b"x" * (256 * 1024 + 1), "more than 256 KB"),
        (b"Hello", "Line 1: This is not form F0"),
        (b"", "Choose the file"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_a_sentence(app: Flask, content: bytes, said: str) -> None:
    data = {"file": (io.BytesIO(content), "form.md" if content else "")}
    with app.test_request_context("/", method="POST", data=data):
        form = FilledFileForm()
        assert not form.accepted() or brought_in(form, FORM) is None
        assert said in form.errors["file"][0]


def test_a_filled_file_is_read(app: Flask) -> None:
    content = b"\xef\xbb\xbf" + markdown.to_markdown(FORM, FILLED).encode()
    with app.test_request_context("/", method="POST", data={"file": (io.BytesIO(content), "form.md")}):
        form = FilledFileForm()
        assert form.accepted()
        read = brought_in(form, FORM)
    assert read is not None
    assert read.values == FILLED


# A sheet that is kept


def sheets(texts: st.SearchStrategy[str]) -> st.SearchStrategy[PaperSheet]:
    """Any sheet with these texts in it."""
    items = st.builds(SheetItem, texts, st.lists(st.builds(Said, texts, texts, st.just(False)), max_size=2).map(tuple))
    rows = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
    tables = st.builds(SheetTable, texts, st.tuples(texts, texts), rows)
    parts = st.lists(items | tables, max_size=3).map(tuple)
    sections = st.lists(st.builds(SheetSection, texts, parts), max_size=3).map(tuple)
    about = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
    return st.builds(PaperSheet, texts, texts, texts, about, sections)


@given(sheets(st.text(max_size=8)))
def test_a_sheet_is_the_same_after_it_was_kept_as_json(sheet: PaperSheet) -> None:
    assert sheet_from_json(json.loads(json.dumps(sheet_to_json(sheet)))) == sheet
