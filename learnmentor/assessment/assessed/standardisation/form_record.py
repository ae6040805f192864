"""The sheet on which a lesson record is judged: for each criterion met or not yet, and the words that show it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from learnmentor.assessment.assessed.standardisation.rules import MOST_EVIDENCE, RecordJudged
from learnmentor.assessment.statistics.spread import DECISIONS
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperChoice, PaperField, Section

READERS = (
    "Only you read your words. Met and not yet are counted with those of the other assessors, without your name; "
    "moderators read them with it, to see how far assessors agree."
)
_MET = tuple(PaperChoice(value, words) for value, words in DECISIONS.items())


def record_form(criteria: Mapping[str, str]) -> FormDefinition:
    """What is asked about a record with these criteria."""
    return _form(tuple(criteria.items()))


@cache
def _form(criteria: tuple[tuple[str, str], ...]) -> FormDefinition:
    return FormDefinition("standardisation", "Judge the record", READERS, tuple(_criterion(*each) for each in criteria))


def _criterion(key: str, text: str) -> Section:
    decided = PaperField(f"met_{key}", f"Criterion {key}: {text}", FieldKind.PICK, choices=_MET, required=True)
    words = PaperField(
        f"evidence_{key}", f"What in the record shows it ({key})", FieldKind.LONG, most=MOST_EVIDENCE, required=True,
        why="Quote it. What is not on the page belongs in a question.",
    )  # fmt: skip
    return Section("", (decided, words))


def answers_of_record(criteria: Mapping[str, str], judged: RecordJudged) -> dict[str, Any]:
    """What is decided so far, as the form has it."""
    answers: dict[str, Any] = {}
    for key in criteria:
        met = judged.met.get(key)
        answers[f"met_{key}"] = "" if met is None else "met" if met else "not-yet"
        answers[f"evidence_{key}"] = judged.evidence.get(key, "")
    return answers


def judged_from(criteria: Mapping[str, str], answers: Mapping[str, Any]) -> RecordJudged:
    """What a form holds."""
    met = {key: answers[f"met_{key}"] == "met" for key in criteria if answers[f"met_{key}"]}
    words = {key: answers[f"evidence_{key}"] for key in criteria if answers[f"evidence_{key}"]}
    return RecordJudged(met, words)
