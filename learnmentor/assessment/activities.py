"""Activities as an author writes them, read into values.

What cannot be read raises `ActivityError` with line and remedy: an activity half understood could show its answers.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from learnmentor.assessment import conversations
from learnmentor.assessment.kinds import (
    KINDS,
    QUIZ_KINDS,
    Activity,
    ActivityError,
    Audit,
    Card,
    Choice,
    Pair,
    Practice,
    Quiz,
    Reflection,
    Render,
    Sort,
    Standardise,
    Statement,
    Text,
)
from learnmentor.assessment.written import (
    ID,
    OWN_WORDS,
    Item,
    Source,
    enough,
    items_of,
    piles_of,
    words_of,
)

__all__ = ["KINDS", "Activity", "ActivityError", "Render", "Text", "parse", "read_options"]

USUAL_QUESTIONS = (
    "What did you do?",
    "What happened that you did not expect?",
    "What did you learn about yourself as a mentor?",
)

_OPTION = re.compile(r'\s*([A-Za-z_-]+)\s*=\s*"([^"]*)"')
_CHOICE = re.compile(r"-\s+\[([ xX])\](?:\s+|$)(.*)")
_ORDERED = re.compile(r"\d+[.)]\s+(.+)")


def read_options(written: str, line: int) -> dict[str, str]:
    """The `name="value"` pairs after an activity's kind. Raises `ActivityError` for anything else."""
    options: dict[str, str] = {}
    at = 0
    while at < len(written.rstrip()):
        found = _OPTION.match(written, at)
        if found is None:
            raise ActivityError(
                line,
                f"The words after the kind of activity cannot be read at “{written[at:].strip()}”.",
                'Write them as name="value", with straight double quotes.',
            )
        name, value = found.groups()
        if name in options:
            raise ActivityError(line, f"“{name}” stands there twice.", "Keep one of them.")
        options[name] = value.strip()
        at = found.end()
    return options


def parse(kind: str, id: str, options: Mapping[str, str], body: str, line: int) -> Activity:  # noqa: A002 -- it is called id in the file too
    """Read one activity. `line` is that of the opening fence, `options` are without the id. Raises `ActivityError`."""
    if kind not in _READERS:
        raise ActivityError(line, f"There is no activity called “{kind}”.", f"Use one of: {', '.join(KINDS)}.")
    if not ID.fullmatch(id):
        raise ActivityError(
            line,
            f"The {kind} has {'the id “' + id + '”' if id else 'no id'}.",
            'Give it one of small letters, digits and hyphens, such as id="first-meeting".',
        )
    reader, known = _READERS[kind]
    if strange := sorted(set(options) - known - {"title"}):
        allowed = ", ".join(sorted(known | {"id", "title"}))
        raise ActivityError(line, f"A {kind} has no “{strange[0]}”.", f"Take it out. It may have: {allowed}.")
    lines = [(line + number, text.rstrip()) for number, text in enumerate(body.split("\n"), 1)]
    return reader(Source(kind, id, dict(options), lines, line))


def _quiz_line(text: str) -> bool:
    return text.startswith(("- ", "-[", "= ", "=\t")) or _ORDERED.match(text) is not None or text in {"-", "="}


def _quiz(source: Source) -> Quiz:
    question, rest = source.opening(_quiz_line, "its question")
    items, feedback = items_of(source, rest, _quiz_line)
    written = source.options.get("kind")
    if written is not None and written not in QUIZ_KINDS:
        raise source.fault(f"There is no quiz of kind “{written}”.", f"Use one of: {', '.join(QUIZ_KINDS)}.")
    if not items:
        raise source.fault(
            "The quiz has no answers.", "Write each on a line: - [x] for a right one, - [ ] for a wrong one."
        )
    readers: dict[str, Callable[[Source, list[Item]], dict[str, Any]]] = {
        "choice": _choices,
        "match": _matches,
        "order": _ordered,
        "text": _typed,
    }
    shape = _quiz_shape(items[0].opening)
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
    if _ORDERED.match(opening):
        return "order"
    return "match" if " = " in opening else "choice"


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


def _choices(source: Source, items: list[Item]) -> dict[str, Any]:
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
        choices.append(Choice(text, found.group(1) in "xX", item.note))
    enough(source, choices, "answers")
    return {"choices": tuple(choices)}


def _matches(source: Source, items: list[Item]) -> dict[str, Any]:
    pairs = []
    for item in items:
        left, equals, right = item.whole.removeprefix("-").partition(" = ")
        if (
            not equals
            or not left.strip()
            or not right.strip()
            or _CHOICE.match(item.opening)
            or item.opening.startswith("=")
        ):
            raise source.fault(
                f"“{item.opening[:60]}” is not a pair.",
                "Write it as - one thing = what belongs to it.",
                item.line,
            )
        pairs.append(Pair(Text(left.strip(), item.line), Text(right, item.line).plain))
    enough(source, pairs, "pairs")
    return {"pairs": tuple(pairs)}


def _ordered(source: Source, items: list[Item]) -> dict[str, Any]:
    lines = []
    for item in items:
        found = _ORDERED.match(item.opening)
        if found is None:
            raise source.fault(
                f"“{item.opening[:60]}” has no number.",
                "Number every line: 1. 2. 3., in the right order.",
                item.line,
            )
        lines.append(item.text(found.group(1)))
    enough(source, lines, "lines")
    return {"items": tuple(lines)}


def _typed(source: Source, items: list[Item]) -> dict[str, Any]:
    answers: list[str] = []
    for item in items:
        if not item.opening.startswith("="):
            raise source.fault(
                f"“{item.opening[:60]}” stands among short answers.",
                "Begin each with = and keep the kinds apart.",
                item.line,
            )
        answers += [word for word in words_of(item.whole.removeprefix("=")) if word]
    if not answers:
        raise source.fault(
            "The quiz accepts no answer.", "Write the right ones after =, with | between.", items[0].line
        )
    return {"answers": tuple(dict.fromkeys(answers))}


def _then(text: str) -> bool:
    return text.startswith("Then:")


def _sort(source: Source) -> Sort:
    if "piles" not in source.options:
        raise source.fault("The sort has no piles.", 'Name them in its first line: piles="Mentor | Coach".')
    piles = piles_of(source, source.options["piles"], source.line, "piles")
    question, rest = source.opening(lambda text: text.startswith(("-", ">")) or _then(text), "its question")
    items, debrief = items_of(source, rest, lambda text: text.startswith("-") or _then(text))
    cards = tuple(_card(source, item, piles) for item in items if not _then(item.opening))
    enough(source, cards, "cards")
    second, second_piles = _second(source, [item for item in items if _then(item.opening)])
    return Sort(
        id=source.id,
        line=source.line,
        title=source.title(question),
        question=question,
        piles=piles,
        cards=cards,
        second=second,
        second_piles=second_piles,
        debrief=debrief,
    )


def _card(source: Source, item: Item, piles: tuple[str, ...]) -> Card:
    if item.notes:
        raise source.fault(
            "A “>” stands under a card.", "Move it to the end, at the margin: it is the debrief.", item.line
        )
    text, arrow, pile = item.whole.removeprefix("-").rpartition("=>")
    text, pile = (text, " ".join(pile.split())) if arrow else (pile, "")
    if not text.strip():
        raise source.fault("A card has no words.", "Write them after the hyphen.", item.line)
    if arrow and pile not in piles:
        raise source.fault(f"There is no pile called “{pile}”.", f"Use one of: {' | '.join(piles)}.", item.line)
    return Card(Text(text.strip(), item.line), pile or None)


def _second(source: Source, items: list[Item]) -> tuple[Text | None, tuple[str, ...]]:
    if not items:
        return None, ()
    if len(items) > 1:
        raise source.fault("“Then:” stands there twice.", "A sort asks one second question.", items[1].line)
    item = items[0]
    found = OWN_WORDS.match(item.whole.removeprefix("Then:").strip())
    if found is None or not found.group(1).strip():
        raise source.fault(
            "The second question has no piles.",
            "Write them at its end in square brackets: Then: What helped? [one | another]",
            item.line,
        )
    return Text(found.group(1).strip(), item.line), piles_of(source, found.group(2), item.line, "piles")


def _audit(source: Source) -> Audit:
    scale = (
        piles_of(source, source.options["scale"], source.line, "words of the scale")
        if "scale" in source.options
        else ()
    )
    intro, rest = source.opening(lambda text: text.startswith("-"), "what the lines are about")
    items, note = items_of(source, rest, lambda text: text.startswith("-"))
    if note or any(item.notes for item in items):
        raise source.fault("An audit has no “>”.", "Put the words before the lines, or after the activity.")
    enough(source, items, "lines")
    return Audit(
        id=source.id,
        line=source.line,
        title=source.title(intro),
        intro=intro,
        scale=scale,
        statements=tuple(_statement(source, item, scale) for item in items),
    )


def _statement(source: Source, item: Item, scale: tuple[str, ...]) -> Statement:
    written = item.whole.removeprefix("-").strip()
    if found := OWN_WORDS.match(written):
        written, scale = (
            found.group(1).strip(),
            piles_of(source, found.group(2), item.line, "words of the scale"),
        )
    if not written:
        raise source.fault("A line of the audit has no words.", "Write them after the hyphen.", item.line)
    if not scale:
        raise source.fault(
            "There are no words to answer in.",
            'Give the audit a scale="not yet | often", or the line its own in square brackets.',
            item.line,
        )
    return Statement(Text(written, item.line), scale)


def _reflection(source: Source) -> Reflection:
    prompt, _ = source.opening(lambda _text: False, "what to think about")
    return Reflection(id=source.id, line=source.line, title=source.title(prompt), prompt=prompt)


def _practice(source: Source) -> Practice:
    written = source.options.get("minutes", "")
    if not written.isdecimal() or not 1 <= int(written) <= 30:
        raise source.fault(
            "The practice does not say how long it takes.", 'Add minutes="10" to its first line: at most 30.'
        )
    task, rest = source.opening(lambda text: text.startswith("?"), "what to try")
    items, note = items_of(source, rest, lambda text: text.startswith("?"))
    if note or any(item.notes for item in items):
        raise source.fault("A practice has no “>”.", "Put the words into the task.")
    questions = tuple(Text(item.whole.removeprefix("?").strip(), item.line).plain for item in items) or USUAL_QUESTIONS
    if len(questions) != 3 or not all(questions):
        raise source.fault(
            f"The practice asks {len(questions)} questions.",
            "Ask three, each on a line that begins with ?, or none for the usual ones.",
        )
    return Practice(
        id=source.id,
        line=source.line,
        title=source.title(task),
        task=task,
        minutes=int(written),
        questions=questions,
    )


def _standardise(source: Source) -> Standardise:
    record = source.options.get("record", "")
    if not record:
        raise source.fault("The standardise names no record.", 'Add record="R1" to its first line.')
    intro, rest = source.opening(lambda text: text.startswith(">"), "what to do with the record")
    _, debrief = items_of(source, rest, lambda _text: False)
    return Standardise(
        id=source.id,
        line=source.line,
        title=source.title(intro),
        intro=intro,
        record=record,
        samples=source.options.get("samples", ""),
        debrief=debrief,
    )


_READERS: dict[str, tuple[Callable[[Source], Activity], frozenset[str]]] = {
    "quiz": (_quiz, frozenset({"kind"})),
    "sort": (_sort, frozenset({"piles"})),
    "conversation": (conversations.read, frozenset()),
    "audit": (_audit, frozenset({"scale"})),
    "reflection": (_reflection, frozenset()),
    "practice": (_practice, frozenset({"minutes"})),
    "standardise": (_standardise, frozenset({"record", "samples"})),
}
