"""LearnMentor promises that two texts which read the same are the same, however they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.typed.letters import alike, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "Cafe\u0301"), ("CAFÉ", "café"), ("Peer  learning", "peer\u00a0learning"), ("A\u200bB", "ab"),
        ("\ufeffDate", "date"), ("Straße", "STRASSE"), ("ｄａｔｅ", "Date"), ("soft\u00adly", "softly"),
        ("ﬁne", "fine"),
    ],
)  # fmt: skip
def test_texts_that_read_the_same_are_alike(one: str, other: str) -> None:
    assert alike(one) == alike(other)


@pytest.mark.parametrize(("one", "other"), [("Café", "Cafe"), ("a b", "ab"), ("1", "2"), ("Rose", "Rosé")])
def test_texts_that_read_otherwise_are_not(one: str, other: str) -> None:
    assert alike(one) != alike(other)


@given(st.text(max_size=40))
def test_to_make_it_alike_twice_is_to_make_it_once(text: str) -> None:
    assert alike(alike(text)) == alike(text)


@pytest.mark.parametrize(
    ("text", "plainly"),
    [
        ("１２½", "12 1/2"), ("1\u00a0h\u202f30", "1 h 30"), ("−1", "-1"), ("٣:٤", "3:4"), ("2²", "2²"), ("5′", "5'"),
        ("\u200e1", "1"), ("1\ufe0f 2", "1 2"), ("9―10", "9-10"), ("5｀", "5'"), ("1\u28002\u3000", "1 2"),
    ],
)  # fmt: skip
def test_figures_are_plain_and_keep_their_value(text: str, plainly: str) -> None:
    assert plain(text) == plainly
