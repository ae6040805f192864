"""LearnMentor promises that a table of ours runs nothing in a spreadsheet, and comes back as it was written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from learnmentor.ground.tables.cells import as_written, harmless

FORMULAS = ("=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", "＝1", "  =cmd|'/c calc'!A0", "''=1", "' =1")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_gets_a_mark_in_front(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Feedback day", "'twas", "1 = 1", "", "'", "a@b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == as_written(text) == text


@given(st.text(alphabet="'=+-@ \tab＝", max_size=8))
@example("'=1")
@example("''=1")
def test_every_text_comes_back_as_it_was_written(text: str) -> None:
    assert as_written(harmless(text)) == text


@given(st.text(alphabet="'=+-@ a", max_size=8))
def test_no_cell_of_ours_begins_like_a_formula(text: str) -> None:
    assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@"))
