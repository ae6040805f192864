"""LearnMentor promises of activities: a line that is nearly right is read as what it plainly is, or it is named."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.assessment.activities.formats.reader import ActivityError, Text, parse
from learnmentor.assessment.activities.formats.samples import read_samples

OPTIONS: dict[str, dict[str, str]] = {
    "sort": {"piles": "Mentor | Specialist coach | Co-coach"},
    "audit": {"scale": "not yet | often"},
    "practice": {"minutes": "10"},
    "standardise": {"record": "R1"},
}
CONVERSATION = """## start
The manager asks.
- Say it -> told
- Keep it -> kept
## told
It is known.
- Go back -> kept
## kept
The manager nods.
## debrief
Which did you need?"""
ACTIVITIES = [
    ("quiz", "Which two?\n- [ ] Alpha\n  > No.\n- [x] Beta\n- [x] Gamma\n  goes on\n> All of them.\n> And more."),
    ("quiz", "It is so.\n- [ ] True\n- [x] False"),
    ("quiz", "Match them.\n- mentoring = a new role\n- coaching = one skill\n  > hm\n- talk = both\n> Why."),
    ("quiz", "Put them in order.\n1. First\n2. Second\n3. Third\n> Why."),
    ("quiz", "How many?\n= three | 3\n= at least three\n> So many."),
    (
        "sort",
        (
            "Who is best placed?\n- Card one => Mentor\n- Card two => Co-coach\n- Card three\n"
            "Then: What helped? [a place | a person]\n> Most move two."
        ),
    ),
    ("conversation", CONVERSATION),
    ("audit", "Think of three talks.\n- I said how long\n- Who chose? [I did | both]\n- We agreed"),
    ("practice", "Ask a colleague.\n? What did you ask?\n? What did they say?\n? What did you learn?"),
    ("standardise", "Read the lesson.\n> Which could they answer?\n> And why?"),
]

# What phones, word processors and hurried fingers make of a mark: where it stands, and what comes there, § between.
SUBSTITUTIONS = [
    (r"^-(?= )", "–§—§−§‐§‑§•§·§●§▪§◦§*§+§\uf0b7§--§– –§\\-§&bull;"),
    (
        r"^- ",
        "-\u00a0§-\u2009§-\t§-§-\u200b §\u200b- §\ufeff- §\u00a0- § - §\t- §\u00ad- §-  §–\u00a0§•\t§● §1) §- - §",
    ),
    (r"\[([ x])\]", r"[\1 ]§[ \1]§[\1\1]§［\1］§【\1】§(\1)§{\1}§\[\1\]§[\1§\1]" + "§[\u00a0\\1]§[\\1\u200b]"),
    (r"\[x\]", "[X]§[×]§[✓]§[✔]§[х]§☑§[☑]§✓§[✗]§☒§[*]§[y]§[]§(x)"),
    (r"\[ \]", "[]§[  ]§[\u00a0]§☐§[_]§( )§[.]§□"),
    (r"(?<=\]) ", "§\u00a0§\t§\u202f"),
    (
        r" (=>|->) ",
        r" → § ➔ § ⇒ § –> § —> § =&gt; § -&gt; § ＝＞ § = > § - > § > § | § à § : §→§\1§ \1\1 § = § => § -> ",
    ),
    (r" (=>|->) ", " \uf0e0 § \uf0e8 §\u00a0\\1\u00a0§ ⟶ § » § \u200b\\1\u200b "),
    (r" = ", " ＝ §\u00a0=\u00a0§ =§= § == § - § – § → §: § ≡ "),
    (r"^= ", "=§＝ §=\u00a0§== §=\t§≈ §- §\u200b= §  = §\\= "),
    (r"^(\d)\. ", r"\1) §\1.§\1)§(\1) §\1．§0\1. §\1\. §\1 §\1: §#\1 §① §a) §i. §§ \1. §\1.) §7. " + "§\\1.\u00a0"),
    (r"^(\s*)> ", r"\1&gt; §\1› §\1＞ §\1>§\1» §\1\> §\1>> " + "§\\1>\u00a0§\\1\u200b> "),
    (r"^  ", "\u00a0\u00a0§\t§ §\u2003§    "),
    (r"^Then: ", "then: §Then : §Then\u00a0: §Then：§**Then:** §THEN: §Then - §Then; §  Then: §- Then: "),
    (r"^## ", "##§# §### §##\u00a0§＃＃ §\\## § ## §####"),
    (r"^\? ", "?§？ §?\u00a0§¿ §؟ §- ? §• §\\? §??§ ? "),
    (
        r"\[(.*?) \| (.*?)\]",
        r"[\1 ｜ \2]§［\1 | \2］§[\1 ¦ \2]§(\1 | \2)§[\1 | \2].§[\1 / \2§\[\1 \| \2\]§[\1 | \2",
    ),
    (r" \| ", " ｜ § │ §|§ ¦ "),
]
Mutant = tuple[int, str]  # the number of a line, and what stands there now


def mutants(body: str) -> Iterator[Mutant]:
    """Each line with each substitution that fits it."""
    for number, line in enumerate(body.split("\n")):
        for pattern, every in SUBSTITUTIONS:
            for instead in every.split("§"):
                changed = re.sub(pattern, instead, line, count=1)
                first = pattern == r"^- " and number == 1 and not instead  # without any mark it is the question's
                if changed != line and not first:
                    yield number, changed


MUTANTS = {each: list(mutants(each[1])) for each in ACTIVITIES}


def as_written(text: Text, *, inline: bool = False) -> str:
    return f"{inline} {text.source}"


def judged(kind: str, body: str) -> dict[str, Any] | int:
    """What is read, or the line of the fault."""
    try:
        return parse(kind, "an-id", OPTIONS.get(kind, {}), body, 10).as_data(as_written)
    except ActivityError as error:
        return error.line if error.message and error.remedy else -1


def elsewhere(kind: str, number: int, changed: str) -> tuple[int, ...]:
    """Where a fault stands that shows only by what is missing: a question of three, the number before the next."""
    if kind == "practice":
        return (10,)
    return (12 + number,) if re.match(r"\W?1\b|First", changed) else ()


def test_the_table_tries_every_kind() -> None:
    assert sum(map(len, MUTANTS.values())) > 500
    assert all(len(found) > 15 for found in MUTANTS.values())
    assert all(isinstance(judged(kind, body), dict) for kind, body in ACTIVITIES)


@pytest.mark.parametrize(("kind", "body"), ACTIVITIES, ids=lambda value: value[:24])
def test_a_line_that_is_nearly_right_is_read_as_meant_or_named(kind: str, body: str) -> None:
    right, lines, silent = judged(kind, body), body.split("\n"), []
    for number, changed in MUTANTS[kind, body]:
        found = judged(kind, "\n".join([*lines[:number], changed, *lines[number + 1 :]]))
        if found not in (right, 11 + number, *elsewhere(kind, number, changed)):
            silent.append((changed, found))
    assert not silent


@given(st.data())
@settings(max_examples=300, derandomize=True, deadline=None)
def test_of_several_such_lines_at_once_one_is_named_or_all_are_read_as_meant(draw: st.DataObject) -> None:
    kind, body = draw.draw(st.sampled_from(ACTIVITIES))
    changes = dict(draw.draw(st.lists(st.sampled_from(MUTANTS[kind, body]), min_size=2, max_size=4)))
    found = judged(kind, "\n".join(changes.get(number, line) for number, line in enumerate(body.split("\n"))))
    named = {11 + number for number in changes}
    assert found == judged(kind, body) or found in named.union(*(elsewhere(kind, *each) for each in changes.items()))


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("Which two are needed?\n-\u00a0[x] Alpha\n- [x] Beta\n- [ ] Gamma\n- [x] Delta", [True, True, False, True]),
        ("Which?\n- [ ] Alpha\n* [x] Beta\n- [x] Gamma", [False, True, True]),
        ("Which?\n- [ ] Alpha\n– [x] Beta\n- [x] Gamma", [False, True, True]),
        ("Which?\n☐ Alpha\n☑ Beta\n☐ Gamma", [False, True, False]),
    ],
)
def test_no_right_answer_is_lost(body: str, right: list[bool]) -> None:
    found = judged("quiz", body)
    assert isinstance(found, dict)
    assert [option["right"] for option in found["options"]] == right


@pytest.mark.parametrize(
    ("kind", "body", "line"),
    [
        ("quiz", "Which?\n- [x] a\n- [ ] b\nWords that lost their mark", 14),
        ("quiz", "Which?\n- [x] a\n- [ ] b\n> Said to all.\nWords that lost theirs", 15),
        ("quiz", "Which?\n- [x] a\n- ☒ b", 13),  # ticked for some, crossed out for others
        ("quiz", "Match.\nmentoring = a role\n- talk = both\n- ask = one", 12),
        ("quiz", "Order.\n1. a\n3. c\n2. b", 13),
        ("sort", "Who?\nCard 1 -> Mentor\n- Card 2 => Mentor\n- Card 3", 12),
        ("sort", "Who?\n- Card 1 - Mentor\n- Card 2 => Mentor", 12),
        ("sort", "Who?\n- [ ] Card 1\n- Card 2 => Mentor", 12),
        ("audit", "Think.\n- [ ] one\n- two", 12),
        ("conversation", CONVERSATION.replace("- Say it", "Say it"), 13),
    ],
)
def test_what_could_be_meant_in_two_ways_is_named(kind: str, body: str, line: int) -> None:
    assert judged(kind, body) == line


SAMPLES = [
    (' title="One"', "? What did you see?\nFour.\n? What would you ask?\nNothing.\n> It ends there.", 10),
    (' title="Two"', "? What did you see?\nFive.\n? What would you ask?\nAll.", 20),
]


@pytest.mark.parametrize(
    ("instead", "read"),
    [("？ ", True), ("?\u00a0", True), ("?", True), ("\u200b? ", True)]
    + [(each, False) for each in ("¿ ", "- ? ", "\\? ", "• ? ", "??")],
)
def test_a_question_of_a_sample_is_read_as_meant_or_named(instead: str, read: bool) -> None:
    info, body, line = SAMPLES[0]
    changed = [(info, body.replace("? What w", f"{instead}What w"), line), SAMPLES[1]]
    if read:
        assert read_samples(changed) == read_samples(SAMPLES)
    else:
        with pytest.raises(ActivityError) as raised:
            read_samples(changed)
        assert raised.value.line == 13
