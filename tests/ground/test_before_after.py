"""Two answers of one person side by side: nothing is made up, and nothing is made of them."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.before_after import AnswersTaken, ComparedLine, ScaleLine, compared

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SCALE, BESIDE = ("not at all", "a little", "fairly", "a great deal"), ("cannot say",)
LINES = tuple(ScaleLine(key, f"Line {key}", SCALE, BESIDE) for key in "abcd")
ANSWERS = st.dictionaries(st.sampled_from("abcdx"), st.sampled_from([*SCALE, *BESIDE, "", "another scale's word"]))
TAKES = st.lists(ANSWERS, min_size=2, max_size=5)


def taken(answers: list[dict[str, str]]) -> list[AnswersTaken]:
    """One a month."""
    return [AnswersTaken(AT + timedelta(days=30 * n), each) for n, each in enumerate(answers)]


@given(TAKES)
def test_a_dot_stands_where_its_word_does_and_nowhere_for_none(answers: list[dict[str, str]]) -> None:
    found = compared(LINES, taken(answers))
    assert found
    for line, shown in zip(LINES, found.lines, strict=True):
        given_words = [each.get(line.key, "") for each in answers]
        assert [word if word in (*SCALE, *BESIDE) else "" for word in given_words] == list(shown.words)
        for place, word in ((shown.before, given_words[0]), (shown.after, given_words[-1])):
            assert place == (SCALE.index(word) if word in SCALE else None)


@given(TAKES)
def test_what_is_missing_at_one_time_has_not_moved(answers: list[dict[str, str]]) -> None:
    found = compared(LINES, taken(answers))
    assert found
    for shown in found.lines:
        assert (shown.moved is None) == (shown.before is None or shown.after is None)


@given(TAKES)
def test_the_picture_read_backwards_is_the_same_way_back(answers: list[dict[str, str]]) -> None:
    there, back = compared(LINES, taken(answers)), compared(LINES, taken(answers[::-1]))
    assert there
    assert back
    assert [(line.before, line.after) for line in there.lines] == [(line.after, line.before) for line in back.lines]


@given(TAKES, st.randoms())
def test_the_oldest_answers_come_first_however_they_are_read(answers: list[dict[str, str]], chance: Random) -> None:
    takes = taken(answers)
    mixed = sorted(takes, key=lambda _: chance.random())
    assert compared(LINES, mixed) == compared(LINES, takes)


def test_once_is_neither_before_nor_after() -> None:
    assert compared(LINES, taken([{"a": "fairly"}])) is None
    assert compared(LINES, []) is None


def test_nothing_is_said_of_why_or_whether_it_is_better() -> None:
    said = {name for name in (*ComparedLine.__dataclass_fields__, *vars(ComparedLine)) if not name.startswith("_")}
    assert said == {"asked", "scale", "words", "before", "after", "moved"}


def test_a_table_of_words_without_a_place_has_no_picture() -> None:
    found = compared(LINES, taken([{"a": "cannot say"}, {}]))
    assert found
    assert not found.placed
    assert found.lines[0].words == ("cannot say", "")
