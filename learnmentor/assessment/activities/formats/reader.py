"""Activities as an author writes them, read into values.

What cannot be read raises `ActivityError` with line and remedy: an activity half understood could show its answers.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from learnmentor.assessment.activities.formats import conversations, marks, quiz_lines
from learnmentor.assessment.activities.formats.kinds import (
    KINDS,
    Activity,
    ActivityError,
    Audit,
    Card,
    Practice,
    Reflection,
    Render,
    Sort,
    Standardise,
    Statement,
    Text,
)
from learnmentor.assessment.activities.formats.lines import (
    ID,
    LETTER,
    LINES,
    ORDERED,
    OWN_WORDS,
    Source,
    WrittenItem,
    enough,
    items_of,
    piles_of,
    words_of,
)
from learnmentor.ground.typed.lookalikes import BARS, INVISIBLE, SPACES, trimmed

__all__ = ["KINDS", "Activity", "ActivityError", "Render", "Text", "parse", "read_options"]

USUAL_QUESTIONS = (
    "What did you do?",
    "What happened that you did not expect?",
    "What did you learn about yourself as a mentor?",
)

_OPTION = re.compile(r'\s*([A-Za-z_-]+)\s*=\s*"([^"]*)"')
_THEN = re.compile(rf"[*_]{{0,3}}then[*_]{{0,3}}[{SPACES}{INVISIBLE}]*[:\uff1a][*_]{{0,3}}", re.IGNORECASE)
_ENDS_AS_A_PILE = re.compile(r"[\s\u00a0](?:[^\w\s“”‘’\"'(]{1,4}|[àèð])[\s\u00a0]*$")


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
    read = str.rstrip if kind == "reflection" else marks.plain  # a reflection is all running text
    lines = [(line + number, read(text)) for number, text in enumerate(body.split("\n"), 1)]
    return reader(Source(kind, id, dict(options), lines, line))


def _then(text: str) -> bool:
    return text.startswith("Then:")


def _sort(source: Source) -> Sort:
    if "piles" not in source.options:
        raise source.fault("The sort has no piles.", 'Name them in its first line: piles="Mentor | Coach".')
    piles = piles_of(source, source.options["piles"], source.line, "piles")
    source = replace(
        source,
        lines=[(number, _THEN.sub("Then:", text, 1) if _THEN.match(text) else text) for number, text in source.lines],
    )
    question, rest = source.opening(
        lambda text: text.startswith(("-", ">")) or _then(text), "its question", ORDERED.match
    )
    _refuse_stray_cards(source, piles)
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


def _card(source: Source, item: WrittenItem, piles: tuple[str, ...]) -> Card:
    if item.notes:
        raise source.fault(
            "A “>” stands under a card.", "Move it to the end, at the margin: it is the debrief.", item.line
        )
    text, pile = _placed(item.whole.removeprefix("-").strip())
    if not text:
        raise source.fault("A card has no words.", "Write them after the hyphen.", item.line)
    if pile is not None and pile not in piles:
        raise source.fault(f"There is no pile called “{pile}”.", f"Use one of: {' | '.join(piles)}.", item.line)
    item.refuse_marks(source, text)
    if _THEN.match(text) or "=>" in text or _shows_a_pile(text, piles):
        raise source.fault(
            f"“{text[:60]}” holds a mark that learners would see.",
            "Write one card a line: a hyphen, its words, and => with the name of a pile at the end.",
            item.last_line(marks.ARROW),
        )
    return Card(Text(text, item.line), pile)


def _placed(written: str) -> tuple[str, str | None]:
    """A card's words, and what stands behind its last arrow, if it has one."""
    arrows = list(marks.ARROW.finditer(written))
    if not arrows:
        return written, None
    pile = trimmed(" ".join(written[arrows[-1].end() :].split()))
    return trimmed(written[: arrows[-1].start()]), pile


def _shows_a_pile(text: str, piles: tuple[str, ...]) -> bool:
    """Whether a card's words hold an arrow to a pile, or end in a sign and the name of one."""
    if any(trimmed(part).startswith(piles) for part in marks.ARROW.split(text)[1:]):
        return True
    return any(text.endswith(pile) and _ENDS_AS_A_PILE.search(text[: -len(pile)]) for pile in piles)


def _refuse_stray_cards(source: Source, piles: tuple[str, ...]) -> None:
    """A card above the first hyphen would stand in the question, with our own view of it."""
    for number, text in source.lines:
        if text.startswith(("-", ">")) or _then(text):
            return
        if marks.ARROW.search(text) or _shows_a_pile(text, piles):
            raise source.fault(f"“{text[:40]}” looks like a card and is none.", LINES["sort"], number)


def _second(source: Source, items: list[WrittenItem]) -> tuple[Text | None, tuple[str, ...]]:
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
    intro, rest = source.opening(lambda text: text.startswith("-"), "what the lines are about", ORDERED.match)
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


def _statement(source: Source, item: WrittenItem, scale: tuple[str, ...]) -> Statement:
    written = item.whole.removeprefix("-").strip()
    if found := OWN_WORDS.match(written):
        written, scale = (
            found.group(1).strip(),
            piles_of(source, found.group(2), item.line, "words of the scale"),
        )
    if not written:
        raise source.fault("A line of the audit has no words.", "Write them after the hyphen.", item.line)
    item.refuse_marks(source, written)
    if any(bar in written for bar in BARS) or written.count("[") != written.count("]"):
        raise source.fault(
            f"“{written[:60]}” holds a mark that learners would see.",
            "Write its own scale at its end, in square brackets: [one | another].",
            item.line,
        )
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
    for item in items:
        item.refuse_marks(source, item.whole.removeprefix("?"))
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
        criteria=_letters(source),
        debrief=debrief,
    )


def _letters(source: Source) -> tuple[str, ...]:
    """Which criteria of the record are judged, in order; none where the activity names none."""
    if "criteria" not in source.options:
        return ()
    letters = words_of(source.options["criteria"])
    if not all(LETTER.fullmatch(each) for each in letters) or list(letters) != sorted(set(letters)):
        raise source.fault(
            f"“{source.options['criteria']}” does not name criteria.",
            'Write their letters in order, with | between: criteria="A | B | C".',
        )
    return letters


_READERS: dict[str, tuple[Callable[[Source], Activity], frozenset[str]]] = {
    "quiz": (quiz_lines.read, frozenset({"kind"})),
    "sort": (_sort, frozenset({"piles"})),
    "conversation": (conversations.read, frozenset()),
    "audit": (_audit, frozenset({"scale"})),
    "reflection": (_reflection, frozenset()),
    "practice": (_practice, frozenset({"minutes"})),
    "standardise": (_standardise, frozenset({"record", "samples", "criteria"})),
}
