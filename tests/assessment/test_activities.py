"""LearnMentor promises of activities: what can be read is read exactly, the rest is refused with line and remedy."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.assessment.activities.formats.reader import (
    KINDS,
    Activity,
    ActivityError,
    Text,
    parse,
    read_options,
)


def as_written(text: Text, *, inline: bool = False) -> str:
    return f"{text.source}" if inline else f"<p>{text.source}</p>"


def read(kind: str, body: str, /, **options: str) -> Activity:
    return parse(kind, "an-id", options, body, 10)


def data(kind: str, body: str, /, **options: str) -> dict[str, Any]:
    return read(kind, body, **options).as_data(as_written)


def refusal(kind: str, body: str, /, **options: str) -> tuple[int, str]:
    with pytest.raises(ActivityError) as raised:
        read(kind, body, **options)
    assert raised.value.remedy
    return raised.value.line, raised.value.message


# the opening line


def test_options_are_pairs_in_straight_quotes() -> None:
    assert read_options(' id="a" scale="not yet | often"', 1) == {"id": "a", "scale": "not yet | often"}


@pytest.mark.parametrize("written", ["id=a", "id='a'", 'id="a" loose', 'id="a" id="b"', 'id="a', "id=“a”"])
def test_anything_else_on_the_opening_line_is_refused(written: str) -> None:
    with pytest.raises(ActivityError):
        read_options(written, 4)


@pytest.mark.parametrize("id_", ["", "Has Capitals", "spaced out", "x" * 61, "-a"])
def test_an_id_is_small_letters_digits_and_hyphens(id_: str) -> None:
    with pytest.raises(ActivityError, match="id"):
        parse("reflection", id_, {}, "Why?", 1)


@pytest.mark.parametrize("name", ["points", "pass_mark", "grade"])
def test_no_activity_takes_marks(name: str) -> None:
    assert name in refusal("quiz", "Why?\n- [x] a\n- [ ] b", **{name: "3"})[1]


def test_an_unknown_kind_is_refused() -> None:
    assert refusal("standardise", "x")[0] == 10


# quiz


def test_one_right_answer_makes_a_choice_of_one() -> None:
    assert data(
        "quiz", "What is it *for*?\n- [ ] A move\n  > That is mentoring.\n- [x] Practice\n> They overlap.\n> Much."
    ) == {
        "id": "an-id",
        "kind": "quiz",
        "title": "What is it for?",
        "required": True,
        "quiz": "one",
        "question_html": "<p>What is it *for*?</p>",
        "options": [
            {"key": "a", "html": "A move", "right": False, "feedback_html": "<p>That is mentoring.</p>"},
            {"key": "b", "html": "Practice", "right": True, "feedback_html": ""},
        ],
        "feedback_html": "<p>They overlap.\nMuch.</p>",
    }


def test_two_right_answers_make_a_choice_of_several() -> None:
    assert data("quiz", "Which?\n- [x] a\n- [x] b\n- [ ] c")["quiz"] == "several"


def test_one_right_answer_of_several_when_the_author_says_so() -> None:
    assert data("quiz", "Which?\n- [x] a\n- [ ] b", kind="several")["quiz"] == "several"


def test_true_and_false_are_known() -> None:
    assert data("quiz", "It is so.\n- [ ] True\n- [x] False")["quiz"] == "true-false"


def test_pairs_are_matched_with_plain_words_on_the_right() -> None:
    found = data("quiz", "Match.\n- mentoring = a *new* role\n- coaching = one skill\n  and no other")
    assert found["quiz"] == "match"
    assert found["pairs"] == [
        {"key": "a", "left_html": "mentoring", "right_text": "a new role"},
        {"key": "b", "left_html": "coaching", "right_text": "one skill and no other"},
    ]


def test_numbered_lines_are_an_order() -> None:
    found = data("quiz", "Order.\n1. First\n2. Second\n3. Third\n> Why.")
    assert (found["quiz"], [item["html"] for item in found["items"]]) == ("order", ["First", "Second", "Third"])


def test_short_answers_are_all_those_accepted() -> None:
    found = data("quiz", "How many?\n= three | 3\n= at least three")
    assert (found["quiz"], found["answers"]) == ("text", ["three", "3", "at least three"])


def test_feedback_keeps_its_paragraphs() -> None:
    assert data("quiz", "Why?\n- [x] a\n- [ ] b\n> One.\n>\n> Two.")["feedback_html"] == "<p>One.\n\nTwo.</p>"


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("Why?\n- [ ] a\n- [ ] b", 10, "no right answer"),
        ("Why?", 10, "no answers"),
        ("- [x] a\n- [ ] b", 10, "does not say its question"),
        ("Why?\n- [x] a", 10, "1 answers"),
        ("Why?\n- [x] a\n- b", 13, "not an answer"),
        ("Why?\n- [x] a\n- [ ]", 13, "not an answer"),
        ("Why?\n- [x] a\n  - [ ] b", 13, "indented"),
        ("Why?\n- [x] a\n> hm\n- [ ] b", 13, "margin"),
        ("Why?\n1. a\n- b", 13, "no number"),
        ("Why?\n- a = b\n- c", 13, "not a pair"),
        ("Why?\n- a = b\n- [x] c = d", 13, "not a pair"),
        ("Why?\n= a\n- [x] b", 13, "among short answers"),
        ("Why?\n= |", 12, "accepts no answer"),
    ],
)
def test_a_quiz_that_cannot_be_read_says_where(body: str, line: int, says: str) -> None:
    where, message = refusal("quiz", body)
    assert (where, says in message) == (line, True), message


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("one", "Why?\n- [x] a\n- [x] b"),
        ("true-false", "Why?\n- [x] a\n- [ ] b"),
        ("order", "Why?\n= a"),
        ("essay", "Why?\n= a"),
        ("text", "Why?\n- [x] a\n- [ ] b"),
    ],
)
def test_a_kind_that_does_not_fit_is_refused(kind: str, body: str) -> None:
    refusal("quiz", body, kind=kind)


# sort


def test_a_sort_has_cards_piles_a_second_question_and_a_debrief() -> None:
    body = "Who?\n- One card => Coach\n- Another\n  card\nThen: What helped? [time | place]\n> Most move two."
    assert data("sort", body, piles="Mentor | Coach") == {
        "id": "an-id",
        "kind": "sort",
        "title": "Who?",
        "required": True,
        "question_html": "<p>Who?</p>",
        "piles": ["Mentor", "Coach"],
        "second_html": "<p>What helped?</p>",
        "second_piles": ["time", "place"],
        "cards": [
            {"key": "1", "html": "One card", "ours": "Coach"},
            {"key": "2", "html": "Another card", "ours": None},
        ],
        "debrief_html": "<p>Most move two.</p>",
    }


def test_a_sort_may_do_without_a_second_question() -> None:
    found = data("sort", "Who?\n- a => Mentor\n- b => Coach", piles="Mentor | Coach")
    assert (found["second_html"], found["second_piles"], found["debrief_html"]) == (None, [], "")


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Who?\n- a => Boss\n- b", 12),
        ("Who?\n- a\n- => Coach", 13),
        ("Who?\n- a\n- b\nThen: What?", 14),
        ("Who?\n- a\n- b\nThen: A? [x | y]\nThen: B? [x | y]", 15),
        ("Who?\n- a\n  > hm\n- b", 12),
        ("Who?\n- a", 10),
        ("- a\n- b", 10),
    ],
)
def test_a_sort_that_cannot_be_read_says_where(body: str, line: int) -> None:
    assert refusal("sort", body, piles="Mentor | Coach")[0] == line


@pytest.mark.parametrize("piles", ["Mentor", "Mentor | Mentor", "Mentor |"])
def test_piles_are_two_or_more_different_words(piles: str) -> None:
    refusal("sort", "Who?\n- a\n- b", piles=piles)


# conversation

TALK = """## start
He asks: "Well?"
- "Fine." -> told
- "I keep
  our talks." -> kept
## told
By Friday.
- Go back -> kept
## kept
He nods.
## debrief
Which sentence?"""


def test_a_conversation_is_scenes_and_replies() -> None:
    found = data("conversation", TALK)
    assert [scene["key"] for scene in found["scenes"]] == ["start", "told", "kept"]
    assert found["scenes"][0]["replies"] == [
        {"key": "a", "html": '"Fine."', "to": "told"},
        {"key": "b", "html": '"I keep our talks."', "to": "kept"},
    ]
    assert found["scenes"][2]["replies"] == []
    assert found["debrief_html"] == "<p>Which sentence?</p>"


def test_start_comes_first_wherever_it_is_written() -> None:
    found = data("conversation", "## end\nOver.\n## start\nGo?\n- Yes -> end")
    assert [scene["key"] for scene in found["scenes"]] == ["start", "end"]


def test_an_arrow_may_stand_on_the_next_line() -> None:
    found = data("conversation", "## start\nGo?\n- A long reply\n  -> end\n## end\nOver.")
    assert found["scenes"][0]["replies"] == [{"key": "a", "html": "A long reply", "to": "end"}]


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("## start\nGo?\n- Yes -> nowhere\n## end\nOver.", 13, "no such scene"),
        ("## start\nGo?\n- Yes -> end\n## end\nOver.\n## lost\nHm.", 17, "No reply leads"),
        ("## start\nGo?\n- Yes -> start", 12, "never end"),
        (
            "## start\nGo?\n- Yes -> a\n- No -> end\n## a\nHm.\n- Again -> b\n## b\nHm.\n- Again -> a\n## end\nOver.",
            16,
            "never end",
        ),
        ("## start\nGo?", 12, "ends where it begins"),
        ("## begin\nGo?\n- Yes -> begin", 10, "no scene “start”"),
        ("## start\n- Yes -> end\n## end\nOver.", 11, "no words"),
        ("## start\nGo?\n- Yes\n## end\nOver.", 13, "where it leads"),
        ("## start\nGo?\n- Yes -> end\n## end\nOver.\n## end\nOver.", 16, "twice"),
        ("Words first\n## start\nGo?", 11, "begin with a scene"),
        ("## Start Here\nGo?", 11, "name of a scene"),
    ],
)
def test_a_conversation_without_a_way_through_is_refused(body: str, line: int, says: str) -> None:
    where, message = refusal("conversation", body)
    assert (where, says in message) == (line, True), message


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3), min_size=1))
def test_whoever_enters_a_conversation_that_was_accepted_can_leave_it(graph: dict[str, list[str]]) -> None:
    keys = ["start", *graph]
    body = "".join(
        f"## {key}\nText.\n"
        + "".join(f"- Reply -> {to}\n" for to in (graph.get(key) or (list(graph)[:1] if key == "start" else [])))
        for key in keys
    )
    try:
        found = data("conversation", body)
    except ActivityError:
        return
    leads = {scene["key"]: {reply["to"] for reply in scene["replies"]} for scene in found["scenes"]}
    leaving = {key for key, to in leads.items() if not to}
    for _ in leads:
        leaving |= {key for key, to in leads.items() if to & leaving}
    assert leaving == set(leads)


# audit, reflection, practice


def test_an_audit_weighs_lines_in_words() -> None:
    found = data("audit", "Think of it.\n- I said how long\n- Who chose? [I did | they did]", scale="not yet | often")
    assert found["scale"] == ["not yet", "often"]
    assert found["statements"] == [
        {"key": "1", "html": "I said how long", "scale": ["not yet", "often"]},
        {"key": "2", "html": "Who chose?", "scale": ["I did", "they did"]},
    ]


def test_an_audit_without_a_common_scale_needs_one_for_every_line() -> None:
    assert data("audit", "Think.\n- A [x | y]\n- B [x | y]")["scale"] == []
    assert refusal("audit", "Think.\n- A [x | y]\n- B")[0] == 13


def test_a_citation_at_the_end_of_a_line_is_no_scale() -> None:
    assert data("audit", "Think.\n- A [LLUK s.5]\n- B", scale="x | y")["statements"][0]["html"] == "A [LLUK s.5]"


def test_a_reflection_is_a_prompt() -> None:
    assert data("reflection", "Who taught you?\n\nHow?")["prompt_html"] == "<p>Who taught you?\n\nHow?</p>"
    refusal("reflection", "\n \n")


def test_a_practice_asks_three_questions() -> None:
    found = data(
        "practice", "Ask a colleague.\n? What did you ask?\n? What did they say\n  to that?\n? And you?", minutes="10"
    )
    assert (found["minutes"], found["questions"]) == (
        10,
        ["What did you ask?", "What did they say to that?", "And you?"],
    )


def test_a_practice_without_questions_asks_the_usual_ones_and_what_the_mentor_learned() -> None:
    questions = data("practice", "Ask a colleague.", minutes="5")["questions"]
    assert len(questions) == 3
    assert "yourself as a mentor" in questions[2]


@pytest.mark.parametrize("minutes", ["", "0", "31", "ten", "-1"])
def test_a_practice_says_how_long_it_takes(minutes: str) -> None:
    refusal("practice", "Ask.", minutes=minutes)


def test_a_practice_asks_three_questions_or_none() -> None:
    refusal("practice", "Ask.\n? One?\n? Two?", minutes="5")


# titles


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Who taught you? And how?", "Who taught you?"),
        ("Take [[F1|the form]] to *your* `mentee`. Then go.", "Take the form to your mentee."),
        ('"Nobody can know. Please."', "Nobody can know."),
        ("word " * 40, ("word " * 15).strip() + "…"),
    ],
)
def test_a_title_is_the_first_sentence_cut_to_size(prompt: str, title: str) -> None:
    found = read("reflection", prompt).title
    assert found == title
    assert len(found) <= 80


def test_an_author_may_give_a_title() -> None:
    assert read("reflection", "A long prompt.", title="My first mentor").title == "My first mentor"


# all of them


@given(
    st.sampled_from(KINDS),
    st.text(alphabet="ab -=>[]x|?#.\n1:", max_size=80),
    st.sampled_from([{}, {"piles": "a | b"}, {"scale": "a | b"}, {"minutes": "5"}]),
)
def test_any_text_is_either_read_or_refused_with_a_line(kind: str, body: str, options: dict[str, str]) -> None:
    lines = range(10, 10 + body.count("\n") + 2)
    try:
        found = parse(kind, "x", options, body, 10).as_data(as_written)
    except ActivityError as error:
        found = {"kind": kind, "required": True, "title": "refused"} if error.line in lines else {}
    assert (found["kind"], found["required"]) == (kind, True)
    assert 0 < len(found["title"]) <= 80
