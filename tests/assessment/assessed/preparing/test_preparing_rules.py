"""What has to be done before, what two tabs wrote, what is left: decided without a database."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.assessment.assessed.preparing.cells import cells_of, criteria_from
from learnmentor.assessment.assessed.preparing.level_wording import LEVEL_MEANINGS
from learnmentor.assessment.assessed.preparing.queries import PreparedPart
from learnmentor.assessment.assessed.preparing.rules import (
    LeftToDo,
    LengthStands,
    PartFilled,
    StillTo,
    UnitAsked,
    UnitFamily,
    UnitsBefore,
    is_link,
    lacking,
    left_to_do,
    length_stands,
    marks_of,
    may_be_assessed,
    merged_cells,
    units_before_handing_in,
)
from learnmentor.assessment.assessed.rules import CriterionShown
from learnmentor.courses.catalogue.assessed_versions import brief_from
from tests.assessment.assessed import works

CORE = {code: UnitAsked(code, UnitFamily.CORE, (), 5) for code in ("C1", "C2", "C3")}
O1 = UnitAsked("O1", UnitFamily.OPTIONAL, ("C1", "C2"), 5)
P2 = UnitAsked("P2", UnitFamily.PRACTICE, ("C1",))
KNOWN = CORE | {"O1": O1, "P2": P2}


@pytest.mark.parametrize(
    ("unit", "finish", "begin"),
    [
        (O1, ("C1", "C2", "O1"), ()),  # its own five segments too
        (UnitAsked("O2", UnitFamily.OPTIONAL, ("O1",), 5), ("O1", "O2"), ()),
        (P2, ("C1", "C2", "C3"), ()),  # the whole core, whatever its prerequisites name
        (UnitAsked("P3", UnitFamily.PRACTICE, ("P2",)), ("C1", "C2", "C3"), ("P2",)),
        (UnitAsked("O5", UnitFamily.OPTIONAL, ("C9",), 5), ("O5",), ()),  # a unit that is not there asks nothing
    ],
)
def test_what_has_to_be_done_before_handing_in(
    unit: UnitAsked, finish: tuple[str, ...], begin: tuple[str, ...]
) -> None:
    assert units_before_handing_in(unit, KNOWN | {unit.code: unit}) == UnitsBefore(finish, begin)


def test_what_is_done_is_not_lacking() -> None:
    before = UnitsBefore(("C1", "C2"), ("P2",))
    assert lacking(before, finished={"C2"}, begun={"P2"}) == UnitsBefore(("C1",), ())


def test_nothing_of_the_core_is_ever_assessed_and_nothing_at_a_level_that_is_not_offered() -> None:
    assert may_be_assessed("P1", UnitFamily.PRACTICE, [4, 5], 5)
    assert not may_be_assessed("P1", UnitFamily.PRACTICE, [4, 5], 6)
    assert not may_be_assessed("C1", UnitFamily.OPTIONAL, [4], 4)
    assert not may_be_assessed("X1", UnitFamily.CORE, [4], 4)


def test_a_text_is_about_as_long_as_asked_within_a_tenth() -> None:
    assert [length_stands(words, 800) for words in (0, 719, 720, 880, 881)] == [
        LengthStands.NONE, LengthStands.SHORT, LengthStands.RIGHT, LengthStands.RIGHT, LengthStands.LONG,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://example.org/talk?at=12", True),
        ("http://example.org:8080/a", True),
        ("javascript:alert(1)", False),
        ("https://me:secret@example.org", False),
        ("https://", False),
        ("https://example.org:99999", False),
        ("https://a b.org", False),
        ("file:///etc/passwd", False),
        ("https://example.org/" + "a" * 1_000, False),
    ],
)
def test_a_link_is_one_that_others_can_open(text: str, good: bool) -> None:
    assert is_link(text) == good


# Two tabs

LINES = st.text("ab \n", max_size=12)


def seen_of(**cells: str) -> dict[str, str]:
    marks: dict[str, str] = json.loads(marks_of(cells))
    return marks


@settings(max_examples=60)
@given(shown=LINES, kept=LINES, typed=LINES)
def test_two_tabs_lose_nothing_of_what_either_wrote(shown: str, kept: str, typed: str) -> None:
    new = merged_cells({"words": kept}, {"words": typed}, seen_of(words=shown))
    if typed == shown:
        assert new.answers["words"] == kept  # this tab wrote nothing
    elif kept == shown:
        assert new.answers["words"] == typed  # the other tab wrote nothing
    elif typed:
        assert all(line in new.answers["words"] for line in [*kept.splitlines(), *typed.splitlines()])
    assert bool(new.both) <= (kept not in {shown, typed, ""})


def test_cells_that_one_tab_left_alone_are_those_of_the_other() -> None:
    kept = {"words": "Mine", "P1.1-1.part": "account", "P1.1-1.where": "Page 1"}
    typed = {"words": "", "P1.1-1.part": "meetings", "P1.1-1.where": "Page 2"}
    new = merged_cells(kept, typed, seen_of(**{"words": "", "P1.1-1.part": "account", "P1.1-1.where": ""}))
    assert new.answers == {"words": "Mine", "P1.1-1.part": "meetings", "P1.1-1.where": "Page 1 / Page 2"}
    assert new.both == ("P1.1-1.where",)


def test_criteria_go_into_cells_and_back() -> None:
    shown = (CriterionShown("P1.2-1", ("meetings",), "Second record"), CriterionShown("P1.3-1", (), ""))
    cells = cells_of(PreparedPart("Words", ("https://example.org",)), shown)
    assert (cells["words"], cells["links"]) == ("Words", "https://example.org")
    assert criteria_from(cells) == {"P1.2-1": {"parts": ["meetings"], "where": "Second record"}}


# What is left


def test_what_is_left_names_empty_parts_then_criteria_where_they_stand_then_units() -> None:
    brief = brief_from(works.P1)
    parts = tuple(replace(part, optional=part.key == "listening") for part in brief.parts)
    filled = {"agreement": PartFilled(records=1), "account": PartFilled(words=3), "meetings": PartFilled(waiting=1)}
    missing = UnitsBefore(("C1",), ("P2",))
    assert left_to_do(replace(brief, parts=parts), filled, {"P1.1-1", "P1.3-1"}, missing) == (
        LeftToDo(StillTo.FILL, "meetings"),  # a record that is only asked for is not there yet
        LeftToDo(StillTo.SHOW, "meetings"),
        LeftToDo(StillTo.SHOW, "listening"),
        LeftToDo(StillTo.FINISH, "C1"),
        LeftToDo(StillTo.BEGIN, "P2"),
    )
    everything = dict.fromkeys(("agreement", "meetings", "account"), PartFilled(words=1))
    assert left_to_do(replace(brief, parts=parts), everything, set(works.CRITERIA), UnitsBefore()) == ()


def test_every_level_says_what_it_means() -> None:
    assert set(LEVEL_MEANINGS) == {4, 5, 6, 7}
