"""Predicates on what activities accept. Each yields a line and words for the message."""

from collections.abc import Iterator

from learnmentor.assessment.activities.formats.lines import words_of
from learnmentor.assessment.activities.formats.marks import plain
from learnmentor.assessment.activities.formats.short_answers import Folded, fold
from learnmentor.assessment.activities.rules import ANSWER_LIMIT
from learnmentor.authoring.checks.front_matter import Breaches, Subject


def answers_twice(subject: Subject) -> Breaches:
    """Short answers that are the same for those who compare them."""
    for _, answers in _short_answers(subject):
        seen: dict[Folded, str] = {}
        for line, answer in answers:
            if before := seen.get(fold(answer)):
                yield line, {"answer": answer, "before": before}
            seen.setdefault(fold(answer), answer)


def answers_too_long(subject: Subject) -> Breaches:
    """Short answers that nobody can type."""
    for _, answers in _short_answers(subject):
        for line, answer in answers:
            if len(answer) > ANSWER_LIMIT:
                yield line, {"begin": answer[:40], "most": ANSWER_LIMIT}


def _short_answers(subject: Subject) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Each quiz of short answers: its line, and what it accepts with the line of each."""
    for fence in subject.prepared.rendered.outline.fences:
        if fence.kind != "quiz" or "=" not in fence.body:
            continue
        lines = [(line, plain(text)) for line, text in enumerate(fence.body.split("\n"), fence.line + 1)]
        yield (
            fence.line,
            [
                (line, word)
                for line, text in lines
                if text.startswith("= ")
                for word in words_of(text.removeprefix("="))
                if not fold(word).nothing
            ],
        )
