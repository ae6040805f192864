"""How the lines inside an activity fall into an opening text, items, notes under them, and a note at the end."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learnmentor.assessment.activities.formats import marks
from learnmentor.assessment.activities.formats.kinds import ActivityError, Text
from learnmentor.ground.typed.lookalikes import BARS, trimmed

LONGEST_TITLE = 80
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
LETTER = re.compile(r"[A-F]")  # of a criterion of a lesson record
OWN_WORDS = re.compile(rf"^(.*?)\s*[\[［]([^\[\]［］]*[{BARS}][^\[\]［］]*)[\]］]$", re.DOTALL)
ORDERED = re.compile(r"(\d+)[.)]\s+(.+)")
_BAR = re.compile(f"[{BARS}]")
LINES = {  # how each kind's lines begin, as a remedy
    "quiz": "Begin an answer at the margin with - [x] or - [ ], with 1. or with =, and what is said to it with >.",
    "sort": "Begin a card at the margin with a hyphen, the second question with Then: and the debrief with >.",
    "conversation": "Begin a scene with ## and its name, and a reply at the margin with a hyphen.",
    "audit": "Begin each line at the margin with a hyphen and a space, without a box.",
    "practice": "Begin each question at the margin with ?.",
    "standardise": "Begin the debrief at the margin with >.",
    "sample": "Begin each question at the margin with ?, and the last words with >.",
}
_SENTENCE = re.compile(r"(.+?[.?!])(?=[\"”’)]*\s+[A-Z\"“‘]|$)", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """An activity's body as numbered lines, with what its opening fence said."""

    kind: str
    id: str
    options: dict[str, str]
    lines: Sequence[tuple[int, str]]
    line: int

    def fault(self, message: str, remedy: str, line: int | None = None) -> ActivityError:
        """The error to raise, at `line` or at the opening fence."""
        return ActivityError(line or self.line, message, remedy)

    def title(self, text: Text) -> str:
        """What lists of what is left call the activity: its own title, or the first sentence of `text`, cut to size."""
        return _shortened(self.options.get("title") or text.plain or self.id)

    def opening(
        self, starts: Callable[[str], object], what: str, never: Callable[[str], object] | None = None
    ) -> tuple[Text, Sequence[tuple[int, str]]]:
        """The text before the first line that `starts` the rest, and the rest; no line of it may be as `never` says."""
        at = next((n for n, (_, text) in enumerate(self.lines) if starts(text)), len(self.lines))
        self.refuse_nearly(self.lines[:at], lambda text: starts(text) or (never is not None and never(text)))
        text = text_of(self.lines[:at], self.line)
        if not text.source:
            raise self.fault(
                f"The {self.kind} does not say {what}.", f"Begin with {what}, on the line below the fence."
            )
        return text, self.lines[at:]

    def refuse_nearly(self, lines: Sequence[tuple[int, str]], starts: Callable[[str], object] | None = None) -> None:
        """Raise for a line of running text that looks as if it had been meant as one of the activity's own."""
        for number, text in lines:
            if marks.nearly(text) or (starts and starts(text.strip())):
                raise self.fault(
                    f"“{text.strip()[:40]}” is nearly a line of the {self.kind}, and would be read as part of another.",
                    LINES.get(self.kind, "Begin it at the margin as the format says."),
                    number,
                )


def text_of(lines: Sequence[tuple[int, str]], line: int) -> Text:
    """The lines as one text; `line` is where an empty one is said to be."""
    while lines and not lines[0][1].strip():
        lines = lines[1:]
    return Text("\n".join(text for _, text in lines).strip(), lines[0][0] if lines else line)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    title = _cut(text)
    return title if title.count('"') % 2 == 0 else title.replace('"', "")


def _cut(text: str) -> str:
    sentence = _SENTENCE.match(text)
    if sentence and len(sentence.group(1)) <= LONGEST_TITLE:
        return sentence.group(1).strip()
    if len(text) <= LONGEST_TITLE:
        return text
    return text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


@dataclass
class WrittenItem:
    """A line that opens something, the lines that go on with it, and the `>` lines indented under it."""

    line: int
    opening: str
    more: list[tuple[int, str]]
    notes: list[tuple[int, str]]

    def text(self, opening: str) -> Text:
        """The item's words, `opening` being what is left of its first line."""
        return Text("\n".join([opening, *(text.strip() for _, text in self.more)]).strip(), self.line)

    @property
    def whole(self) -> str:
        """All of it on one line, as written."""
        return " ".join([self.opening, *(text.strip() for _, text in self.more)]).strip()

    def last_line(self, holds: re.Pattern[str]) -> int:
        """The number of the last of its lines that holds something."""
        return next((number for number, text in reversed(self.more) if holds.search(text)), self.line)

    def refuse_marks(self, source: "Source", words: str) -> None:
        """Raise where the item's words, its mark taken off, begin with another mark: learners would see it."""
        if marks.begins_with_a_mark(words):
            raise source.fault(f"“{self.opening[:60]}” has a mark too many.", LINES[source.kind], self.line)

    @property
    def note(self) -> Text | None:
        """What is said under the item, if anything."""
        return _note(self.notes)


def _note(lines: Sequence[tuple[int, str]]) -> Text | None:
    if not lines:
        return None
    found = text_of(_unquoted(lines), lines[0][0])
    return found if found.source else None


def _quoted(text: str) -> bool:
    return text.startswith(">")


def _unquoted(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(number, re.sub(r"^\s*>\s?", "", text)) for number, text in lines]


def items_of(
    source: Source, lines: Sequence[tuple[int, str]], opens: Callable[[str], object]
) -> tuple[list[WrittenItem], Text | None]:
    """Split into items; the `>` lines at the margin after the last one are the note to everyone."""
    items: list[WrittenItem] = []
    closing: list[tuple[int, str]] = []
    noting = False
    for number, text in lines:
        bare, indented = text.strip(), text[:1] in {" ", "\t"}
        if not bare:
            noting = False
            if closing:
                closing.append((number, ""))
        elif opens(text) and not closing:
            items.append(WrittenItem(number, bare, [], []))
            noting = False
        elif bare.startswith(">") and not indented:
            closing.append((number, text))
        elif fault := _misfit(source, (number, text), opens, items, closing):
            raise fault
        elif bare.startswith(">") or noting:
            (closing or items[-1].notes).append((number, text))
            noting = not closing
        else:
            source.refuse_nearly([(number, text)])
            items[-1].more.append((number, text))
    for item in items:
        source.refuse_nearly(_unquoted(item.notes), _quoted)
    source.refuse_nearly(_unquoted(closing), _quoted)
    return items, _note(closing)


def _misfit(
    source: Source,
    at: tuple[int, str],
    opens: Callable[[str], object],
    items: Sequence[WrittenItem],
    closing: Sequence[tuple[int, str]],
) -> ActivityError | None:
    """The fault of a line that neither opens an item nor goes on from one."""
    number, text = at
    begin, lines = f"“{text.strip()[:40]}”", LINES.get(source.kind, "Each line has to begin as the format says.")
    if opens(text):  # below a “>”
        remedy = "Indent it by two spaces to say it to those who chose the line above, or move it to the end."
        return source.fault("A “>” at the margin stands between the lines.", remedy, closing[0][0])
    if opens(text.strip()):
        return source.fault(f"{begin} is indented.", "Begin the line at the margin.", number)
    if closing and not text.strip().startswith(">"):
        remedy = f"Begin it with > if it belongs to what is said to everyone. {lines}"
        return source.fault(f"{begin} stands below the “>” and does not begin with one.", remedy, number)
    if not items and not closing:
        return source.fault(f"{begin} cannot be read here.", lines, number)
    if not text.startswith(" "):
        remedy = f"Indent it by two spaces if it goes on from the line above. {lines}"
        return source.fault(f"{begin} begins at the margin and is no line of the {source.kind}.", remedy, number)
    return None


def words_of(written: str) -> tuple[str, ...]:
    """The parts between the upright strokes."""
    return tuple(trimmed(" ".join(part.split())) for part in _BAR.split(written))


def piles_of(source: Source, written: str, line: int, what: str) -> tuple[str, ...]:
    """Two or more different words, for piles and scales."""
    piles = words_of(written)
    if len(piles) < 2 or not all(piles) or len(set(piles)) < len(piles) or "\\" in written:
        raise source.fault(
            f"The {what} “{written}” are not two or more different words.",
            "Write them with | between: one | another.",
            line,
        )
    return piles


def enough(source: Source, things: Sequence[object], what: str) -> None:
    """Refuse fewer than two or more than twenty."""
    if not 2 <= len(things) <= 20:
        raise source.fault(f"The {source.kind} has {len(things)} {what}.", f"Give it two or more {what}, at most 20.")
