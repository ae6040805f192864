"""Which tries are first ones, when somebody is asked, and what tallies come to before anybody sees them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.assessment.activities import quizzes
from learnmentor.assessment.activities.rules import Activity, Fields, State
from learnmentor.assessment.statistics import rules
from learnmentor.assessment.statistics.rules import FirstTries, Usefulness, first_tries, first_try, median_minutes

AT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
ONE: Activity = {
    "id": "which", "kind": "quiz", "quiz": "several", "question_html": "Which?", "options": [
        {"key": key, "html": key, "right": key in "ac", "feedback_html": ""} for key in "abc"]}  # fmt: skip
MATCH: Activity = {
    "id": "who", "kind": "quiz", "quiz": "match", "question_html": "Who?",
    "pairs": [{"key": key, "left_html": key, "right_text": text} for key, text in (("a", "x"), ("b", "y"))],
}  # fmt: skip
TEXT: Activity = {"id": "word", "kind": "quiz", "quiz": "text", "question_html": "?", "answers": ["mentor"]}


def tried(activity: Activity, answer: Fields, was: State | None = None) -> str | None:
    found = first_try(activity, was, answer, quizzes.check(activity, answer))
    return found.answer if found else None


def test_a_first_try_says_whether_it_was_right_and_which_options_it_chose() -> None:
    assert tried(ONE, {"answer": ["c", "a"]}) == "right a c"
    assert tried(ONE, {"answer": ["b"]}) == "wrong b"


def test_a_first_try_at_a_match_names_the_lines_that_were_not_in_place() -> None:
    assert tried(MATCH, {"pair-0": ["1"], "pair-1": ["1"]}) == "wrong pair-0"


def test_words_that_somebody_typed_are_not_part_of_it() -> None:
    assert tried(TEXT, {"answer": ["canary"]}) == "wrong"


@pytest.mark.parametrize("was", [None, State.BEGUN])
def test_a_try_is_the_first_one_until_the_activity_is_done(was: State | None) -> None:
    assert tried(ONE, {"answer": ["b"]}, was) is not None
    assert tried(ONE, {"answer": ["b"]}, State.DONE) is None


def test_who_asks_for_the_answer_has_not_tried() -> None:
    assert tried(ONE, {"do": ["show"]}) is None


def test_another_wording_is_counted_apart() -> None:
    assert rules.wording(ONE) == rules.wording({**ONE, "title": "Elsewhere"})
    assert rules.wording(ONE) != rules.wording({**ONE, "question_html": "Which ones?"})


def test_the_finest_time_that_is_kept_is_a_month() -> None:
    assert rules.month_of(AT) == date(2026, 11, 1)


@pytest.mark.parametrize(("count", "month"), [(0, date(2026, 11, 1)), (10, date(2026, 1, 1)), (11, date(2025, 12, 1))])
def test_months_are_counted_back_over_the_new_year(count: int, month: date) -> None:
    assert rules.months_before(date(2026, 11, 1), count) == month


@pytest.mark.parametrize(("days", "asked"), [(0, False), (3, False), (4, True), (45, True), (46, False)])
def test_somebody_is_asked_days_after_finishing_and_not_for_ever(days: int, asked: bool) -> None:
    assert rules.is_asked(AT - timedelta(days=days), at=AT) is asked
    assert not rules.is_asked(None, at=AT)


@pytest.mark.parametrize(
    ("pressed", "said"), [("yes", Usefulness.YES), ("", None), ("very, says Amina", None), ("not-so-far", "not-so-far")]
)
def test_only_what_was_offered_is_an_answer(pressed: str, said: Usefulness | None) -> None:
    assert rules.usefulness({"useful": [pressed]}) == said


def test_four_first_tries_show_nothing_at_all() -> None:
    assert first_tries({"wrong b": 2, "right a": 2}) == FirstTries(None, None, {"a": None, "b": None})


def test_shares_come_from_printed_counts() -> None:
    found = first_tries({"wrong b": 8, "right a": 12})
    assert found == FirstTries(20, 50, {"a": 50, "b": 50})  # 10 of 20 and 10 of 20


def test_an_option_of_three_people_hides_another_too() -> None:
    found = first_tries({"wrong a": 3, "right b": 12, "wrong c": 10})
    assert found.chosen_shares["a"] is None
    assert found.chosen_shares["c"] is None


@given(st.dictionaries(st.sampled_from(["right a", "wrong b", "wrong c"]), st.integers(1, 30), min_size=1))
def test_no_option_is_shown_that_one_to_four_people_chose_or_did_not_choose(answers: dict[str, int]) -> None:
    people, found = sum(answers.values()), first_tries(answers)
    for said, count in answers.items():
        if count < 5 or 0 < people - count < 5:
            assert found.chosen_shares[said.split()[1]] is None


@pytest.mark.parametrize(
    ("minutes", "median"), [({"10": 4}, None), ({"10": 3, "21": 2}, 10), ({"9": 2, "23": 9, "90": 1}, 25), ({}, None)]
)
def test_the_median_is_of_five_people_and_to_the_nearest_five(minutes: dict[str, int], median: int | None) -> None:
    assert median_minutes(minutes) == median
