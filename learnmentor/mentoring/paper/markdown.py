"""A form as Markdown that is filled in offline and brought back.

Every question is a heading that ends in its key, `{#purpose}`; the answer is what stands under it. Hints are quoted
lines, which are passed over on the way back. A choice is a list with boxes; a row is a heading with a number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from learnmentor.ground.typed.days import NoDay, day_from
from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperField,
    Rows,
    Values,
    is_blank,
)

LARGEST_FILE = 256 * 1024  # bytes
_KEY = re.compile(r"^#{2,5} .*\{#([a-z0-9_]+)\}\s*$")
_ROW = re.compile(r"^#{2,5} .*\{#([a-z0-9_]+)-([0-9]{1,3})\}\s*$")
_BOX = re.compile(r"^\s*[-*+] \[([ xX✓]?)\] ?(.*)$")
_ESCAPED = re.compile(r"^(\s*)([#>\\]|[-*+] \[)")
_FORM = re.compile(r"^form:\s*(\S+)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class MarkdownFault:
    """A line that cannot be taken as it is: its number in the file, and what to do."""

    line: int
    message: str


@dataclass(frozen=True)
class MarkdownRead:
    """What a file holds: the values of the questions that it has, and what is wrong with it."""

    values: dict[str, Any]
    faults: tuple[MarkdownFault, ...] = ()


def to_markdown(definition: FormDefinition, values: Values, *, about: Sequence[tuple[str, str]] = ()) -> str:
    """The form with what is filled in. `about`: what stands at the top and is not read back."""
    lines = ["---", f"form: {definition.code}", "---", "", f"# {definition.title}", "", f"> {definition.readers}"]
    lines += [f"> {label}: {' '.join(words.split())}" for label, words in about]
    for section in definition.sections:
        lines += ["", f"## {section.heading}"] if section.heading else []
        for part in section.parts:
            lines += _rows_out(part, values.get(part.key) or []) if isinstance(part, Rows) else _out(part, values)
    return "\n".join(lines) + "\n"


def _rows_out(rows: Rows, filled: Sequence[Values]) -> Iterator[str]:
    yield from ("", f"### {rows.label} {{#{rows.key}}}")
    if rows.why:
        yield f"> {rows.why}"
    spare = max(rows.least - len(filled), 1 if len(filled) < rows.most else 0)
    for number, row in enumerate([*filled, *[{}] * spare], 1):
        yield from ("", f"#### {rows.one.capitalize()} {number} {{#{rows.key}-{number}}}")
        for each in rows.fields:
            yield from _out(each, row, level=5)


def _out(asked: PaperField, values: Values, *, level: int = 3) -> Iterator[str]:
    yield from ("", f"{'#' * level} {asked.label} {{#{asked.key}}}")
    if asked.why:
        yield f"> {asked.why}"
    value = values.get(asked.key, asked.nothing)
    if asked.kind in (FieldKind.PICK, FieldKind.MULTI):
        picked = value if isinstance(value, list) else [value]
        yield from (f"- [{'x' if each.value in picked else ' '}] {each.words}" for each in asked.choices)
    elif asked.kind == FieldKind.TICK:
        yield f"- [{'x' if value else ' '}] Yes"
    elif value not in ("", None):
        yield from (_ESCAPED.sub(r"\1\\\2", line) for line in str(value).split("\n"))


@dataclass
class _Answer:
    """What stands under one heading, with the number of each line."""

    line: int
    key: str
    row: tuple[str, int] | None
    lines: list[tuple[int, str]] = field(default_factory=list)


def from_markdown(definition: FormDefinition, text: str) -> MarkdownRead:
    """What a file holds for a form; questions that it leaves out are not among the values."""
    if (found := _FORM.search(text[:500])) is None or found[1] != definition.code:
        said = f"This is not form {definition.code}. Download the form here, and fill in that file."
        return MarkdownRead({}, (MarkdownFault(1, said),))
    reading = _Reading(definition)
    for answer in _answers(definition, text):
        reading.take(answer)
    return MarkdownRead(reading.all_values(), tuple(reading.faults))


def _answers(definition: FormDefinition, text: str) -> Iterator[_Answer]:
    """The questions of a file in their order; what stands before the first is passed over."""
    answer: _Answer | None = None
    row: tuple[str, int] | None = None
    rows = {part.key for part in definition.parts() if isinstance(part, Rows)}
    for number, line in zip(count(1), text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if found := _ROW.match(line):
            yield from [answer] if answer else []
            answer, row = None, (found[1], int(found[2]))
        elif found := _KEY.match(line):
            yield from [answer] if answer else []
            row = row if row and line.startswith("#####") else None
            answer = None if found[1] in rows and row is None else _Answer(number, found[1], row)
        elif line.startswith("## "):
            yield from [answer] if answer else []
            answer, row = None, None
        elif answer:
            answer.lines.append((number, line))
    yield from [answer] if answer else []


class _Reading:
    """Values and faults, while a file is read."""

    def __init__(self, definition: FormDefinition) -> None:
        self.fields = {part.key: part for part in definition.parts() if isinstance(part, PaperField)}
        self.lists = {part.key: part for part in definition.parts() if isinstance(part, Rows)}
        self.values: dict[str, Any] = {}
        self.rows: dict[str, dict[int, dict[str, Any]]] = {}
        self.faults: list[MarkdownFault] = []

    def take(self, answer: _Answer) -> None:
        """Read one answer."""
        if (asked := self._asked(answer)) is None:
            self._fault(
                answer.line, f"“{answer.key}” is not asked in this form. Keep the words in {{#…}} as they were."
            )
            return
        value = self._value(asked, answer)
        if answer.row is None:
            self.values[asked.key] = value
        else:
            self.rows.setdefault(answer.row[0], {}).setdefault(answer.row[1], {})[asked.key] = value

    def all_values(self) -> dict[str, Any]:
        """Everything that was read; rows in the order of their numbers, empty ones left out."""
        for key, numbered in self.rows.items():
            rows = self.lists[key]
            nothing = {each.key: each.nothing for each in rows.fields}
            filled = [{**nothing, **numbered[number]} for number in sorted(numbered)]
            self.values[key] = [row for row in filled if not is_blank(row)]
            if len(self.values[key]) > rows.most:
                self._fault(1, f"“{rows.label}” takes {rows.most} at most, and here are {len(self.values[key])}.")
        return self.values

    def _asked(self, answer: _Answer) -> PaperField | None:
        if answer.row is None:
            return self.fields.get(answer.key)
        rows = self.lists.get(answer.row[0])
        return next((each for each in (rows.fields if rows else ()) if each.key == answer.key), None)

    def _value(self, asked: PaperField, answer: _Answer) -> Any:
        lines = [(number, line) for number, line in answer.lines if not line.startswith(">")]
        if asked.kind in (FieldKind.PICK, FieldKind.MULTI, FieldKind.TICK):
            return self._picked(asked, lines)
        text = "\n".join(re.sub(r"^(\s*)\\([#>\\]|[-*+] \[)", r"\1\2", line) for _, line in lines).strip()
        if asked.kind == FieldKind.DATE:
            return self._day(text, answer.line)
        if asked.kind == FieldKind.NUMBER:
            return self._number(asked, text, answer.line)
        if asked.kind == FieldKind.TEXT:
            text = " ".join(text.split())
        if len(text) > asked.limit:
            self._fault(answer.line, f"Keep “{asked.label}” to {asked.limit:,} characters; it has {len(text):,}.")
        return text

    def _picked(self, asked: PaperField, lines: Sequence[tuple[int, str]]) -> Any:
        by_words = {" ".join(each.words.split()).casefold(): each.value for each in asked.choices}
        picked = []
        for number, line in lines:
            box = _BOX.match(line)
            if box is None or not box[1].strip():
                continue
            if asked.kind == FieldKind.TICK:
                return True
            if (value := by_words.get(" ".join(box[2].split()).casefold())) is None:
                self._fault(number, f"“{box[2][:60]}” is not one of the answers to “{asked.label}”.")
            else:
                picked.append(value)
        if asked.kind == FieldKind.TICK:
            return False
        if asked.kind == FieldKind.MULTI:
            return picked
        if len(picked) > 1:
            self._fault(lines[0][0], f"Tick one answer to “{asked.label}”, not {len(picked)}.")
        return picked[0] if picked else ""

    def _day(self, text: str, line: int) -> str:
        try:
            return day_from(text).isoformat() if text else ""
        except NoDay as fault:
            self._fault(line, str(fault))
            return ""

    def _number(self, asked: PaperField, text: str, line: int) -> int | None:
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= asked.limit:
            return int(text)
        self._fault(line, f"“{asked.label}” takes a whole number from 0 to {asked.limit:,}, in figures.")
        return None

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(MarkdownFault(line, message))
