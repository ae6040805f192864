"""LearnMentor promises an answer soon to any table that a form can carry, with no more slips than anybody can read."""

import time
from datetime import date

import pytest

from learnmentor.cpd.tables.reading import MOST_COLUMNS, MOST_LINES, Cleaning, read
from learnmentor.web.forms import single_line, trimmed
from learnmentor.web.limits import MOST_BYTES

HEAD = "Date,Activity,Type,Hours\n"
ROOM = MOST_BYTES - 1_000
LARGE = {
    "entries": HEAD + "2026-09-01,a,reading,1\n" * (ROOM // 24),
    "lines of nothing": HEAD + ",,,\n" * (ROOM // 4),
    "empty lines": HEAD + "\n" * ROOM,
    "one line of cells": HEAD + "," * ROOM,
    "headings": "Date," * (ROOM // 5) + "\n1",
    "one cell": HEAD + '"' + "a" * ROOM,
    "cells that go on": HEAD + '"\n",' * (ROOM // 4),
    "a long number": HEAD + "2026-09-01,a,reading," + "9" * ROOM,
    "a long time": HEAD + "2026-09-01,a,reading," + "1:" * (ROOM // 2),
}


@pytest.mark.parametrize("what", LARGE)
def test_a_large_table_is_answered_soon_and_in_few_words(what: str) -> None:
    began = time.thread_time()
    cleaning = Cleaning(single_line, trimmed)
    found = read(LARGE[what], first=date(2025, 9, 1), today=date(2026, 11, 21), cleaning=cleaning)
    assert time.thread_time() - began < 2
    assert found.slips
    assert len(found.found) + len(found.slips) <= MOST_LINES + 1


def test_a_table_of_too_many_columns_is_named() -> None:
    text = ",".join(f"x{n}" for n in range(MOST_COLUMNS + 1)) + "\n"
    cleaning = Cleaning(single_line, trimmed)
    (slip,) = read(text, first=date(2025, 9, 1), today=date(2026, 11, 21), cleaning=cleaning).slips
    assert "The line of headings has 201 of them. A table can have up to 200." in str(slip)
