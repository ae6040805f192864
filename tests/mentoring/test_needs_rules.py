"""What twelve answers recommend: the right half hours, in an order that can be explained."""

import re
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring.needs.form_needs import FORM_NEEDS, LABELS, QUESTIONS
from learnmentor.mentoring.needs.recommendation import ServingSegment, recommended
from learnmentor.mentoring.needs.rules import MOST_TAKEN, Answer, Need, dropped, need_of
from tests.house.tree import ROOT

UNITS = sorted((ROOT / "content/units").glob("C*"))


def front(path: Path) -> dict[str, Any]:
    """The front matter of a file of the course."""
    found = re.match(r"\A---\n(.*?)\n---\n", path.read_text(), re.DOTALL)
    assert found
    data: dict[str, Any] = yaml.safe_load(found[1])
    return data


SEGMENTS = [
    ServingSegment(str(data["id"]), str(data["title"]), tuple(data["outcomes"]))
    for unit in UNITS
    for data in map(front, sorted(unit.glob("[0-9]*.md")))
]
KEYS = [each.key for each in QUESTIONS]
ANSWERS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from([*map(str, Answer), ""]))
FINISHED = st.sets(st.sampled_from([each.code for each in SEGMENTS]))


def codes(answers: dict[str, str], finished: set[str] | None = None) -> list[str]:
    """What is recommended, in its order."""
    return [each.segment.code for each in recommended(QUESTIONS, answers, SEGMENTS, finished=finished or set())]


def test_each_outcome_of_the_core_units_is_asked_about_once() -> None:
    of_course = [str(each["id"]) for unit in UNITS for each in front(unit / "unit.md")["outcomes"]]
    asked = [outcome for question in QUESTIONS for outcome in question.outcomes]
    assert sorted(asked) == sorted(of_course)
    assert len(QUESTIONS) == 12
    assert [part.key for part in FORM_NEEDS.parts()] == [*KEYS, "hope"]


def test_whoever_is_new_to_all_of_it_is_given_all_of_it_the_first_meeting_first() -> None:
    found = codes(dict.fromkeys(KEYS, "new"))
    assert len(found) == len(SEGMENTS) == 40
    assert found[:4] == ["C2-S1", "C2-S2", "C2-S3", "C2-S4"]
    assert found[4:] == [each.code for each in SEGMENTS if each.code not in found[:4]]


def test_one_thing_that_is_new_comes_before_another_that_was_tried() -> None:
    assert codes({"purpose": "tried", "challenge": "new"}) == ["C4-S4", "C4-S5", "C2-S1", "C2-S2"]


@given(ANSWERS, FINISHED)
def test_nothing_finished_and_nothing_without_a_reason_is_recommended(
    answers: dict[str, str], finished: set[str]
) -> None:
    found = recommended(QUESTIONS, answers, SEGMENTS, finished=finished)
    by_key = {each.key: each for each in QUESTIONS}
    for each in found:
        assert each.segment.code not in finished
        for reason in each.reasons:
            assert need_of(answers[reason.question]) == reason.need
            assert set(reason.outcomes) == set(by_key[reason.question].outcomes) & set(each.segment.outcomes)
    wanted = {outcome for key, said in answers.items() if need_of(said) for outcome in by_key[key].outcomes}
    expected = {each.code for each in SEGMENTS if each.code not in finished and wanted & set(each.outcomes)}
    assert {each.segment.code for each in found} == expected
    assert len(found) == len(expected)


@given(ANSWERS, FINISHED)
def test_what_is_new_comes_first_and_within_it_the_order_of_the_course(
    answers: dict[str, str], finished: set[str]
) -> None:
    found = recommended(QUESTIONS, answers, SEGMENTS, finished=finished)
    place = [each.code for each in SEGMENTS]
    order = [(each.need != Need.STRONG, not each.first_meeting, place.index(each.segment.code)) for each in found]
    assert order == sorted(order)


@given(ANSWERS, FINISHED)
def test_finishing_a_segment_takes_it_out_and_moves_no_other(answers: dict[str, str], finished: set[str]) -> None:
    assert codes(answers, finished) == [code for code in codes(answers) if code not in finished]


@given(ANSWERS)
def test_what_was_not_answered_asks_for_nothing(answers: dict[str, str]) -> None:
    without = {key: said for key, said in answers.items() if said}
    assert codes(answers) == codes(without)


@given(st.lists(st.integers(), min_size=1, max_size=60))
def test_of_many_takes_the_first_and_the_newest_stay(takes: list[int]) -> None:
    numbered = kept = list(enumerate(takes))
    kept = []
    for each in numbered:
        gone = dropped(kept)
        kept = [one for one in kept if one not in gone] + [each]
    assert len(kept) <= MOST_TAKEN
    assert kept == numbered[:1] + numbered[1:][-(MOST_TAKEN - 1) :]


def test_labels_are_those_of_the_questions() -> None:
    assert list(LABELS) == KEYS
