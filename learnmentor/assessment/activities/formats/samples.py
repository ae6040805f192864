"""The samples of feedback in a lesson record: several people's answers to the same questions, and why they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from learnmentor.assessment.activities.formats import marks
from learnmentor.assessment.activities.formats.kinds import ActivityError, Text
from learnmentor.assessment.activities.formats.lines import LINES, text_of
from learnmentor.assessment.activities.formats.reader import read_options

SAMPLE = "sample"  # the word that begins its fence
FEWEST, MOST = 2, 6


@dataclass(frozen=True)
class Sample:
    """One person's answers, in the order of the questions, and what such feedback does to the talk that follows."""

    title: str
    answers: tuple[Text, ...]
    why: Text | None


@dataclass(frozen=True)
class SampleSet:
    """Samples that answer the same questions, so that they can be read side by side."""

    questions: tuple[str, ...]
    samples: tuple[Sample, ...]


Opened = tuple[str, str, int]  # a fence: the words after its kind, its body, its line


def read_samples(fences: Iterable[Opened]) -> dict[str, SampleSet]:
    """Every set of samples by its name; the usual one is called "". Raises `ActivityError`."""
    found: dict[str, SampleSet] = {}
    for info, body, line in fences:
        options = read_options(info, line)
        name, title = options.pop("set", ""), options.pop("title", "")
        if options or not title:
            raise ActivityError(line, "A sample has a title, and perhaps a set.", 'Write title="The first observer".')
        questions, sample = _sample(title, body, line)
        before = found.get(name, SampleSet(questions, ()))
        if before.questions != questions:
            raise ActivityError(
                line,
                f"The sample “{title}” does not answer the questions of the one before it.",
                "Use the same lines that begin with ?, in the same order.",
            )
        found[name] = SampleSet(questions, (*before.samples, sample))
    for name, samples in found.items():
        if not FEWEST <= len(samples.samples) <= MOST:
            what = f"The set “{name}” has" if name else "The record has"
            size = len(samples.samples)
            raise ActivityError(
                1, f"{what} {size} {'sample' if size == 1 else 'samples'}.", f"Write {FEWEST} to {MOST}."
            )
    return found


def _sample(title: str, body: str, line: int) -> tuple[tuple[str, ...], Sample]:
    questions: list[str] = []
    parts: list[list[tuple[int, str]]] = []
    why: list[tuple[int, str]] = []
    for number, text in enumerate(map(marks.plain, body.split("\n")), line + 1):
        if marks.nearly(text) or text.startswith(("? ?", "> >")):
            raise ActivityError(number, f"“{text.strip()[:40]}” is nearly a line of the sample.", LINES["sample"])
        if text.startswith("?"):
            if why:
                raise ActivityError(number, "A question stands below the “>”.", "Move the “>” lines to the end.")
            questions.append(" ".join(text.removeprefix("?").split()))
            parts.append([])
        elif text.startswith(">"):
            why.append((number, text.removeprefix(">").strip()))
        elif why and text.strip():
            raise ActivityError(number, "Words stand below the “>”.", "Begin them with >, or move the “>” to the end.")
        elif parts:
            parts[-1].append((number, text))
        elif text.strip():
            raise ActivityError(number, "Words stand before the first question.", "Begin with a line ? and a question.")
    return tuple(questions), Sample(title, _answers(title, questions, parts, line), text_of(why, line) if why else None)


def _answers(
    title: str, questions: Sequence[str], parts: Sequence[Sequence[tuple[int, str]]], line: int
) -> tuple[Text, ...]:
    answers = tuple(text_of(part, line) for part in parts)
    if not FEWEST <= len(answers) <= MOST:
        raise ActivityError(
            line, f"The sample “{title}” answers {len(answers)} questions.", f"Ask {FEWEST} to {MOST}, each after a ?."
        )
    for question, answer in zip(questions, answers, strict=True):
        if not question or not answer.source:
            raise ActivityError(
                answer.line, f"A question of “{title}” has no words or no answer.", "Write both, or take it out."
            )
    return answers
