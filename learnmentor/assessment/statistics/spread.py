"""How judgements of one lesson spread [I30]: what can be counted of somebody's own words, and what is printed of it.

Where criteria are judged it is each decision. Of feedback in words it is how long it is and how much it asks, which is
what the samples differ in and what a count can say without reading anybody's words to others.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from learnmentor.assessment.activities.rules import Activity, Body
from learnmentor.assessment.statistics.rules import printed
from learnmentor.assessment.statistics.small_cells import FEWEST

FEWEST_COUNTED = FEWEST + 1  # so that each of them sees five others
DECISIONS = {"met": "Met", "not-yet": "Not yet"}
_QUESTIONS = {"none": "No question", "some": "One or two", "many": "Three or more"}
_WORDS = {"short": "Under 60", "middling": "60 to 149", "long": "150 or more"}
_TONES = ("teal", "sun", "sage")
_A_FEW, _MIDDLING, _LONG = 2, 60, 150

PrintedSpread = Mapping[str, Mapping[str, int | None]]  # line → answer → how many, to the nearest five; None: hidden


@dataclass(frozen=True)
class CountedLine:
    """One thing that is counted: what it is called, and its answers by key."""

    key: str
    label: str
    short: str  # for the picture, where the label is long
    answers: Mapping[str, str]


def counted_lines(activity: Activity) -> tuple[CountedLine, ...]:
    """What is counted of work on an activity that standardises."""
    if criteria := activity.get("criteria"):
        return tuple(CountedLine(key, f"{key}. {text}", key, DECISIONS) for key, text in criteria.items())
    return tuple(
        CountedLine(key, label, label, answers)
        for key, label, answers in (("questions", "Questions asked", _QUESTIONS), ("words", "Words written", _WORDS))
    )


def answers_of(activity: Activity, body: Body) -> dict[str, str]:
    """The answer of somebody's work to each line; a criterion that is not decided is left out."""
    if activity.get("criteria"):
        return {key: said for key, said in body.get("met", {}).items() if said in DECISIONS}
    text = " ".join(body.get("lines", ()))
    asked, words = text.count("?"), len(text.split())
    return {
        "questions": "none" if not asked else "some" if asked <= _A_FEW else "many",
        "words": "short" if words < _MIDDLING else "middling" if words < _LONG else "long",
    }


def wording_judged(activity: Activity) -> str:
    """A short digest of what is judged and asked, so that work on another edition is not counted with this one."""
    judged = {name: activity.get(name) for name in ("record", "lesson", "questions", "criteria")}
    return hashlib.sha256(json.dumps(judged, sort_keys=True).encode()).hexdigest()[:8]


def spread_from(lines: Sequence[CountedLine], works: Sequence[Mapping[str, str]]) -> PrintedSpread | None:
    """What is printed of these answers, by the rule of small cells; None for fewer people than `FEWEST_COUNTED`."""
    if len(works) < FEWEST_COUNTED:
        return None
    return {each.key: spread_of(each, [work[each.key] for work in works if each.key in work]) for each in lines}


def spread_of(line: CountedLine, said: Sequence[str]) -> dict[str, int | None]:
    """How many gave each answer to one line, as it is printed; each person gave one."""
    counts = Counter(said)
    return dict(printed({answer: counts[answer] for answer in line.answers}).answers)


class SpreadBar(TypedDict):
    """One answer in the picture and in its table; `minutes` is how many, as the picture calls what it measures."""

    label: str
    minutes: int | None
    tone: str
    own: bool


class SpreadShown(TypedDict):
    """How others answered one line; without a `total` no bar of it is drawn."""

    label: str
    short: str
    answers: str  # which answers there are: lines with the same stand in one table
    parts: list[SpreadBar]
    total: int | None


def spread_shown(line: CountedLine, counts: Mapping[str, int | None], own: str | None) -> SpreadShown:
    """A line as it is drawn; `own` is what whoever looks answered."""
    parts: list[SpreadBar] = [
        {"label": words, "minutes": counts[answer], "tone": tone, "own": answer == own}
        for (answer, words), tone in zip(line.answers.items(), _TONES, strict=False)
    ]
    known = [part["minutes"] for part in parts if part["minutes"] is not None]
    total = sum(known) if len(known) == len(parts) else 0
    answers = " ".join(line.answers)
    return {"label": line.label, "short": line.short, "answers": answers, "parts": parts, "total": total or None}
