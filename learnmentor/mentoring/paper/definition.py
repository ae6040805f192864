"""What a form asks: sections of fields and of rows, with the words for people, and what may be answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 300  # characters of a field of one line, unless it says otherwise
LONGEST_LONG = 4_000  # of a longer text
LARGEST_NUMBER = 10_000
MOST_ROWS = 60

# By key: a text ("" for nothing), a pick's value ("" for none), a list of them, an ISO day (""), a whole number (None),
# True or False, or a list of such mappings for rows.
Values = Mapping[str, Any]


class FieldKind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG = "long"
    PICK = "pick"  # one of the choices
    MULTI = "multi"  # any of them
    DATE = "date"
    NUMBER = "number"  # a whole one, from 0
    TICK = "tick"


@dataclass(frozen=True)
class PaperChoice:
    """An answer that can be picked, as it is kept and as it is said."""

    value: str
    words: str


@dataclass(frozen=True)
class PaperField:
    """One question. `why` stands under it: what it is asked for. `most`: characters, or the largest number."""

    key: str
    label: str
    kind: FieldKind
    why: str = ""
    choices: tuple[PaperChoice, ...] = ()
    most: int = 0
    required: bool = False
    readers: str = ""  # who reads the answer, where that is not what the whole form says

    @property
    def limit(self) -> int:
        """How many characters it takes, or its largest number."""
        usual = {FieldKind.LONG: LONGEST_LONG, FieldKind.NUMBER: LARGEST_NUMBER}
        return self.most or usual.get(self.kind, LONGEST_TEXT)

    @property
    def nothing(self) -> Any:
        """How no answer is kept."""
        return {FieldKind.MULTI: [], FieldKind.NUMBER: None, FieldKind.TICK: False}.get(self.kind, "")

    def words_for(self, value: str) -> str:
        """What a choice is called; the value itself for one that is not offered any more."""
        return next((each.words for each in self.choices if each.value == value), value)


@dataclass(frozen=True)
class Rows:
    """The same few questions again and again: objectives, targets, what was seen. `one` is what a row is called."""

    key: str
    label: str
    one: str
    fields: tuple[PaperField, ...]
    least: int = 0  # that are asked for before the form is whole
    most: int = 10
    why: str = ""

    @property
    def nothing(self) -> list[Any]:
        """How no rows are kept."""
        return []


Part = PaperField | Rows


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    heading: str
    parts: tuple[PaperField | Rows, ...]


@dataclass(frozen=True)
class FormDefinition:
    """A form. `readers` says in one sentence who reads what is filled in."""

    code: str
    title: str
    readers: str
    sections: tuple[Section, ...]

    def parts(self) -> Iterator[PaperField | Rows]:
        """All that is asked, in its order."""
        for section in self.sections:
            yield from section.parts

    @property
    def empty(self) -> dict[str, Any]:
        """The values of a sheet on which nothing is written."""
        return {part.key: part.nothing for part in self.parts()}


def choices(**words: str) -> tuple[PaperChoice, ...]:
    """Choices by their values: `choices(done="Done", not_yet="Not yet")`; "_" in a value becomes "-"."""
    return tuple(PaperChoice(value.replace("_", "-"), said) for value, said in words.items())


def is_blank(row: Values) -> bool:
    """Whether nothing is written in a row."""
    return not any(value not in ("", None, False, []) for value in row.values())


@dataclass(frozen=True)
class Lacking:
    """What is still asked for before a form is whole: a field, or so many rows more; `row` counts from 1."""

    part: PaperField | Rows
    row: int | None = None
    more: int = 0


def lacking(definition: FormDefinition, values: Values) -> list[Lacking]:
    """What a form still asks for, in its order."""
    found: list[Lacking] = []
    for part in definition.parts():
        found += _lacking_rows(part, values.get(part.key) or []) if isinstance(part, Rows) else _lacking(part, values)
    return found


def _lacking(field: PaperField, values: Values, row: int | None = None) -> list[Lacking]:
    open_yet = field.required and values.get(field.key, field.nothing) in ("", None, False, [])
    return [Lacking(field, row)] if open_yet else []


def _lacking_rows(rows: Rows, filled: list[Values]) -> list[Lacking]:
    short = [Lacking(rows, more=rows.least - len(filled))] if len(filled) < rows.least else []
    return short + [
        each for n, row in enumerate(filled, 1) for field in rows.fields for each in _lacking(field, row, n)
    ]
