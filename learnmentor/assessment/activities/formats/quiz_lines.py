"""Quizzes as an author writes them: a question, lines of one shape, and what is said afterwards."""

import re
from collections.abc import Callable
from typing import Any

from learnmentor.assessment.activities.formats import marks
from learnmentor.assessment.activities.formats.kinds import QUIZ_KINDS, Choice, MatchedPair, Quiz, Text
from learnmentor.assessment.activities.formats.lines import (
    LINES,
    ORDERED,
    Source,
    WrittenItem,
    enough,
    items_of,
    words_of,
)
from learnmentor.assessment.activities.formats.short_answers import fold
from learnmentor.ground.typed.lookalikes import trimmed

_CHOICE = re.compile(r"-\s+\[([ xX])\](?:\s+|$)(.*)")


def _quiz_line(text: str) -> bool:
    return text.startswith(("-", "= ")) or ORDERED.match(text) is not None or text == "="


def read(source: Source) -> Quiz:
    """Read a quiz's body. Raises `ActivityError`."""
    question, rest = source.opening(_quiz_line, "its question")
    items, feedback = items_of(source, rest, _quiz_line)
    written = source.options.get("kind")
    if written is not None and written not in QUIZ_KINDS:
        raise source.fault(f"There is no quiz of kind “{written}”.", f"Use one of: {', '.join(QUIZ_KINDS)}.")
    if not items:
        raise source.fault(
            "The quiz has no answers.", "Write each on a line: - [x] for a right one, - [ ] for a wrong one."
        )
    readers: dict[str, Callable[[Source, list[WrittenItem]], dict[str, Any]]] = {
        "choice": _choices,
        "match": _matches,
        "order": _ordered,
        "text": _typed,
    }
    shape = _quiz_shape(items[0].opening)
    if shape == "match":
        _refuse_stray_pairs(source)
    found = readers[shape](source, items)
    kind = _quiz_kind(source, shape, found, written)
    return Quiz(
        id=source.id,
        line=source.line,
        title=source.title(question),
        quiz=kind,
        question=question,
        feedback=feedback,
        **found,
    )


def _quiz_shape(opening: str) -> str:
    if _CHOICE.match(opening):
        return "choice"
    if opening.startswith("="):
        return "text"
    if ORDERED.match(opening):
        return "order"
    return "match" if marks.EQUALS.search(opening) else "choice"


def _refuse_stray_pairs(source: Source) -> None:
    """A pair above the first hyphen would stand in the question, right side and all."""
    for number, text in source.lines:
        if text.startswith("-"):
            return
        if marks.EQUALS.search(text):
            raise source.fault(f"“{text[:40]}” looks like a pair and is no line of the quiz.", LINES["quiz"], number)


def _quiz_kind(source: Source, shape: str, found: dict[str, Any], written: str | None) -> str:
    if shape != "choice":
        if written not in {None, shape}:
            raise source.fault(
                f'The quiz says kind="{written}" and is written as {shape}.',
                "Leave the kind out, or write it so.",
            )
        return shape
    choices: tuple[Choice, ...] = found["choices"]
    right = sum(choice.right for choice in choices)
    if right == 0:
        raise source.fault("The quiz has no right answer.", "Mark at least one with - [x].")
    true_false = {choice.text.source.lower() for choice in choices} == {"true", "false"} and len(choices) == 2
    kind = written or ("several" if right > 1 else "true-false" if true_false else "one")
    if kind not in {"one", "several", "true-false"}:
        raise source.fault(f'The quiz says kind="{kind}" and has answers to choose from.', "Leave the kind out.")
    if kind == "true-false" and not true_false:
        raise source.fault("A true-or-false quiz has two answers.", "Write them as True and False.")
    if kind != "several" and right > 1:
        raise source.fault(
            f"The quiz has {right} right answers and one may be chosen.",
            'Keep one [x], or write kind="several".',
        )
    return kind


def _choices(source: Source, items: list[WrittenItem]) -> dict[str, Any]:
    choices = []
    for item in items:
        found = _CHOICE.match(item.opening)
        text = item.text(found.group(2)) if found else None
        if found is None or text is None or not text.source:
            raise source.fault(
                f"“{item.opening[:60]}” is not an answer.",
                "Begin it with - [x] if it is right, - [ ] if it is wrong, then its words.",
                item.line,
            )
        item.refuse_marks(source, text.source)
        choices.append(Choice(text, found.group(1) in "xX", item.note))
    enough(source, choices, "answers")
    return {"choices": tuple(choices)}


def _matches(source: Source, items: list[WrittenItem]) -> dict[str, Any]:
    pairs = []
    for item in items:
        left, *rights = marks.EQUALS.split(item.whole.removeprefix("-"))
        right = trimmed("".join(rights))
        if (
            len(rights) != 1
            or not item.opening.startswith("-")
            or not left.strip()
            or not right
            or _CHOICE.match(item.opening)
            or item.opening.startswith("=")
        ):
            raise source.fault(
                f"“{item.opening[:60]}” is not a pair.",
                "Write it as - one thing = what belongs to it.",
                item.last_line(marks.EQUALS),
            )
        item.refuse_marks(source, left)
        pairs.append(MatchedPair(Text(left.strip(), item.line), Text(right, item.line).plain))
    enough(source, pairs, "pairs")
    return {"pairs": tuple(pairs)}


def _ordered(source: Source, items: list[WrittenItem]) -> dict[str, Any]:
    lines = []
    for number, item in enumerate(items, 1):
        found = ORDERED.match(item.opening)
        if found is None:
            raise source.fault(
                f"“{item.opening[:60]}” has no number.",
                "Number every line: 1. 2. 3., in the right order.",
                item.line,
            )
        item.refuse_marks(source, found.group(2))
        if int(found.group(1)) != number:
            raise source.fault(
                f"The line {number} of the order has the number {int(found.group(1))}.",
                "Number the lines 1. 2. 3., in the right order; a line is perhaps missing above it.",
                item.line,
            )
        lines.append(item.text(found.group(2)))
    enough(source, lines, "lines")
    return {"items": tuple(lines)}


def _typed(source: Source, items: list[WrittenItem]) -> dict[str, Any]:
    answers: list[str] = []
    for item in items:
        if not item.opening.startswith("="):
            raise source.fault(
                f"“{item.opening[:60]}” stands among short answers.",
                "Begin each with = and keep the kinds apart.",
                item.line,
            )
        item.refuse_marks(source, item.whole.removeprefix("="))
        words = [word for word in words_of(item.whole.removeprefix("=")) if not fold(word).nothing]
        if not words:
            raise source.fault(
                "The quiz accepts no answer here.", "Write the right ones after =, with | between.", item.line
            )
        answers += words
    return {"answers": tuple(dict.fromkeys(answers))}
