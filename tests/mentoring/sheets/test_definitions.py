"""What the forms ask, held to the pages of the course that describe them, and their way to Markdown and back."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.config import home
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Rows
from learnmentor.mentoring.paper.markdown import from_markdown, to_markdown
from learnmentor.mentoring.sheets.area_segments import AREA_SEGMENTS, EVERY_SEGMENT
from learnmentor.mentoring.sheets.catalogue import FORMS
from learnmentor.mentoring.sheets.definitions import glance_pages, self_assessment, skills_lists
from learnmentor.mentoring.sheets.definitions.practice_map import PRACTICE_MAP, USES
from learnmentor.mentoring.sheets.definitions.source_review import SOURCE_REVIEW
from learnmentor.mentoring.sheets.definitions.subject_audit import AREAS
from learnmentor.mentoring.sheets.merged_answers import marks_from, marks_of, marks_to_send, merge
from learnmentor.mentoring.sheets.rules import SheetKind

CONTENT = home("content")
DEFINITIONS = [form.definition for form in FORMS.values()]
_WORDS = st.text(alphabet="ab #>-[x]{}\\é", max_size=20)
_ANSWERS = {
    FieldKind.TEXT: _WORDS.map(lambda text: " ".join(text.split())),
    FieldKind.LONG: st.lists(_WORDS, max_size=3).map(lambda lines: "\n".join(lines).strip()),
    FieldKind.DATE: st.sampled_from(["", "2026-11-30", "2028-02-29"]),
    FieldKind.TICK: st.booleans(),
}


def page(name: str) -> str:
    """A page of the course."""
    (found,) = CONTENT.glob(name)
    return found.read_text(encoding="utf-8")


def lines_of_tables(text: str) -> list[tuple[str, ...]]:
    """The rows of a page's tables, without their heads."""
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in text.splitlines() if "|" in line]
    return [row for row in rows if not re.fullmatch(r"-+", row[0])]


def test_every_kind_has_a_form_with_its_code() -> None:
    assert {kind: form.definition.code for kind, form in FORMS.items()} == {kind: kind.value for kind in SheetKind}
    for definition in DEFINITIONS:
        keys = [part.key for part in definition.parts()]
        assert len(keys) == len(set(keys)), definition.code


def test_the_audit_has_the_eleven_areas_of_its_page() -> None:
    asked = {row[0]: row[1] for row in lines_of_tables(page("forms/F4-*.md")) if row[0].startswith("**")}
    assert {f"**{n}.** {area.title}": area.ask for n, area in enumerate(AREAS, 1)} == asked


def test_the_checklists_have_the_lines_of_their_page() -> None:
    rows = [row for row in lines_of_tables(page("forms/F5-*.md")) if row[0].isdigit()]
    lines = [row[1] for row in rows]
    assert lines == [*self_assessment.OF_A_MENTOR, *self_assessment.OF_AN_ORGANISATION]
    assert len(lines) == 24


def test_the_skills_lists_are_those_of_their_page_and_stay_apart() -> None:
    text = page("forms/F8-*.md")
    one, two = text.split("## List one")[1].split("## List two")
    skills = [[row[0].removesuffix(" †") for row in lines_of_tables(part)][1:] for part in (one, two)]
    assert skills == [list(skills_lists.AS_TRAINEES_SAW), list(skills_lists.AS_THE_CENTRE_NAMED)]
    assert {"discussing", "questioning"} == skills_lists.ON_BOTH
    assert re.findall(r"^\d+\. (.+)$", text, re.MULTILINE) == [
        each.words[0].lower() + each.words[1:] for each in skills_lists.QUALITIES
    ]


def test_the_review_and_the_map_ask_what_their_pages_ask() -> None:
    reviewed = [part.label for part in SOURCE_REVIEW.parts()]
    assert [int(label.partition(".")[0]) for label in reviewed] == list(range(1, 20))
    mapped = {int(number) for part in PRACTICE_MAP.parts() for number in re.findall(r"^(\d+)\.", part.label)}
    assert mapped == set(range(1, 13))
    assert len(USES) == 6


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("leaders", glance_pages.OF_LEADERS),
        ("mentors", glance_pages.OF_MENTORS),
        ("mentees", glance_pages.OF_MENTEES),
    ],
)
def test_a_glance_page_has_a_note_for_each_of_its_lines(code: str, lines: tuple[str, ...]) -> None:
    starts = re.findall(r"^- \*\*(\w+)", page(f"pages/glance-{code}.md"), re.MULTILINE)
    assert [line.split()[0].strip(":,") for line in lines] == starts


def test_every_segment_that_is_suggested_is_in_the_course() -> None:
    ids = {
        found[1]
        for path in (CONTENT / "units").glob("*/[1-5]-*.md")
        if (found := re.search(r"^id: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    }
    assert ids >= EVERY_SEGMENT
    assert set(AREA_SEGMENTS) == {area.key for area in AREAS}


def answers_to(definition: FormDefinition) -> st.SearchStrategy[dict[str, Any]]:
    """Any answers to a form."""
    return st.fixed_dictionaries({part.key: _answer(part) for part in definition.parts()})


def _answer(part: PaperField | Rows) -> st.SearchStrategy[Any]:
    assert isinstance(part, PaperField)
    values = [each.value for each in part.choices]
    if part.kind == FieldKind.PICK:
        return st.sampled_from(["", *values])
    if part.kind == FieldKind.MULTI:
        return st.sets(st.sampled_from(values)).map(lambda picked: [each for each in values if each in picked])
    return _ANSWERS[part.kind]


@settings(max_examples=4, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda each: each.code)
def test_what_is_filled_in_comes_back_from_markdown(definition: FormDefinition, data: st.DataObject) -> None:
    answers = data.draw(answers_to(definition))
    read = from_markdown(definition, to_markdown(definition, answers))
    assert read.faults == ()
    assert read.values == answers


FIELDS = next(each for each in DEFINITIONS if each.code == "F9")
SHORT = {"learning_goals": _WORDS, "use": st.sampled_from(["", "career", "induction"]), "about": _WORDS}


@given(base=st.fixed_dictionaries(SHORT), kept=st.fixed_dictionaries(SHORT), typed=st.fixed_dictionaries(SHORT))
def test_of_two_windows_nothing_that_was_typed_is_lost(
    base: dict[str, str], kept: dict[str, str], typed: dict[str, str]
) -> None:
    both = merge(FIELDS, kept, typed, marks_of(FIELDS, base)).answers
    for key in SHORT:
        if typed[key] == base[key]:
            assert both[key] == kept[key]  # left alone here, so whatever was done elsewhere stands
        elif kept[key] == base[key]:
            assert both[key] == typed[key]
        elif key != "use":
            lines = set(both[key].splitlines())
            assert kept[key] in both[key]
            assert typed[key] in both[key] or set(typed[key].splitlines()) <= lines


@pytest.mark.parametrize("sent", ["", "[]", "nonsense", "[" * 15_000, "[" * 30_000])
def test_marks_that_are_none_take_nothing_away(sent: str) -> None:
    kept, typed = {"learning_goals": "To wait"}, {"learning_goals": "To ask", "use": ""}
    both = merge(FIELDS, kept, typed, marks_from(sent))
    assert both.answers["learning_goals"] == "To wait\nTo ask"
    assert both.both == ("learning_goals",)


def test_marks_come_back_as_they_went() -> None:
    marks = marks_of(FIELDS, {"learning_goals": "To wait"})
    assert marks_from(marks_to_send(marks)) == marks
