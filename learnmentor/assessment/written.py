"""How the lines inside an activity fall into an opening text, items, notes under them, and a note at the end."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learnmentor.assessment.kinds import ActivityError, Text

LONGEST_TITLE = 80
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
OWN_WORDS = re.compile(r"^(.*?)\s*\[([^\[\]]*\|[^\[\]]*)\]$", re.DOTALL)
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

    def opening(self, starts: Callable[[str], object], what: str) -> tuple[Text, Sequence[tuple[int, str]]]:
        """The text before the first line that `starts` the rest, and the rest."""
        at = next((n for n, (_, text) in enumerate(self.lines) if starts(text)), len(self.lines))
        text = text_of(self.lines[:at], self.line)
        if not text.source:
            raise self.fault(
                f"The {self.kind} does not say {what}.", f"Begin with {what}, on the line below the fence."
            )
        return text, self.lines[at:]


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
class Item:
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

    @property
    def note(self) -> Text | None:
        """What is said under the item, if anything."""
        return _note(self.notes)


def _note(lines: Sequence[tuple[int, str]]) -> Text | None:
    if not lines:
        return None
    found = text_of([(number, re.sub(r"^\s*>\s?", "", text)) for number, text in lines], lines[0][0])
    return found if found.source else None


def items_of(
    source: Source, lines: Sequence[tuple[int, str]], opens: Callable[[str], object]
) -> tuple[list[Item], Text | None]:
    """Split into items; the `>` lines at the margin after the last one are the note to everyone."""
    items: list[Item] = []
    closing: list[tuple[int, str]] = []
    noting = False
    for number, text in lines:
        bare, indented = text.strip(), text[:1] in {" ", "\t"}
        if not bare:
            noting = False
            if closing:
                closing.append((number, ""))
        elif opens(text):
            if closing:
                raise source.fault(
                    "A “>” at the margin stands between the lines.",
                    "Indent it by two spaces to say it to those who chose the line above, or move it to the end.",
                    closing[0][0],
                )
            items.append(Item(number, bare, [], []))
            noting = False
        elif closing or (bare.startswith(">") and not indented):
            closing.append((number, text))
        elif opens(bare):
            raise source.fault(f"“{bare[:40]}” is indented.", "Begin the line at the margin.", number)
        elif not items:
            raise source.fault(
                f"“{bare[:40]}” cannot be read here.", "Each line has to begin as the format says.", number
            )
        elif bare.startswith(">") or noting:
            items[-1].notes.append((number, text))
            noting = True
        else:
            items[-1].more.append((number, text))
    return items, _note(closing)


def words_of(written: str) -> tuple[str, ...]:
    """The parts between the upright strokes."""
    return tuple(" ".join(part.split()) for part in written.split("|"))


def piles_of(source: Source, written: str, line: int, what: str) -> tuple[str, ...]:
    """Two or more different words, for piles and scales."""
    piles = words_of(written)
    if len(piles) < 2 or not all(piles) or len(set(piles)) < len(piles):
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
