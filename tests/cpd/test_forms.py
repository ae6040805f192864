"""LearnMentor promises to read hours as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.cpd.fields import minutes_from
from learnmentor.web.filters import file_size


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1.5", 90), ("1,5", 90), (" 2 ", 120), (".25", 15), ("0.75", 45), ("1.50", 90), ("1½", 90), ("¼", 15),
        ("1.5 hours", 90), ("2h", 120), ("1:30", 90), ("1h30", 90), ("1 h 30 min", 90), ("90 min", 90),
        ("45 minutes", 45), ("25", 1500), ("1.4", 84), ("0", 0),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert minutes_from(text) == minutes


@pytest.mark.parametrize("text", ["", "abc", "1.5.5", "-1", "1e3", "h", "one", "1.234", "９９９９", "1:5", "nan", "∞"])
def test_anything_else_is_no_duration(text: str) -> None:
    assert minutes_from(text) is None


@given(st.integers(1, 96))
def test_every_quarter_of_a_day_is_read_back(quarters: int) -> None:
    assert minutes_from(f"{quarters / 4}") == quarters * 15


@given(st.text(max_size=20))
def test_no_text_makes_the_reading_stumble(text: str) -> None:
    minutes_from(text)


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 kB"), (340 * 1024, "340 kB"), (2_516_582, "2.4 MB"), (3 << 29, "1.5 GB")]
)
def test_sizes_read_as_people_say_them(size: int, words: str) -> None:
    assert file_size(size) == words
